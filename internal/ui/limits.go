package ui

import (
	"math"
	"time"
)

const (
	// maxWidth and maxHeight bound the frame, in cells. A terminal of a larger
	// size is a wrong size: the largest real ones are about 700 columns wide.
	maxWidth, maxHeight = 1000, 400

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

	// wheelRows is how many rows a notch of the wheel scrolls, as in most programs.
	wheelRows = 3

	// saveLines is how many lines are read at once to be saved, saveBuffer how
	// much is written at once, in bytes. saveEnds is how long the end of the
	// program waits for a file that is being written to be removed.
	saveLines, saveBuffer, saveEnds = 4096, 256 << 10, time.Second

	// maxSpan is the longest time that the histogram shows: what fits into a
	// duration, two columns more than it included. Stamps may be further apart.
	maxSpan = math.MaxInt64 / 2 * time.Nanosecond
)
