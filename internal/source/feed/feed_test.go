package feed

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConforms(t *testing.T) {
	var s *Source
	sourcetest.Conform(t, sourcetest.Case{
		New: func(*testing.T) source.Source { s = New(); return s },
		Feed: func(t *testing.T) {
			posted := make(chan struct{})
			ctx, cancel := context.WithCancel(t.Context())
			to := s
			go func() {
				defer close(posted)
				_ = to.Post(ctx, "me", []byte("a\nb\n"), 2) // where nobody receives it waits
			}()
			t.Cleanup(func() { cancel(); <-posted })
		},
	})
}

func TestPost(t *testing.T) {
	s := New()
	r := sourcetest.Start(t, s)
	for i := range 3 {
		if err := s.Post(t.Context(), "me", fmt.Appendf(nil, "%d\n", i), 1); err != nil {
			t.Fatal(err)
		}
	}
	r.Until("all lines", func() bool { return r.Text("me") == "0\n1\n2\n" })
	for i := range maxNames {
		err := s.Post(t.Context(), fmt.Sprint("n", i), []byte("x\n"), 1)
		if full := i == maxNames-1; full != errors.Is(err, ErrFull) {
			t.Errorf("name %d: %v", i+2, err)
		}
	}
	r.Stop()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s.Post(ctx, "me", []byte("x\n"), 1) == nil {
		t.Error("lines are taken while nothing runs")
	}
}
