package ui

import (
	"fmt"
	"math"
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

// No graph is half empty, and all columns stand for the same time; where the
// cursor is all of them tell its time.
func TestGraphsAreFull(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for _, width := range []int{80, 119, 160, 161, 239, 300} {
			f := newFeeder(t, 0)
			f.manyGraphs(n)
			f.send(source.Batch{Source: "x", Samples: []source.Sample{{At: day.Add(-20 * time.Minute), Series: "g00.x", Value: 1}}})
			f.count(1, 50)
			m := newTestModel(f, mono, width, 60)
			screen(m)
			press(m, "tab", "left", "left")
			for i, r := range m.laid.graphs {
				w := &m.graphs[i].drawn.window
				if r.width > 0 && w.columns != r.width-graphLabel-5 {
					t.Errorf("%d graphs in %d columns: graph %d has %d of %d", n, width, i, w.columns, r.width)
				}
				if r.width > 0 && (w.step != m.axis.window.step || !w.to.Equal(m.axis.window.to)) {
					t.Errorf("%d graphs in %d columns: graph %d shows %+v, want %+v", n, width, i, w, m.axis.window)
				}
			}
			clock := m.instant().Format("15:04:05")
			if got := strings.Count(stripped(m), " "+clock+" ─ x"); got != m.laid.graphsSeen() {
				t.Errorf("%d graphs in %d columns: %d tell %s\n%s", n, width, got, clock, stripped(m))
			}
			checkRows(t, screen(m), width, 60)
		}
	}
}

// The time is told where there are more curves than names have room.
func TestCursorTimeOfHalfWidth(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	m := newTestModel(f, mono, 130, 40)
	if err := m.addGraph(`nothing`); err != nil {
		t.Fatal(err)
	}
	screen(m)
	press(m, "tab", "left", "left", "left")
	if text, clock := stripped(m), m.instant().Format("15:04:05"); strings.Count(text, " "+clock+" ") != m.laid.graphsSeen() {
		t.Errorf("not all tell %s:\n%s", clock, text)
	}
}

// A host of a fleet has the curves that this one has, and its last value is not
// current once it is silent.
func TestFleetGraphs(t *testing.T) {
	f := newFeeder(t, 0)
	for s := range 90 {
		at := day.Add(time.Duration(s-90) * time.Second)
		b := source.Batch{Source: "fleet", At: at}
		for _, host := range []string{"web1", "web2"} {
			if host == "web2" && s > 60 {
				continue
			}
			for _, x := range []string{"user", "idle"} {
				b.Samples = append(b.Samples, source.Sample{At: at, Series: host + ".cpu." + x, Unit: "%", Value: 42})
			}
		}
		f.send(b)
	}
	f.count(1, 20)
	m := newTestModel(f, mono, 160, 50)
	text := stripped(m)
	if strings.Contains(text, "idle") {
		t.Errorf("idle is drawn:\n%s", text)
	}
	for i, want := range []bool{true, false} {
		if p := &m.graphs[i].sums[0]; !math.IsNaN(p.newest) != want {
			t.Errorf("graph %d tells %v as current, want one %v", i, p.newest, want)
		}
	}
}
