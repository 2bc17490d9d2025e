package tail

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestIsRelic(t *testing.T) {
	for name, want := range map[string]bool{
		"app.log.1": true, "app.log.2.gz": true, "app.log-20261122.xz": true, "app-20261122.log.zst": true,
		"app.log.old.bz2": true, "app.1.log": true, "app.log.3.lz4": true,
		"app.log-20261122.gz": true, "app-20261122.log": true, "app.log.2026-11-22_09": true, "app-2026-11-22T09-41-07.123.log": true,
		"app.log-20261122-1795340467": true, "app.log.20261122T094107Z": true, "app.log.old": true,
		"app.log.bak": false, "app.log.bak.gz": false, "app.log.bak1": false, "app.log.backup": false, "app.log.orig": false, "app.log.save": false,
		"app.log.save.1": false, "app.log~": false, "app.log.~1~": false, "app.log.prev": false, "app.log.1~": false, "app.log.1.bak": false, "app.log.": false,
		"app.log-": false, "app.log1": false, "app.log.T": false, "app.log-old": false, "app.log.v2": false, "app-web1.log": false,
		"app.log": false, "app.log.gz": false, "app.log.err": false, "app.log.err.gz": false, "other.log.1.gz": false, "app.logs.1": false,
	} {
		if got := isRelic(name, "app.log"); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// framed is lines without a time that differ in their middle only, by text.
func framed(text string) string {
	frame := strings.Repeat("frame\n", markSize)
	return frame + text + "\n" + frame
}

// lay writes files, each an hour younger than the one before.
func lay(t *testing.T, dir string, files ...string) {
	t.Helper()
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.Local)
	for i := 0; i < len(files); i += 2 {
		path, data := filepath.Join(dir, files[i]), []byte(files[i+1])
		if isCompressed(path) && decodable(path) {
			data = pack(t, path, files[i+1])
		}
		must(t, os.WriteFile(path, data, 0o600))
		at = at.Add(time.Hour)
		must(t, os.Chtimes(path, at, at))
	}
}

// TestRotated reads a log and what rotation left of it as one.
func TestRotated(t *testing.T) {
	stamped := func(hour, text string) string { return "2026-11-22T" + hour + ":00:00 " + text + "\n" }
	for _, c := range []struct {
		name  string
		start Start // with it plainly; without, as the past
		files []string
		want  string
		told  string
	}{
		{"numbers", Start{}, []string{"app.log.10.gz", "10\n", "app.log.9.xz", "9\n", "app.log.2.zst", "2\n", "app.log.1", "1\n", "app.log", "0\n"}, "10\n9\n2\n1\n0\n", ""},
		{"the last number is the youngest", Start{}, []string{"app.log.1", "1\n", "app.log.2", "2\n", "app.log", "3\n"}, "1\n2\n3\n", ""},
		{"dates", Start{}, []string{"app.log-20261120.gz", "20\n", "app.log-20261121", "21\n", "app.log", "22\n"}, "20\n21\n22\n", ""},
		{"none", Start{}, []string{"app.log", "0\n", "other.log.1", "no\n"}, "0\n", ""},
		{"while one is compressed", Start{}, []string{"app.log.1.gz", "1\n", "app.log.1", "1\n2\n", "app.log", "3\n"}, "1\n2\n3\n", ""},
		{"while one is copied", Start{}, []string{"app.log.1", stamped("09", "a"), "app.log", stamped("09", "a") + stamped("10", "b")}, stamped("09", "a") + stamped("10", "b"), ""},
		{"a copy of a sibling", Start{}, []string{"app.log.2", stamped("09", "a"), "app.log.old", stamped("09", "a"), "app.log", stamped("10", "b")}, stamped("09", "a") + stamped("10", "b"), ""},
		{"the same lines without a time", Start{}, []string{"app.log.1", "beat\n", "app.log", "beat\nbeat\n"}, "beat\nbeat\nbeat\n", ""},
		{"a copy by hand", Start{}, []string{"app.log.bak", stamped("09", "a"), "app.log.orig", "b\n", "app.log~", "c\n", "app.log", stamped("09", "x")}, stamped("09", "x"), ""},
		{"the log twice, without a time", Start{}, []string{"app.log.1", "a\nb\n", "app.log", "a\nb\n"}, "a\nb\n", ""},
		{"as long as the log, without a time", Start{}, []string{"app.log.1", "a\nb\n", "app.log", "a\nc\n"}, "a\nb\na\nc\n", ""},
		{"as long, with the log's first and last lines", Start{}, []string{"app.log.1", framed("a"), "app.log", framed("b")}, framed("a") + framed("b"), ""},
		{"an unknown codec", Start{}, []string{"app.log.1.lz4", "x", "app.log", "0\n"}, "0\n", "only gz, bz2, xz and zst"},
		{"all lines", Start{FromLine: 1}, []string{"app.log.2.gz", "2\n", "app.log.1", "1\n", "app.log", "0\n"}, "2\n1\n0\n", ""},
		{"from a line", Start{FromLine: 2}, []string{"app.log.2.gz", "2\n2\n", "app.log.1", "1\n", "app.log", "0\n"}, "2\n1\n0\n", ""},
		{"last lines of the log", Start{LastLines: 1}, []string{"app.log.1.gz", "1\n", "app.log", "0\n"}, "0\n", ""},
		{"last lines of both", Start{LastLines: 2}, []string{"app.log.2", "2\n", "app.log.1.gz", "1\n1\n", "app.log", "0\n"}, "1\n0\n", ""},
		{"more last lines than there are", Start{LastLines: 9}, []string{"app.log.2", "2\n", "app.log.1.gz", "1\n1\n", "app.log", "0\n"}, "2\n1\n1\n0\n", ""},
		{"last lines of an empty log", Start{LastLines: 1}, []string{"app.log.2", "2\n", "app.log.1.gz", "1\n1\n", "app.log", ""}, "1\n", ""},
		{
			"since, in a sibling",
			Start{Since: time.Date(2026, 11, 22, 9, 30, 0, 0, time.Local)},
			[]string{"app.log.2.gz", stamped("08", "a"), "app.log.1.gz", stamped("09", "b") + stamped("10", "c"), "app.log", stamped("11", "d")},
			stamped("10", "c") + stamped("11", "d"), "",
		},
		{
			"since, in the log",
			Start{Since: time.Date(2026, 11, 22, 11, 0, 0, 0, time.Local)},
			[]string{"app.log.1.gz", stamped("10", "c"), "app.log", stamped("10", "d") + stamped("11", "e")},
			stamped("11", "e"), "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, dir, c.files...)
			path := filepath.Join(dir, "app.log")
			start := c.start
			if start == (Start{}) {
				start.FromLine = 1
			}
			r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: start, Rotated: true}))
			until(t, r, path, c.want)
			put(t, path, "live\n")
			until(t, r, path, c.want+"live\n")
			r.Stop()
			if !r.Noticed(c.told) && c.told != "" || c.told == "" && len(r.Notices()) > 0 {
				t.Errorf("told %+v", r.Notices())
			}
			lay(t, dir, c.files...)
			d, p := drivePast(t, path, Options{Start: c.start, Rotated: true})
			if got := lookBack(t, p); got != c.want && c.start.LastLines == 0 || !strings.HasSuffix(got, c.want) {
				t.Errorf("looks back at %q, want %q", got, c.want)
			}
			put(t, path, "live\n")
			d.step(time.Second)
			if !strings.HasSuffix(d.text, "live\n") {
				t.Errorf("goes on with %q", d.text)
			}
		})
	}
}

// TestRotatedMeanwhile opens siblings that have got other names by then.
func TestRotatedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.log")
	lay(t, dir, "app.log.2", "2\n", "app.log.1", "1\n", "app.log", "0\n")
	d, p := drivePast(t, path, Options{Rotated: true})
	for _, n := range []string{"2", "1", ""} {
		from := strings.TrimSuffix(path+"."+n, ".")
		must(t, os.Rename(from, path+"."+map[string]string{"2": "3", "1": "2", "": "1"}[n]))
	}
	put(t, path, "live\n")
	for range 8 {
		d.step(time.Second)
	}
	if got := lookBack(t, p) + d.text; got != "2\n1\n0\nlive\n" {
		t.Errorf("got %q", got)
	}
	must(t, os.Remove(path+".3"))
	if _, _, _, err := p.Files[0].Open(t.Context()); err == nil || !strings.Contains(err.Error(), "app.log.2") {
		t.Errorf("a removed file is opened, %v", err)
	}
}

// TestRotatedWithout looks back although nothing is at the path.
func TestRotatedWithout(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.log")
	lay(t, dir, "app.log.1.gz", "1\n")
	d, p := drivePast(t, path, Options{Rotated: true})
	put(t, path, "live\n")
	d.step(time.Second)
	if got := lookBack(t, p) + d.text; got != "1\nlive\n" {
		t.Errorf("got %q", got)
	}
	must(t, os.Remove(path))
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}, Rotated: true}))
	until(t, r, path, "1\n")
	put(t, path, "live\n")
	until(t, r, path, "1\nlive\n")
	r.Stop()
}

// TestRotatedSets names files by patterns and folders.
func TestRotatedSets(t *testing.T) {
	dir := t.TempDir()
	lay(t, dir, "app.log.2.gz", "2\n", "app.log.1", "1\n", "app.log", "0\n", "old.log.gz", "old\n")
	for _, arg := range []string{dir, filepath.Join(dir, "*")} {
		for rotated, want := range map[bool]string{true: "2\n1\n0\n", false: "0\n"} {
			r := sourcetest.Start(t, newSource(t, Options{Paths: []string{arg}, Start: Start{FromLine: 1}, Rotated: rotated, NoFollow: true}))
			must(t, r.Wait())
			if got := r.Text(filepath.Join(dir, "app.log")); got != want {
				t.Errorf("%s, %v: got %q", arg, rotated, got)
			}
			if got := r.Text(filepath.Join(dir, "old.log.gz")); (got != "") != rotated {
				t.Errorf("%s, %v: got %q of a compressed file", arg, rotated, got)
			}
		}
	}
	t.Run("a copy by hand", func(t *testing.T) {
		dir := t.TempDir()
		lay(t, dir, "app.log.1", "1\n", "app.log.bak.gz", "no\n", "app.log.bak", "no\n", "app.log", "0\n")
		path := filepath.Join(dir, "app.log")
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{dir}, Start: Start{FromLine: 1}, Rotated: true, NoFollow: true}))
		must(t, r.Wait())
		if got := r.Text(path); got != "1\n0\n" || r.Text(path+".bak")+r.Text(path+".bak.gz") != "" {
			t.Errorf("got %q, and %q of the copy", got, r.Text(path+".bak"))
		}
		r = sourcetest.Start(t, newSource(t, Options{Paths: []string{path, path + ".bak"}, Start: Start{FromLine: 1}, Rotated: true, NoFollow: true}))
		must(t, r.Wait())
		if got := r.Text(path + ".bak"); got != "no\n" {
			t.Errorf("got %q of the copy that was named", got)
		}
	})
	t.Run("each once", func(t *testing.T) {
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{dir}, Start: Start{FromLine: 1}, Rotated: true}))
		old := filepath.Join(dir, "old.log.gz")
		until(t, r, old, "old\n")
		late := filepath.Join(dir, "late.log")
		put(t, late, "late\n") // the folder is listed again
		until(t, r, late, "late\n")
		lay(t, dir, "late.log.1.gz", "not its own\n")
		later := filepath.Join(dir, "later.log")
		put(t, later, "later\n")
		until(t, r, later, "later\n")
		until(t, r, old, "old\n")
		r.Stop()
		must(t, os.Remove(late))
		must(t, os.Remove(late+".1.gz"))
		must(t, os.Remove(later))
		if got := r.Text(late + ".1.gz"); got != "" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("one by one", func(t *testing.T) {
		out := make(chan source.Batch, 20)
		must(t, newSource(t, Options{Paths: []string{dir}, Past: true, Rotated: true, NoFollow: true}).Run(t.Context(), out))
		close(out)
		got, more := map[string]string{}, 0
		for b := range out {
			if b.Past != nil {
				got[filepath.Base(b.Source)] = lookBack(t, b.Past)
				more += b.Past.More
			}
		}
		if len(got) != 2 || got["app.log"] != "2\n1\n0\n" || got["old.log.gz"] != "old\n" || more != 1 {
			t.Errorf("got %q, %d more", got, more)
		}
	})
}

// TestRotatedBroken goes on behind a sibling that is broken.
func TestRotatedBroken(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.log")
	text := numbered(20_000)
	lay(t, dir, "app.log.2.gz", text, "app.log.1", "1\n", "app.log", "0\n")
	must(t, os.Truncate(path+".2.gz", 60_000))
	must(t, os.Chtimes(path+".2.gz", time.Time{}, time.Unix(1, 0)))
	for _, noFollow := range []bool{true, false} {
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}, Rotated: true, NoFollow: noFollow}))
		r.Until("the lines", func() bool { return strings.HasSuffix(r.Text(path), "1\n0\n") })
		if got := r.Text(path); !strings.HasPrefix(got, text[:len(text)/4]) {
			t.Errorf("got %d bytes, %.40q", len(got), got)
		}
		if !r.Noticed("app.log.2.gz\": unexpected EOF") {
			t.Errorf("told %+v", r.Notices())
		}
		if noFollow {
			if err := r.Wait(); err == nil {
				t.Error("Run returned no error")
			}
		} else {
			r.Stop()
		}
	}
}
