package tail

import (
	"context"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// TestBlockedSendRests counts the looks of a file that waits for its turn, and
// of one whose batch nobody takes: no event comes, so there is nothing to see.
func TestBlockedSendRests(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "x\n")
	for _, name := range []string{"before its turn", "nobody receives"} {
		t.Run(name, func(t *testing.T) {
			watch, err := newWatcher()
			must(t, err)
			defer watch.close()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				l := &follow{follower: newFollower(path, path, &registry{}), wake: newWaker(), watch: watch, poll: pollMin}
				if name == "before its turn" {
					l.before = make(chan struct{})
				}
				looks := 0
				l.clock = func() time.Time { looks++; return fileClock() }
				ended := make(chan struct{})
				go func() { defer close(ended); l.run(ctx, make(chan source.Batch)) }()
				<-time.After(time.Minute)
				synctest.Wait()
				if looks == 0 || looks > 10 {
					t.Errorf("looked %d times in a minute", looks)
				}
				cancel()
				<-ended
			})
		})
	}
}
