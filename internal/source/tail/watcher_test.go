package tail

import (
	"os"
	"path/filepath"
	"testing"
	"time"

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
			asleep := func() {
				for quiet := false; !quiet; {
					select {
					case <-w.c:
					case <-time.After(20 * time.Millisecond):
						quiet = true
					}
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
			must(t, os.Rename(dir, dir+".old"))
			woken("a renamed folder")
			if !w.stale.Load() {
				t.Error("the places are not said to be stale")
			}
			asleep()
			must(t, n.watch(w, nil))
			put(t, filepath.Join(dir+".old", "app.log"), "x\n")
			select {
			case <-w.c:
				t.Error("what is not watched any longer wakes")
			case <-time.After(50 * time.Millisecond):
			}
		})
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
