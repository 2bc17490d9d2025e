package source

import (
	"context"
	"time"
)

// Backoff spaces tries that fail. Each waits for a time by chance, below a
// bound that doubles from Min to Max. Not safe for concurrent use.
type Backoff struct {
	Min, Max time.Duration
	Jitter   func(bound time.Duration) time.Duration // chance: rand.N but in tests

	next time.Duration // bound; 0 is Min
}

// Reset begins at Min again, after a try that went well.
func (b *Backoff) Reset() { b.next = 0 }

// bound returns the bound of the next delay.
func (b *Backoff) bound() time.Duration {
	bound := max(b.next, b.Min)
	b.next = min(2*bound, b.Max)
	return bound
}

// Wait waits for the time of the next try. It returns false if ctx is done
// before.
func (b *Backoff) Wait(ctx context.Context) bool {
	return sleep(ctx, b.Jitter(b.bound()))
}

// sleep returns after d, or with false once ctx is done.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
