package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConforms(t *testing.T) {
	var s *Source
	sourcetest.Conform(t, sourcetest.Case{
		New: func(*testing.T) source.Source { s = New(nil); return s },
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
	s := New(nil)
	r := sourcetest.Start(t, s)
	for i := range 3 {
		if err := s.Post(t.Context(), "me", fmt.Appendf(nil, "%d\n", i), 1); err != nil {
			t.Fatal(err)
		}
	}
	r.Until("all lines", func() bool { return r.Text("me") == "0\n1\n2\n" })
	for i := range maxNames {
		err := s.Post(t.Context(), fmt.Sprint("n", i), []byte("x\n"), 1)
		if full := i == maxNames-1; full != errors.Is(err, errFull) {
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

// What is watched has its name for itself; what was posted before keeps its own.
func TestNamesOfOthersAreTaken(t *testing.T) {
	var asked []string
	taken := map[string]bool{"app.log": true}
	s := New(func(name string) bool { asked = append(asked, name); return taken[name] })
	r := sourcetest.Start(t, s)
	post := func(name string) error { return s.Post(t.Context(), name, []byte("x\n"), 1) }
	for name, want := range map[string]error{"app.log": errTaken, "feed": errTaken, "me": nil} {
		if err := post(name); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	taken["me"] = true // the store has a source of this name now: this one
	if err := post("me"); err != nil {
		t.Error("a second post:", err)
	}
	if slices.Sort(asked); !slices.Equal(asked, []string{"app.log", "me"}) {
		t.Errorf("asked for %q", asked)
	}
	r.Until("two lines", func() bool { return r.Text("me") == "x\nx\n" })
}

// While the store takes nothing a post waits. Who gives up is told that it was
// not taken, and it was not: it may come again.
func TestNothingOfAGivenUpPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(nil)
		ctx, cancel := context.WithCancel(t.Context())
		out := make(chan source.Batch) // nobody receives
		go func() { _ = s.Run(ctx, out) }()
		failed := make(chan error, 1)
		post := func(ctx context.Context, text string) {
			go func() { failed <- s.Post(ctx, "me", []byte(text), 1) }()
			synctest.Wait()
		}
		short, end := context.WithCancel(t.Context())
		post(short, "lost\n")
		if len(failed) > 0 {
			t.Fatal("it did not wait:", <-failed)
		}
		end()
		if err := <-failed; !errors.Is(err, errBusy) {
			t.Error("given up:", err)
		}
		post(t.Context(), "kept\n")
		if b := <-out; string(b.Lines.Data) != "kept\n" || b.Lines.Offset != 0 {
			t.Errorf("came %q at %d", b.Lines.Data, b.Lines.Offset)
		}
		if err := <-failed; err != nil {
			t.Error("taken:", err)
		}
		post(t.Context(), "late\n")
		cancel()
		if err := <-failed; !errors.Is(err, errBusy) {
			t.Error("at the end:", err)
		}
	})
}
