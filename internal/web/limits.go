package web

import "time"

const (
	// What one request may be. Go adds 4 KiB of its own to the header's limit.
	maxHeader = 12 << 10
	maxURL    = 2 << 10

	// How long a connection may take: for its header, its body, an answer that is
	// no stream, and between two requests.
	headerWithin = 5 * time.Second
	bodyWithin   = 15 * time.Second
	answerWithin = 15 * time.Second
	idleFor      = 60 * time.Second

	// maxConns and maxConnsPerIP bound the connections of each listener, maxStreams
	// and maxStreamsPerIP how many clients are told what comes.
	maxConns        = 6000
	maxConnsPerIP   = 1000
	maxStreams      = 5000
	maxStreamsPerIP = 1000

	// tokenBytes is how many random bytes a token has.
	tokenBytes = 32

	// maxFailures is how many wrong tokens an address may show in failuresFor
	// before it has to wait.
	maxFailures = 5
	failuresFor = time.Minute

	// maxAddresses bounds what is remembered of addresses.
	maxAddresses = 10000

	// maxMessage is the longest WebSocket message of a client in bytes,
	// messagesPerSecond how many it may send.
	maxMessage        = 4 << 10
	messagesPerSecond = 10

	// maxFrames is how many bytes may come before there is a whole message, a ping or
	// a pong: an empty frame has 6, and there may be any number.
	maxFrames = 64 << 10

	// byeWithin is how long it may take to say why a connection ends.
	byeWithin = time.Second

	// A WebSocket is pinged each pingEvery, in pingTurns groups, and closed if there
	// is no sign of life for aliveFor, or if it takes nothing for blockedFor. A
	// client that misses lines for behindFor without a break is closed too: it may
	// come back with its cursor.
	pingEvery  = 10 * time.Second
	pingTurns  = 10
	aliveFor   = 20 * time.Second
	blockedFor = 5 * time.Second
	behindFor  = 30 * time.Second

	// Lines gather behind those that went out at once for gatherLeast, and longer
	// the more clients there are, for each of whom a message costs a system call;
	// but not longer than gatherMost, or twice that while nothing else comes. At 200
	// clients and 1 000 lines a second of a file, read each 15 ms, 20 ms make it
	// every other read: 0.40 µs a delivered line for a p99 of 35 ms, where every
	// read took 0.51 and 21 beside the same load.
	// tryAgain is when a search that is under way is asked again.
	gatherLeast  = 4 * time.Millisecond
	gatherClient = 80 * time.Microsecond
	gatherMost   = 20 * time.Millisecond
	tryAgain     = 50 * time.Millisecond

	// sameFor is how much later than was told before a line that tells its own
	// time may have come for that not to be told again.
	sameFor = 100 * time.Millisecond

	// callAtOnce is how many sockets one goroutine writes to in turn: a
	// millisecond's worth.
	callAtOnce = 256

	// frameLines is how many lines go into one message, frameBytes how many bytes
	// at most, but for its last line. fewLines is how many are asked for if a
	// search does not know those at once: fewer than the blocks that it remembers,
	// so that it gets on each time that it is asked. queueBytes and queueLines are
	// what is kept of a view's messages for clients that lag behind, queuesBytes
	// of all views' together, once for each way that they go out.
	frameLines = 2000
	frameBytes = 256 << 10
	fewLines   = 128
	queueBytes = 1 << 20
	queueLines = 4096

	queuesBytes = 64 << 20

	// maxLag is how many lines a view may be behind before it skips some.
	maxLag = 20000

	// growEvery is how often a line that goes on is told again at most before it
	// ends.
	growEvery = 250 * time.Millisecond

	// maxLate is how many lines that came late are known, for clients that come
	// back.
	maxLate = 1024

	// maxText is how much of a line is shown, in bytes.
	maxText = 64 << 10

	// maxViews is how many different views there may be, lingerFor how long one
	// stays for polls that come back. A view takes some 60 KiB besides its queue,
	// nothing while no lines come, and 2 to 4 µs a line then: at 1 000 lines a second
	// 256 of them are most of a core.
	maxViews  = 256
	lingerFor = 40 * time.Second

	// maxQuery is the longest filter of a client in bytes, maxSources how many
	// sources it may name.
	maxQuery   = 256
	maxSources = 64

	// filterShare is how much of a core a filter may take over time, filterBurst
	// how much time beside that: enough to search some gigabytes once.
	// filtersShare and filterBursts are how much of all cores, and how many times
	// filterBurst, all filters may take. payEvery is how often that is looked at.
	filterShare  = 0.2
	filterBurst  = 10 * time.Second
	filtersShare = 0.5
	filterBursts = 6
	payEvery     = 10 * time.Millisecond

	// maxInsts is the most instructions that a regular expression in it may have.
	maxInsts = 500

	// defaultLines is how many lines a window has, maxLines how many it may have;
	// historyBytes is what one answer of history may be, and historyPerSecond
	// and historyBurst how often one address may ask.
	defaultLines     = 200
	maxLines         = 5000
	historyBytes     = 1 << 20
	historyPerSecond = 5
	historyBurst     = 20

	// searchFor is how long history, or who comes back, waits for a search.
	searchFor = 2 * time.Second

	// awaitFor is how long a view that is behind where a client was is waited
	// for, asked each tryAgain.
	awaitFor = time.Second

	// pollFor is how long a poll waits.
	pollFor = 25 * time.Second

	// stateEvery is how often the state is told at most.
	stateEvery = time.Second

	// presentEvery is how often clients are told what the screen shows at most.
	presentEvery = 100 * time.Millisecond

	// maxPoints is how many points of a series a client gets first, graphFor how
	// far back.
	maxPoints = 600
	graphFor  = 10 * time.Minute

	// maxSamples is how many points go into one message, but for those of its last
	// series: some 30 bytes each.
	maxSamples = 8000

	// curveEvery is how often numbers in lines are looked at at most, curveAnew
	// how often what was told of them is told anew, curveStep how far their points
	// are apart at most: the page parts a curve where none comes for 30 s.
	curveEvery = time.Second
	curveAnew  = 10 * time.Second
	curveStep  = 16 * time.Second

	// maxBuckets is how many spans of time one answer may have.
	maxBuckets = 2000

	// maxLabel is the longest label of /metrics in bytes.
	maxLabel = 256

	// What others may post: bytes, lines, requests and bytes a second, at once.
	maxPost           = 1 << 20
	maxPostLines      = 10000
	maxPostLine       = 64 << 10
	postsPerSecond    = 200
	postBytesPerS     = 4 << 20
	postsAtOnce       = 16
	postWithin        = time.Second // for the store to take it
	maxDepth, maxKeys = 32, 1000
	maxNumber         = 64

	// shutdownFor is how long clients may take to leave.
	shutdownFor = 1500 * time.Millisecond
)
