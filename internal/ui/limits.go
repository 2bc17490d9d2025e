package ui

import (
	"math"
	"time"
)

const (
	// frameEvery is the least distance of two frames: 60 a second. A line that
	// comes later than that after the last frame is drawn at once.
	frameEvery = time.Second / 60

	// settleEvery is how often the screen is drawn again after a change, for
	// as long as a number in it (lines a second) still runs down by itself.
	settleEvery = 500 * time.Millisecond

	// restoreWithin bounds the write that gives the terminal back: a terminal
	// that takes nothing for so long (^S, a dead link) is left as it is.
	restoreWithin = 300 * time.Millisecond

	// stopAfter is how long suspending waits for the process to be stopped
	// before it takes the terminal again. It passes only where the kernel
	// refuses to stop a process that nobody could continue.
	stopAfter = 100 * time.Millisecond

	// maxWidth and maxHeight bound the frame, in cells. A terminal of a larger
	// size is a wrong size: the largest real ones are about 700 columns wide.
	maxWidth, maxHeight = 1000, 400

	// unknownWidth and unknownHeight stand in for a size of 0, which says that
	// the terminal does not know its size (tty_ioctl(2)).
	unknownWidth, unknownHeight = 80, 24

	// Below bareWidth × bareHeight there is no room for anything but lines,
	// below tinyWidth × tinyHeight for nothing at all.
	bareWidth, bareHeight = 20, 5
	tinyWidth, tinyHeight = 10, 3

	// graphMinHeight is the least height, borders included, of a graph that
	// still says something; graphMaxHeight is where more rows stop telling more.
	graphMinHeight, graphMaxHeight = 6, 16

	// graphBandFrom is the least height of the body, in rows, in which graphs
	// do not take the room from the log.
	graphBandFrom = 14

	// graphWidth is the width, in columns, from which on a graph may stand
	// beside another one.
	graphWidth = 60

	// graphRowFrom is the least height of a graph that has others below it: a
	// row more than it needs, and a title.
	graphRowFrom = 8

	// quartersFrom is how many rows an axis needs for labels at its quarters.
	quartersFrom = 9

	// maxLegend is how many series one graph shows: more colours cannot be
	// told apart.
	maxLegend = 6

	// holdFor is for how many of its own intervals a series keeps its last
	// value where a column has none, so that jitter in its source's clock does
	// not look like a gap.
	holdFor = 2

	// tableFrame is the rows of a table's pane that are none of the table:
	// borders and header. tableMinHeight leaves two rows besides.
	tableFrame, tableMinHeight = 3, 5

	// maxColumn is the widest that a table's column gets if others stand
	// behind it, in columns; the last one has what is left.
	maxColumn = 40

	// maxCell is how much of a cell is drawn, in bytes: more than sources send.
	// maxMeasured is how much of it tells the width of its column.
	maxCell     = 8 << 10
	maxMeasured = maxColumn * cleanPerColumn

	// sameStart is how many bytes, beginning alike, make an ID and a cell the
	// same where they are too long to be there in full.
	sameStart = 32

	// sidewaysStep is how far h and l move, in columns: a tab stop.
	sidewaysStep = 8

	// nameWidth is the most columns that the names beside lines take.
	nameWidth = 16

	// maxNames is how many sources get a short name of their own.
	maxNames = 512

	// cleanPerColumn is how many raw bytes are cleaned for a column at first:
	// enough for most coloured text, and little of a line of 100 KB.
	cleanPerColumn = 4

	// maxHelp is more rows than the help has; drawing bounds it further.
	maxHelp = 1000

	// maxUsage is how wide the help's column of commands is at most; a longer one
	// pushes its text to the right.
	maxUsage = 26

	// maxKeys is how many keys are kept at least while the model is busy: a
	// wheel may send hundreds at once, nobody types so many. Of twice as many,
	// the older half is dropped. At a third of a millisecond each, for those that
	// are not one move together, they take a third of a second.
	maxKeys = 512

	// foregroundEvery is how often a screen in the background looks whether
	// the terminal is its own again: a shell tells only jobs that were stopped.
	foregroundEvery = 100 * time.Millisecond

	// maxPrompt is how much may be typed into a prompt, in runes; maxHistory how
	// many texts of each kind are remembered.
	maxPrompt, maxHistory = 4096, 100

	// logMinHeight is what is left of the log, borders included, above a prompt
	// that has something to say.
	logMinHeight = 3

	// detailMinHeight is the least height of the detail, borders included, in
	// rows.
	detailMinHeight = 5

	// panelHeight is the rows that a list has, its title included, if the log
	// has as many and one more.
	panelHeight = 6

	// maxFilters is how many filters there may be at once.
	maxFilters = 64

	// newestOf is how many of the newest lines tell the newest time: more than
	// a record without one has on most days.
	newestOf = 64

	// gapLeast is the shortest time without lines that is a gap.
	gapLeast = 10 * time.Second

	// histogramHeight is the rows of the histogram, borders and axis included,
	// beside a log of at least histogramFrom rows in all. histogramMinHeight is
	// the least that still says something.
	histogramHeight, histogramFrom = 9, 14
	histogramMinHeight             = 5

	// maxSpan is the longest time that the histogram shows: what fits into a
	// duration, two columns more than it included. Stamps may be further apart.
	maxSpan = math.MaxInt64 / 2 * time.Nanosecond

	// statsEvery is how often rtwatch's own memory and CPU are measured while they
	// are shown; statsOver is over how many of these times CPU is told.
	statsEvery, statsOver = time.Second, 3

	// maxDays is the longest time that can be typed, in days: no log is older.
	maxDays = 36500

	// maxOptions is how many completions stand above the prompt at once;
	// maxListed how many names of a folder are looked at for them.
	maxOptions, maxListed = 8, 1000

	// maxTitle is the longest window title, in columns.
	maxTitle = 80
)
