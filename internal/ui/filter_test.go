package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// filtering is a screen of 60×14 over 1000 lines: every tenth warns, every
// hundredth fails, the others inform; and every other one is a health check.
func filtering(t *testing.T) (*feeder, *model) {
	f := newFeeder(t, 0)
	f.lines("a.log", levelled(0, 1000)...)
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	return f, m
}

func levelled(from, to int) []string {
	var lines []string
	for i := from; i < to; i++ {
		level, what := "INFO", "GET /"
		if i%10 == 0 {
			level = "WARN"
		}
		if i%100 == 0 {
			level = "ERROR"
		}
		if i%20 == 0 {
			what = "healthz"
		}
		lines = append(lines, fmt.Sprintf("%s %s n=%d", level, what, i))
	}
	return lines
}

// ns returns the numbers of the lines that are shown.
func ns(m *model) []int {
	var all []int
	for _, row := range body(m) {
		var n int
		if i := strings.Index(row, "n="); i >= 0 {
			if _, err := fmt.Sscanf(row[i:], "n=%d", &n); err == nil {
				all = append(all, n)
			}
		}
	}
	return all
}

func every(from, by, n int) []int {
	var all []int
	for i := range n {
		all = append(all, from+i*by)
	}
	return all
}

func addFilter(m *model, text string) {
	press(m, "&")
	typeIn(m, text)
	press(m, "enter")
}

func TestFilters(t *testing.T) {
	for _, c := range []struct {
		name string
		keys func(m *model)
		want []int
		head []string
	}{
		{"one in", func(m *model) { addFilter(m, "warn") }, []int{890, 910, 920, 930, 940, 950, 960, 970, 980, 990}, []string{"warn", "90 of 1 000 lines"}},
		{"one out", func(m *model) { addFilter(m, "!info") }, every(900, 10, 10), []string{"!info", "100 of 1 000 lines"}},
		{"not binds to its term", func(m *model) { addFilter(m, "!info or n=995") }, append(every(910, 10, 9), 995), []string{"!info or n=995", "101 of 1 000 lines"}},
		{"in and out", func(m *model) { addFilter(m, "warn"); addFilter(m, "!healthz") }, every(810, 20, 10), []string{"warn !healthz"}},
		{"level", func(m *model) { press(m, "4") }, every(900, 10, 10), []string{"level ≥ warn"}},
		{"level and filter", func(m *model) { press(m, "4"); addFilter(m, "!healthz") }, every(810, 20, 10), []string{"level ≥ warn !healthz"}},
		{"another level", func(m *model) { press(m, "4", "5") }, every(0, 100, 10), []string{"level ≥ error"}},
		{"the level again", func(m *model) { press(m, "5", "5") }, every(990, 1, 10), nil},
		{"level 1", func(m *model) { press(m, "5", "1") }, every(990, 1, 10), nil},
		{"off", func(m *model) { press(m, "5", "ctrl+f", "G") }, every(990, 1, 10), []string{"filters off"}},
		{"off and on", func(m *model) { press(m, "5", "ctrl+f", "ctrl+f") }, every(0, 100, 10), []string{"level ≥ error"}},
		{"all out", func(m *model) { addFilter(m, "nowhere") }, nil, []string{"0 of 1 000 lines"}},
		{"scrolled", func(m *model) { press(m, "4", "pgup", "ctrl+y", "ctrl+y", "ctrl+e") }, every(790, 10, 10), nil},
		{"half a page", func(m *model) { press(m, "4", "ctrl+u") }, every(850, 10, 10), nil},
		{"oldest", func(m *model) { press(m, "4", "g") }, every(0, 10, 10), nil},
		{"newest", func(m *model) { press(m, "4", "g", "G") }, every(900, 10, 10), nil},
		{"wrapped", func(m *model) { press(m, "4", "w", "pgup") }, every(800, 10, 10), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, m := filtering(t)
			c.keys(m)
			if got := ns(m); !slices.Equal(got, c.want) {
				t.Errorf("shows %v, want %v", got, c.want)
			}
			for _, want := range c.head {
				if row := screen(m)[1]; !strings.Contains(row, want) {
					t.Errorf("%q has no %q", row, want)
				}
			}
			checkRows(t, screen(m), 60, 14)
		})
	}
}

// New lines are let through as they come, counted while the reader is
// elsewhere, and held back by a pause.
func TestFilteredFollowing(t *testing.T) {
	f, m := filtering(t)
	press(m, "4")
	f.lines("a.log", levelled(1000, 1025)...)
	settle(m)
	if got, want := ns(m), every(930, 10, 10); !slices.Equal(got, want) {
		t.Errorf("following: %v, want %v", got, want)
	}
	press(m, "ctrl+y")
	f.lines("a.log", levelled(1025, 1061)...)
	settle(m)
	if got, want := ns(m), every(920, 10, 10); !slices.Equal(got, want) {
		t.Errorf("scrolled: %v, want %v", got, want)
	}
	if rows := screen(m); !strings.Contains(rows[12], "4 new below") {
		t.Errorf("%q, want 4 new below", rows[12])
	}
	press(m, "G", "space")
	f.lines("a.log", levelled(1061, 1071)...)
	settle(m)
	if got, want := ns(m), every(970, 10, 10); !slices.Equal(got, want) {
		t.Errorf("paused: %v, want %v", got, want)
	}
	if rows := screen(m); !strings.Contains(rows[12], "1 new below") {
		t.Errorf("%q, want 1 new below", rows[12])
	}
	press(m, "space")
	if got, want := ns(m), every(980, 10, 10); !slices.Equal(got, want) {
		t.Errorf("going on: %v, want %v", got, want)
	}
}

// Leaving the filters shows what is around the line, which stays on its row.
func TestFilterInContext(t *testing.T) {
	_, m := filtering(t)
	press(m, "4", "pgup", "pgup") // 700 … 790
	if got := ns(m); got[0] != 700 {
		t.Fatalf("shows %v", got)
	}
	press(m, "esc")
	if got, want := ns(m), every(763, 1, 10); !slices.Equal(got, want) {
		t.Errorf("after esc: %v, want %v", got, want)
	}
	press(m, "ctrl+f")
	if got, want := ns(m), every(700, 10, 10); !slices.Equal(got, want) {
		t.Errorf("filtered again: %v, want %v", got, want)
	}
	press(m, "/")
	typeIn(m, "750")
	press(m, "enter")
	if got := marked(m); !strings.HasSuffix(got, "n=750") {
		t.Fatalf("%q is marked", got)
	}
	at := slices.Index(ns(m), 750)
	press(m, "esc") // the search; its mark goes too
	press(m, "/")
	typeIn(m, "750")
	press(m, "enter", "ctrl+f")
	if got := ns(m); at != 5 || slices.Index(got, 750) != at {
		t.Errorf("line 750 was on row %d and is now on one of %v", at, got)
	}
}

// A search finds only what the filters let through.
func TestSearchIsFiltered(t *testing.T) {
	_, m := filtering(t)
	addFilter(m, "!healthz")
	press(m, "g", "/")
	typeIn(m, "warn")
	press(m, "enter", "n", "n")
	if got := marked(m); !strings.HasSuffix(got, "n=50") {
		t.Errorf("%q is marked, want n=50", got)
	}
}

func TestFilterList(t *testing.T) {
	_, m := filtering(t)
	addFilter(m, "warn")
	addFilter(m, "!healthz")
	m.resize(80, 24)
	press(m, "&", "up")
	for _, want := range []string{"─ filters", "[x] warn", "▌[x] !healthz"} {
		if !strings.Contains(stripped(m), want) {
			t.Errorf("no %q in\n%s", want, stripped(m))
		}
	}
	press(m, "space")
	if !m.filters.list[1].off || !strings.Contains(stripped(m), "[ ] !healthz") {
		t.Error("space did not switch the filter off")
	}
	press(m, "up", "enter", "down", "space")
	if !m.filters.list[0].off || m.filters.list[1].off {
		t.Errorf("%+v", m.filters.list)
	}
	press(m, "e")
	if got := string(m.prompt.text); got != "!healthz" || m.panel.focus {
		t.Fatalf("edits %q", got)
	}
	press(m, "ctrl+u")
	typeIn(m, "!get")
	press(m, "enter")
	if len(m.filters.list) != 2 || m.filters.list[1].text != "!get" || m.prompt.open || m.panel.kind != noPanel {
		t.Errorf("after editing: %+v", m.filters.list)
	}
	press(m, "&", "up", "x", "x")
	if len(m.filters.list) != 0 || m.filtered != nil {
		t.Errorf("after removing both: %+v", m.filters.list)
	}
	press(m, "esc")
	if m.prompt.open || m.panel.kind != noPanel {
		t.Error("esc does not close the list")
	}
}

// After esc a new filter is alone: the others come back one by one.
func TestFilterAfterLeaving(t *testing.T) {
	_, m := filtering(t)
	addFilter(m, "healthz")
	press(m, "esc", "5", "G")
	if got := ns(m); !slices.Equal(got, every(0, 100, 10)) {
		t.Errorf("%v", got)
	}
	if !m.filters.list[0].off {
		t.Error("the old filter came back")
	}
}

func TestMute(t *testing.T) {
	f := newFeeder(t, 0)
	for i := range 50 {
		f.lines("/log/a.log", fmt.Sprintf("a %d", i))
		f.lines("/log/b.log", fmt.Sprintf("b %d", i))
	}
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	press(m, "M")
	if text := stripped(m); !strings.Contains(text, "▌[x] /log/a.log  50 lines") || !strings.Contains(text, " [x] /log/b.log  50 lines") {
		t.Errorf("no list of sources:\n%s", text)
	}
	press(m, "down", "space")
	if text := stripped(m); !strings.Contains(text, "[ ] /log/b.log") || !strings.Contains(text, "muted b.log") {
		t.Errorf("not muted:\n%s", text)
	}
	press(m, "esc")
	for _, row := range body(m)[:20] {
		if !strings.HasPrefix(row, "a.log a ") {
			t.Errorf("%q is shown", row)
		}
	}
	press(m, "M", "down", "space", "M")
	if len(m.filters.list) != 0 || m.panel.kind != noPanel {
		t.Errorf("still muted: %+v", m.filters.list)
	}
}

func stripped(m *model) string {
	text := m.theme
	text.profile = plain.profile
	m.setTheme(text)
	return strings.Join(screen(m), "\n")
}

// It is said which level a key stands for.
func TestLevelIsSaid(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 50)
	m := newTestModel(f, mono, 100, 24)
	screen(m)
	for _, c := range []struct{ key, said string }{
		{"4", "level ≥ warn"}, {"4", "all levels"}, {"2", "level ≥ debug"}, {"5", "level ≥ error"}, {"1", "all levels"},
	} {
		if press(m, c.key); m.said != c.said || !strings.Contains(stripped(m), c.said) {
			t.Errorf("%s: said %q, want %q", c.key, m.said, c.said)
		}
	}
	press(m, ":")
	press(m, strings.Split("level w", "")...)
	if all := m.completions("level "); len(all) != 8 || all[5] != (option{"level warn", "4"}) || all[0] != (option{"level all", "1"}) {
		t.Errorf("%+v", all)
	}
}

// Filters of --since have a name to read, and the newest one is always seen.
func TestFilterHeading(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 22, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"time>=2026-11-23T04:20:19.293257887Z": "since 04:20:19", "time<=2026-11-22T04:20:19Z": "until 2026-11-22 04:20:19",
		"time>=10:42": "time>=10:42", "error": "error",
	} {
		f := filter{text: text}
		if f.nameTime(now); f.label(newStyles(mono)) != want {
			t.Errorf("%s: %q, want %q", text, f.label(newStyles(mono)), want)
		}
	}
	f := newFeeder(t, 0)
	f.count(1, 10)
	m := newTestModel(f, plain, 60, 20)
	for _, text := range []string{strings.Repeat("first", 6), strings.Repeat("second", 5), "newest"} {
		addFilter(m, "!"+text)
	}
	if row := screen(m)[1]; !strings.Contains(row, "!newest") || !strings.Contains(row, "...") {
		t.Errorf("%q does not name the newest filter", row)
	}
}

// One filter too many is refused where it is typed; an edited one is not.
func TestTooManyFilters(t *testing.T) {
	_, m := filtering(t)
	for i := range maxFilters {
		addFilter(m, fmt.Sprintf("!x%d", i))
	}
	addFilter(m, "!more")
	if err := m.prompt.err; err == nil || !strings.Contains(err.Error(), "filters already") || !m.prompt.open || len(m.filters.list) != maxFilters {
		t.Errorf("%v, with %d filters", err, len(m.filters.list))
	}
	m.prompt.edited = 0
	typeIn(m, "x")
	press(m, "enter")
	if m.prompt.open || m.filters.list[0].text != "!morex" {
		t.Errorf("%v, the first is %q", m.prompt.err, m.filters.list[0].text)
	}
}
