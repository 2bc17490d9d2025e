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

	// trendWidth is the columns of a spark line in a table, trendSpan what time it
	// shows.
	// Whether there are any is looked for in the first trendRows.
	trendWidth = 12
	trendSpan  = 3 * time.Minute
	trendRows  = 16

	// sameStart is how many bytes, beginning alike, make an ID and a cell the
	// same where they are too long to be there in full.
	sameStart = 32

	// sidewaysStep is how far h and l move, in columns: a tab stop.
	sidewaysStep = 8

	// nameWidth is the most columns that the names beside lines take.
	nameWidth = 16

	// waitingWidth is the columns from which on the first row tells since when
	// sources wait.
	waitingWidth = 60

	// placedWidth is the same for names that begin with a host or a server.
	placedWidth = 28

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

	// maxPrompt is how much may be typed into a prompt, in runes; maxHistory how
	// many texts of each kind are remembered.
	maxPrompt, maxHistory = 4096, 100

	// logMinHeight is what is left of the log, borders included, above a prompt
	// that has something to say.
	logMinHeight = 3

	// detailMinHeight is the least height of the detail, borders included, in
	// rows.
	detailMinHeight = 5

	// maxRecordScan is how far from a line those are looked for that belong to
	// its record, in lines, recordStep how many are taken at once.
	// maxRecordLines and maxRecordText bound what is shown of a record.
	maxRecordScan  = 512
	recordStep     = 64
	maxRecordLines = 256
	maxRecordText  = 512 << 10

	// maxDetailRows and maxDetailFields bound what is put together for the
	// detail: more than anybody scrolls through. maxValue is how much of a value
	// or a line is shown in it, maxLabel of a name, in bytes.
	maxDetailRows   = 2000
	maxDetailFields = 500
	maxValue        = 16 << 10
	maxLabel        = 256

	// maxLabelWidth is the widest that names of fields get, minValueWidth what
	// is left beside them at least, in columns: else values stand below.
	maxLabelWidth, minValueWidth = 24, 12

	// maxIndent is the deepest that JSON is indented, in steps.
	maxIndent = 20

	// maxNumeric is the longest value that is taken for a number, in bytes.
	maxNumeric = 64

	// maxFilterValue is the longest value that becomes a filter, in bytes.
	maxFilterValue = 1 << 10

	// panelHeight is the rows that a list has, its title included, if the log
	// has as many and one more.
	panelHeight = 6

	// maxFilters is how many filters there may be at once.
	maxFilters = 64

	// maxRules is how many highlights of the reader's there may be: each looks
	// at every line that is drawn. maxLooks is how many styles of the input are
	// remembered.
	maxRules = 64
	maxLooks = 512

	// maxSequence is longer than a colour sequence of a real program, in bytes.
	maxSequence = 64

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

	// foldLeast is how many lines at least fold: of two, both tell more.
	foldLeast = 3

	// foldLook is how many lines are looked at for repeats in a frame: about a
	// millisecond. It is more than a frame's share of 100 000 lines a second.
	// foldChunk is how many of them at once.
	foldLook, foldChunk = 2048, 128

	// foldMost is how far back the first line of a run is looked for that was
	// there before it was first shown, in lines.
	foldMost = 1 << 20

	// maxFolded is the longest line that folds, in bytes.
	maxFolded = 4 << 10

	// maxRuns is how many runs are remembered, around what is shown; maxOpened
	// how many of them may be unfolded.
	maxRuns, maxOpened = 4096, 256

	// silenceLeast is the shortest time between two lines that is told of.
	silenceLeast = 30 * time.Second

	// Between lines that come evenly no silence is told of, but of one quietTimes
	// as long as is usual between the last usualOf lines.
	quietTimes, usualOf = 4, 5

	// cursorMargin is how many rows are shown above and below the cursor where
	// there is room.
	cursorMargin = 2

	// maxMarks is how many lines may be marked; maxSelected how many lines are
	// copied at most.
	maxMarks, maxSelected = 1000, 10_000

	// clockWidth, datedWidth and sinceWidth are the columns of the time column,
	// with the blank behind it. Below timesFrom columns for the log it has no room.
	clockWidth, datedWidth, sinceWidth = 13, 20, 10
	timesFrom                          = 30

	// graphSpan is what graphs show by themselves where all of them are of
	// numbers in lines: those have no pace of their own.
	graphSpan = 10 * time.Minute

	// shortestSpan and longestSpan bound what graphs show: less is no history,
	// and more columns of more time do not fit into a duration.
	shortestSpan = time.Minute
	longestSpan  = 100 * 365 * 24 * time.Hour

	// staleAfter is how much older than what is newest a value may be, besides
	// holdFor, to be told as current: hosts send in turn, and clocks differ.
	staleAfter = 10 * time.Second

	// graphLabel is the columns of the labels at the side of a graph.
	graphLabel = 6

	// maxThresholds is how many thresholds there may be.
	maxThresholds = 64

	// outliers is of how many records one may lie outside of the histogram, if
	// all others would else stand in one of squashed parts of it.
	outliers, squashed = 1000, 20

	// histogramTries is how often in a row less is shown of a squashed histogram:
	// each time it is at most one of squashed parts of it.
	histogramTries = 10

	// histogramLabels is the width, in columns, from which on the highest bar of
	// the histogram has its count beside it.
	histogramLabels = 40

	// statsEvery is how often rtwatch's own memory and CPU are measured while they
	// are shown; statsOver is over how many of these times CPU is told.
	statsEvery, statsOver = time.Second, 3

	// audienceSettles is how long a change of who looks waits to be shown: who polls
	// comes back within it. shareWidth is the least columns beside a QR code.
	audienceSettles = 200 * time.Millisecond
	shareWidth      = 24

	// maxDays is the longest time that can be typed, in days: no log is older.
	maxDays = 36500

	// maxOptions is how many completions stand above the prompt at once;
	// maxListed how many names of a folder are looked at for them, as they come:
	// all of any but a cache or a mail folder, in a tenth of a second.
	maxOptions, maxListed = 8, 50_000
)
