package tail

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// fileClock is the time that a file created now would bear: the clock of the
// last kernel tick. A file created later bears no earlier time.
func fileClock() time.Time {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_REALTIME_COARSE, &t) != nil {
		return time.Now().Add(-bornSlack)
	}
	return time.Unix(int64(t.Sec), int64(t.Nsec)) //nolint:unconvert // int32 on some architectures
}

// born is when f, or without it the file of a name, was created, where the file
// system knows it (statx(2)); otherwise when it was last written, which is no
// earlier.
func born(name string, f *os.File, s stat) time.Time {
	var x unix.Statx_t
	at, flags := unix.AT_FDCWD, 0
	if f != nil {
		at, name, flags = int(f.Fd()), "", unix.AT_EMPTY_PATH
	}
	err := unix.Statx(at, name, flags, unix.STATX_BTIME, &x)
	if err != nil || x.Mask&unix.STATX_BTIME == 0 {
		return s.changed
	}
	return time.Unix(x.Btime.Sec, int64(x.Btime.Nsec))
}
