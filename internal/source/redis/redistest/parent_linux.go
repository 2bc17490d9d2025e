package redistest

import "syscall"

// withParent makes the kernel end the child when the test binary is killed.
func withParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
