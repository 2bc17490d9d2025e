package tail

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

const (
	// markSize is how many bytes before the read position are kept to tell
	// whether what was read is still there. Two lines of a usual log; one
	// pread of it costs 0.4 µs.
	markSize = 256

	// gatherFor is how long the watcher lets events gather after it has woken
	// somebody: source.GatherFor, less what a timer oversleeps (measured: 0.1
	// to 1.1 ms).
	gatherFor = source.GatherFor - 500*time.Microsecond

	// steadyFor is how long they gather once they have come in each of the last
	// steadyAfter times: a frame of the screen. Not where fewEvents bytes of them
	// came at once, so that the kernel's queue does not run over.
	steadyFor   = 15 * time.Millisecond
	steadyAfter = 8
	fewEvents   = 4 << 10

	// listingAge is how old the listing of a folder may be at the start of a file
	// in it. A rotation meanwhile is read as one that happened after the start.
	listingAge = 200 * time.Millisecond

	// tickEvery is the slow look at every followed path, behind the events:
	// it finds what no event told (a directory renamed above the file's own,
	// a write from another host). 1.5 µs of CPU a file; of more than tickLooks
	// the next are looked at with the next tick.
	tickEvery = time.Second
	tickLooks = 300

	// ticksToAll is how many ticks pass before folders are listed in which
	// nothing seems to have changed. Listing costs 2 µs a file: a tick passes for
	// each tickLists of them.
	ticksToAll = 10
	tickLists  = 50

	// Polling, where there are no events: from pollMin while lines come, half
	// as long again with each look in vain, up to pollMax, or to pollShare for
	// each file that is polled: 1000 looks a second at 5 µs.
	pollMin   = 10 * time.Millisecond
	pollMax   = 250 * time.Millisecond
	pollShare = time.Millisecond

	// missingPoll is how often a path that is not there is looked at, whatever
	// the events say: 250 ms are promised.
	missingPoll = 200 * time.Millisecond

	// stirredFor is how long a folder counts as just changed: longer than its
	// coarse time stamp can stay the same through two changes.
	stirredFor = time.Second

	// countAfter is how long a file that came to the path may go unfound before
	// it counts as gone: a look is due within milliseconds.
	countAfter = time.Second

	// A truncated file all of which was read counts as read to its end if it was
	// not written to for calmAfter, so that a writer at work is told from one that
	// rests, and the look that finds it comes within calmWindow of the first
	// event: usually 0.2 ms, of which gatherFor may be added.
	calmAfter  = 250 * time.Millisecond
	calmWindow = 5 * time.Millisecond

	// blockedRead is how long a read of events takes at least that has surely
	// waited for them: one that has not takes 1 to 20 µs, if it is not preempted.
	blockedRead = 10 * time.Millisecond

	// busyLook is how often a follower that has never to wait, because there
	// is always more to read, looks at its path in between.
	busyLook = 50 * time.Millisecond

	// A renamed or deleted file is closed once it was quiet for the rotate
	// wait, and after rotateWaitMax in any case: an open descriptor keeps a
	// deleted file's space in use.
	rotateWaitDefault = 5 * time.Second
	rotateWaitMax     = 60 * time.Second

	// maxGenerations is how many files one follower holds open. A receiver
	// that does not receive while the file is rotated again and again would
	// use up all descriptors. At the bound the follower stops looking; what it
	// misses it finds among the siblings later.
	maxGenerations = 64

	// crowded is how many files one follower holds open before it closes old
	// ones without the rotate wait, once they are read to their ends: at 100
	// rotations a second each is still kept for 300 ms.
	crowded = 32

	// maxLooks bounds how often one look starts again because the path changed
	// under it. Ten renames within some microseconds do not happen; a file
	// system that never gives the same answer twice might.
	maxLooks = 10

	// maxListings bounds how often a folder is listed in one look because files in
	// it are renamed meanwhile: a few milliseconds' worth.
	maxListings = 50

	// bornSlack is how far the time stamps of a file system lag behind the
	// clock, where the lagging clock itself cannot be asked: one kernel tick
	// is 10 ms at most (CONFIG_HZ=100).
	bornSlack = 20 * time.Millisecond

	// retryMin and retryMax bound the wait before a file is tried again that
	// could not be opened for want of descriptors.
	retryMin = 100 * time.Millisecond
	retryMax = 5 * time.Second

	// faultRetry is how often a path that cannot be read is tried again.
	faultRetry = time.Second

	// openLineWait is how long lines of one generation wait for the end of a
	// line of another that was sent in part.
	openLineWait = time.Second

	// lastSend is how long a source that is told to end offers the half lines
	// that it holds: a receiver that still is there takes them at once.
	lastSend = 100 * time.Millisecond

	// idleAfter is how long a file is quiet before its slab of 256 KiB is
	// given back.
	idleAfter = time.Second

	// noticeEvery is how often one kind of notice is sent for one file; what
	// happens in between is counted and sent as one.
	noticeEvery = time.Second

	// maxRemembered is how many closed files are remembered, so that they are
	// not read again under another name. 300 bytes each.
	maxRemembered = 4096

	// eventBuffer is the room for one read of inotify events, in bytes.
	eventBuffer = 64 << 10

	// streamChunk is the room for one read of a stream: a pipe holds as much.
	// Reads of less than streamSmall bytes wait for the gather time to pass.
	streamChunk = 64 << 10
	streamSmall = 4 << 10

	// backlogPause is the pause that ends what a stream holds at its start: by
	// then its half line is there. backlogMost is how long that lasts at most:
	// nobody waits longer for a screen. maxBacklog is how much of it is held back
	// at most, in bytes.
	backlogPause = source.HalfLineAfter + 50*time.Millisecond
	backlogMost  = time.Second
	maxBacklog   = 64 << 20

	// fifoPoll is how often a FIFO without a writer is looked at.
	fifoPoll = 100 * time.Millisecond

	// scanChunk is the room for searching a file for its line ends.
	scanChunk = 64 << 10

	// The report of a panic names the crashPlaces innermost functions, as many
	// as lie between a read and its goroutine, among crashCallers that the
	// runtime's own are part of.
	crashPlaces  = 8
	crashCallers = 32

	// maxHops bounds the symbolic links followed in one path, as the kernel
	// does (path_resolution(7)).
	maxHops = 40

	// What a compressed file may grow to: so many bytes of text, and, behind the
	// first unpackedFree, so many times its own bytes. Logs shrink to a tenth or
	// a hundredth; gzip cannot do better than 1 to 1032.
	unpackedMost  = 10 << 30
	unpackedRatio = 1000
	unpackedFree  = 16 << 20

	// zstdWindow and xzDictionary are how much memory a file may ask its decoder
	// for, in bytes: more than zstd needs without --ultra or --long, and what xz
	// needs at its highest level.
	zstdWindow   = 32 << 20
	xzDictionary = 64 << 20

	// xzHead is how much of an xz file tells the size of its dictionary: its own
	// header and the front of its first block's.
	xzHead = 12 + 32

	// maxTwin is the most bytes of a rotated file that are compared with the log
	// itself: two reads of them cost 5 ms.
	maxTwin = 16 << 20

	// unpackChunk is how much text is written to a temporary file at once.
	unpackChunk = 256 << 10

	// sinceWindow is how far behind a place a line with a time is looked for,
	// and how far before the one that is found there may be another, where
	// several writers have not quite kept the order.
	sinceWindow = 1 << 20

	// binaryHead is how much of a file's front tells whether it is a text.
	binaryHead = 4 << 10
)
