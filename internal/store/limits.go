package store

import "time"

const (
	// DefaultMemory is the cap for the lines kept, in bytes.
	DefaultMemory = 256 << 20

	// MaxLine is how much of one line a reader is given as its text, in bytes.
	// It is not less than what a source sends in one block, so that only a
	// line that spans blocks can be longer.
	MaxLine = 256 << 10

	// A small block is joined to the one before it if it came so soon after that
	// the arrival time of both may be one, and if both stay below joinUpTo, which
	// is cheap to copy. A stream tells arrival times; a screen keeps blocks for
	// days, and the fewer the better.
	joinInStream = 10 * time.Millisecond
	joinOnScreen = time.Second
	joinUpTo     = 16 << 10

	// arrivalStep is how exactly a block knows when what has joined it came: as
	// exactly as it is shown. So at most joinOnScreen/arrivalStep times are kept.
	arrivalStep = time.Millisecond

	// fileMemory is how much text is kept in memory that its file still has, in
	// bytes: what is looked at and searched most, the newest.
	fileMemory = 8 << 20

	// maxFiles is how many files of live blocks are kept open, so that a log that
	// is rotated every hour can be read back for six weeks, and maxPastFiles how
	// many of pasts, which their followers have open anyway.
	maxFiles     = 1024
	maxPastFiles = 4096

	// cellSize is how the past of a file is cut up, in bytes: large enough that
	// what is known of a block costs little beside it, small enough to be read
	// in a tenth of a millisecond and to stay in a processor's cache.
	cellSize = 256 << 10

	// lookAhead is how far a cell looks behind its end for the end of its last
	// record, in bytes. headWithin is how far behind its first line a cell looks
	// for the head of a record, headLength how much of a line tells whether it
	// is one. Behind lookAhead less these two a cell is read in full.
	lookAhead  = 16 << 10
	headWithin = 8 << 10
	headLength = 512

	// settleFor is how long the store waits, from one to the next, for the pasts
	// of further files that were announced, before it begins to put together
	// those that have come.
	settleFor = 2 * time.Second

	// learnFrom is how much of a source's text its format is learned from at
	// most, learnLeast how much makes sure of it, in bytes.
	learnFrom  = 64 << 10
	learnLeast = 8 << 10

	// sampleEvery is of how many records one tells its time, to find out how far
	// those of a block are apart.
	sampleEvery = 16

	// cutAfter and cutTries say how often, and how often at most, a file that has
	// just been cut off is read again: its source finds out within a second
	// whether a copy has the text.
	cutAfter = 200 * time.Millisecond
	cutTries = 10

	// maxReady is how many cells of a source may be known and wait for those of
	// other sources, mergeSize how much text a merged block is made of, in
	// bytes, partCost what a part of it costs.
	maxReady  = 64
	mergeSize = 1 << 20
	partCost  = 64

	// maxRecord is how many lines a record may have, as far as looking for its
	// head goes.
	maxRecord = 1000

	// cachePages is how many blocks that were read are kept; more while they have
	// fewer than cacheLines lines and cacheSize bytes together: a screen of long
	// lines needs a block for each.
	cachePages = 8
	cacheLines = 256
	cacheSize  = 16 << 20

	// longLine is from how many bytes on what a line tells is kept beside it: to
	// find that takes longer than a microsecond there.
	longLine = 4 << 10

	// blockCost is what a block costs besides its text, in bytes: the struct,
	// its place in the list and the allocator's rounding.
	blockCost = 256

	// sampleCost is what a sample in the log costs, with its name, in bytes.
	sampleCost = 96

	// maxSeries bounds the series, and pointBudget the points that they keep
	// together as they came: 2 MiB at 16 bytes each. A series has its equal share
	// of that, but never more than maxPoints, four and a half hours at one point
	// a second, and never less than minPoints, ten minutes. Series that came
	// before others keep what they have: all in all it may be a few times the
	// budget.
	maxSeries   = 2048
	pointBudget = 128 << 10
	maxPoints   = 16 << 10
	minPoints   = 600

	// fineStep, middleStep and coarseStep are what older points are thinned to.
	// Of each a series keeps its share of stepBudget steps, at 28 bytes, but not
	// more than maxSteps: three hours, 17 hours and a week; and not less than
	// minSteps.
	fineStep   = 10 * time.Second
	middleStep = time.Minute
	coarseStep = 10 * time.Minute
	stepBudget = 64 << 10
	maxSteps   = 1024
	minSteps   = 128

	// everyOver is how many of the newest points tell how far points of a
	// series are apart.
	everyOver = 16

	// maxTables bounds the tables kept, maxOrigins the sources told apart.
	maxTables  = 1024
	maxOrigins = 65_536

	// rateSlot and rateSlots are the window behind lines a second: 2 s, moved
	// on in quarters of a second.
	rateSlot  = 250 * time.Millisecond
	rateSlots = 8

	// lookPerSlot is how much text of a slot has its lines' levels looked at, in
	// bytes: all of it up to some 20 000 lines a second. It costs half a percent
	// of a core then, and no more in a flood.
	lookPerSlot = 512 << 10

	// tellEvery is how often readers are signalled while matches are found.
	tellEvery = 33 * time.Millisecond

	// skipAtOnce is how many blocks a search passes over by their facts before
	// it lets others look at its counts: a tenth of a millisecond's worth.
	skipAtOnce = 512

	// maxAbove is how many live blocks are looked at for the record that goes
	// on in the first lines of a block.
	maxAbove = 8

	// foundBlocks is how many blocks' matching lines are kept, as long as they
	// are not more than foundLines together: what a few screens show where
	// matches are rare. findFor is how long one call may look for more of them:
	// then it gives what it has, so that the screen is never held up.
	foundBlocks = 256
	foundLines  = 256 << 10
	findFor     = 20 * time.Millisecond

	// disorder is how far out of order in time the lines of a file may be before
	// a search by time misses some.
	disorder = time.Minute

	// giant is the text of a block, in bytes, that is taken for one with a line
	// of that length: only its beginning and the lines behind it are read then.
	giant = 4 << 20

	// peekSize is how much of a block's ends is read to tell its times, in bytes.
	peekSize = 4 << 10

	// maxUntimed is how many blocks without a time are passed over to tell what
	// time it was, maxLate how many are looked at for records that came late.
	maxUntimed = 64
	maxLate    = 8

	// maxGapRead is how much text is read to find a gap, in bytes: a twentieth
	// of a second's worth.
	maxGapRead = 16 << 20

	// spellsPerSpan is how much finer than the bars asked for the records of a
	// block are counted, and spellsPerBar how much finer they must be for other
	// bars.
	spellsPerSpan = 16
	spellsPerBar  = 4

	// maxSpells is how many spells of a block are told apart, fewSpells how many
	// once there are spellBudget of all blocks, at 40 bytes each: blocks that
	// each reach over all of the log are then counted coarsely.
	maxSpells   = 16 << 10
	fewSpells   = 64
	spellBudget = 256 << 10

	// sketchError is how far a quantile may be off, as a share of it, and
	// sketchBins how many powers of 1 + 2 × sketchError a span of time tells
	// apart at least, at 8 bytes: from 1 ms to 9 days. binStep is how many bins a
	// sketch gets at once, a power of 2.
	sketchError = 0.01
	sketchBins  = 1024
	binStep     = 64

	// maxMoments is how many spans of time a measurement keeps, maxKnownQuantiles
	// for how many columns of a graph it knows quantiles.
	maxMoments        = 2048
	maxKnownQuantiles = 4096

	// MaxGraphs is how many numbers in lines may be drawn.
	MaxGraphs = 16
)
