// Package terminal is the terminal that rtwatch draws on: keys, mouse and pastes
// in, frames and copies out, its modes set and restored, the signals of job
// control and of sizes.
//
//	changed ──▶ pacer ──FrameMsg──▶ model.Update ──Frame──▶ painter ──▶ terminal
//	terminal ──▶ readInput ──KeysMsg, MouseMsg, PasteMsg──▶ model.Update
//
// Bubble Tea runs the loop of messages. It draws nothing: its renderer ticks
// while nothing changes and stalls with the terminal. The pacer asks the model
// for a frame instead, when something has changed, and the painter turns it
// into bytes. Modes are this package's own as well, so that the terminal is
// given back on every way out.
//
// The package knows nothing of what is shown.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ErrLost says that the terminal is gone: hung up, or closed.
var ErrLost = errors.New("the terminal is gone")

// lost turns the error of a read or a write, or nil, into ErrLost.
func lost(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrLost, err)
}

// RedrawMsg says that what the terminal shows is unknown: it has got another size,
// or was somebody else's for a while.
type RedrawMsg struct{ Width, Height int }

// Draw asks for a frame. It never blocks.
func (t *Terminal) Draw() {
	select {
	case t.dirty <- struct{}{}:
	default:
	}
}

// Run has model draw on the terminal, a frame whenever changed receives or Draw
// was called, until model quits or ctx is done (nil), the terminal is lost
// (ErrLost), or it fails in another way. Besides Bubble Tea's messages model gets
// FrameMsg, KeysMsg, MouseMsg, PasteMsg and RedrawMsg. The terminal is restored
// before Run returns, on every way out; a panic becomes a CrashError, but for one
// in model, which is the model's to recover. It is called once and closes the
// terminal.
func (t *Terminal) Run(ctx context.Context, model tea.Model, changed <-chan struct{}) error {
	defer t.close()
	defer t.Restore()
	signals := catchSignals()
	defer signal.Stop(signals)
	if foreground(t.in) { // else watchSignals waits for it
		if err := t.take(); err != nil {
			return fmt.Errorf("open the terminal: %w", err)
		}
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	width, height := t.Size()
	program := tea.NewProgram(model, tea.WithContext(inner), tea.WithInput(nil), tea.WithOutput(t.out),
		tea.WithEnvironment(t.env), tea.WithColorProfile(t.env.Profile()), tea.WithWindowSize(width, height),
		tea.WithoutRenderer(), tea.WithFPS(1), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	p := &pacer{
		changed: changed, dirty: t.dirty, send: program.Send,
		write: t.write, painter: newPainter(scrollsRegions), every: frameEvery, flood: floodEvery,
	}

	var wg sync.WaitGroup
	part := func(run func() error) {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					cancel(Crash(v))
				}
			}()
			if err := run(); err != nil && inner.Err() == nil {
				cancel(err)
			}
		})
	}
	part(func() error { return p.run(inner) })
	part(func() error { return readInput(inner, t.in, t.env.Get("TERM"), program.Send) })
	part(func() error { return t.watchSignals(inner, signals, program.Send) })

	_, err := program.Run()
	failure := context.Cause(inner)
	cancel(nil)
	t.Restore()
	wait(&wg, restoreWithin)
	switch {
	case ctx.Err() != nil:
		return nil
	case failure != nil:
		return failure
	}
	return err
}

// wait waits for the goroutines of wg, but not for one that is stuck in a
// write to a terminal that takes nothing and knows no deadlines.
func wait(wg *sync.WaitGroup, limit time.Duration) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		wg.Wait()
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
}
