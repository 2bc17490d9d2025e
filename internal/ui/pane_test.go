package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// shownPanes are the panes that the last frame had.
func shownPanes(m *model) []string {
	screen(m)
	var names []string
	for _, name := range PaneNames() {
		if m.paneSeen(name) {
			names = append(names, name)
		}
	}
	return names
}

func TestPaneKeys(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.ranking("rank:game", 5)
	f.count(1, 100)
	m := newTestModel(f, mono, 160, 60)
	for _, c := range []struct {
		key  rune
		want string
	}{
		{0, "log graphs table"},
		{'4', "log graphs table histogram"},
		{'5', "log graphs table histogram detail"},
		{'2', "log table histogram detail"},
		{'1', "table histogram detail"},
		{'3', "histogram detail"},
		{'4', "detail"},
		{'5', "log"}, // there is always something
		{'1', "log"},
		{'2', "log graphs"},
		{'6', "log graphs"},
	} {
		if c.key > 0 {
			m.Update(terminal.KeysMsg{{Code: c.key, Mod: tea.ModAlt}})
		}
		if got := shownPanes(m); strings.Join(got, " ") != c.want {
			t.Fatalf("alt-%c shows %q, want %q", c.key, got, c.want)
		}
		if l := m.arrange(160, 60); !l.draws(m.focus) {
			t.Errorf("alt-%c: the focus is on %d, which is not shown", c.key, m.focus)
		}
		checkRows(t, screen(m), 160, 60)
	}
}

// What has no room by itself gets it with the focus; what is hidden comes back
// for the keys that are about it.
func TestPanesOnSmallScreens(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {300, 100}} {
		f := newFeeder(t, 0)
		f.samples()
		f.ranking("rank:game", 5)
		f.count(1, 100)
		for _, name := range PaneNames() {
			m := newTestModel(f, mono, size[0], size[1])
			screen(m)
			typeCommand(m, "show "+name)
			if got := shownPanes(m); !slices.Contains(got, name) {
				t.Errorf("%v: show %s shows %q", size, name, got)
			}
			typeCommand(m, "zoom "+name)
			if got := shownPanes(m); !slices.Equal(got, []string{name}) {
				t.Errorf("%v: zoom %s shows %q", size, name, got)
			}
			typeCommand(m, "hide "+name)
			if got := shownPanes(m); slices.Contains(got, name) || len(got) == 0 {
				t.Errorf("%v: hide %s shows %q", size, name, got)
			}
			typeCommand(m, "layout "+name)
			if got := shownPanes(m); !slices.Equal(got, []string{name}) {
				t.Errorf("%v: layout %s shows %q", size, name, got)
			}
			press(m, "/")
			if got := shownPanes(m); !slices.Contains(got, "log") {
				t.Errorf("%v, layout %s: a search shows %q", size, name, got)
			}
			checkRows(t, screen(m), size[0], size[1])
		}
	}
}

func TestSettingsAreApplied(t *testing.T) {
	f := scene(t)
	m := newTestModel(f, dark, 120, 50)
	err := m.apply(Settings{
		Layout: []string{"histogram", "log"}, Wrap: true, UTC: true, Theme: "contrast", NoMouse: true, Time: "clock",
		Keys: map[string][]string{"pause": {"P"}}, Graphs: []string{"a"}, Thresholds: []string{"b=1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := shownPanes(m); !slices.Equal(got, []string{"log", "histogram"}) {
		t.Errorf("shows %q", got)
	}
	if !m.log.wrap || m.zone != time.UTC || m.theme.name != "contrast" || !m.mouse.off || m.log.times.kind != clockTimes {
		t.Errorf("wrap %v, zone %v, theme %q, mouse off %v, times %v", m.log.wrap, m.zone, m.theme.name, m.mouse.off, m.log.times.kind)
	}
	if got := m.lineGraphTexts(); !slices.Equal(got, []string{"a"}) || !slices.Equal(m.thresholds.list, []threshold{{pattern: "b", value: 1}}) {
		t.Errorf("graphs of %q, thresholds %v", got, m.thresholds.list)
	}
	if press(m, "P"); !m.paused {
		t.Error("the key is another one")
	}
}

// All names that are wrong are told before anything is shown.
func TestCheckSettings(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Settings
		want string
	}{
		{"nothing", Settings{}, ""},
		{"theme", Settings{Theme: "drak"}, `theme "drak"`},
		{"auto is a flag's word", Settings{Theme: "auto"}, `theme "auto"`},
		{"pane", Settings{Layout: []string{"logs"}}, `pane "logs"`},
		{"time", Settings{Time: "noon"}, `"noon"`},
		{"colour", Settings{Colors: map[string]string{"muted": "x"}}, "colors: muted"},
		{"key", Settings{Keys: map[string][]string{"copy": {"w"}}}, "wrap and copy"},
		{"all", Settings{Theme: "x", Time: "y"}, "theme \"x\": want dark, light, ansi, mono or contrast\n\"y\""},
	} {
		err := c.s.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if o := (Options{Settings: c.s}); c.want != "" {
			if _, err := Open(o); err == nil {
				t.Errorf("%s: Open takes it", c.name)
			}
		}
	}
}

// Every focus is on one pane of the table, every pane has a name of its own and
// takes clicks; the log takes them by itself.
func TestPaneTable(t *testing.T) {
	names, focuses := map[string]bool{}, map[int]bool{}
	for _, p := range allPanes() {
		if names[p.name] || focuses[p.focus] || p.focus < histogramFocus || p.focus > graphFocus {
			t.Errorf("%s: the focus %d or its name is another one's, too, or none", p.name, p.focus)
		}
		names[p.name], focuses[p.focus] = true, true
		if (p.click == nil) != (p.focus == logFocus) {
			t.Errorf("%s: click is nil: %v", p.name, p.click == nil)
		}
		if got := paneWith(p.focus).name; got != p.name {
			t.Errorf("the focus of %s is that of %s", p.name, got)
		}
	}
	if got := paneWith(graphFocus + 7).name; got != "graphs" {
		t.Errorf("the eighth graph is in %s", got)
	}
}

// The focus goes round the panes in the order in which they stand on the screen.
func TestFocusGoesRound(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.count(1, 100)
	f.scores("redis", []string{"score", "member"}, source.Row{ID: "a", Score: 1, Cells: []string{"1", "a"}})
	m := newTestModel(f, mono, 200, 100)
	m.histogram.open, m.detail.open = true, true
	screen(m)
	var forth []int
	for range graphFocus + len(m.groups) - histogramFocus {
		m.moveFocus(1)
		forth = append(forth, m.focus)
	}
	if want := []int{1, 2, 3, histogramFocus, tableFocus, detailFocus, logFocus}; !slices.Equal(forth, want) {
		t.Errorf("forth: %v, want %v", forth, want)
	}
	for i := len(forth) - 2; i >= 0; i-- {
		if m.moveFocus(-1); m.focus != forth[i] {
			t.Errorf("back from %d: %d, want %d", forth[i+1], m.focus, forth[i])
		}
	}
}
