package run

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// Exit is how a command ended.
type Exit struct {
	State *os.ProcessState // nil if the system did not tell
	Took  time.Duration    // from start to end
	Left  bool             // it left processes behind in its group, which were ended
	Held  bool             // something still held its output open when reading ended
}

// OK reports whether the command succeeded.
func (e Exit) OK() bool { return e.State != nil && e.State.Success() }

// Code is the exit code as a shell has it: 128+n for signal n.
func (e Exit) Code() int {
	if e.State == nil {
		return 1
	}
	if status, ok := e.State.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return e.State.ExitCode()
}

// String says it in one sentence, such as "exit 1 after 3.2 s" or "killed by
// SIGSEGV after 12 ms".
func (e Exit) String() string {
	var text string
	switch {
	case e.State == nil:
		text = "ended"
	case e.killer() != "":
		text = "killed by " + e.killer()
	default:
		text = fmt.Sprintf("exit %d", e.State.ExitCode())
	}
	text += " after " + duration(e.Took)
	switch {
	case e.Left:
		text += "; what it left running was ended"
	case e.Held:
		text += "; a process it started holds its output open, which is read no longer"
	}
	return text
}

// duration writes d as a person would.
func duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Truncate(100*time.Millisecond).Seconds())
	default:
		return d.Truncate(time.Second).String()
	}
}
