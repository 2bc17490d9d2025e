package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// manyGraphs sends series that have a graph each.
func (f *feeder) manyGraphs(n int) {
	for s := range 30 {
		at := day.Add(time.Duration(s-30) * time.Second)
		var all []source.Sample
		for i := range n {
			all = append(all, source.Sample{At: at, Series: fmt.Sprintf("g%02d.x", i), Value: float64(i + s)})
		}
		f.send(source.Batch{Source: "many", At: at, Samples: all})
	}
}

// Every graph can be seen, however few have room, and it is said which of how many
// it is.
func TestTurnGraphs(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {160, 50}, {300, 100}} {
		for _, zoom := range []bool{false, true} {
			for _, next := range []string{"]", "[", "tab"} {
				f := newFeeder(t, 0)
				f.manyGraphs(37)
				f.count(1, 50)
				m := newTestModel(f, mono, size[0], size[1])
				screen(m)
				press(m, "tab")
				if zoom {
					press(m, "z")
				}
				for range 40 {
					text := stripped(m)
					if m.focus > logFocus {
						title := fmt.Sprintf("g%02d %d of 37", m.focus-1, m.focus)
						if !strings.Contains(text, title) {
							t.Fatalf("%v, zoom %v, %s: no %q:\n%s", size, zoom, next, title, text)
						}
					}
					press(m, next)
				}
				checkRows(t, screen(m), size[0], size[1])
			}
		}
	}
}

// Without tables the graphs are turned from the log, too.
func TestTurnGraphsFromTheLog(t *testing.T) {
	f := newFeeder(t, 0)
	f.manyGraphs(9)
	f.count(1, 50)
	m := newTestModel(f, mono, 160, 50)
	screen(m)
	var tops []int
	for _, key := range []string{"]", "]", "]", "[", "["} {
		press(m, key)
		tops = append(tops, m.graphTop)
	}
	if got := fmt.Sprint(tops); got != "[4 5 0 5 1]" {
		t.Errorf("the first graphs are %s", got)
	}
}

// A graph that was asked for comes into view.
func TestNewGraphIsSeen(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
	}{
		{"the log has the focus", nil},
		{"zoomed", []string{"z"}},
		{"another graph has it", []string{"tab", "tab", "]"}},
		{"another graph is zoomed", []string{"tab", "]", "]", "z"}},
		{"graphs are hidden", []string{":", "h", "i", "d", "e", "space", "g", "r", "a", "p", "h", "s", "enter"}},
	} {
		f := newFeeder(t, 0)
		f.manyGraphs(9)
		f.lines("app.log", "dur_ms=5 status=200")
		m := newTestModel(f, mono, 80, 24)
		screen(m)
		press(m, c.keys...)
		for _, name := range []string{"dur_ms", "status"} {
			press(m, ":")
			press(m, strings.Split("graph "+name, "")...)
			if press(m, "enter"); !strings.Contains(stripped(m), name+" ") || !m.paneSeen("graphs") || m.laid.rect(m.graphTop+1).width == 0 {
				t.Errorf("%s: no %s:\n%s", c.name, name, stripped(m))
			}
			if title := m.groups[m.graphTop].title; !m.zoom && title != name {
				t.Errorf("%s: the first graph is %s, want %s", c.name, title, name)
			}
		}
	}
}
