package tail

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSince finds places by time.
func TestSince(t *testing.T) {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	at := func(hour, minute int) time.Time {
		return day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	}
	written := at(23, 0)
	for _, c := range []struct {
		name  string
		text  string
		since time.Time
		want  string
	}{
		{"nothing", "", at(10, 0), ""},
		{"the first", "2026-11-22T10:00:00Z a\n2026-11-22T11:00:00Z b\n", at(9, 0), "2026-11-22T10:00:00Z a\n2026-11-22T11:00:00Z b\n"},
		{"exactly", "2026-11-22T10:00:00Z a\n2026-11-22T11:00:00Z b\n", at(11, 0), "2026-11-22T11:00:00Z b\n"},
		{"in between", "2026-11-22T10:00:00Z a\n2026-11-22T11:00:00Z b\n", at(10, 1), "2026-11-22T11:00:00Z b\n"},
		{"behind all", "2026-11-22T10:00:00Z a\n2026-11-22T11:00:00Z b\n", at(12, 0), ""},
		{"lines without time", "2026-11-22T10:00:00Z a\n  at x\n2026-11-22T11:00:00Z b\n  at y\n", at(10, 30), "2026-11-22T11:00:00Z b\n  at y\n"},
		{"lines without time behind", "2026-11-22T10:00:00Z a\n  at x\n", at(10, 30), ""},
		{"before all", "banner\n2026-11-22T10:00:00Z a\n", at(9, 0), "2026-11-22T10:00:00Z a\n"},
		{"disorder", "2026-11-22T10:00:02Z a\n2026-11-22T10:00:01Z b\n2026-11-22T10:00:02Z c\n", at(10, 0).Add(2 * time.Second), "2026-11-22T10:00:02Z a\n2026-11-22T10:00:01Z b\n2026-11-22T10:00:02Z c\n"},
		{"no time at all, written since", "a\nb\n", at(22, 0), "a\nb\n"},
		{"no time at all, and old", "a\nb\n", at(23, 1), ""},
		{"no last end", "2026-11-22T10:00:00Z a\n2026-11-22T11:00:00Z b", at(11, 0), "2026-11-22T11:00:00Z b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := Start{Since: c.since}.reach(strings.NewReader(c.text), int64(len(c.text)), written)
			must(t, err)
			if c.text[got:] != c.want {
				t.Errorf("begins with %q, want %q", c.text[got:], c.want)
			}
		})
	}
}

// counted counts what is read.
type counted struct {
	io.ReaderAt
	bytes int64
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.bytes += int64(n)
	return n, err
}

// TestSinceInLarge finds places in a file of many windows, with stack traces, a
// desert without times and a little disorder, and reads little of it.
func TestSinceInLarge(t *testing.T) {
	const lines = 400_000
	path := filepath.Join(t.TempDir(), "app.log")
	begin := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var b strings.Builder
	places := make([]int64, lines)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range lines {
		if i == lines/2 {
			b.WriteString(strings.Repeat("\tno time in the desert\n", 3*sinceWindow/23))
		}
		places[i] = int64(b.Len())
		fmt.Fprintf(&b, "%s request %d\n", begin.Add(time.Duration(i)*100*time.Millisecond).Format(time.RFC3339Nano), i)
		if random.IntN(20) == 0 {
			b.WriteString("Traceback:\n  at somewhere\n")
		}
	}
	must(t, os.WriteFile(path, []byte(b.String()), 0o600))
	file, s, err := openRegular(path)
	must(t, err)
	defer file.Close()
	for i := range 200 {
		n := random.IntN(lines)
		switch i {
		case 0, 1:
			n = i
		case 2:
			n = lines - 1
		case 3, 4, 5:
			n = lines/2 - 4 + i
		}
		f := &counted{ReaderAt: file}
		began := time.Now()
		got, err := since(f, s.size, begin.Add(time.Duration(n)*100*time.Millisecond), s.changed)
		must(t, err)
		inDesert := n >= lines/2 && places[n]-places[lines/2] < sinceWindow
		if got != places[n] && (got > places[n] || !inDesert || places[n]-got > 4*sinceWindow) {
			t.Fatalf("line %d is at %d, found at %d", n, places[n], got)
		}
		if f.bytes > 8*sinceWindow {
			t.Fatalf("line %d: read %d bytes", n, f.bytes)
		}
		if i < 4 {
			t.Logf("read %d bytes in %v", f.bytes, time.Since(began))
		}
	}
}

func TestLineAfter(t *testing.T) {
	long := strings.Repeat("x", scanChunk)
	for name, c := range map[string]struct {
		text  string
		place int64
		want  string
	}{
		"within a line":          {"aaa\nbbb\nc\n", 7, "c\n"},
		"at a line's beginning":  {"aaa\nbbb\nc\n", 4, "bbb\nc\n"},
		"within one long line":   {"abcdefgh", 4, "efgh"},
		"within the last line":   {"abcdefgh\n", 5, "fgh\n"},
		"a chunk before its end": {"a" + long + "\nb\n", 1, "b\n"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := lineAfter(strings.NewReader(c.text), int64(len(c.text)), c.place)
			if err != nil || c.text[at:] != c.want {
				t.Errorf("at %d, %v", at, err)
			}
		})
	}
}
