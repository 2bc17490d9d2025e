package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// Whatever filters come and go, who follows goes on following, and who does
// not stays on the line.
func TestFiltersKeepFollowing(t *testing.T) {
	for name, keys := range map[string][]string{
		"level and all":    {"5", "1"},
		"level twice":      {"4", "4"},
		"muted and not":    {"M", "space", "space", "esc"},
		"filter":           {"&", "x", "enter"},
		"filter that fits": {"&", "W", "A", "R", "N", "enter"},
		"removed":          {"&", "x", "enter", "&", "up", "x", "esc"},
		"switched off":     {"&", "x", "enter", "&", "up", "space", "esc"},
		"off and on":       {"5", "ctrl+f", "ctrl+f", "ctrl+f"},
		"escaped":          {"5", "esc"},
	} {
		t.Run(name, func(t *testing.T) {
			f, m := filtering(t)
			for i, k := range keys {
				press(m, k)
				f.lines("a.log", levelled(1000+i, 1001+i)...)
				settle(m)
				if !m.log.follow || !strings.Contains(stripped(m), "live") {
					t.Fatalf("after %q it does not follow:\n%s", keys[:i+1], stripped(m))
				}
			}
			if m.filtered != nil {
				return
			}
			f.lines("a.log", "INFO n=2000")
			if got := ns(m); len(got) == 0 || got[len(got)-1] != 2000 {
				t.Errorf("shows %v, not the newest line", got)
			}
		})
	}
}

// Leaving filters that let through less than a screen shows the line again that
// the reader had left to set them.
func TestFilterKeepsThePlace(t *testing.T) {
	for _, keys := range [][]string{{"5", "esc"}, {"5", "1"}, {"&", "n", "=", "4", "0", "3", "enter", "esc"}} {
		f := newFeeder(t, 0)
		f.lines("a.log", levelled(0, 450)...)
		m := newTestModel(f, mono, 60, 14)
		screen(m)
		press(m, "pgup", "pgup", "pgup")
		press(m, keys...)
		if m.log.follow {
			t.Errorf("%q: it follows", keys)
		}
		if got := ns(m); len(got) == 0 || got[len(got)-1] > 420 {
			t.Errorf("%q: shows %v", keys, got)
		}
	}
}

// Of a filter that lets nothing through the log says so, and how to leave it.
func TestNothingPasses(t *testing.T) {
	for _, width := range []int{20, 40, 80} {
		f := newFeeder(t, 0)
		f.lines("a.log", levelled(0, 1000)...)
		m := newTestModel(f, mono, width, 10)
		screen(m)
		addFilter(m, "nowhere at all in this log of mine")
		text := strings.Join(strings.Fields(strings.Join(body(m), " ")), " ")
		if !strings.Contains(text, "nothing passes the filters: esc turns them off") {
			t.Errorf("%d columns: %q does not say why it is empty", width, text)
		}
		if row := screen(m)[1]; width >= 40 && (!strings.Contains(row, "0 of 1 000") || !strings.Contains(row, "nowhere")) {
			t.Errorf("%d columns: %q has no counts or no filter", width, row)
		}
		checkRows(t, screen(m), width, 10)
	}
}

// As long as older lines are still found, nobody knows that nothing passes.
func TestNothingPassesYet(t *testing.T) {
	f := newFeeder(t, 0)
	f.past(t, "a.log", pastLines(1, 3000))
	f.count(3001, 3100)
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	addFilter(m, "nowhere")
	if got := body(m)[0]; !strings.Contains(got, "searching…") {
		t.Errorf("%q, want searching…", got)
	}
	f.index()
	settle(m)
	if got := body(m)[0]; !strings.Contains(got, "nothing passes") {
		t.Errorf("%q, want that nothing passes", got)
	}
}

// What is counted in the title of the log, in the status line, and with :.
func TestLinesAreCountedAlike(t *testing.T) {
	m := newTestModel(timeline(t), mono, 100, 14) // 600 lines and a notice
	settle(m)
	press(m, "4")
	if text := stripped(m); !strings.Contains(text, "of 600 lines") || !strings.Contains(text, "600 lines ") {
		t.Errorf("the counts differ:\n%s", text)
	}
	press(m, "1", "k")
	if text := stripped(m); !strings.Contains(text, "of 600 ") {
		t.Errorf("the counts differ:\n%s", text)
	}
	f := newFeeder(t, 0)
	f.count(1, 1)
	if row := lastRow(newTestModel(f, mono, 80, 14)); !strings.Contains(row, " 1 line ") {
		t.Errorf("%q, want 1 line", row)
	}
}

// A least level given at the start is the level of the keys 1 to 5.
func TestStartLevel(t *testing.T) {
	for text, kind := range map[string]filterKind{
		"level>=warn": levelFilter, "level >= Warn": levelFilter, "level>=fatal": levelFilter,
		"level=warn": textFilter, "level>=warn x": textFilter, "warn": textFilter,
	} {
		s := Screen{options: Options{Filters: []string{text}}}
		if err := s.parseFilters(); err != nil || s.filters[0].kind != kind {
			t.Errorf("%q: %+v (%v), want kind %d", text, s.filters, err, kind)
		}
	}
	_, m := filtering(t)
	s := Screen{options: Options{Filters: []string{"!healthz", "level>=warn", "level>=error"}}}
	if err := s.parseFilters(); err != nil {
		t.Fatal(err)
	}
	m.filters.list = s.filters
	m.refilter()
	settle(m)
	var kinds []filterKind
	for _, f := range s.filters {
		kinds = append(kinds, f.kind)
	}
	if want := []filterKind{textFilter, levelFilter, textFilter}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	press(m, "3", "1")
	if len(m.filters.list) != 2 {
		t.Errorf("1 left %s", fmt.Sprint(m.filters.list))
	}
}

// The zone of the screen is that of the filters that are there from the start.
func TestStartZone(t *testing.T) {
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	time.Local = time.FixedZone("", 5*60*60)
	for utc, want := range map[bool]bool{true: false, false: true} {
		s := Screen{options: Options{Settings: Settings{UTC: utc}, Filters: []string{"time>=2026-11-22T10:42"}}}
		if err := s.parseFilters(); err != nil {
			t.Fatal(err)
		}
		hits := 0
		for range s.filters[0].query.Hits(&query.Text{Data: []byte("2026-11-22T08:00:00Z INFO one\n")}) {
			hits++
		}
		if (hits > 0) != want {
			t.Errorf("UTC %v: %d hits", utc, hits)
		}
	}
}
