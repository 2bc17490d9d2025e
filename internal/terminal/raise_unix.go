//go:build unix && !linux

package terminal

import (
	"os"
	"syscall"
)

// raise sends the process a signal. Threads cannot be named here.
func raise(s syscall.Signal) { _ = syscall.Kill(os.Getpid(), s) }
