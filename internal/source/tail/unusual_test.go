package tail

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestNewErrors(t *testing.T) {
	for name, o := range map[string]Options{
		"no path":      {},
		"empty path":   {Paths: []string{""}},
		"bad start":    {Paths: []string{"a"}, Start: Start{LastLines: -1}},
		"negative":     {Paths: []string{"a"}, RotateWait: -1},
		"over a limit": {Paths: []string{"a"}, RotateWait: rotateWaitMax + 1},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	s := newSource(t, Options{Paths: []string{"a.log", "b.log"}, RotateWait: rotateWaitMax})
	if got := s.Name(); got != "a.log +1" {
		t.Errorf("the name is %q", got)
	}
}

func TestCannotStart(t *testing.T) {
	dir := t.TempDir()
	socket := filepath.Join(dir, "socket")
	l, err := net.Listen("unix", socket)
	must(t, err)
	defer l.Close()
	empty := filepath.Join(dir, "empty")
	must(t, os.Mkdir(empty, 0o700))
	must(t, os.Mkdir(filepath.Join(dir, "old"), 0o700))
	put(t, filepath.Join(dir, "old", "a.log.1"), "x\n")
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"endless":   {Options{Paths: []string{"/dev/zero"}}, "never ends"},
		"socket":    {Options{Paths: []string{socket}}, "is a socket"},
		"folder":    {Options{Paths: []string{empty}}, "no log file in"},
		"only old":  {Options{Paths: []string{filepath.Join(dir, "old")}}, "only 1 hidden, rotated or compressed"},
		"pattern":   {Options{Paths: []string{filepath.Join(dir, "*.log")}}, "matches no file"},
		"all bad":   {Options{Paths: []string{socket, empty}}, "no log file in"},
		"a bracket": {Options{Paths: []string{filepath.Join(dir, "[a")}}, "[a\": close each"},
		"no follow": {Options{Paths: []string{filepath.Join(dir, "none")}, NoFollow: true}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			out := make(chan source.Batch, 10)
			// It returns: the supervisor does not try again.
			err := new(source.Supervisor).Run(t.Context(), out, newSource(t, c.o))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("Run returned %v, want %q", err, c.want)
			}
		})
	}
	t.Run("some bad", func(t *testing.T) {
		path := filepath.Join(dir, "good.log")
		put(t, path, "x\n")
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{socket, path}, Start: Start{FromLine: 1}}))
		until(t, r, path, "x\n")
		r.Until("a notice", func() bool { return r.Noticed("is a socket") })
	})
}

func TestNoFollow(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.log"), filepath.Join(dir, "b.log")
	put(t, a, "1\n2\n3")
	put(t, b, strings.Repeat("line\n", 100_000))
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{dir}, NoFollow: true, Start: Start{LastLines: 2}}))
	must(t, r.Wait())
	until(t, r, a, "2\n3")
	until(t, r, b, "line\nline\n")
}

// A file's name is first of all a name.
func TestNameLikeAPattern(t *testing.T) {
	for _, name := range []string{"a[b.log", "a*.log", "[ab].log"} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		put(t, path, "1\n")
		put(t, filepath.Join(dir, "ab.log"), "other\n")
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, NoFollow: true, Start: Start{FromLine: 1}}))
		must(t, r.Wait())
		until(t, r, path, "1\n")
	}
}

// Without following, what could not be read is an error behind all that could.
func TestNoFollowMissing(t *testing.T) {
	dir := t.TempDir()
	path, missing := filepath.Join(dir, "a.log"), filepath.Join(dir, "missing")
	put(t, path, "1\n")
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{missing, path}, NoFollow: true, Start: Start{FromLine: 1}}))
	err := r.Wait()
	if err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("Run returned %v", err)
	}
	until(t, r, path, "1\n")
}

// TestLateFile waits for a file, in a folder that is not there either.
func TestLateFile(t *testing.T) {
	for _, poll := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "sub")
		path := filepath.Join(dir, "app.log")
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Poll: poll}))
		r.Until("a notice", func() bool { return r.Noticed("waiting for the file to appear") })
		must(t, os.Mkdir(dir, 0o700))
		begin := time.Now()
		put(t, path, "1\n")
		until(t, r, path, "1\n")
		t.Logf("found after %v", time.Since(begin))
		r.Stop()
	}
}

// TestLongLine reads a line of 100 MB, in bounded memory.
func TestLongLine(t *testing.T) {
	const size = 100 << 20
	path := filepath.Join(t.TempDir(), "app.log")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, os.Truncate(path, size)) // a hole: NULs without a newline
	put(t, path, "\nnext\n")
	s := newSource(t, Options{Paths: []string{path}, NoFollow: true, Start: Start{FromLine: 1}})
	out, done := make(chan source.Batch), make(chan error, 1)
	go func() { done <- s.Run(t.Context(), out); close(out) }()
	lines, bytes, largest := 0, 0, 0
	last := ""
	for b := range out {
		lines += b.Lines.Lines
		bytes += len(b.Lines.Data)
		largest = max(largest, cap(b.Lines.Data))
		last = string(b.Lines.Data[max(0, len(b.Lines.Data)-6):])
	}
	must(t, <-done)
	if lines != 2 || bytes != size+6 || last != "\nnext\n" {
		t.Errorf("got %d lines of %d bytes, and last %q", lines, bytes, last)
	}
	if largest > 256<<10 {
		t.Errorf("a block holds %d bytes", largest)
	}
}

func TestStreamEnds(t *testing.T) {
	text := strings.Repeat("a line\n", 50_000) + "no end"
	r := sourcetest.Start(t, NewReader("x", strings.NewReader(text), Backlog{}))
	must(t, r.Wait())
	if got := r.Text("x"); got != text {
		t.Errorf("got %d bytes, want %d", len(got), len(text))
	}
	pipe, w, err := os.Pipe()
	must(t, err)
	defer pipe.Close()
	defer w.Close()
	r = sourcetest.Start(t, NewReader("-", pipe, Backlog{}))
	write(t, w, "prompt")
	r.Until("the half line", func() bool { return r.Text("stdin") == "prompt" })
	write(t, w, " answer\n")
	r.Until("the line", func() bool { return r.Text("stdin") == "prompt answer\n" })
	r.Stop()
}
