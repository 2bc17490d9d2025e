package redis

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

const (
	// DefaultWindow and maxWindow bound the members that are kept of a key:
	// 100 fill two screens, and 1 000 cost some 2 ms a fetch.
	DefaultWindow = 100
	maxWindow     = 1000

	// DefaultID is the field that names a JSON member unless another is given.
	DefaultID = "id"

	// maxKeys bounds the keys of one source, named and found by patterns: each
	// has a label, a table and a window of its own. maxPatterns bounds the
	// patterns: each name that is announced is compared with all of them.
	maxKeys     = 256
	maxPatterns = 64

	// defaultNewest is how many entries of a stream come first unless --from says
	// otherwise: two screens. maxNewest bounds what can be asked for: to find
	// where they begin, they are read twice.
	defaultNewest = 100
	maxNewest     = 1_000_000

	// maxPage is the most entries of a stream that are read at once, and pageSize
	// the bytes that they should have: entries are asked for by their number, so
	// what came last tells how many that are. pageStart is the first page's.
	maxPage   = 1000
	pageSize  = 1 << 20
	pageStart = 100

	// checkEvery is the least time between two looks at a stream's counts, which
	// tell what was trimmed unread: the answer holds two whole entries.
	checkEvery = time.Second

	// maxFields is how many fields of a hash are shown.
	maxFields = 1000

	// maxChannels bounds the channels that have a label and series of their own;
	// of more, the channel is part of the line. waitingMessages is how many
	// messages wait for the batch under way, each of maxText bytes at most; when
	// there are more the server is left waiting.
	maxChannels     = 256
	waitingMessages = 256

	// maxFound bounds the names that wait to be looked at because they match a
	// pattern, and those that are left alone since they are of other types.
	// maxStrange is how many of the latter are ever named.
	maxFound   = 4096
	maxStrange = 64

	// lookGap is the least time between two looks at names that match: at
	// names of another database, or of keys that live for moments, no more
	// than this is spent.
	lookGap = 50 * time.Millisecond

	// scanPage is how many keys one SCAN goes through: some 0.2 ms of the
	// server. scanEvery is the pause between two SCANs of all, for what no
	// announcement tells of (SWAPDB).
	scanPage  = 1000
	scanEvery = time.Minute

	// fetchAtOnce is how many keys are fetched in one round trip. More would
	// save little time and hold more replies in memory at once.
	fetchAtOnce = 32

	// fetchGap is the least time between two fetches of a key, as long as
	// between two frames: what is fetched is drawn at once. floodGap is the
	// same after all of a window was replaced: a part of what comes is seen
	// then, sooner or later. Where a window is large, fetchRate, in
	// bytes a second and key, stretches it: at 16 MB/s reading and comparing
	// cost some percent of a core, whatever the members.
	fetchGap  = 12 * time.Millisecond
	floodGap  = time.Second / 60
	fetchRate = 16 << 20

	// pollEvery is the pause between two full comparisons, for the changes
	// that no server announces (SWAPDB).
	pollEvery = 5 * time.Second

	// gatherFor is how long announcements may gather before more of them are
	// read. The first after a pause is never held up, nor any answer.
	gatherFor = 4 * time.Millisecond

	// pollRate is how often a key is polled in a second, where changes are not
	// announced; one that does not change is polled less and less, each
	// pollIdle at the last.
	pollRate = 10
	pollIdle = 500 * time.Millisecond

	// sentinelEvery is how often a Sentinel is asked whether the server is
	// another now. nodesEvery is how often a cluster's node is asked which of
	// them has which keys, and nodesSoon while one is not there or has moved.
	sentinelEvery = time.Second
	nodesEvery    = 5 * time.Second
	nodesSoon     = 300 * time.Millisecond

	// maxNodes bounds the addresses of a cluster's nodes that are remembered.
	maxNodes = 1000

	// floodEvery is the least time between two notices that a key changes
	// faster than its window shows.
	floodEvery = 10 * time.Second

	// silentFor is how long a connection may be silent before it counts as
	// dead. rueidis sends a PING whenever pingEvery went by without an answer,
	// so two of them fit, and a third of the time is left for the way.
	// A dead peer is found within 3 s; 4 s are promised.
	silentFor = 3 * time.Second
	pingEvery = time.Second

	// dialFor bounds connecting and TLS, each try. It is shorter than
	// silentFor, so that a host that is gone is not waited for any longer than
	// one that was there.
	dialFor = 2 * time.Second

	// replyFor is the longest that one reply may take to arrive while its
	// bytes keep coming (rueidis's ConnWriteTimeout). Silence is silentFor's
	// to find.
	replyFor = time.Minute

	// maxElements bounds the elements of one message: a window of maxWindow
	// members has 3 001, an announcement maxKeys, a greeting some dozens, a page
	// of a stream 1 000 entries of some dozens of fields.
	// elementSize is what rueidis takes for each before it has read it, in
	// bytes. maxNested is how deep arrays may lie in one another: a greeting of
	// a server with modules needs 4.
	maxElements = 256 << 10
	elementSize = 40
	maxNested   = 8

	// maxLine is the longest line, in bytes, line end included: Redis keeps
	// errors and states far shorter.
	maxLine = 64 << 10

	// maxHeld bounds what the replies of one round trip take in memory, in
	// bytes: as much as the largest value that Redis stores by default
	// (proto-max-bulk-len).
	maxHeld = 512 << 20

	// pieceSize is how much of one command, and about how much of all, is
	// gathered of a replication stream before it is handed on, in bytes. It is
	// half of what is read at once.
	pieceSize = 64 << 10

	// ackEvery is how often the stream is acknowledged, as Redis's own replicas
	// do. ackSoon is the first time, after which it doubles: a server that sends
	// its copy over the wire begins the stream with the first one that comes
	// after it has taken note of the copy's end.
	ackEvery = time.Second
	ackSoon  = 20 * time.Millisecond

	// beatEvery is how often a stream that is quiet is compared with the
	// server's own count of it, and behindFor how long it may be behind that
	// without a byte: so a dead one is found within 4 s of the first write it
	// does not bring.
	beatEvery = 500 * time.Millisecond
	behindFor = 2 * time.Second

	// copyGapMin and copyGapMax bound the time between two full syncs, each of
	// which is a fork of the server; it doubles while they are needed more often
	// than once in copyGapMax.
	copyGapMin = 5 * time.Second
	copyGapMax = time.Minute

	// Reconnect delays: full jitter between nothing and a bound that doubles
	// from backoffMin to backoffMax, and starts again at backoffMin once a
	// connection has lasted for backoffReset. 2 s is what a person waits
	// without asking whether it still tries.
	backoffMin   = 100 * time.Millisecond
	backoffMax   = 2 * time.Second
	backoffReset = 5 * time.Second

	// maxReason is how much of a server's own error a notice repeats, in bytes.
	maxReason = 200

	// maxCell is how much of a member a table cell shows, in bytes.
	maxCell = 4 << 10

	// maxText is how much of a member is kept and shown in its line, in bytes:
	// with score and mark the line stays below what a source may hold.
	maxText = source.MaxHeld - 256

	// writtenRoom is what stands beside a member in a line of a replication stream,
	// in bytes: its score, as a time or in full.
	writtenRoom = 32

	// blockSize is the most that one batch carries in lines, in bytes, as the
	// other sources have it.
	blockSize = 256 << 10

	// maxSeries bounds the series that the JSON members of one key make,
	// maxScores those of members' scores: more lines make no graph. A ranking
	// shows each row's score over time, and so has maxTopScores, two screens.
	// Longer names than maxName bytes are none that a legend could show.
	maxSeries    = 64
	maxScores    = 16
	maxTopScores = 128
	maxName      = 128

	// maxDigits is the longest text that is read as a number, in bytes: a float64
	// written in full has 330.
	maxDigits = 400

	// maxColumns bounds the columns of a table that are fields of JSON members;
	// their line shows all of them.
	maxColumns = 16

	// maxDepth and maxIndex bound how deep and how far into arrays numbers are
	// looked for in a JSON member.
	maxDepth = 8
	maxIndex = 16

	// timeReach is how far from now a score may lie to be taken for a time.
	timeReach = 10 * 365 * 24 * time.Hour
)
