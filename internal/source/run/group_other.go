//go:build !unix

package run

// Without process groups only the command itself can be ended; there is no
// way to ask it first.

func (p *Process) terminate() { p.kill() }

func (p *Process) kill() { _ = p.cmd.Process.Kill() }

func (p *Process) alive() bool { return false }

func (e Exit) killer() string { return "" }
