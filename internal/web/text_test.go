package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
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

// How long a line is that is longer than what is shown of it is told once it has
// ended.
func TestLongLineIsToldWhole(t *testing.T) {
	const pieces, size = 12, 64 << 10
	for _, filter := range []string{"", "filter=x"} {
		t.Run(filter, func(t *testing.T) {
			r := start(t, nil)
			text, ws := r.text("n=0&"+filter), r.dial("n=0&"+filter)
			piece := strings.Repeat("x", size)
			r.put("a", piece, 0, 0)
			for i := 1; i < pieces; i++ {
				r.put("a", piece, size, int64(i*size))
			}
			hear(t, ws, func(m told) bool { return len(m.Lines) > 0 })
			r.put("a", "\n", 1, pieces*size)
			want := fmt.Sprintf(`"more":%d}]`, pieces*size-maxText)
			for {
				_, data, err := ws.ReadMessage()
				if err != nil {
					t.Fatalf("%s: %v", want, err)
				}
				if strings.Contains(string(data), want) {
					break
				}
			}
			got := text(1)
			if want = fmt.Sprintf("x ... +%d bytes", pieces*size-store.MaxLine); len(got) != 1 || !strings.HasSuffix(got[0], want) {
				t.Errorf("%d lines of text, want one that ends with %s", len(got), want)
			}
		})
	}
}
