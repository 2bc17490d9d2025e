// Package sourcetest checks what every source promises (source.Source). Each
// source's tests call Conform; Recorder also serves their other tests.
package sourcetest

import (
	"context"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Patience is how long a check waits for what must happen.
const Patience = 30 * time.Second

// endWithin is how long a source may take to end once its context is done, on a
// machine that does nothing else.
const endWithin = 2 * time.Second

// Case is one source under test.
type Case struct {
	// New returns a fresh source on an input that is ready.
	New func(t *testing.T) source.Source
	// Feed makes the input say something more, any number of times. It may be
	// nil for an input that speaks by itself.
	Feed func(t *testing.T)
}

// Conform runs the checks. Together with goleak in the package's TestMain
// they hold a source to its contract: valid batches that stay unchanged once
// sent; an end within endWithin of the context's, also while nobody receives;
// fit to be run again; no descriptor left behind.
func Conform(t *testing.T, c Case) {
	t.Run("sends valid batches", func(t *testing.T) {
		r := Start(t, c.New(t))
		before := r.Batches()
		c.feed(t)
		r.Until("a batch after the input spoke", func() bool { return r.Batches() > before })
		r.Stop()
	})
	t.Run("ends while nobody receives", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		out := make(chan source.Batch)
		ended := run(ctx, c.New(t), out)
		c.feed(t)
		select {
		case <-out: // it has come as far as sending
		case err := <-ended:
			t.Fatalf("Run ended by itself, with %v", err)
		case <-time.After(Patience):
			t.Fatal("nothing was sent")
		}
		cancel()
		wantEnd(t, ended)
	})
	t.Run("does not start once ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		wantEnd(t, run(ctx, c.New(t), make(chan source.Batch)))
	})
	t.Run("runs again and leaves nothing open", func(t *testing.T) {
		src := c.New(t)
		if src.Name() == "" {
			t.Error("the source has no name")
		}
		before := descriptors(t)
		for range 3 {
			r := Start(t, src)
			c.feed(t)
			r.Until("a batch", func() bool { return r.Batches() > 0 })
			r.Stop()
		}
		// One for the runtime's poller, opened on first use.
		if !within(Patience, func() bool { return descriptors(t) <= before+2 }) {
			t.Errorf("%d descriptors are open, %d were before", descriptors(t), before)
		}
	})
}

func (c Case) feed(t *testing.T) {
	t.Helper()
	if c.Feed != nil {
		c.Feed(t)
	}
}

func run(ctx context.Context, src source.Source, out chan source.Batch) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- src.Run(ctx, out) }()
	return ended
}

func wantEnd(t *testing.T, ended <-chan error) {
	t.Helper()
	if !Soon(endWithin, func() bool { return len(ended) > 0 }) {
		t.Fatalf("Run did not return within %v of its context's end", endWithin)
	}
	if err := <-ended; err != nil {
		t.Errorf("Run returned %v after its context was done, want nil", err)
	}
}

// Soon waits for ok, and reports whether it came true within what limit is on a
// machine that does nothing else: it counts ticks, which a busy machine gives
// late, as it does whoever is waited for his turns.
func Soon(limit time.Duration, ok func() bool) bool {
	const tick = 5 * time.Millisecond
	for range limit / tick {
		if ok() {
			return true
		}
		<-time.After(tick)
	}
	return ok()
}

// descriptors counts the open descriptors of this process, where that can be
// known.
func descriptors(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

// Eventually waits for ok and fails the test if it takes too long.
func Eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	if !within(Patience, ok) {
		tb.Fatalf("%s: not within %v", what, Patience)
	}
}

// within waits for ok, and reports whether it came true in time.
func within(limit time.Duration, ok func() bool) bool {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(limit); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}
