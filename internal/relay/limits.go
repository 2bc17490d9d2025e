package relay

import "time"

const (
	// blockSize is how much text goes into one entry, in bytes, unless one line
	// is longer. A line of 100 bytes costs the server 1150 ns as an entry of its
	// own, 100 in one of 4 KiB, 50 in one of 32 KiB, and no less in larger ones,
	// which would make readers' answers coarse (BenchmarkEntry).
	blockSize = 32 << 10

	// batchSize is how much is sent in one transaction, in bytes: a server is busy
	// with it for less than a millisecond. It is halved while batches do not get
	// through within answerFor, down to one record.
	batchSize = 512 << 10

	// batchRecords bounds the records of a batch: many are small.
	batchRecords = 512

	// gatherFor is how long what comes after a batch gathers; the first after a
	// pause goes at once. A host with 10 single lines and 10 samples a second takes
	// 300 µs a second of the server, and 635 without; 1.1 ms itself, and 1.9
	// without (make scale). gatherSize, in bytes, is sent without that wait.
	gatherFor  = 200 * time.Millisecond
	gatherSize = 64 << 10

	// answerFor is how long an answer may take before the server counts as gone.
	answerFor = 3 * time.Second

	// heartbeat is how often a host says that it is alive; leaseFor is how long
	// nobody else may write for it after that.
	heartbeat = time.Second
	leaseFor  = 10 * time.Second

	// Delays before another try: full jitter up to a bound that doubles.
	backoffMin = 100 * time.Millisecond
	backoffMax = 2 * time.Second

	// flushFor is how long the end of rtwatch waits for what is in the spool.
	// The rest of graceful (cmd/rtwatch) is the sources'.
	flushFor = time.Second

	// segmentsOf is into how many files the spool is divided: so much is dropped
	// at once when it is full, and read again after a restart. They are not
	// smaller than segmentLeast, in bytes.
	segmentsOf   = 32
	segmentLeast = 64 << 10

	// maxRecord bounds a record of the spool, in bytes: a larger length is a torn
	// or foreign file. A piece of the store is at most 256 KiB.
	maxRecord = 4 << 20

	// tableEvery is how often a table is sent at most: the newest counts.
	tableEvery = time.Second

	// maxTables bounds the tables that are sent, tableRows the rows of each.
	maxTables = 256
	tableRows = 1000

	// samplesAtOnce bounds the samples of one record.
	samplesAtOnce = 1024

	// marks is into how many parts the lines kept of a source are divided: it is
	// trimmed by one of them at a time.
	marks = 16

	// trimPart and trimLeast say how many members a sorted set may be over its
	// window before it is trimmed: that part of the window, but at least so many.
	// It halves the commands of a host that sends one member a second.
	trimPart  = 16
	trimLeast = 8

	// maxSets bounds the sorted sets whose length is kept in mind; with more, some
	// are trimmed more often than they need.
	maxSets = 10_000

	// sayEvery is how often drops are told on standard error.
	sayEvery = 10 * time.Second

	// DefaultSpool is --spool-size, in bytes.
	DefaultSpool = 256 << 20

	// DefaultKeep is --maxlen, in lines of a source.
	DefaultKeep = 100_000

	// DefaultWindow is --window, in members of a sorted set: an hour of one a
	// second.
	DefaultWindow = 3600
)
