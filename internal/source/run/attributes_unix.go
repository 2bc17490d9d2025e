//go:build unix && !linux

package run

import "syscall"

// attributes puts the command into a group of its own, so that ctrl-c in the
// terminal is rtwatch's alone and all of a pipeline can be ended at once.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
