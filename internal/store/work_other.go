//go:build !linux

package store

import "time"

// work begins to measure how long the caller works, or waits for a core to. What
// is returned ends that.
func work() (done func() time.Duration) {
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}
