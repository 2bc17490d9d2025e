package terminal

import (
	"fmt"
	"runtime/debug"

	"github.com/rtwatch/rtwatch/internal/line"
)

// CrashError is a panic while the terminal was held: a bug in rtwatch.
type CrashError struct {
	Value any    // of the panic
	Stack []byte // as debug.Stack writes it, in many lines; not clean
}

// Error returns one clean line, without the stack.
func (e *CrashError) Error() string {
	return "the screen crashed: " + line.CleanString(fmt.Sprint(e.Value)) + " (a bug in rtwatch, please report it)"
}

// Crash turns the value of a panic that is being recovered into an error.
func Crash(v any) error { return &CrashError{v, debug.Stack()} }
