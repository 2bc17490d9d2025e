package store

import "time"

const (
	// DefaultMemory is the cap for the lines kept, in bytes.
	DefaultMemory = 256 << 20

	// MaxLine is how much of one line a reader is given as its text, in bytes.
	// It is not less than what a source sends in one block, so that only a
	// line that spans blocks can be longer.
	MaxLine = 256 << 10

	// joinWithin and joinUpTo say when a small block is joined to the one
	// before it: if it came so soon after that the arrival time of both may be
	// one, and if both stay below a size that is cheap to copy.
	joinWithin = 10 * time.Millisecond
	joinUpTo   = 16 << 10

	// blockCost is what a block costs besides its text, in bytes: the struct,
	// its place in the list and the allocator's rounding.
	blockCost = 256

	// sampleCost is what a sample in the log costs, with its name, in bytes.
	sampleCost = 96

	// maxSeries bounds the series, and pointBudget what they keep together: 64
	// MiB at 16 bytes a point. A series has its equal share of that, but never
	// more than maxPoints, a day at one point a second, and never less than
	// minPoints, ten minutes. Series that came before others keep what they
	// have: all in all it may be twice the budget.
	maxSeries   = 2048
	pointBudget = 4 << 20
	maxPoints   = 86_400
	minPoints   = 600

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
)
