//go:build !windows

package tail

import "syscall"

const (
	nonblock = syscall.O_NONBLOCK
	// terminalFlags open a terminal without becoming its session, and at once.
	terminalFlags = syscall.O_NONBLOCK | syscall.O_NOCTTY
)
