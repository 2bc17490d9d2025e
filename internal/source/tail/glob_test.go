package tail

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name                       string
		sibling, old, isCompressed bool
	}{
		{"app.log", false, false, false},
		{"app.log.1", true, true, false},
		{"app.log.12", true, true, false},
		{"app.log-20261122", true, true, false},
		{"app.log.2026-11-22_10-00", true, true, false},
		{"app.log.old", true, true, false},
		{"app.log~", true, true, false},
		{"app.log.1.gz", false, false, true},
		{"app-20261122.log", true, false, false},
		{"app.1.log", true, false, false},
		{"app.log.err", false, false, false},
		{"app.log.pid", false, false, false},
		{"application.log", false, false, false},
		{"app2.log", false, false, false},
		{"app.log2", false, false, false},
		{"other.log.1", false, true, false},
		{"syslog", false, false, false},
		{".1", false, false, false},
	} {
		if got := isSibling(c.name, "app.log"); got != c.sibling {
			t.Errorf("isSibling(%q) = %v", c.name, got)
		}
		if got := isOld(c.name); got != c.old {
			t.Errorf("isOld(%q) = %v", c.name, got)
		}
		if got := isCompressed(c.name); got != c.isCompressed {
			t.Errorf("isCompressed(%q) = %v", c.name, got)
		}
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.log", "b.log", "b.log.1", "c.log.2.gz", ".hidden", "d.txt", "[x].log"} {
		put(t, filepath.Join(dir, name), "x\n")
	}
	must(t, os.Mkdir(filepath.Join(dir, "sub.log"), 0o700))
	for _, c := range []struct {
		arg     string
		want    string
		skipped int
	}{
		{"", "[x].log a.log b.log d.txt", 3},
		{"*.log", "[x].log a.log b.log", 0},
		{"b*", "b.log b.log.1", 0},
		{"*", "[x].log a.log b.log b.log.1 d.txt", 1},
		{".h*", ".hidden", 0},
		{"[x].log", "[x].log", 0},
		{"none*", "", 0},
		{"none", "none", 0},
	} {
		paths, skipped, err := files(filepath.Join(dir, c.arg), false)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, path := range paths {
			names = append(names, filepath.Base(path))
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != c.want || skipped != c.skipped {
			t.Errorf("%q stands for %q, %d left out; want %q, %d", c.arg, got, skipped, c.want, c.skipped)
		}
	}
}

// TestPattern follows a pattern through files that come, are rotated into its
// other matches, and go.
func TestPattern(t *testing.T) {
	for _, poll := range []bool{false, true} {
		dir := t.TempDir()
		a, b := filepath.Join(dir, "a.log"), filepath.Join(dir, "b.log")
		put(t, a, "a0\n")
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{filepath.Join(dir, "*.log*")}, Start: Start{FromLine: 1}, Poll: poll}))
		until(t, r, a, "a0\n")
		put(t, b, "b0\n")
		until(t, r, b, "b0\n")
		r.Until("a notice", func() bool { return r.Noticed("a new file") })
		must(t, os.Rename(a, a+".1"))
		put(t, a, "a1\n")
		put(t, a+".1", "late\n")
		r.Until("all lines", func() bool { return len(r.Text(a)) == len("a0\na1\nlate\n") })
		put(t, b, "b1\n")
		until(t, r, b, "b0\nb1\n")
		if got := r.Text(a + ".1"); got != "" {
			t.Errorf("the rotated file is read again: %q", got)
		}
		must(t, os.Link(b, filepath.Join(dir, "same.log")))
		copyTruncate(t, b)
		put(t, b, "b2\n")
		until(t, r, b, "b0\nb1\nb2\n")
		r.Stop()
		if got := r.Text(filepath.Join(dir, "same.log")); got != "" {
			t.Errorf("a second name of the same file is read: %q", got)
		}
	}
}
