package line

const (
	// defaultTabWidth is the distance of tab stops in columns, as terminals
	// have it.
	defaultTabWidth = 8

	// maxMarks is how many combining marks one cell keeps. Vietnamese and
	// Hebrew need up to 4; more than 8 is a tower of accents that draws over
	// the lines above and below it.
	maxMarks = 8

	// maxNULs is the longest run of NUL bytes that is shown byte by byte. A
	// longer one is the hole that a power loss or a truncation leaves, and is
	// shown as a count.
	maxNULs = 8

	// maxSGR is the longest parameter text, in bytes, and maxSGRParams the
	// most parameters of a colour sequence that is kept: room for attributes
	// and one true colour. A real program sends longer ones as two.
	maxSGR       = 32
	maxSGRParams = 16

	// maxCSI is the longest control sequence, in bytes, that is taken for one.
	// Behind a longer run of parameter bytes the introducer is taken for
	// stray, so that it cannot swallow text.
	maxCSI = 64

	// timeWindow is how far into a line, in bytes, a time stamp may begin.
	timeWindow = 100

	// clockWindow is how far into a line a time of day without a date may
	// begin. Further behind it is rather a duration in the message.
	clockWindow = 40

	// firstYear and lastYear bound the years of a stamp. What is written like
	// a date of another time is a number of something else.
	firstYear = 1900
	lastYear  = 2199

	// levelWindow is how far into a line, in bytes, a level may begin. The
	// longest real prefix known (Blue Gene/L: two dates, two node names) has
	// its level at byte 110.
	levelWindow = 128

	// maxShape is how much of a line's front, in bytes, a Parser compares with
	// that of earlier lines: OpenStack has a file name, a time and a process
	// there. It is a multiple of eight.
	maxShape = 96

	// minHead is how much, in bytes, lines must have in common at their fronts
	// for a Parser to learn from it: most of a date.
	minHead = 8

	// maxHeads is how many fronts a Parser knows at once: the programs that
	// write into one file (OpenStack has three, and more are rare).
	maxHeads = 4

	// maxWords is how many level words a Parser knows behind each front.
	maxWords = 4

	// learnCost is how many lines must have passed before a Parser that knows
	// maxHeads fronts learns another, so that sources whose lines have none in
	// common (addresses of clients first) do not pay for it. It has credit for
	// four at most.
	learnCost = 16
	maxCredit = 4 * learnCost

	// maxDate is the longest date with what separates it from the time of day,
	// in bytes, that a Parser keeps: "September 22, 2026 " has 19.
	maxDate = 24

	// frontSize is how many bytes say whether a line begins as one with a time,
	// if frontDigits of them are digits: Nov  2 09:41.
	frontSize   = 12
	frontDigits = 5

	// A source's lines have times from when its score is timedScore until it is
	// nought: a line with a time adds timedGain to it, one without that is not
	// plainly part of a trace takes one off. So a fifth of the lines must have
	// one. The score stays at maxScore, which no real trace takes off.
	timedGain  = 4
	timedScore = 3 * timedGain
	maxScore   = 2048

	// statusWindow is how far into a line the HTTP status of an access log is
	// looked for, in bytes: behind a long request path.
	statusWindow = 4096

	// clientWindow is how far into a line, in bytes, the time of an access log
	// may begin: behind a virtual host (253 at most), a proxy's list of addresses
	// (39 each) and a user. maxBracket is the longest such time with its
	// brackets: 28 bytes as Apache writes it, some more with parts of seconds.
	clientWindow = 512
	maxBracket   = 40

	// maxDepth is how deep nested JSON is taken apart. Deeper values are
	// returned as raw JSON.
	maxDepth = 32

	// jsonTries is how many braces of a line are taken for the begin of JSON.
	jsonTries = 3
)
