package terminal

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// newTestPacer is a pacer whose frames draw draws.
func newTestPacer(send func(FrameMsg)) *pacer {
	return &pacer{
		changed: make(chan struct{}), dirty: make(chan struct{}, 1), every: frameEvery, flood: floodEvery,
		send:    func(msg tea.Msg) { send(msg.(FrameMsg)) },
		write:   func([]byte) error { return nil },
		painter: newPainter(true),
	}
}

// Once ctx is done the frame that was asked for is the model's: it may be
// drawn at any time.
func TestPacerLeavesFrameAlone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	drawn := make(chan struct{})
	p := newTestPacer(func(msg FrameMsg) {
		go func() {
			defer close(drawn)
			<-ctx.Done()
			msg.Frame.Settle = true
		}()
		cancel()
	})
	if err := p.run(ctx); err != nil {
		t.Errorf("run: %v", err)
	}
	<-drawn
}

// A terminal that refuses a frame is lost, one that was given back is not.
func TestPacerWriteFails(t *testing.T) {
	for _, c := range []struct{ fails, want error }{
		{syscall.EIO, ErrLost}, {errReleased, context.DeadlineExceeded}, {os.ErrDeadlineExceeded, context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			p := newTestPacer(func(msg FrameMsg) {
				*msg.Frame = *textFrame(10, "")
				msg.Frame.Redraw = true
				close(msg.Done)
			})
			p.write = func([]byte) error { return c.fails }
			err := p.run(ctx)
			if err == nil {
				err = ctx.Err()
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%v: run ended with %v, want %v", c.fails, err, c.want)
			}
		})
	}
}

// While nothing changes no frame is drawn, but for a number that runs down.
func TestPacerIdle(t *testing.T) {
	for _, c := range []struct {
		name  string
		runs  bool // down
		after time.Duration
		most  int
		least int
	}{
		{"nothing changes", false, time.Hour, 1, 1},
		{"a number runs down", true, time.Hour, int(time.Hour/settleEvery) + 1, int(time.Hour / settleEvery)},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.after)
				defer cancel()
				frames := 0
				p := newTestPacer(func(msg FrameMsg) {
					frames++
					msg.Frame.Settle = c.runs
					close(msg.Done)
				})
				if err := p.run(ctx); err != nil {
					t.Errorf("run: %v", err)
				}
				if frames < c.least || frames > c.most {
					t.Errorf("%d frames in %v, want %d to %d", frames, c.after, c.least, c.most)
				}
			})
		})
	}
}

// However often something changes, frames keep their distance: a longer one behind
// a frame in a flood, or one that took longer.
func TestPacerDistance(t *testing.T) {
	for _, c := range []struct {
		name  string
		flood bool
		takes time.Duration // to draw
		want  time.Duration
	}{
		{"some change", false, 0, frameEvery},
		{"a slow frame", false, frameEvery / 2, frameEvery},
		{"a flood", true, 0, floodEvery},
		{"a slow frame in a flood", true, floodEvery / 2, floodEvery},
		{"a frame that takes longer", true, 2 * floodEvery, 2 * floodEvery},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				changed := make(chan struct{})
				close(changed) // it changes all the time
				var last time.Time
				p := newTestPacer(func(msg FrameMsg) {
					if apart := time.Since(last); !last.IsZero() && apart != c.want {
						t.Errorf("two frames %v apart, want %v", apart, c.want)
					}
					last = time.Now()
					<-time.After(c.takes)
					msg.Frame.Flood = c.flood
					close(msg.Done)
				})
				p.changed = changed
				if err := p.run(ctx); err != nil {
					t.Errorf("run: %v", err)
				}
			})
		})
	}
}
