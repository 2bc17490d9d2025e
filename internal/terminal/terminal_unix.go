//go:build unix

package terminal

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// unicodeByDefault: without a locale, POSIX has ASCII.
const unicodeByDefault = false

// scrollsRegions: terminals of this kind scroll regions as DEC's did.
const scrollsRegions = true

// prepareOutput has nothing to do where terminals understand sequences.
func prepareOutput(*os.File) (undo func()) { return func() {} }

// Suspend is a tea.Cmd that stops the foreground job as ctrl-z does in other
// programs: all of it, so that a pipeline stops as one. watchSignals does the
// rest.
func Suspend() tea.Msg {
	_ = syscall.Kill(0, syscall.SIGTSTP)
	return nil
}

// foreground reports whether the terminal is this process's to use: the shell
// has not given it to another job. A terminal without job control is.
func foreground(f *os.File) bool {
	group, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// catchSignals has the signals of job control and of new sizes caught, for
// watchSignals. It comes before take: a SIGTSTP between the two would stop the
// process with the terminal in its hands.
func catchSignals() chan os.Signal {
	signals := make(chan os.Signal, 4)
	watch := []os.Signal{syscall.SIGWINCH, syscall.SIGCONT}
	if !signal.Ignored(syscall.SIGTSTP) {
		watch = append(watch, syscall.SIGTSTP)
	}
	signal.Notify(signals, watch...)
	return signals
}

// watchSignals tells the model of new sizes and gives the terminal back while
// the process is stopped or in the background, until ctx is done. The signals
// are those that catchSignals has caught.
func (t *Terminal) watchSignals(ctx context.Context, signals <-chan os.Signal, send func(tea.Msg)) error {
	look := time.NewTicker(foregroundEvery)
	defer look.Stop()
	if t.taken.Load() {
		look.Stop()
	}
	for {
		var got os.Signal
		select {
		case <-ctx.Done():
			return nil
		case got = <-signals:
		case <-look.C:
		}
		if got == syscall.SIGWINCH { // also where the size has come back by now
			width, height := t.Size()
			send(RedrawMsg{width, height})
			continue
		}
		if got == syscall.SIGTSTP {
			t.Restore()
			stop(signals)
		}
		if ctx.Err() != nil {
			return nil
		}
		if !foreground(t.in) { // taking it would stop the process, and again whenever it is continued
			t.Restore()
			look.Reset(foregroundEvery)
			continue
		}
		look.Stop()
		if err := t.take(); err != nil {
			return fmt.Errorf("take the terminal again: %w", err)
		}
		width, height := t.Size()
		send(RedrawMsg{width, height})
	}
}

// stop stops the process and returns when it goes on. It raises SIGTTOU, whose
// default action stops like that of SIGTSTP, and which the kernel leaves out
// where there is no shell that could continue the process, unlike SIGSTOP. Go
// cannot give SIGTSTP its default action back (signal.Reset leaves the
// runtime's handler in place).
func stop(signals <-chan os.Signal) {
	raise(syscall.SIGTTOU)
	timeout := time.After(stopAfter)
	for {
		select {
		case got := <-signals:
			if got == syscall.SIGCONT {
				return
			}
		case <-timeout:
			return
		}
	}
}
