package iostat

import "time"

const (
	// defaultInterval is the time between two reports: iostat's finest.
	defaultInterval = time.Second

	// leastInterval is the finest the built-in reader goes. Linux counts CPU
	// time in 10 ms steps: below this the numbers are mostly rounding.
	leastInterval = 100 * time.Millisecond

	// firstAfter is when the built-in reader sends its first numbers, so that
	// a graph starts with the screen: 20 of Linux's CPU steps a core.
	firstAfter = 200 * time.Millisecond

	// quietAfter is how long a table without an end of its own (FreeBSD's
	// iostat -x) waits for another row. A report is written in one burst.
	quietAfter = 100 * time.Millisecond

	// probeFor is how long iostat -V may take.
	probeFor = 2 * time.Second

	// maxErrors is how much of iostat's standard error is kept, in bytes: its
	// usage text is 700.
	maxErrors = 4 << 10

	// maxQuote is how much of a line or of an error is shown in a notice, in
	// bytes.
	maxQuote = 160

	// maxReport is the longest JSON report, in bytes. One device takes 600, so
	// this is room for 7000; iostat's own text has no such bound to guard,
	// since its lines are taken one by one.
	maxReport = 4 << 20

	// maxDevices is how many devices of one report are read. Each makes nine
	// series; a machine with more disks than this is watched by other means.
	maxDevices = 1024

	// maxName is the longest device name, in bytes: Linux allows 31, names of
	// the device mapper 127.
	maxName = 127

	// maxColumns is how many columns a table may have; sysstat's widest has 22.
	maxColumns = 256

	// maxNumber bounds every number read. It is far above what hardware can
	// do, and keeps sums and units from overflowing.
	maxNumber = 1e15
)
