package fleet

import "time"

const (
	// lookEvery is how often the registry is read, and the table of hosts sent;
	// sourcesEvery how often every host is asked for new sources: 200 commands a
	// second for 1 000 hosts.
	lookEvery    = time.Second
	sourcesEvery = 5 * time.Second

	// silentAfter is how long a host may give no sign of life, which it does each
	// second, before it is marked.
	silentAfter = 10 * time.Second

	// newlySilent is for how long a silent host leads the table, for somebody to
	// look after it; after that nobody does, and it comes last.
	newlySilent = time.Hour

	// readAtOnce bounds the streams of one XREAD, readCount the entries it brings
	// of each, so that an answer stays below 100 MB if every entry is a full
	// block and there is room for a host that has much to say. Where a stream
	// brings that many, reading goes on without a pause.
	readAtOnce = 256
	readCount  = 8

	// blockFor is how long XREAD waits for something new where one command is
	// enough for all streams; it bounds how late a new host is seen. answerFor is
	// how long an answer may take after that before the server counts as gone.
	blockFor  = 500 * time.Millisecond
	answerFor = 3 * time.Second

	// Pauses between two reads: a read asks for every stream, whatever is new in
	// it, so the pause grows with their number. In a Cluster that makes 5 000
	// commands a second at most, however many hosts there are (docs/scale.md).
	pauseLeast = 20 * time.Millisecond
	pauseMost  = 300 * time.Millisecond
	pauseEach  = 100 * time.Microsecond

	// Newest is how many entries of each stream of lines are shown at the start,
	// newestSamples how many ticks: enough for a graph to begin with.
	Newest        = 10
	newestSamples = 60

	// startAtOnce is how many streams are asked for those at once.
	startAtOnce = 32

	// maxHosts bounds the hosts, maxSources the streams of lines of each.
	maxHosts   = 10_000
	maxSources = 256

	// maxNamed is how many hosts a notice names.
	maxNamed = 5

	// blockSize is up to where entries are joined to one block, in bytes.
	blockSize = 256 << 10

	// Reconnect delays: full jitter up to a bound that doubles.
	backoffMin = 100 * time.Millisecond
	backoffMax = 2 * time.Second
)
