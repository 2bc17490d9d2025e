//go:build !linux

package terminal

import "os"

// reopen returns f: a terminal cannot be opened again by its descriptor here,
// so a write that is stuck is left alone when the program ends.
func reopen(f *os.File) *os.File { return f }

// unstopped runs f. Signals cannot be blocked in one thread here, so it is up
// to the caller to ask first whether it is in the foreground.
func unstopped(f func()) { f() }
