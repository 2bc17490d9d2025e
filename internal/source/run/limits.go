package run

import "time"

const (
	// stopGrace is how long a command has between TERM and KILL when rtwatch
	// ends. With endGrace, endDrain and lastWait it stays below the 2 s in
	// which rtwatch must be gone.
	stopGrace = time.Second

	// leftGrace is the same for what an exited command left behind in its
	// process group: nobody waits for it, so it may take its time.
	leftGrace = 3 * time.Second

	// endGrace is leftGrace once rtwatch ends, and what the kernel gets to
	// take away what was killed.
	endGrace = 500 * time.Millisecond

	// waitDelay is how long an exited command's output is read on while
	// something it left behind holds it open.
	waitDelay = 2 * time.Second

	// endDrain is waitDelay once rtwatch ends.
	endDrain = 100 * time.Millisecond

	// lastWait is what all reads together may wait once that time is over:
	// enough to get at what lies in the pipe even on a busy machine.
	lastWait = 100 * time.Millisecond

	// lastFor is how long the lines held back when rtwatch ends wait for
	// somebody to take them.
	lastFor = 100 * time.Millisecond

	// groupPoll is how often a process group is asked whether it is empty. It
	// also bounds the time in which a group that is gone, and whose number is
	// used again, could be taken for ours.
	groupPoll = 50 * time.Millisecond

	// pipeSize is the most an unread pipe holds, in bytes (Linux, FreeBSD and
	// macOS; Windows has less). So much after its exit is read of a command's
	// output in any case: all of it that the command itself wrote is in there.
	pipeSize = 64 << 10

	// roomLeft is how much of a splitter's slab is kept free while pieces
	// gather, in bytes: with less the slab is sent, so that a fast command's
	// batches are as large as a slab and its reads never small.
	roomLeft = 16 << 10

	// maxLabel is the length of a label made from a command line, in
	// characters: a graph's title or a prefix before a line, not more.
	maxLabel = 40
)
