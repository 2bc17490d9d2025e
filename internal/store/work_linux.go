package store

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// work begins to measure how long the caller's goroutine works: what it waits for
// a core does not count. What is returned ends that, and is to be called once by
// the same goroutine.
func work() (done func() time.Duration) {
	runtime.LockOSThread() // whose time it is
	began := threadTime()
	return func() time.Duration {
		defer runtime.UnlockOSThread()
		return threadTime() - began
	}
}

// threadTime returns how long the thread has run.
func threadTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
