package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/muesli/cancelreader"
)

// readKeys sends what is typed, and what the terminal answers, until ctx is
// done (nil) or the terminal is lost (ErrTerminalLost). Bubble Tea's own reader takes the end of
// its input for nothing special and would leave a program without a terminal
// running for ever.
func readKeys(ctx context.Context, in *os.File, termType string, send func(tea.Msg)) error {
	reader, err := uv.NewCancelReader(in)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	defer reader.Close()
	defer context.AfterFunc(ctx, func() { reader.Cancel() })()
	watched := &lossReader{Reader: reader}
	events := make(chan uv.Event)
	go func() {
		defer close(events)
		_ = uv.NewTerminalReader(watched, termType).StreamEvents(ctx, events)
	}()
	for e := range events {
		send(e) // Bubble Tea makes its messages of ultraviolet's events
	}
	if ctx.Err() != nil || errors.Is(watched.err, cancelreader.ErrCanceled) {
		return nil
	}
	return terminalLost(watched.err)
}

// lossReader keeps the error that ended its input.
type lossReader struct {
	io.Reader
	err error
}

func (r *lossReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil {
		r.err = err
	}
	return n, err
}
