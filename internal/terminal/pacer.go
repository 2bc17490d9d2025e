package terminal

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
)

// pacer decides when a frame is drawn: at once when the screen has been quiet
// for a frame's time, else at the end of that time, which is longer in a flood,
// and never before the terminal has taken the last one. Nothing that changes is
// nothing drawn.
//
//	changed ───────┐
//	model dirty ───┼▶ slot free ─▶ FrameMsg ─▶ Update ─▶ frame ─▶ paint ─▶ terminal
//	settle timer ──┘
//
// A terminal that takes nothing stalls this goroutine alone: keys, quitting
// and the store go on.
type pacer struct {
	changed <-chan struct{} // what is shown has changed
	dirty   <-chan struct{} // a frame is wanted
	send    func(tea.Msg)
	write   func([]byte) error
	painter *painter
	frame   Frame
	every   time.Duration // the least distance of two frames
	flood   time.Duration // and behind one with Flood
}

// run draws frames until ctx is done (nil) or the terminal is lost
// (ErrLost).
func (p *pacer) run(ctx context.Context) error {
	slot := time.NewTimer(0)
	defer slot.Stop()
	settle := time.NewTimer(0)
	defer settle.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-p.changed:
		case <-p.dirty:
		case <-settle.C:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-slot.C:
		}
		began := time.Now()
		err := p.show(ctx)
		switch {
		case ctx.Err() != nil:
			return nil // the model may still be drawing the frame
		case err != nil:
			return err
		}
		every := p.every
		if p.frame.Flood {
			every = p.flood
		}
		slot.Reset(time.Until(began.Add(every)))
		settle.Stop()
		if p.frame.Settle {
			settle.Reset(settleEvery)
		}
	}
}

// show has one frame drawn and puts it on the terminal. Once ctx is done the
// frame is the model's.
func (p *pacer) show(ctx context.Context) error {
	done := make(chan struct{})
	p.send(FrameMsg{&p.frame, done})
	select {
	case <-done:
	case <-ctx.Done():
		return nil
	}
	out := p.painter.paint(&p.frame)
	if len(out) == 0 {
		return nil
	}
	err := p.write(out)
	if errors.Is(err, errReleased) || errors.Is(err, os.ErrDeadlineExceeded) {
		return nil // given back; whoever takes it again asks for all of it
	}
	return lost(err)
}
