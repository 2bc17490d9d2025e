package tail

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// lookBack reads all of a past.
func lookBack(t *testing.T, p *source.Past) string {
	t.Helper()
	var all strings.Builder
	for _, pf := range p.Files {
		f, from, to, err := pf.Open(t.Context())
		must(t, err)
		text, err := io.ReadAll(io.NewSectionReader(f, from, to-from))
		must(t, err)
		must(t, f.Close())
		all.Write(text)
	}
	return all.String()
}

// drivePast drives a follower that begins with the past of what is there.
func drivePast(t *testing.T, path string, o Options) (*driven, *source.Past) {
	d := &driven{follower: newFollower(path, path, &registry{}), now: time.Now()}
	d.unsettled, d.past, d.rotated, d.start = true, true, o.Rotated, o.Start
	if s, err := lookAt(path); err == nil {
		d.first = s.id
	}
	t.Cleanup(d.close)
	d.look(d.now)
	b, ok := d.next(d.now)
	if !ok || b.Past == nil {
		t.Fatalf("the first batch is %+v", b)
	}
	d.drain()
	return d, b.Past
}

// TestPast cuts a file into what is looked back at and what is sent.
func TestPast(t *testing.T) {
	long := strings.Repeat("x", source.MaxHeld)
	for _, c := range []struct {
		name  string
		start Start
		text  string
		past  string
		live  string // what comes when the line is ended by "end\n"
	}{
		{"whole lines", Start{}, "1\n2\n", "1\n2\n", "end\n"},
		{"an empty file", Start{}, "", "", "end\n"},
		{"half a line", Start{}, "1\n2", "1\n", "2end\n"},
		{"only half a line", Start{}, "1", "", "1end\n"},
		{"half a line of all that is held", Start{}, "1\n" + long[1:], "1\n", long[1:] + "end\n"},
		{"more than is held", Start{}, "1\n" + long, "1\n" + long, "end\n"},
		{"only as much as is held", Start{}, long, "", long + "end\n"},
		{"only more than is held", Start{}, long + "x", long + "x", "end\n"},
		{"last lines", Start{LastLines: 1}, "1\n2\n", "2\n", "end\n"},
		{"last lines, one half", Start{LastLines: 2}, "1\n2\n3", "2\n", "3end\n"},
		{"the last line, half", Start{LastLines: 1}, "1\n2\n3", "", "3end\n"},
		{"from a line", Start{FromLine: 2}, "1\n2\n", "2\n", "end\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, c.text)
			d, p := drivePast(t, path, Options{Start: c.start})
			if got := lookBack(t, p); got != c.past {
				t.Errorf("looks back at %d bytes, %.40q, want %d", len(got), got, len(c.past))
			}
			put(t, path, "end\n")
			d.step(time.Second)
			if d.text != c.live {
				t.Errorf("goes on with %d bytes, %.40q, want %d", len(d.text), d.text, len(c.live))
			}
			if len(d.notices) > 0 {
				t.Errorf("told %q", d.notices)
			}
		})
	}
}

// TestPastThrough looks back after the file met its fate.
func TestPastThrough(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(t *testing.T, path string)
		gone bool
	}{
		"nothing": {func(*testing.T, string) {}, false},
		"a rotation": {func(t *testing.T, path string) {
			must(t, os.Rename(path, path+".1"))
			put(t, path, "2\n")
		}, false},
		"its end":           {func(t *testing.T, path string) { must(t, os.Remove(path)) }, false},
		"copy and truncate": {copyTruncate, false},
		"copy, truncate and more": {func(t *testing.T, path string) {
			copyTruncate(t, path)
			put(t, path, strings.Repeat("other lines\n", 10))
		}, false},
		"truncation": {func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) }, true},
		"being written over": {func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte("quite another text\n"), 0o600))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, "0\n1\n")
			d, p := drivePast(t, path, Options{})
			c.do(t, path)
			for range 10 {
				d.step(time.Second)
			}
			f, from, to, err := p.Files[0].Open(t.Context())
			must(t, err)
			defer f.Close()
			text, err := io.ReadAll(io.NewSectionReader(f, from, to-from))
			switch {
			case c.gone && !errors.Is(err, source.ErrRewritten):
				t.Errorf("looks back at %q, %v", text, err)
			case !c.gone && (err != nil || string(text) != "0\n1\n"):
				t.Errorf("looks back at %q, %v", text, err)
			}
		})
	}
}

// TestBlocksCanBeReadAgain reads each block's data again where it says that it
// is, whatever became of its file.
func TestBlocksCanBeReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	d, p := drivePast(t, path, Options{})
	type seen struct {
		file *source.File
		at   int64
		data string
	}
	var blocks []seen
	step := func(wait time.Duration) {
		d.now = d.now.Add(wait)
		d.look(d.now)
		for b, ok := d.next(d.now); ok; b, ok = d.next(d.now) {
			if l := b.Lines; len(l.Data) > 0 {
				if l.File == nil || !l.File.Hold() {
					t.Fatalf("%q is nowhere to be read again", l.Data)
				}
				blocks = append(blocks, seen{l.File, l.Offset, string(l.Data)})
			}
		}
	}
	put(t, path, "1\n")
	step(time.Second)
	must(t, os.Rename(path, path+".2"))
	put(t, path, "2\nhalf")
	step(time.Second)
	put(t, path, "\n3\n")
	copyTruncate(t, path) // the rest is read from the copy
	put(t, path, "4\n")
	step(time.Second)
	put(t, path, "no end")
	step(time.Second)
	step(2 * rotateWaitDefault) // the old files are closed
	step(source.HalfLineAfter)
	d.close()
	got := ""
	for _, b := range blocks {
		again := make([]byte, len(b.data))
		if _, err := b.file.ReadAt(again, b.at); err != nil || string(again) != b.data {
			t.Errorf("%q is %q now, %v", b.data, again, err)
		}
		got += b.data
		must(t, b.file.Close())
	}
	if want := "1\n2\nhalf\n3\n4\nno end"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := lookBack(t, p); got != "0\n" {
		t.Errorf("looks back at %q", got)
	}
}

// TestDescriptors counts what is open through all that opens and closes files.
func TestDescriptors(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no /proc/self/fd")
	}
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	open := func() (n int) { // of this test: what others left is the collector's
		all, err := os.ReadDir("/proc/self/fd")
		must(t, err)
		for _, fd := range all {
			if name, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(name, filepath.Dir(path)) {
				n++
			}
		}
		return n
	}
	before := open()
	d, p := drivePast(t, path, Options{})
	var files []*source.File
	hold := func() {
		for b, ok := d.next(d.now); ok; b, ok = d.next(d.now) {
			if b.Lines.File != nil && b.Lines.File.Hold() {
				files = append(files, b.Lines.File)
			}
		}
	}
	for i := range 5 {
		put(t, path, fmt.Sprintf("%d\n", i))
		d.now = d.now.Add(time.Second)
		d.look(d.now)
		hold()
		switch i {
		case 1:
			copyTruncate(t, path)
		case 2:
			must(t, os.Truncate(path, 0))
		case 3:
			must(t, os.Rename(path, path+".9"))
		}
		d.look(d.now)
		hold()
	}
	if len(files) < 5 {
		t.Fatalf("only %d blocks came", len(files))
	}
	d.close()
	if open() == before {
		t.Error("nothing is open, although all is held")
	}
	lookBack(t, p)
	for _, f := range files {
		must(t, f.Close())
	}
	if n := open(); n != before {
		t.Errorf("%d files are open, %d were before", n, before)
	}
	d, _ = drivePast(t, path, Options{}) // not looked back at, but sent
	d.close()
	runtime.GC()
	sourcetest.Eventually(t, "the collector closes it", func() bool { runtime.GC(); return open() == before })
	d = &driven{follower: newFollower(path, path, &registry{}), now: time.Now()}
	s, err := lookAt(path)
	must(t, err)
	d.unsettled, d.past, d.first = true, true, s.id
	d.look(d.now) // not even sent
	d.close()
	if n := open(); n != before {
		t.Errorf("%d files are open, %d were before", n, before)
	}
}
