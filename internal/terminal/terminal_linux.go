package terminal

import (
	"os"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// reopen opens a terminal once more, as a description of its own, so that its
// writes can have a deadline while those who share f (the shell does) see no
// change in it. It returns f itself where that is not allowed.
func reopen(f *os.File) *os.File {
	again, err := os.OpenFile("/proc/self/fd/"+strconv.Itoa(int(f.Fd())), os.O_WRONLY, 0)
	if err != nil {
		return f
	}
	return again
}

// raise sends the process a signal as raise(3) does: to this thread, so that it
// has acted before raise returns. Sent to the process, it waits for a thread of
// the kernel's choice to have its turn; what was to be stopped goes on until then,
// takes the terminal that the shell is about to take, and is stopped once more
// for that when it is continued.
func raise(s syscall.Signal) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	_ = unix.Tgkill(unix.Getpid(), unix.Gettid(), s)
}

// unstopped runs f so that job control does not stop the process for what f
// does to the terminal: from the background a read fails with EIO then, and a
// change of the mode is made (tcsetattr(3)). Blocked in one thread, the signals
// keep their default action, which ignoring them would lose for good.
func unstopped(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var block, before unix.Sigset_t
	for _, s := range [...]syscall.Signal{syscall.SIGTTIN, syscall.SIGTTOU} {
		block.Val[0] |= 1 << (uint(s) - 1)
	}
	if unix.PthreadSigmask(unix.SIG_BLOCK, &block, &before) == nil {
		defer func() { _ = unix.PthreadSigmask(unix.SIG_SETMASK, &before, nil) }()
	}
	f()
}
