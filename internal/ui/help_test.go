package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// Every key can be read in every size, and what is not shown is said.
func TestHelpScrolls(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 100)
	for _, size := range [][2]int{{40, 10}, {80, 12}, {18, 8}, {200, 50}} {
		for _, down := range []string{"j", "pgdown", "ctrl+d"} {
			m := newTestModel(f, plain, size[0], size[1])
			press(m, "?")
			seen := ""
			for range 200 {
				all := strings.Join(screen(m), "\n")
				seen += all
				if !strings.Contains(all, "more v") {
					break
				}
				press(m, down)
			}
			for _, g := range m.keys.groups() {
				for _, r := range g.rows {
					if !strings.Contains(seen, r.keys) || size[0] >= 40 && !strings.Contains(seen, r.text) {
						t.Errorf("%v, %s: no %q, %q in the help", size, down, r.keys, r.text)
					}
				}
			}
			for _, c := range commands() {
				if !strings.Contains(seen, c.usage()[:min(len(c.usage()), size[0]-3)]) {
					t.Errorf("%v, %s: no command %q in the help", size, down, c.usage())
				}
			}
			press(m, "j", "j", "j", "j", "g")
			if rows := strings.Join(screen(m), "\n"); m.helpTop != 0 || !strings.Contains(rows, " F ") {
				t.Errorf("%v: %q does not begin at the top", size, rows)
			}
		}
	}
}

func TestHelpKeys(t *testing.T) {
	_, m := newLog(t, 0, 100)
	press(m, "?", "w", "space", "k", "g", "z", "l")
	if !m.help || m.log.wrap || m.paused || !m.log.follow || m.zoom {
		t.Errorf("keys acted behind the help: %+v", m.log)
	}
	for _, k := range []string{"q", "esc", "?", "f1"} {
		m.help = true
		if cmd := m.press(keyPress(k)); cmd != nil || m.help {
			t.Errorf("%s: command %v, help %v, want it closed and no more", k, cmd != nil, m.help)
		}
	}
	m.help = true
	if cmd := m.press(keyPress("ctrl+c")); cmd == nil || cmd() != (tea.QuitMsg{}) {
		t.Error("ctrl-c in the help does not quit")
	}
}

// Wherever tab leads, the focus can be seen.
func TestTabSkipsWhatIsNotDrawn(t *testing.T) {
	for _, lines := range []int{0, 100} {
		f := newFeeder(t, 0)
		f.samples()
		f.ranking("rank:game", 30)
		if lines > 0 {
			f.count(1, lines)
		}
		for height := bareHeight; height < 40; height++ {
			m := newTestModel(f, plain, 80, height)
			screen(m)
			for range 8 {
				press(m, "tab")
				if l := m.arrange(80, height); !l.draws(m.focus) {
					t.Errorf("80×%d, %d lines: the focus is on %d, which is not drawn: %+v", height, lines, m.focus, l)
				}
			}
		}
	}
}
