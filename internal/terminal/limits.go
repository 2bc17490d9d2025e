package terminal

import "time"

const (
	// frameEvery is the least distance of two frames: 83 a second, so that none
	// of a screen that shows 60 is waited for. What changes later than that after
	// the last frame is drawn at once.
	frameEvery = 12 * time.Millisecond

	// floodEvery is their least distance while lines pass that nobody reads: what
	// a screen shows, as more of them are worth nothing and cost 13 % of the
	// processor time of each line at 10 000 a second.
	floodEvery = time.Second / 60

	// settleEvery is how often a frame is drawn again for as long as a number
	// in it (lines a second) still runs down by itself.
	settleEvery = 500 * time.Millisecond

	// restoreWithin bounds the write that gives the terminal back, in so many
	// tries: a terminal that takes nothing for so long (^S, a dead link) is left as
	// it is.
	restoreWithin = restoreTries * restoreEach
	restoreTries  = 6
	restoreEach   = 50 * time.Millisecond

	// stopAfter is how long suspending waits for the process to be stopped
	// before it takes the terminal again. It passes only where the kernel
	// refuses to stop a process that nobody could continue.
	stopAfter = 100 * time.Millisecond

	// foregroundEvery is how often a process in the background looks whether
	// the terminal is its own again: a shell tells only jobs that were stopped.
	foregroundEvery = 100 * time.Millisecond

	// unknownWidth and unknownHeight stand in for a size of 0, which says that
	// the terminal does not know its size (tty_ioctl(2)).
	unknownWidth, unknownHeight = 80, 24

	// maxKeys is how many keys are kept at least while the model is busy: a
	// wheel may send hundreds at once, nobody types so many. Of twice as many,
	// the older half is dropped. At a third of a millisecond each, for those that
	// are not one move together, they take a third of a second.
	maxKeys = 512

	// escapeWithin is how long an escape waits for the sequence that it may begin:
	// what others wait too, 50 ms, is more than most links have between two bytes
	// that were sent together and less than most people need for another key.
	escapeWithin = 50 * time.Millisecond

	// replyWithin is how long a sequence waits for its end that was there with more
	// than a key's bytes: a terminal's answer that a link has split. Its rest would
	// be taken for keys, and everything typed is taken for its rest.
	replyWithin = 300 * time.Millisecond

	// maxSequence is how long, in bytes, one may be that is not at its end: more
	// than any that is asked for.
	maxSequence = 4 << 10

	// doubleClick is how far apart, in time, the clicks of a double click are at
	// most: half a second is what desktops have.
	doubleClick = 500 * time.Millisecond

	// maxPaste is how much of a pasted text is taken, in bytes: more than any
	// prompt takes.
	maxPaste = 64 << 10

	// pasteLeast is how many bytes of a paste come within pasteWithin, else it
	// is over: a key that repeats makes 15, the slowest line 600.
	pasteLeast, pasteWithin = 32, 500 * time.Millisecond

	// MaxCopy is the longest text for the clipboard, in bytes: in base64 it is
	// 100 000, as much as terminals take of it (tmux's limit is a megabyte,
	// xterm's and those of links between are lower).
	MaxCopy = 75_000

	// copyWithin bounds a program that puts text into the clipboard.
	copyWithin = 5 * time.Second

	// maxTitle is the longest window title, in columns.
	maxTitle = 80
)
