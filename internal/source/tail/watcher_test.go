package tail

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestWatcher checks that each event wakes, with no ticker to help.
func TestWatcher(t *testing.T) {
	for name, start := range map[string]func() (watcher, error){"system": newWatcher, "fsnotify": newNotifier} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "d")
			must(t, os.Mkdir(dir, 0o700))
			path := filepath.Join(dir, "app.log")
			file := appender(t, path)
			link := filepath.Join(t.TempDir(), "link")
			must(t, os.Symlink(path, link))
			n, err := start()
			must(t, err)
			defer n.close()
			w := newWaker()
			must(t, n.watch(w, append(route(link), place{path: path, file: file})))
			woken := func(what string) {
				t.Helper()
				select {
				case <-w.c:
				case <-time.After(sourcetest.Patience):
					t.Fatalf("%s does not wake", what)
				}
			}
			fence, beyond := t.TempDir(), newWaker()
			must(t, n.watch(beyond, []place{{path: fence}}))
			fences := 0
			// asleep forgets what came before it: events come in their order.
			asleep := func() {
				t.Helper()
				select { // of the fence before
				case <-beyond.c:
				default:
				}
				fences++
				must(t, os.Mkdir(filepath.Join(fence, strconv.Itoa(fences)), 0o700))
				select {
				case <-beyond.c:
				case <-time.After(sourcetest.Patience):
					t.Fatal("an event is missing")
				}
				select {
				case <-w.c:
				default:
				}
			}
			write(t, file, "x\n")
			woken("a write")
			asleep()
			must(t, os.Truncate(path, 0))
			woken("a truncation")
			asleep()
			must(t, os.Rename(path, path+".1"))
			woken("a rename")
			asleep()
			put(t, path, "")
			woken("a creation")
			asleep()
			must(t, os.Remove(link))
			must(t, os.Symlink(path+".1", link))
			woken("a switched link")
			asleep()
			if _, folders := n.(*notifier); !folders {
				must(t, os.Rename(path+".1", filepath.Join(t.TempDir(), "archived")))
				asleep()
				write(t, file, "late\n")
				woken("a late write elsewhere")
				asleep()
			}
			other := newWaker()
			must(t, n.watch(w, nil))
			must(t, n.watch(other, []place{{path: dir, prefix: "app"}}))
			put(t, path+".new", "x\n")
			select {
			case <-other.c:
			case <-time.After(sourcetest.Patience):
				t.Fatal("the event is missing")
			}
			if len(w.c) > 0 {
				t.Error("what is not watched any longer wakes")
			}
			must(t, n.watch(w, route(path)))
			asleep()
			must(t, os.Rename(dir, dir+".old"))
			woken("a renamed folder")
			if !w.stale.Load() {
				t.Error("the places are not said to be stale")
			}
		})
	}
}

// TestAddWaitsForEvents has the system's Add and Remove do what those of Windows
// do: wait for a goroutine that may itself wait for its events to be taken.
func TestAddWaitsForEvents(t *testing.T) {
	w, err := newNotifier()
	must(t, err)
	defer w.close()
	n := w.(*notifier)
	calls := 0
	behindEvents := func(do func(string) error) func(string) error {
		return func(folder string) error {
			calls++
			taken := make(chan struct{})
			go func() {
				defer close(taken)
				n.dispatch(fsnotify.Event{Name: filepath.Join(folder, "app.log"), Op: fsnotify.Write})
			}()
			select {
			case <-taken:
			case <-time.After(sourcetest.Patience):
				t.Error("no event is taken meanwhile")
			}
			return do(folder)
		}
	}
	n.add, n.remove = behindEvents(n.add), behindEvents(n.remove)
	a, b := newWaker(), newWaker()
	here := []place{{path: t.TempDir(), prefix: "app"}}
	must(t, n.watch(a, here))
	must(t, n.watch(b, here)) // is watched already
	must(t, n.watch(a, nil))  // is watched still
	must(t, n.watch(b, nil))
	if calls != 2 {
		t.Errorf("the folder was added and removed in %d calls", calls)
	}
	if left := len(n.fs.WatchList()) + len(n.folders); left > 0 {
		t.Errorf("%d folders are still watched", left)
	}
	gone := place{path: filepath.Join(t.TempDir(), "none")}
	if err := n.watch(a, append(here, gone)); err == nil {
		t.Error("a folder that is not there is watched")
	}
	if left := len(n.fs.WatchList()) + len(n.folders); left > 0 {
		t.Errorf("behind an error, %d folders are still watched", left)
	}
}

func TestRoute(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	in := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	must(t, os.MkdirAll(in("releases", "5", "log"), 0o700))
	must(t, os.Symlink("releases/5", in("current")))
	must(t, os.Symlink(in("releases", "5", "log", "app.log"), in("app")))
	must(t, os.Symlink("loop", in("loop")))
	put(t, in("releases", "5", "log", "app.log"), "")
	type at struct{ dir, prefix string }
	for path, want := range map[string][]at{
		in("releases", "5", "log", "app.log"): {{in("releases", "5", "log"), "app"}},
		in("current", "log", "app.log"):       {{dir, "current"}, {in("releases", "5", "log"), "app"}},
		in("app"):                             {{dir, "app"}, {in("releases", "5", "log"), "app"}},
		in("none", "at", "all"):               {{dir, "none"}},
		in("current", "none"):                 {{dir, "current"}, {in("releases", "5"), "none"}},
	} {
		got := route(path)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", path, got, want)
			continue
		}
		for i, p := range got {
			if (at{p.path, p.prefix}) != want[i] {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
	}
	if got := route(in("loop")); len(got) == 0 || len(got) > maxHops+1 {
		t.Errorf("a loop has %d places", len(got))
	}
}
