package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// Exit codes. A signal n ends rtwatch with 128+n, as it would end a program
// that does not handle it.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// process is what the commands know of the process they run in.
type process struct {
	in, out, err *os.File
	exit         func(code int) // at once: for the watchdog only
	terminal     *restorer
}

// main runs the command line and returns the exit code.
func (p process) main(args []string) int {
	ctx, stop := p.signals(context.Background())
	defer stop()
	root := newRoot(p)
	root.SetArgs(historic(root, args))
	err := root.ExecuteContext(ctx)
	var sig signalled
	var status statusError
	switch {
	case errors.As(context.Cause(ctx), &sig):
		return sig.code()
	case err == nil:
		return exitDone
	case errors.As(err, &status):
		return int(status)
	case errors.Is(err, syscall.EPIPE):
		return 128 + int(syscall.SIGPIPE) // the reader has gone: not worth a word
	case errors.Is(err, terminal.ErrLost):
		return 128 + int(syscall.SIGHUP)
	}
	p.complain(err)
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// complain prints the error that ended a run, and what can be done about it.
func (p process) complain(err error) {
	if !errors.As(err, new(reported)) {
		for _, e := range split(err) {
			fmt.Fprintf(p.err, "rtwatch: error: %s\n", line.CleanString(e.Error()))
		}
	}
	var crash *terminal.CrashError
	if errors.As(err, &crash) {
		for l := range strings.Lines(string(crash.Stack)) {
			fmt.Fprintln(p.err, line.CleanString(strings.TrimSuffix(l, "\n")))
		}
	}
	if h := hint(err); h != "" {
		fmt.Fprintf(p.err, "rtwatch: hint: %s\n", h)
	}
}

// statusError is the exit code of the command that was run; rtwatch's own too.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// reported is an error that the user has been told of.
type reported struct{ error }

func (r reported) Unwrap() error { return r.error }

// split takes joined errors apart, however deep they are wrapped.
func split(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if joined, ok := e.(interface{ Unwrap() []error }); ok {
			var all []error
			for _, e := range joined.Unwrap() {
				all = append(all, split(e)...)
			}
			return all
		}
	}
	return []error{err}
}

// usageError is a mistake in the command line.
type usageError struct {
	error
	hint string
}

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error {
	return usageError{error: fmt.Errorf(format, args...)}
}

// hint says what the user can do about err, if rtwatch knows.
func hint(err error) string {
	var u usageError
	switch {
	case errors.As(err, &u):
		return u.hint
	case errors.Is(err, fs.ErrPermission):
		return "run rtwatch as a user who may read it, or give this one the right (chmod, setfacl)"
	default:
		return ""
	}
}
