//go:build unix

package main

import "golang.org/x/sys/unix"

// readerGone receives once nobody can read standard output any more, as tail
// looks for it too: a follower of a quiet file would else live on. Its
// goroutine stays until the process ends.
func (p process) readerGone() <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		fds := []unix.PollFd{{Fd: int32(p.out.Fd())}} // errors are told unasked
		for {
			n, err := unix.Poll(fds, -1)
			switch {
			case err == unix.EINTR:
				continue
			case err == nil && n > 0 && fds[0].Revents&unix.POLLERR != 0:
				close(gone)
			}
			return
		}
	}()
	return gone
}
