package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
)

// As text a line comes once, when it has ended, and what rtwatch says cannot be
// taken for one.
func TestTextTellsLinesFromRemarks(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.put("a", "one\nha", 0, 0)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 2 })
	text := r.text("n=5")
	r.batches <- source.Batch{Source: "b", Notices: []source.Notice{{Severity: source.Warn, Text: "3 lines\x1b[2J lost", Lost: 3}}}
	r.put("b", "-- rtwatch: 9 lines skipped --\n\x1b[2m-- rtwatch: 9 lines skipped --\n", 0, 0)
	r.put("a", "lf", 2, 6)
	r.put("a", "!\n", 2, 8)
	r.put("a", "bad \x1b]0;title\x07\x1b[31mred\n", 0, 10)
	want := []string{
		"one", "\x1b[2m-- rtwatch: b: 3 lines lost --\x1b[m", "-- rtwatch: 9 lines skipped --", "-- rtwatch: 9 lines skipped --", "half!", "bad red",
	}
	got := text(len(want))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// A loss is told whatever the filter.
func TestTextTellsLossesBesideAFilter(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	text := r.text("n=5&filter=x")
	r.batches <- source.Batch{Source: "b", Notices: []source.Notice{{Severity: source.Warn, Text: "oh", Lost: 3}, {Severity: source.Warn, Text: "oh", Lost: source.Unknown}}}
	want := []string{"\x1b[2m-- rtwatch: 3 lines lost before they came --\x1b[m", "\x1b[2m-- rtwatch: lines lost before they came, nobody knows how many --\x1b[m"}
	if got := text(len(want)); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// A record that a later line of it makes match comes from its head on.
func TestRecordsThatMatchLateAreWhole(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	text := r.text("n=0&filter=boom")
	v := &viewer{rig: r, query: "filter=boom", lines: map[int64]string{}, open: map[int64]bool{}}
	v.query += "&n=5"
	p := r.poll(v.query)
	r.put("a", "head\n    at x\n", 0, 0)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 2 })
	r.put("a", "    at boom\n    at y\nother\n", 0, 14)
	want := []string{"head", "    at x", "    at boom", "    at y"}
	if got := text(len(want)); !slices.Equal(got, want) {
		t.Errorf("as text %q", got)
	}
	var got []string
	until(t, "the record", func() bool {
		p = r.poll(fmt.Sprintf("filter=boom&since=%s", p.Cursor))
		for _, m := range p.Messages {
			for _, l := range m.Lines {
				got = append(got, l.X)
			}
		}
		return len(got) >= len(want)
	})
	if !slices.Equal(got, want) {
		t.Errorf("by poll %q", strings.Join(got, "\n"))
	}
}
