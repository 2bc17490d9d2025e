package terminal

import (
	"context"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/windows"
)

// unicodeByDefault: there are no locale variables here, and every console has
// Unicode.
const unicodeByDefault = true

// scrollsRegions is false: Windows Terminal moves the cursor out of a scroll
// region (microsoft/terminal#19016).
const scrollsRegions = false

// sizeEvery is how often the size is asked for: there is no signal for it.
const sizeEvery = 250 * time.Millisecond

// prepareOutput has the console understand control sequences.
func prepareOutput(out *os.File) (undo func()) {
	console := windows.Handle(out.Fd())
	var before uint32
	if err := windows.GetConsoleMode(console, &before); err != nil {
		return func() {}
	}
	_ = windows.SetConsoleMode(console, before|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	return func() { _ = windows.SetConsoleMode(console, before) }
}

// foreground is true: there is no job control.
func foreground(*os.File) bool { return true }

// Suspend does nothing: there is no job control.
func Suspend() tea.Msg { return nil }

// catchSignals catches none: there is no job control, nor a signal of new sizes.
func catchSignals() chan os.Signal { return make(chan os.Signal) }

// watchSignals tells the model of new sizes until ctx is done.
func (t *Terminal) watchSignals(ctx context.Context, _ <-chan os.Signal, send func(tea.Msg)) error {
	tick := time.NewTicker(sizeEvery)
	defer tick.Stop()
	width, height := t.Size()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if w, h := t.Size(); w != width || h != height {
			width, height = w, h
			send(RedrawMsg{w, h})
		}
	}
}
