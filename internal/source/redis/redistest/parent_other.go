//go:build unix && !linux

package redistest

import "syscall"

// withParent has no counterpart of Linux's Pdeathsig here: a test binary that
// is killed leaves its server.
func withParent() *syscall.SysProcAttr { return nil }
