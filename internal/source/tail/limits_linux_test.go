package tail

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestTooManyFiles rotates while no descriptor is left.
func TestTooManyFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	b := drive(t, path)
	put(t, path, "1\n")
	var spare []*os.File
	for i := range 3 {
		spare = append(spare, appender(t, fmt.Sprintf("%s-spare%d", path, i)))
	}
	for i := range 3 {
		must(t, os.Rename(path, fmt.Sprintf("%s.%d", path, 3-i)))
		put(t, path, fmt.Sprintf("%d\n", i+2))
	}
	exhaust(t, func() {
		b.step(time.Millisecond)
		b.step(10 * time.Millisecond)
	})
	if b.text != "0\n1\n" || !strings.Contains(strings.Join(b.notices, "; "), "too many open files") {
		t.Fatalf("got %q and %q", b.text, b.notices)
	}
	for _, f := range spare {
		f.Close()
	}
	wait, ok := b.due(b.now)
	if !ok || wait > retryMax {
		t.Fatalf("due in %v, %v", wait, ok)
	}
	b.step(wait)
	b.step(2 * time.Second)
	if b.text != "0\n1\n2\n3\n4\n" || len(b.notices) > 4 {
		t.Errorf("got %q and %q", b.text, b.notices)
	}
}

// exhaust runs f while this process may not open another file.
func exhaust(t *testing.T, f func()) {
	var before syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before))
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
	must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 3, Max: before.Max}))
	if file, err := os.Open(os.DevNull); err == nil {
		file.Close()
		t.Fatal("files can still be opened")
	}
	f()
}

// TestNoFilesLeftForCopies looks for a copy twice, the second time without a
// descriptor left: the copy found at first is read all the same.
func TestNoFilesLeftForCopies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	d := drive(t, path)
	copyTruncate(t, path)
	var before syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before))
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
	var copied *os.File
	d.born = func(name string, f *os.File, s stat) time.Time {
		if f == nil {
			return born(name, f, s)
		}
		copied = f
		must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 3, Max: before.Max}))
		return born(name, f, s)
	}
	d.look(d.now)
	if copied == nil {
		t.Fatal("the copy was not opened")
	}
	if d.gens[0].file != copied {
		t.Error("it is not read")
	}
	d.close()
	if _, err := copied.Stat(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("it stays open: %v", err)
	}
}

// TestNeverReadable follows a file that can be opened and not read (a page at
// 0 of this process's memory): that is told once, and not looked at too often.
func TestNeverReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	must(t, os.Symlink("/proc/self/mem", path))
	d := drive(t, path)
	for range 5 {
		d.step(time.Second)
		if wait, ok := d.due(d.now); !ok || wait < faultRetry/2 {
			t.Fatalf("due in %v, %v", wait, ok)
		}
	}
	if len(d.notices) != 1 || d.notices[0] != "input/output error: looking again each second" {
		t.Errorf("told %q", d.notices)
	}
}

// TestPermission takes the right to read away and gives it back, for this
// thread only (setfsuid(2)); root would need no right.
func TestPermission(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to change its file system user")
	}
	path := filepath.Join(t.TempDir(), "app.log")
	for dir := filepath.Dir(path); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		must(t, os.Chmod(dir, 0o755))
	}
	put(t, path, "0\n")
	b := drive(t, path)
	must(t, os.Rename(path, path+".1"))
	put(t, path, "1\n")
	must(t, os.Chmod(path, 0))
	asNobody(func() {
		b.step(time.Millisecond)
		b.step(time.Second)
	})
	if b.text != "0\n" || len(b.notices) != 1 || !strings.Contains(b.notices[0], "permission denied") {
		t.Fatalf("got %q and %q", b.text, b.notices)
	}
	if wait, ok := b.due(b.now); !ok || wait > faultRetry {
		t.Fatalf("due in %v, %v", wait, ok)
	}
	must(t, os.Chmod(path, 0o644))
	asNobody(func() { b.step(2 * time.Second) })
	if b.text != "0\n1\n" {
		t.Errorf("got %q and %q", b.text, b.notices)
	}
}

func asNobody(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	unix.Setfsuid(65534)
	defer unix.Setfsuid(0)
	f()
}

// TestNoEvents follows where the system has no watcher, or no watch, left.
func TestNoEvents(t *testing.T) {
	for name, watch := range map[string]func() (watcher, error){
		"no watcher": func() (watcher, error) { return nil, syscall.EMFILE },
		"no watches": func() (watcher, error) { return full{}, nil },
		"silent":     func() (watcher, error) { return silent{}, nil },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, "0\n")
			s := newSource(t, Options{Paths: []string{path}})
			s.watcher = watch
			s.options.Start = Start{FromLine: 1}
			r := sourcetest.Start(t, s)
			until(t, r, path, "0\n")
			put(t, path, "1\n")
			until(t, r, path, "0\n1\n")
			must(t, os.Rename(path, path+".1"))
			put(t, path, "2\n")
			until(t, r, path, "0\n1\n2\n")
			if name != "silent" && !r.Noticed("polling") {
				t.Error("no notice tells of it")
			}
			r.Stop()
		})
	}
}

type full struct{}

func (full) watch(_ *waker, places []place) error {
	if places == nil {
		return nil
	}
	return errNoWatches
}
func (full) close() {}

type silent struct{}

func (silent) watch(*waker, []place) error { return nil }
func (silent) close()                      {}

// TestOverflow floods the queue of events.
func TestOverflow(t *testing.T) {
	data, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	must(t, err)
	var bound int
	fmt.Sscan(string(data), &bound)
	if bound > 20_000 {
		t.Skipf("the queue holds %d events here", bound)
	}
	dir := scratch(t)
	path := filepath.Join(dir, "app.log")
	put(t, path, "0\n")
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}}))
	until(t, r, path, "0\n")
	for i := range bound {
		name := fmt.Sprintf("%s.%d.tmp", path, i)
		must(t, os.WriteFile(name, nil, 0o600))
		must(t, os.Remove(name))
	}
	must(t, os.Rename(path, path+".1"))
	put(t, path, "1\n")
	until(t, r, path, "0\n1\n")
	r.Stop()
}

// TestBlockedDeletes deletes rotated files while nobody receives: only the
// descriptors that are kept meanwhile can save their lines.
func TestBlockedDeletes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "first\n")
	s := newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, done := make(chan source.Batch), make(chan error, 1)
	go func() { done <- s.Run(ctx, out) }()
	got, want := string((<-out).Lines.Data), "first\n"
	for i := range 5 {
		line := fmt.Sprintf("%d\n", i)
		put(t, path, line)
		want += line
		old := fmt.Sprintf("%s.%d", path, i)
		must(t, os.Rename(path, old))
		put(t, path, "")
		sourcetest.Eventually(t, "the new file is opened", func() bool { return isOpen(path) })
		must(t, os.Remove(old))
	}
	for deadline := time.After(sourcetest.Patience); len(got) < len(want); {
		select {
		case b := <-out:
			got += string(b.Lines.Data)
		case <-deadline:
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	cancel()
	must(t, <-done)
}

// isOpen reports whether this process has the file of a name open.
func isOpen(path string) bool {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		if to, _ := os.Readlink("/proc/self/fd/" + e.Name()); to == path {
			return true
		}
	}
	return false
}
