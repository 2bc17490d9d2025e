package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// The cursor moves by lines, and the view only when it reaches an edge.
func TestCursor(t *testing.T) {
	repeat := func(key string, n int) []string { return slices.Repeat([]string{key}, n) }
	for _, c := range []struct {
		name   string
		keys   []string
		cursor string // "": the log follows
		top    string
	}{
		{"at first", nil, "", "line 91"},
		{"up", []string{"k"}, "line 99", "line 91"},
		{"down while it follows", []string{"j"}, "", "line 91"},
		{"to the margin", repeat("k", 7), "line 93", "line 91"},
		{"over the margin", repeat("k", 8), "line 92", "line 90"},
		{"to the first line", repeat("k", 120), "line 1", "line 1"},
		{"down again", append(repeat("k", 8), repeat("j", 6)...), "line 98", "line 91"},
		{"onto the newest", append(repeat("k", 8), repeat("j", 8)...), "line 100", "line 91"},
		{"behind the newest", append(repeat("k", 8), repeat("j", 9)...), "", "line 91"},
		{"down from the oldest", append([]string{"g"}, repeat("j", 7)...), "line 8", "line 1"},
		{"over the lower margin", append([]string{"g"}, repeat("j", 8)...), "line 9", "line 2"},
		{"page up", []string{"pgup"}, "line 88", "line 81"},
		{"page up and down", []string{"pgup", "pgup", "pgdown"}, "line 83", "line 81"},
		{"rows up", []string{"ctrl+y", "ctrl+y"}, "line 96", "line 89"},
		{"page up at the oldest", []string{"g", "j", "pgup"}, "line 1", "line 1"},
		{"oldest", []string{"g"}, "line 1", "line 1"},
		{"newest", []string{"g", "G"}, "", "line 91"},
	} {
		for _, at := range []string{"one by one", "at once"} {
			if at == "at once" && c.name == "onto the newest" {
				continue // as many up as down are no move
			}
			t.Run(c.name+"/"+at, func(t *testing.T) {
				_, m := newLog(t, 0, 100)
				if at == "at once" {
					var all terminal.KeysMsg
					for _, k := range c.keys {
						all = append(all, keyPress(k))
					}
					m.Update(all)
				} else {
					press(m, c.keys...)
				}
				if got := marked(m); got != c.cursor || m.log.follow != (c.cursor == "") {
					t.Errorf("cursor on %q, follow %v, want %q", got, m.log.follow, c.cursor)
				}
				if got := body(m)[0]; got != c.top && at == "one by one" {
					t.Errorf("%q on top, want %q", got, c.top)
				}
			})
		}
	}
}

// The line under the cursor is lit, whatever is in it; its colours stay.
func TestCursorIsLit(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "ERROR one", "ERROR two", "three")
	for _, look := range []theme{dark, light, mono, basic} {
		m := newTestModel(f, look, 40, 10)
		screen(m)
		press(m, "k")
		rows := screen(m)
		checkRows(t, rows, 40, 10)
		row := rows[3]
		if lit := m.styles.lit; (lit == "") != (look == mono || look == basic) || !strings.Contains(row, lit+m.styles.levels.failed+"ERROR") {
			t.Errorf("%+v: %q", look, row)
		}
		if !strings.HasPrefix(row, m.styles.key+"▌") {
			t.Errorf("%+v: %q has no sign", look, row)
		}
		if strings.Contains(rows[2], "▌") || look == dark && strings.Contains(rows[2], m.styles.lit) {
			t.Errorf("%+v: %q is lit, too", look, rows[2])
		}
	}
}

func TestCurrentAndInstant(t *testing.T) {
	f := newFeeder(t, 0)
	for i := range 30 {
		f.lines("a.log", fmt.Sprintf("2026-11-22T09:00:%02dZ n=%d", i, i))
	}
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	if l, ok := m.current(); !ok || l.Seq != 29 || !m.instant().IsZero() {
		t.Errorf("following: line %d, instant %v", l.Seq, m.instant())
	}
	at := func(s int) time.Time { return time.Date(2026, 11, 22, 9, 0, s, 0, time.UTC) }
	m.Update(terminal.KeysMsg{keyPress("k"), keyPress("k")}) // nothing is drawn yet
	if l, ok := m.current(); !ok || l.Seq != 27 || !m.instant().Equal(at(27)) {
		t.Errorf("two up: line %d, instant %v", l.Seq, m.instant())
	}
	m.pointed = at(3)
	if !m.instant().Equal(at(3)) {
		t.Errorf("pointed: %v", m.instant())
	}
	press(m, "k")
	if !m.instant().Equal(at(26)) {
		t.Errorf("a key in the log: %v", m.instant())
	}
	screen(m)
	m.clickLog(1)
	if l, _ := m.current(); l.Seq != 21 || marked(m) == "" {
		t.Errorf("a click on the second row: line %d", l.Seq)
	}
	m.clickLog(99)
	if l, _ := m.current(); l.Seq != 21 {
		t.Errorf("a click on nothing: line %d", l.Seq)
	}
}

func numbers(lines []store.Line) []int64 {
	var all []int64
	for i := range lines {
		all = append(all, lines[i].Seq)
	}
	return all
}

func TestMarks(t *testing.T) {
	_, m := newLog(t, 0, 100)
	press(m, "'")
	if row := lastRow(m); !strings.Contains(row, "no marks") {
		t.Errorf("%q", row)
	}
	press(m, "m", "k", "k", "m", "g", "j", "m") // 100, 98 and 2
	if got := numbers(m.selected()); !slices.Equal(got, []int64{1, 97, 99}) {
		t.Errorf("selected %d", got)
	}
	var got []string
	for _, k := range []string{"'", "'", "'", "\"", "\""} {
		press(m, k)
		got = append(got, marked(m))
	}
	if want := []string{"line 98", "line 100", "line 2", "line 100", "line 98"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	m.resize(80, 14)
	press(m, "'", "'")
	if row := lastRow(m); !strings.Contains(row, "went on from the top") {
		t.Errorf("%q does not say that it went round", row)
	}
	addFilter(m, "line !100")
	press(m, "'", "'")
	if got := marked(m); got != "line 2" {
		t.Errorf("filtered: %q", got)
	}
	press(m, "esc", "'")
	if got := marked(m); got != "line 98" {
		t.Errorf("without filters: %q", got)
	}
	press(m, "m", "j")
	if strings.Count(strings.Join(screen(m), "\n"), "◆") != 1 {
		t.Errorf("not one mark is left near the end:\n%s", stripped(m))
	}
}

// The cursor is on the line, so that its mark cannot be seen.
func TestMarksAreTold(t *testing.T) {
	_, m := newLog(t, 0, 100)
	press(m, "k")
	for _, want := range []string{" marked", "no longer marked", " marked"} {
		if press(m, "m"); !strings.Contains(lastRow(m), want) {
			t.Errorf("%q does not say %q", lastRow(m), want)
		}
	}
}

func TestMarksAreBounded(t *testing.T) {
	_, m := newLog(t, 0, maxMarks+10)
	keys := terminal.KeysMsg{keyPress("m")}
	for range maxMarks + 5 {
		keys = append(keys, keyPress("k"), keyPress("m"))
	}
	m.Update(keys)
	if n := len(m.log.marks.lines); n != maxMarks || !strings.Contains(m.said, "no room") {
		t.Errorf("%d marks, said %q", n, m.said)
	}
}

func TestSelection(t *testing.T) {
	f, m := newLog(t, 0, 100)
	press(m, "k", "k", "v", "k", "k")
	if got := numbers(m.selected()); !slices.Equal(got, []int64{95, 96, 97}) {
		t.Errorf("upwards: %d", got)
	}
	if rows := strings.Join(screen(m), "\n"); strings.Count(rows, "▎") != 2 || strings.Count(rows, "▌") != 1 {
		t.Errorf("the selection cannot be seen:\n%s", rows)
	}
	press(m, "j", "j", "j")
	if got := numbers(m.selected()); !slices.Equal(got, []int64{97, 98}) {
		t.Errorf("downwards: %d", got)
	}
	f.lines("a.log", "more")
	press(m, "esc")
	if got := numbers(m.selected()); !slices.Equal(got, []int64{98}) || m.log.marks.selecting {
		t.Errorf("after esc: %d", got)
	}
	press(m, "v", "k")
	f.count(101, 140)
	press(m, "G") // also to what came meanwhile, and is not on the screen
	if got := numbers(m.selected()); len(got) < 40 || got[len(got)-1] != 140 {
		t.Errorf("to the newest line: %d", got)
	}
	if rows := strings.Join(screen(m), "\n"); !strings.Contains(rows, "line 140") {
		t.Errorf("the newest line is not shown:\n%s", rows)
	}
	press(m, "esc")
	f.lines("a.log", refused(1, 50)...)
	press(m, "G", "v", "k")
	if got := len(m.selected()); got != 51 {
		t.Errorf("with a run: %d lines, want 51", got)
	}
}

// Of a wrapped line that is taller than the pane j and k leave out no row.
func TestCursorInATallLine(t *testing.T) {
	f := newFeeder(t, 0)
	var tall strings.Builder
	for i := range 30 {
		fmt.Fprintf(&tall, "row %-34d", i) // as wide as the pane
	}
	f.lines("a.log", "first", tall.String(), "last")
	m := newTestModel(f, mono, 40, 14)
	screen(m)
	press(m, "w", "g", "j")
	seen := map[string]bool{}
	look := func() {
		for _, row := range body(m) {
			seen[row] = true
		}
	}
	for range 40 {
		look()
		press(m, "j")
	}
	if !m.log.follow || len(seen) != 32 {
		t.Errorf("down: follow %v, %d rows seen, want 32", m.log.follow, len(seen))
	}
	clear(seen)
	for range 40 {
		press(m, "k")
		look()
	}
	if got := body(m)[0]; got != "first" || len(seen) != 32 {
		t.Errorf("up: %q on top, %d rows seen, want 32", got, len(seen))
	}
}

// Wrapping leaves the line of the cursor where it is.
func TestWrapKeepsTheCursor(t *testing.T) {
	f := newFeeder(t, 0)
	for i := range 40 {
		f.lines("a.log", fmt.Sprintf("%d ", i)+strings.Repeat("long ", 30))
	}
	m := newTestModel(f, mono, 40, 14)
	screen(m)
	press(m, "pgup", "k", "k")
	at, _ := m.log.rowOf(m.view(), m.log.cursor.seq)
	seq := m.log.cursor.seq
	for range 3 {
		press(m, "w")
		if row, ok := m.log.rowOf(m.view(), seq); m.log.cursor.seq != seq || !ok || row != at {
			t.Errorf("wrap %v: line %d in row %d, want %d in %d", m.log.wrap, m.log.cursor.seq, row, seq, at)
		}
	}
}
