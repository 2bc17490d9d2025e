package source

import "time"

const (
	// slabSize is the room a Splitter reads into, and so the largest block.
	// 256 KiB stays in the second-level cache between the read that fills it
	// and the scan for its line ends.
	slabSize = 256 << 10

	// spareSlabs is how many recycled slabs a Splitter keeps: as many as are
	// under way between a source and a reader that keeps up.
	spareSlabs = 8

	// MaxHeld is how much of a line a source holds back while it waits for the
	// line's end, in bytes. What is longer goes on as open blocks.
	MaxHeld = 64 << 10

	// HalfLineAfter is how long an input is quiet before a line without an end
	// is sent on as an open block, so that a prompt or a missing last newline
	// is seen.
	HalfLineAfter = 500 * time.Millisecond

	// GatherFor is how long a source lets small pieces of input gather after
	// it has sent some, before it sends more. The first piece after a pause is
	// never held up. Measured at 10 000 lines/s written one by one, a line costs
	// 7 µs of processor time with 2 ms and 4 µs with 6; both are less than a
	// frame, so that nobody sees a difference.
	GatherFor = 6 * time.Millisecond

	// Restart delays of the supervisor: between half of a bound and all of it,
	// by chance; the bound doubles from backoffMin to backoffMax, and starts again at
	// backoffMin once a source has run for backoffReset.
	backoffMin   = 250 * time.Millisecond
	backoffMax   = 30 * time.Second
	backoffReset = 60 * time.Second
)
