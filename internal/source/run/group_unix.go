//go:build unix

package run

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// terminate asks every process of the group to end.
func (p *Process) terminate() { _ = unix.Kill(-p.PID(), unix.SIGTERM) }

// kill ends every process of the group.
func (p *Process) kill() { _ = unix.Kill(-p.PID(), unix.SIGKILL) }

// alive reports whether anything runs in the group of the exited command.
func (p *Process) alive() bool {
	// Orphans become children of process 1, which may be rtwatch.
	for {
		if pid, err := unix.Wait4(-p.PID(), nil, unix.WNOHANG, nil); pid <= 0 && !errors.Is(err, unix.EINTR) {
			break
		}
	}
	return !errors.Is(unix.Kill(-p.PID(), 0), unix.ESRCH) && !onlyZombies(p.PID())
}

// killer is the signal that ended the command, or "".
func (e Exit) killer() string {
	status, ok := e.State.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return ""
	}
	if name := unix.SignalName(status.Signal()); name != "" {
		return name
	}
	return status.Signal().String()
}
