package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
)

// stampedLines returns n lines with a time.
func stampedLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "2026-11-22 09:41:%02d.%03d INFO  [worker-%d] request %d served\n", i/1000%60, i%1000, i%7, i)
	}
	return b.String()
}

// aRecord is an error and what goes on with it: only who knows that lines have
// times knows that these two are no records.
const aRecord = "2026-11-22 09:42:07.000 ERROR [worker-1] it failed\n" +
	"ERROR: the first reason\n" +
	"FATAL: and the second\n"

// TestFormatIsLearnedLate asserts that lines are read, found and counted by the
// format of their source, whatever was known of it when they came and when they
// were counted first.
func TestFormatIsLearnedLate(t *testing.T) {
	want := []string{
		"false error 2026-11-22 09:42:07.000 ERROR [worker-1] it failed",
		"true error ERROR: the first reason",
		"true error FATAL: and the second",
	}
	held := func(text string) func(*Store) {
		return func(s *Store) {
			s.add(heldIn("a", text))
			index(t, s)
		}
	}
	came := func(texts ...string) func(*Store) {
		return func(s *Store) {
			for _, x := range texts {
				s.add(lines("a", x))
			}
		}
	}
	long := stampedLines(9000)
	end := cellSize // and two more lines, of which the first begins before it
	for range 2 {
		end += strings.IndexByte(long[end:], '\n') + 1
	}
	several := func(s *Store) {
		for i, name := range []string{"a", "b", "c"} {
			b := heldIn(name, stampedLines(400))
			b.Past.More = 2 - i
			s.add(b)
		}
		index(t, s)
	}
	for name, teach := range map[string]func(*Store){
		"by a past":                           held(stampedLines(90)),
		"by a long past":                      held(stampedLines(9000)),
		"by a past with one line in its last": held(long[:end]),
		"by several pasts":                    several,
		"by a small past and more lines":      func(s *Store) { held(stampedLines(1))(s); came(stampedLines(900))(s) },
		"by many lines":                       came(stampedLines(900)),
		"by lines one by one":                 came(strings.SplitAfter(strings.TrimSuffix(stampedLines(200), "\n"), "\n")...),
	} {
		for _, first := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, first: %v", name, first), func(t *testing.T) {
				s := newStore(0)
				if first {
					teach(s)
				}
				m := s.Match(parseQuery(t, "level:error"), 0)
				defer m.Close()
				at := s.Snapshot().Next
				s.add(lines("a", aRecord))
				r := s.NewReader(!Hold)
				defer r.Close()
				await(t, r, "the search", func() bool { return m.Count().Done })
				volumeOf(t, s, r)
				if !first {
					if got := m.Count().Records; got != 2 {
						t.Fatalf("%d records found before anything is known, want 2: the test tests nothing", got)
					}
					teach(s)
				}
				v := s.Snapshot()
				var got []string
				for _, l := range v.Lines(nil, at, 3) {
					got = append(got, fmt.Sprintf("%v %v %s", l.Continues, l.Level, l.Text))
				}
				if !slices.Equal(got, want) {
					t.Errorf("the lines are %q, want %q", got, want)
				}
				await(t, r, "the search", settled(s, m))
				if c := m.Count(); c.Records != 1 || c.Lines != 3 {
					t.Errorf("found %d records of %d lines, want 1 of 3", c.Records, c.Lines)
				}
				if n := volumeOf(t, s, r); n != 1 {
					t.Errorf("%d errors counted, want 1", n)
				}
			})
		}
	}
}

// volumeOf is how many records the store counts that are errors or worse.
func volumeOf(t *testing.T, s *Store, r *Reader) (n uint32) {
	t.Helper()
	var bars []Bar
	await(t, r, "the counts", func() (done bool) {
		bars, done = s.Volume(nil, epoch.AddDate(-1, 0, 0), epoch.AddDate(1, 0, 0), 1)
		return done
	})
	for level, c := range bars[0] {
		if line.Level(level) >= line.Error {
			n += c
		}
	}
	return n
}
