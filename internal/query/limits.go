package query

const (
	// maxQuery is the longest query in bytes: far more than is typed, and all
	// of what a query can cost is bounded by it.
	maxQuery = 4 << 10

	// maxPattern is the longest text or regular expression in bytes.
	maxPattern = 1 << 10

	// maxInsts is the most instructions a regular expression may compile to
	// in Go's regexp, whose worst time a byte grows with them.
	maxInsts = 2000

	// maxDepth is how deep parentheses and negations may be nested.
	maxDepth = 64

	// maxNodes is the most byte instructions of an automaton. [\pL\pN]{9} has
	// about this many; what has more runs on Go's regexp.
	maxNodes = 16 << 10

	// maxTable is the size in entries of 4 bytes of an automaton's cache:
	// 1 MiB, half of a core's second-level cache.
	maxTable = 256 << 10

	// minBytesPerState is how many bytes each state of a full cache must have
	// been good for. Below, building states costs more than Go's regexp (RE2
	// uses 10).
	minBytesPerState = 10

	// maxLiterals is the most literals that are taken out of a regular
	// expression. Each is a pass of 10 GB/s and more over the text, an
	// automaton runs at 0.5 GB/s.
	maxLiterals = 8

	// minLiteral is the shortest literal, in bytes, that is looked for in
	// place of running the automaton. A single byte stands in most lines.
	minLiteral = 2

	// maxFold is the longest text in runes that is compared without regard to
	// case at each place that may begin it; longer ones run as an automaton,
	// so that no text costs more than this many steps a byte.
	maxFold = 64

	// window is how much text, in bytes, is searched for one literal before
	// it is searched for the next: it stays in the second-level cache.
	window = 128 << 10

	// sample is how much text, in bytes, is looked at to learn which bytes
	// are rare, minSampled the shortest text for which that is worth it, and
	// sampleEvery for how many texts it is good.
	sample      = 1 << 10
	minSampled  = 16 << 10
	sampleEvery = 16

	// maxMisses is how often the rare byte may stand elsewhere before a match
	// until bytes.Index does the work: that costs half a nanosecond a byte,
	// each stop of bytes.IndexByte five.
	maxMisses = 64

	// maxNumber is the longest value in bytes that is read as a number; it is
	// what Go converts without an allocation.
	maxNumber = 32

	// maxAgo is the longest time in seconds before now: 200 years fit into a
	// time.Duration.
	maxAgo = 200 * 365 * 24 * 3600

	// maxSpans is the most parts of one line that are shown.
	maxSpans = 1000
)
