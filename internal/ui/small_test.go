package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// On a screen that has room for one pane, keys for the log bring it back.
func TestLogKeysBringTheLogBack(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 10}, {120, 14}, {80, 30}} {
		for _, k := range []string{"/", "n", "N", "e", "E", "}", "{", "1", "4", "&", "M", "ctrl+f"} {
			for _, open := range [][]string{{"i"}, {"i", "z"}} {
				m := newTestModel(timeline(t), mono, size[0], size[1])
				screen(m)
				press(m, open...)
				press(m, k)
				if l := m.arrange(size[0], size[1]); l.log.height == 0 {
					t.Errorf("%v %q: the log is not shown", size, append(open, k))
				}
				checkRows(t, screen(m), size[0], size[1])
			}
		}
	}
	f := newFeeder(t, 0)
	f.samples()
	m := newTestModel(f, mono, 80, 10)
	screen(m)
	if press(m, "M"); !strings.Contains(stripped(m), "─ sources") {
		t.Errorf("no list of sources above no lines:\n%s", stripped(m))
	}
	m = newTestModel(timeline(t), mono, 80, 10)
	screen(m)
	press(m, "i", "n", "i")
	if !m.histogram.seen {
		t.Error("i does not show the histogram again")
	}
}

// A list has rows for itself, and says how to use it and that there is more.
func TestPanelHasRoom(t *testing.T) {
	for _, size := range [][2]int{{80, 10}, {100, 9}, {80, 24}, {40, 10}} {
		f := newFeeder(t, 0)
		for i := range 30 {
			f.lines(fmt.Sprintf("/log/%02d.log", i), "x", "y")
		}
		m := newTestModel(f, mono, size[0], size[1])
		screen(m)
		press(m, "M")
		text := stripped(m)
		if n, want := strings.Count(text, "[x]"), min(4, size[1]-6); n < want {
			t.Errorf("%v: %d rows, want %d\n%s", size, n, want, text)
		}
		if !strings.Contains(text, "space mutes") || !strings.Contains(text, "more ↓") || strings.Contains(text, "more ↑") {
			t.Errorf("%v: it does not say how to go on:\n%s", size, text)
		}
		press(m, strings.Split(strings.Repeat("down ", 15)+"down", " ")...)
		if text := stripped(m); !strings.Contains(text, "more ↓") || !strings.Contains(text, "more ↑") {
			t.Errorf("%v: it does not say that there is more:\n%s", size, text)
		}
		press(m, strings.Split(strings.Repeat("down ", 30)+"down", " ")...)
		if text := stripped(m); strings.Contains(text, "more ↓") || !strings.Contains(text, "/log/29.log") {
			t.Errorf("%v: not at the end:\n%s", size, text)
		}
		checkRows(t, screen(m), size[0], size[1])
	}
}

// Sources may appear while their empty list is open.
func TestPanelOfNothing(t *testing.T) {
	f := newFeeder(t, 0)
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	press(m, "M", "down", "up")
	m.Update(terminal.KeysMsg{keyPress("down")})
	f.lines("a.log", "x")
	m.pull()
	m.Update(terminal.KeysMsg{keyPress("space")}) // before the list is drawn again
	if m.err != nil || !m.filters.muted("a.log") {
		t.Errorf("muted %v, error %v", m.filters.list, m.err)
	}
}

func TestEditedFilterIsShown(t *testing.T) {
	_, m := filtering(t)
	addFilter(m, "warn")
	addFilter(m, "healthz")
	press(m, "&", "up", "up", "e")
	if text := stripped(m); !strings.Contains(text, "▌[x] warn") || !strings.Contains(text, "editing") {
		t.Errorf("the edited filter cannot be told:\n%s", text)
	}
	press(m, "ctrl+u", "up", "up", "x", "down") // it is removed instead
	typeIn(m, "n=7")
	press(m, "enter")
	if l := m.filters.list; len(l) != 2 || l[0].text != "healthz" || l[1].text != "n=7" {
		t.Errorf("another filter was replaced: %+v", l)
	}
}
