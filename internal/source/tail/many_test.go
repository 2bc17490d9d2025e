package tail

import (
	"context"
	"path/filepath"
	"strconv"
	"sync/atomic"
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
				l := &follow{follower: newFollower(path, path, &registry{}), wake: newWaker(), watch: watch, poll: pollMin, pollers: new(atomic.Int64)}
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

// TestPollsAreShared polls one of thousands of files on which nothing happens.
func TestPollsAreShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "")
	for others, most := range map[int64]int{0: 270, 249: 270, 4999: 20} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			l := &follow{follower: newFollower(path, path, &registry{}), wake: newWaker(), poll: pollMin, pollers: new(atomic.Int64)}
			l.pollers.Store(others)
			looks := 0
			l.clock = func() time.Time { looks++; return fileClock() }
			ended := make(chan struct{})
			go func() { defer close(ended); l.run(ctx, make(chan source.Batch)) }()
			<-time.After(time.Minute)
			synctest.Wait()
			if looks > most || looks < most/2 {
				t.Errorf("with %d others: looked %d times in a minute, want at most %d", others, looks, most)
			}
			cancel()
			<-ended
			if left := l.pollers.Load(); left != others {
				t.Errorf("%d files count as polled, want %d", left, others)
			}
		})
	}
}

// TestTickLooksAtSome has files vanish with no event: the ticker finds all of
// them, and looks at no more than tickLooks in one tick.
func TestTickLooksAtSome(t *testing.T) {
	const files = 2*tickLooks + 1
	r, dir := run{active: map[string]*active{}}, t.TempDir()
	for i := range files {
		r.active[filepath.Join(dir, strconv.Itoa(i))] = &active{wake: newWaker()}
	}
	for tick, want := range []int{tickLooks, 2 * tickLooks, files, files} {
		r.tick()
		woken := 0
		for _, a := range r.active {
			woken += len(a.wake.c)
		}
		if woken != want {
			t.Errorf("after tick %d %d files were looked at, want %d", tick+1, woken, want)
		}
	}
}
