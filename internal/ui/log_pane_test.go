package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// body returns the text in the log of a screen without graphs: what is between
// its borders, without signs and trailing blanks.
func body(m *model) []string {
	text := m.theme
	text.profile = plain.profile
	m.setTheme(text)
	rows := screen(m)
	rows = rows[2 : len(rows)-2]
	for i, r := range rows {
		for _, edge := range []string{"│", "▌", "◆", "▎"} {
			r = strings.TrimPrefix(r, edge)
		}
		rows[i] = strings.TrimRight(strings.TrimSuffix(r, "│"), " ")
	}
	return rows
}

func span10(from, to int) []string {
	var rows []string
	for i := from; i <= to; i++ {
		rows = append(rows, fmt.Sprintf("line %d", i))
	}
	return rows
}

// newLog is a screen with ten rows of log.
func newLog(t *testing.T, memory int64, lines int) (*feeder, *model) {
	f := newFeeder(t, memory)
	f.count(1, lines)
	m := newTestModel(f, mono, 40, 14)
	screen(m)
	return f, m
}

func TestScrolling(t *testing.T) {
	for _, c := range []struct {
		name   string
		keys   []string
		top    int
		follow bool
	}{
		{"at first", nil, 91, true},
		{"up", []string{"k"}, 91, false},
		{"up and down", []string{"up", "down"}, 91, false},
		{"up, and down behind the newest", []string{"up", "down", "down"}, 91, true},
		{"down at the bottom", []string{"j"}, 91, true},
		{"page up", []string{"pgup"}, 81, false},
		{"two pages up, one down", []string{"pgup", "pgup", "pgdown"}, 81, false},
		{"half a page up", []string{"ctrl+u"}, 86, false},
		{"half a page up twice is a page", []string{"ctrl+u", "ctrl+u"}, 81, false},
		{"half a page up and down", []string{"ctrl+u", "ctrl+d"}, 91, true},
		{"oldest", []string{"g"}, 1, false},
		{"up from the oldest", []string{"home", "k", "pgup"}, 1, false},
		{"down from the oldest", []string{"g", "j", "j"}, 1, false},
		{"a row up", []string{"ctrl+y"}, 90, false},
		{"a row up and down", []string{"ctrl+y", "ctrl+e"}, 91, true},
		{"rows down from the oldest", []string{"g", "ctrl+e", "ctrl+e"}, 3, false},
		{"newest", []string{"g", "G"}, 91, true},
		{"follow", []string{"pgup", "F"}, 91, true},
		{"page down into the end", []string{"k", "k", "k", "pgdown"}, 91, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, m := newLog(t, 0, 100)
			press(m, c.keys...)
			if got, want := body(m), span10(c.top, c.top+9); !slices.Equal(got, want) {
				t.Errorf("rows %q, want %q", got, want)
			}
			if m.log.follow != c.follow {
				t.Errorf("follow %v, want %v", m.log.follow, c.follow)
			}
		})
	}
}

func TestFewLines(t *testing.T) {
	for _, n := range []int{1, 9, 10, 11} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			f, m := newLog(t, 0, n)
			press(m, "k", "pgup", "g")
			if m.log.follow || marked(m) != "line 1" {
				t.Errorf("follow %v, cursor on %q with %d lines in 10 rows", m.log.follow, marked(m), n)
			}
			press(m, "G")
			f.count(n+1, n+1)
			if got := body(m); got[min(n, 9)] != fmt.Sprintf("line %d", n+1) {
				t.Errorf("rows %q, want line %d last", got, n+1)
			}
		})
	}
}

// What is on the screen does not move while lines come and are dropped, and
// the way down from there leads through everything that is kept.
func TestReaderIsLeftAlone(t *testing.T) {
	for _, wrap := range []bool{false, true} {
		t.Run(fmt.Sprintf("wrap=%v", wrap), func(t *testing.T) {
			f, m := newLog(t, 64<<10, 100)
			if wrap {
				press(m, "w")
			}
			press(m, "pgup", "ctrl+y")
			want := span10(80, 89)
			next := 101
			for i := range 40 {
				for range 10 {
					// A source of its own, so that blocks are not joined.
					f.lines(fmt.Sprintf("b%d.log", i%2), strings.Repeat("x", 900), fmt.Sprintf("line %d", next))
					next++
				}
				if got := body(m); !slices.Equal(got, want) {
					t.Fatalf("after %d more lines: %q, want %q", next-101, got, want)
				}
			}
			if m.live.First < 100 {
				t.Fatalf("nothing was dropped: first %d", m.live.First)
			}
			if got := m.log.below(m.viewLive()); got != 800 {
				t.Errorf("%d new below, want 800", got)
			}
			press(m, "ctrl+e")
			if got := body(m); !slices.Equal(got[:9], want[1:]) || !strings.Contains(got[9], "lines no longer kept") {
				t.Errorf("a row down: %q", got)
			}
			press(m, "ctrl+y") // line 80 left the screen, and nobody else keeps it
			if got := body(m); !slices.Equal(got[:9], want[1:]) {
				t.Errorf("and up again: %q, want %q", got, want)
			}
			press(m, "g")
			if m.log.top.seq != m.live.First-1 {
				t.Errorf("top is %d, want the notice before line %d", m.log.top.seq, m.live.First)
			}
			said := fmt.Sprintf("── %d older lines are", m.live.First)
			if rows := screen(m); !strings.Contains(strings.ReplaceAll(rows[2], " ", ""), strings.ReplaceAll(said, " ", "")) {
				t.Errorf("row above the oldest line: %q, want %q", rows[2], said)
			}
			press(m, "G")
			if got := body(m); !strings.HasSuffix(got[9], fmt.Sprintf("line %d", next-1)) {
				t.Errorf("newest row %q, want line %d", got[9], next-1)
			}
		})
	}
}

// A log of few lines says that older ones are gone, also while it follows.
func TestOlderLinesAreSaid(t *testing.T) {
	for _, wrap := range []bool{false, true} {
		f := newFeeder(t, 64<<10)
		for i := range 200 {
			f.lines("a.log", strings.Repeat(fmt.Sprintf("%04d ", i), 1000))
		}
		m := newTestModel(f, mono, 100, 60)
		if wrap {
			press(m, "w", "g")
		}
		if got, want := body(m)[0], fmt.Sprintf("── %s older lines are no longer kept: --memory sets how many ──", group(uint64(m.live.First))); got != want {
			t.Errorf("wrap=%v: %q, want %q", wrap, got, want)
		}
		press(m, "k", "j", "k")
		if got := body(m)[1]; !strings.HasPrefix(got, fmt.Sprintf("%04d ", m.live.First)) {
			t.Errorf("wrap=%v: %q below it, want line %d", wrap, got, m.live.First)
		}
	}
}

func TestPause(t *testing.T) {
	f, m := newLog(t, 0, 100)
	press(m, "space")
	f.count(101, 130)
	if got, want := body(m), span10(91, 100); !slices.Equal(got, want) {
		t.Errorf("paused: %q, want %q", got, want)
	}
	if rows := screen(m); !strings.Contains(rows[len(rows)-2], "30 new below") {
		t.Errorf("no count of new lines in %q", rows[len(rows)-2])
	}
	press(m, "k", "j", "j")
	if got, want := body(m), span10(91, 100); !slices.Equal(got, want) {
		t.Errorf("moved while paused: %q, want %q", got, want)
	}
	press(m, "space")
	if got, want := body(m), span10(121, 130); !slices.Equal(got, want) {
		t.Errorf("going on: %q, want %q", got, want)
	}
}

// What is on a paused screen stays when the store drops it.
func TestPauseOutlivesTheStore(t *testing.T) {
	f, m := newLog(t, 64<<10, 100)
	press(m, "space")
	for i := range 200 {
		f.lines(fmt.Sprintf("b%d.log", i%2), strings.Repeat("x", 900))
	}
	if got, want := body(m), span10(91, 100); !slices.Equal(got, want) {
		t.Errorf("paused: %q, want %q", got, want)
	}
	if m.live.First <= 100 {
		t.Fatalf("nothing was dropped: first %d", m.live.First)
	}
}

// Wrapped, the rows of the view are a window of the rows of the whole log.
func TestWrappedScrolling(t *testing.T) {
	f := newFeeder(t, 0)
	var all []string
	for i := range 60 {
		text := fmt.Sprintf("%d:", i) + strings.Repeat("日本abc", i%23)
		f.lines("a.log", text)
		start := 0
		for _, end := range append(line.Wrap(nil, []byte(text), 38), len(text)) {
			all, start = append(all, text[start:end]), end
		}
	}
	m := newTestModel(f, mono, 40, 14)
	screen(m)
	press(m, "w")
	at := len(all) - 10
	check := func(key string) {
		t.Helper()
		if got := body(m); !slices.Equal(got, all[at:at+10]) {
			t.Fatalf("after %q at row %d: %q, want %q", key, at, got, all[at:at+10])
		}
	}
	check("")
	steps := map[string]int{"ctrl+y": -1, "ctrl+e": 1, "ctrl+u": -5, "ctrl+d": 5, "pgup": -10, "pgdown": 10}
	for i := range 400 {
		key := []string{"pgup", "ctrl+y", "ctrl+u", "ctrl+y", "ctrl+e", "pgdown", "ctrl+y", "ctrl+d", "pgup", "ctrl+y"}[(i*7+i/10)%10]
		press(m, key)
		at = min(max(at+steps[key], 0), len(all)-10)
		check(key)
	}
	press(m, "G")
	at = len(all) - 10
	check("G")
}

func TestResizeKeepsTop(t *testing.T) {
	_, m := newLog(t, 0, 100)
	press(m, "pgup", "pgup")
	for _, height := range []int{14, 9, 30, 14} {
		m.resize(40, height)
		if got := body(m)[0]; got != "line 71" {
			t.Errorf("height %d: top row %q, want line 71", height, got)
		}
	}
	m.resize(40, 50) // more than there is below: the newest line comes to the bottom
	if got := body(m); got[len(got)-1] != "line 100" || !m.log.follow {
		t.Errorf("last row %q, follow %v", got[len(got)-1], m.log.follow)
	}
}

func TestLongAndHalfLines(t *testing.T) {
	f := newFeeder(t, 0)
	long := strings.Repeat("0123456789", store.MaxLine/10+100)
	cut := len(long) / 2
	f.text("a.log", long[:cut], true)
	f.send(source.Batch{Source: "a.log", Lines: source.Block{
		Data: []byte(long[cut:] + "\nnext\n"), Head: len(long) - cut + 1, Lines: 1, Offset: int64(cut),
	}})
	f.text("a.log", "half", true)
	m := newTestModel(f, mono, 60, 8)
	got := body(m)
	want := []string{fmt.Sprintf("… +%d bytes", len(long)-store.MaxLine), "next", "half~"}
	for i, w := range want {
		if !strings.HasSuffix(got[i], w) {
			t.Errorf("row %d is %q, want …%q", i, got[i], w)
		}
	}
	press(m, "w", "g")
	if got := body(m)[0]; got != long[:58] {
		t.Errorf("wrapped: %q", got)
	}
}
