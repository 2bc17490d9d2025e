package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// driven is a follower driven by hand, and what it delivered.
type driven struct {
	*follower
	now     time.Time
	text    string
	told    string // text and notices, as they came
	notices []string
	lost    bool // a notice said that lines were
}

func drive(t *testing.T, path string) *driven {
	d := &driven{follower: newFollower(path, path, &registry{}), now: time.Now()}
	t.Cleanup(d.close)
	d.step(0)
	return d
}

func (d *driven) step(wait time.Duration) {
	d.now = d.now.Add(wait)
	d.look(d.now)
	d.drain()
}

func (d *driven) drain() {
	for batch, ok := d.next(d.now); ok; batch, ok = d.next(d.now) {
		d.text += string(batch.Lines.Data)
		d.told += string(batch.Lines.Data)
		for _, n := range batch.Notices {
			d.notices = append(d.notices, n.Text)
			if n.Text != "" {
				d.told += "(" + n.Text + ")\n"
			}
			d.lost = d.lost || n.Lost != 0
		}
	}
}

// TestFollower holds what the model does not reach.
func TestFollower(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(t *testing.T, path string, d *driven)
		want string
	}{
		"renamed away and back": {func(t *testing.T, path string, d *driven) {
			must(t, os.Rename(path, path+".x"))
			d.step(time.Second)
			must(t, os.Rename(path+".x", path))
			put(t, path, "1\n")
		}, "0\n1\n"},
		"renamed away and back after it was closed": {func(t *testing.T, path string, d *driven) {
			must(t, os.Rename(path, path+".x"))
			d.step(time.Second)
			d.step(rotateWaitDefault)
			if len(d.gens) > 0 {
				t.Fatal("it is still open")
			}
			must(t, os.Rename(path+".x", path))
			put(t, path, "1\n")
		}, "0\n1\n"},
		"written to after it was closed": {func(t *testing.T, path string, d *driven) {
			must(t, os.Rename(path, path+".1"))
			put(t, path, "1\n")
			d.step(time.Second)
			d.step(rotateWaitDefault)
			put(t, path+".1", "late\n")
			must(t, os.Rename(path, path+".0"))
			put(t, path, "2\n")
		}, "0\n1\nlate\n2\n"},
		"a copy that is no generation": {func(t *testing.T, path string, d *driven) {
			must(t, os.Rename(path, path+".2"))
			put(t, path, "1\n")
			s, err := lookAt(path)
			must(t, err)
			sourcetest.Eventually(t, "the clock of files goes on", func() bool { return d.clock().After(s.changed) })
			put(t, path+".1", "1\n")
		}, "0\n1\n"},
		"a sibling that was never at the path": {func(t *testing.T, path string, d *driven) {
			put(t, path+".7", "other\n")
			s, err := lookAt(path + ".7")
			must(t, err)
			sourcetest.Eventually(t, "the clock of files goes on", func() bool { return d.clock().After(s.changed) })
			d.step(time.Second)
			must(t, os.Rename(path, path+".1"))
			put(t, path, "1\n")
		}, "0\n1\n"},
		"rewritten between look and read": {func(t *testing.T, path string, d *driven) {
			d.look(d.now)
			must(t, os.WriteFile(path, []byte("a whole new text\n"), 0o600))
			d.drain()
		}, "0\na whole new text\n"},
		"a directory in its place": {func(t *testing.T, path string, d *driven) {
			must(t, os.Remove(path))
			must(t, os.Mkdir(path, 0o700))
			d.step(time.Second)
			if !strings.Contains(strings.Join(d.notices, ";"), "now a directory") {
				t.Errorf("no notice tells of it: %q", d.notices)
			}
			must(t, os.Remove(path))
			put(t, path, "1\n")
		}, "0\n1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, "0\n")
			d := drive(t, path)
			c.do(t, path, d)
			d.step(time.Second)
			if d.text != c.want {
				t.Errorf("got %q, want %q; notices: %q", d.text, c.want, d.notices)
			}
		})
	}
}

// TestUnreadable reads through a descriptor that cannot read: what was to be
// read is not forgotten, and each fault is told once.
func TestUnreadable(t *testing.T) {
	unreadable := func(path string) *os.File {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		must(t, err)
		t.Cleanup(func() { f.Close() })
		return f
	}
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n1\n2\n")
	whole, s, err := openRegular(path)
	must(t, err)
	defer whole.Close()

	t.Run("at the start", func(t *testing.T) {
		f := newFollower(path, path, &registry{})
		f.first, f.start, f.unsettled = s.id, Start{LastLines: 1}, true
		if _, err := f.begin(unreadable(path), s, mark{}); err == nil {
			t.Fatal("it was read")
		}
		m, err := f.begin(whole, s, mark{})
		must(t, err)
		if m.offset != int64(len("0\n1\n")) {
			t.Errorf("behind a fault it begins at %d", m.offset)
		}
	})
	t.Run("at a place known before", func(t *testing.T) {
		f := newFollower(path, path, &registry{})
		read, err := markAt(whole, s.size)
		must(t, err)
		if m, err := f.begin(unreadable(path), s, read); err == nil {
			t.Errorf("what cannot be read begins at %d", m.offset)
		}
		for text, want := range map[string]int64{"0\n1\n2\n3\n": s.size, "another\n": 0} {
			other := filepath.Join(t.TempDir(), "other")
			put(t, other, text)
			file, s, err := openRegular(other)
			must(t, err)
			m, err := f.begin(file, s, read)
			must(t, err)
			must(t, file.Close())
			if m.offset != want {
				t.Errorf("%q begins at %d, want %d", text, m.offset, want)
			}
		}
	})
	t.Run("a sibling known before", func(t *testing.T) {
		f := newFollower(path, path, &registry{})
		read, err := markAt(whole, 2)
		must(t, err)
		f.files.claim(s.id, f)
		f.files.release(s.id, read)
		c := newGeneration(unreadable(path), path+".1", s, time.Now(), mark{}, time.Now())
		if f.missed(c, nil, nil) {
			t.Error("what was read of it is read again")
		}
		if c.file = whole; !f.missed(c, nil, nil) || c.mark != read {
			t.Errorf("it is read on from %d", c.mark.offset)
		}
	})
	t.Run("a copy", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "app.log")
		put(t, path, "0\n")
		d := drive(t, path)
		d.born = func(name string, f *os.File, s stat) time.Time {
			defer f.Close() // each read fails from now on
			return born(name, f, s)
		}
		copyTruncate(t, path)
		put(t, path, "1\n")
		d.step(time.Second)
		if d.text != "0\n1\n" || len(d.gens) != 1 || len(d.notices) != 1 || !d.lost {
			t.Errorf("got %q and %q, %d files are open", d.text, d.notices, len(d.gens))
		}
	})
	t.Run("for a while", func(t *testing.T) {
		d := drive(t, path)
		d.current.close()
		d.current.open(unreadable(path))
		put(t, path, "3\n")
		d.step(time.Second)
		if len(d.notices) != 1 || strings.Contains(d.notices[0], path) || strings.Contains(d.notices[0], "read") {
			t.Fatalf("told %q", d.notices)
		}
		for range 3 {
			d.step(time.Second)
		}
		if d.text != "0\n1\n2\n3\n" || len(d.notices) != 2 || d.notices[1] != "readable again" {
			t.Errorf("got %q and %q", d.text, d.notices)
		}
	})
	t.Run("an old file, until it is given up", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "app.log")
		put(t, path, "0\n")
		d := drive(t, path)
		put(t, path, "lost\n")
		d.current.close()
		d.current.open(unreadable(path))
		must(t, os.Rename(path, path+".1"))
		put(t, path, "1\n")
		for waited := time.Duration(0); waited <= rotateWaitDefault; waited += time.Second {
			d.step(time.Second)
		}
		if d.text != "0\n1\n" || len(d.gens) != 1 {
			t.Fatalf("got %q, %d files are open", d.text, len(d.gens))
		}
		d.step(2 * time.Second)
		if got := strings.Join(d.notices, "; "); len(d.notices) != 4 || !strings.Contains(got, "could not be read to its end") || !d.lost {
			t.Errorf("told %q", d.notices)
		}
	})
}

// TestCrowd rotates faster than old files are retired, with a follower that
// reads and with one that only looks.
func TestCrowd(t *testing.T) {
	for _, reads := range []bool{true, false} {
		path := filepath.Join(t.TempDir(), "app.log")
		d := drive(t, path)
		want := ""
		for i := range 3 * maxGenerations {
			line := fmt.Sprintf("%d\n", i)
			put(t, path, line)
			want += line
			d.now = d.now.Add(time.Millisecond)
			d.look(d.now)
			if len(d.gens) > maxGenerations {
				t.Fatalf("%d files are open", len(d.gens))
			}
			if reads {
				d.drain()
				if d.text != want {
					t.Fatalf("rotation %d: got %q", i, d.text[len(d.text)-20:])
				}
			}
			must(t, os.Rename(path, fmt.Sprintf("%s.%d", path, 999-i)))
		}
		put(t, path, "")
		for range 5 {
			d.step(time.Second)
		}
		if d.text != want {
			t.Errorf("got %d bytes of %d", len(d.text), len(want))
		}
		if len(d.notices) > 6 {
			t.Errorf("%d notices came", len(d.notices))
		}
	}
}

// TestSameFile names one file twice.
func TestSameFile(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "app.log"), filepath.Join(dir, "link")
	put(t, path, "1\n")
	must(t, os.Symlink(path, link))
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path, link, path}, Start: Start{FromLine: 1}}))
	r.Until("a notice", func() bool { return r.Noticed("the same file as") })
	put(t, path, "2\n")
	r.Until("the lines", func() bool { return r.Text(path)+r.Text(link) == "1\n2\n" })
	other := filepath.Join(dir, "other")
	put(t, other, "3\n")
	must(t, os.Symlink(other, link+".new"))
	must(t, os.Rename(link+".new", link))
	r.Until("the other file", func() bool { return strings.Contains(r.Text(link), "3\n") })
	r.Stop()
	if all := r.Text(path) + r.Text(link); len(all) != len("1\n2\n3\n") {
		t.Errorf("got %q", all)
	}
}
