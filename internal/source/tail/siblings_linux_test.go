package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestMoreSiblingsThanDescriptors finds more files than it may open at once.
func TestMoreSiblingsThanDescriptors(t *testing.T) {
	const room, files = 8, 40
	for name, spare := range map[string]int{"descriptors": room, "generations": files + maxGenerations} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			for i := range 2 * files {
				put(t, fmt.Sprintf("%s.old.%d", path, i), "old\n")
			}
			put(t, path, "0\n")
			d := drive(t, path)
			births := map[identity]time.Time{}
			d.born = func(name string, f *os.File, s stat) time.Time {
				if at, ok := births[s.id]; ok {
					return at
				}
				return born(name, f, s)
			}
			want, at := "0\n", time.Now().Add(time.Hour)
			for i := range 2 * files {
				must(t, os.Rename(path, fmt.Sprintf("%s.%d", path, 2*files-i)))
				put(t, path, fmt.Sprintf("%d\n", i+1))
				at = at.Add(time.Second)
				births[identityOf(t, path)] = at
				want += fmt.Sprintf("%d\n", i+1)
			}
			limit(t, spare, func() {
				for range 60 {
					d.step(100 * time.Millisecond)
				}
			})
			if d.text != want {
				t.Errorf("got %q and %q", d.text, d.notices)
			}
		})
	}
}

// limit runs f while this process may open so many files more.
func limit(t *testing.T, more int, f func()) {
	var before syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before))
	null, err := os.Open(os.DevNull)
	must(t, err)
	next := int(null.Fd())
	must(t, null.Close())
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
	must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: uint64(next + more), Max: before.Max}))
	f()
}

// TestCameAndWentUnread counts files that no look could find any more.
func TestCameAndWentUnread(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	d := drive(t, path)
	n, err := newWatcher()
	must(t, err)
	defer n.close()
	w := newWaker()
	must(t, n.watch(w, route(path)))
	d.arrivals = w.arrivals.Load
	rotate := func() {
		must(t, os.Rename(path, path+".1"))
		put(t, path, "1\n")
	}
	for i := range 3 { // each is seen
		rotate()
		sourcetest.Eventually(t, "the event", func() bool { return d.arrivals() == int64(i+1) })
		d.step(2 * time.Second)
		d.step(2 * time.Second)
	}
	if d.lost {
		t.Fatalf("told %q", d.notices)
	}
	must(t, os.Rename(path, path+".1"))
	put(t, path, "unread\n")
	must(t, os.Remove(path))
	put(t, path, "2\n")
	sourcetest.Eventually(t, "the events", func() bool { return d.arrivals() == 5 })
	d.step(2 * time.Second)
	if wait, ok := d.due(d.now); !ok || wait > countAfter {
		t.Errorf("due in %v, %v", wait, ok)
	}
	d.step(2 * time.Second)
	if last := d.notices[len(d.notices)-1]; !d.lost || last != "a file came and went unread" {
		t.Errorf("told %q", d.notices)
	}
	told := len(d.notices)
	d.step(2 * time.Second)
	d.step(2 * time.Second)
	if len(d.notices) != told {
		t.Errorf("told again: %q", d.notices)
	}
}
