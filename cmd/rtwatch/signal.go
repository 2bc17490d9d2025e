package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// graceful is how long an orderly shutdown may take before the watchdog ends
// the process: a hung screen or a blocked pipe must not keep it.
const graceful = 1800 * time.Millisecond

// signalled is the cause of a context that a signal has ended.
type signalled struct{ number syscall.Signal }

func (s signalled) Error() string { return s.number.String() }

func (s signalled) code() int { return 128 + int(s.number) }

// restorer puts the terminal back when nobody else does; set while there is a
// screen. It is the one thing that the watchdog shares with the screen.
type restorer struct{ atomic.Pointer[func()] }

func (r *restorer) run() {
	if f := r.Load(); f != nil {
		(*f)()
	}
}

// signals returns a context that ends at the first signal that asks the
// process to end. A second one from the keyboard, or a shutdown that takes too
// long, ends the process at once. stop must be called; nothing happens after it.
func (p process) signals(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	got := make(chan os.Signal, 2)
	asked := []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		asked = append(asked, syscall.SIGHUP)
	}
	signal.Notify(got, asked...)
	// To be notified of SIGPIPE is what makes a write to a closed pipe an error
	// instead of the end of the process, which must end its children first.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-done:
			return
		case first := <-got:
			cancel(signalled{first.(syscall.Signal)})
			p.watchdog(signalled{first.(syscall.Signal)}.code(), got, done)
		}
	}()
	return ctx, func() {
		signal.Stop(got)
		close(done)
		<-watched
		cancel(nil)
	}
}

// watchdog ends the process with code unless done is closed in time.
func (p process) watchdog(code int, again <-chan os.Signal, done <-chan struct{}) {
	late := time.After(graceful)
	for hurry := false; !hurry; {
		select {
		case <-done:
			return
		case <-late:
			hurry = true
		case sig := <-again:
			// A terminal that closes sends SIGHUP more than once, as its shell does.
			hurry = sig == syscall.SIGINT || sig == syscall.SIGQUIT
		}
	}
	p.terminal.run()
	p.exit(code)
}
