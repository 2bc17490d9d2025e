//go:build unix

package tail

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestBinary warns of a file that is no text, once, and shows it.
func TestBinary(t *testing.T) {
	for _, c := range []struct {
		name string
		text string
		warn bool
	}{
		{"text", "text\n", false},
		{"one NUL", "a\x00b\n", true},
		{"the last byte that counts", strings.Repeat("x", binaryHead-1) + "\x00\n", true},
		{"the first that does not", strings.Repeat("x", binaryHead) + "\x00\n", false},
	} {
		for _, past := range []bool{true, false} {
			dir := t.TempDir()
			path := filepath.Join(dir, "app.log")
			put(t, path, c.text)
			r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}, Past: past}))
			r.Until("the first batch", func() bool { return r.Batches() > 0 })
			put(t, path, "more\n")
			r.Until("the lines", func() bool { return strings.HasSuffix(r.Text(path), "more\n") })
			must(t, os.Rename(path, path+".1"))
			put(t, path, "last\n")
			r.Until("the lines", func() bool { return strings.HasSuffix(r.Text(path), "last\n") })
			r.Stop()
			if r.Noticed("looks like a binary file (NUL bytes in its first 4 KiB)") != c.warn {
				t.Errorf("%s, past %v: told %+v", c.name, past, r.Notices())
			}
		}
	}
}

// TestStreamsHaveNoFile follows what cannot be read again, and offers no past
// of it.
func TestStreamsHaveNoFile(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	paths := []string{fifo}
	if runtime.GOOS == "linux" {
		paths = append(paths, "/proc/version", "/proc/self/status")
	}
	out := make(chan source.Batch)
	ended := make(chan error, 1)
	s := newSource(t, Options{Paths: paths, Past: true, Rotated: true, NoFollow: true})
	go func() { ended <- s.Run(t.Context(), out) }()
	w, err := os.OpenFile(fifo, os.O_RDWR, 0)
	must(t, err)
	write(t, w, "1\n")
	seen := map[string]bool{}
	for deadline := time.After(sourcetest.Patience); ; {
		select {
		case b := <-out:
			seen[b.Source] = true
			if b.Past != nil || b.Lines.File != nil {
				t.Errorf("%s has a file", b.Source)
			}
			if seen[fifo] {
				w.Close()
			}
		case err := <-ended:
			must(t, err)
			if len(seen) != len(paths) {
				t.Errorf("only of %v came lines", seen)
			}
			return
		case <-deadline:
			t.Fatal("it does not end")
		}
	}
}

// TestFailingDisk reads a file whose every read fails with EIO: the memory of
// this process at an address where there is none.
func TestFailingDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no /proc/self/mem")
	}
	failing := func() *os.File {
		f, err := os.Open("/proc/self/mem")
		must(t, err)
		return f
	}
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	t.Run("at the first look", func(t *testing.T) {
		s, err := lookAt(path)
		must(t, err)
		for _, start := range []Start{{}, {LastLines: 1}, {FromLine: 2}, {Since: time.Unix(1, 0)}} {
			f := newFollower(path, path, &registry{})
			f.unsettled, f.past, f.first, f.start = true, true, s.id, start
			file := failing()
			if _, err := f.begin(file, s, mark{}); !errors.Is(err, syscall.EIO) || f.history != nil {
				t.Errorf("from %+v: %v", start, err)
			}
			must(t, file.Close())
		}
	})
	t.Run("while it is followed", func(t *testing.T) {
		d, p := drivePast(t, path, Options{})
		put(t, path, "1\n")
		d.look(d.now)
		d.current.close()
		d.current.open(failing())
		d.drain()
		for range 3 {
			d.step(time.Second) // the path is opened again
		}
		if got := strings.Join(d.notices, "; "); got != "input/output error: looking again each second; readable again" || d.text != "1\n" {
			t.Errorf("got %q and %q", d.text, got)
		}
		if got := lookBack(t, p); got != "0\n" {
			t.Errorf("looks back at %q", got)
		}
	})
	t.Run("while it is looked back at", func(t *testing.T) {
		d, p := drivePast(t, path, Options{})
		d.current.held.move(&descriptor{File: failing()})
		f, from, to, err := p.Files[0].Open(t.Context())
		must(t, err)
		defer f.Close()
		if _, err := io.ReadAll(io.NewSectionReader(f, from, to-from)); !errors.Is(err, syscall.EIO) {
			t.Errorf("reads with %v", err)
		}
	})
	t.Run("compressed", func(t *testing.T) {
		u := unpack(failing(), gzipped)
		defer u.Close()
		if _, err := io.ReadAll(u); !errors.Is(err, syscall.EIO) {
			t.Errorf("reads with %v", err)
		}
	})
}

// shrinking is a file that loses its end while it is looked at.
type shrinking struct {
	*strings.Reader
	reads, after int
}

func (s *shrinking) ReadAt(p []byte, off int64) (int, error) {
	if s.reads++; s.reads > s.after {
		return 0, io.EOF
	}
	return s.Reader.ReadAt(p, off)
}

// TestShrinking finds a start in a file that is shorter than it was.
func TestShrinking(t *testing.T) {
	text := strings.Repeat("2026-11-22T10:00:00Z a line\n", 200_000)
	for _, start := range []Start{{LastLines: 150_000}, {FromLine: 150_000}, {Since: time.Unix(1, 0)}, {Since: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}} {
		for after := range 30 {
			f := &shrinking{Reader: strings.NewReader(text), after: after}
			at, _, err := start.reach(f, int64(len(text)), time.Now())
			if at < 0 || at > int64(len(text)) || err != nil && !errors.Is(err, io.EOF) {
				t.Errorf("%+v, cut after %d reads: at %d, %v", start, after, at, err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n1\n")
	file, s, err := openRegular(path)
	must(t, err)
	defer file.Close()
	must(t, os.Truncate(path, 2))
	f := newFollower(path, path, &registry{})
	f.unsettled, f.past, f.first = true, true, s.id
	m, err := f.begin(file, s, mark{}) // s is what it was
	if err != nil || m.offset != 2 {
		t.Errorf("begins at %d, %v", m.offset, err)
	}
}
