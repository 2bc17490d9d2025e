package ui

import (
	"fmt"
	"testing"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// Every cell belongs to the pane that is drawn there, and to no other.
func TestLayoutAt(t *testing.T) {
	for _, size := range [][2]int{{300, 100}, {160, 50}, {130, 40}, {80, 24}, {40, 10}, {19, 4}, {9, 2}} {
		for _, focus := range []int{logFocus, tableFocus, histogramFocus, detailFocus, 1} {
			for _, zoom := range []bool{false, true} {
				p := panes{graphs: 3, table: 6, lines: true, histogram: true, detail: true, focus: focus, zoom: zoom}
				l := arrange(size[0], size[1], p)
				checkCells(t, fmt.Sprint(size, focus, zoom), &l, size[0], size[1])
			}
		}
	}
}

func checkCells(t *testing.T, name string, l *layout, width, height int) {
	t.Helper()
	all := map[int]rect{logFocus: l.log, tableFocus: l.table, histogramFocus: l.histogram, detailFocus: l.detail}
	for i, r := range l.graphs {
		all[i+1] = r
	}
	for y := -1; y <= height; y++ {
		for x := -1; x <= width; x++ {
			pane, col, row, ok := l.at(x, y)
			found := 0
			for n, r := range all {
				if x < r.x || x >= r.x+r.width || y < r.y || y >= r.y+r.height {
					continue
				}
				if found++; n != pane || !ok || col != x-r.x || row != y-r.y {
					t.Fatalf("%s: %d,%d is pane %d at %d,%d (%v), want %d at %d,%d", name, x, y, pane, col, row, ok, n, x-r.x, y-r.y)
				}
			}
			if found > 1 || ok != (found == 1) {
				t.Fatalf("%s: %d,%d is in %d panes, at says %v", name, x, y, found, ok)
			}
		}
	}
}

// Borders can be moved as far as the panes beside them keep what they need, and
// back again at once.
func TestMoveBorders(t *testing.T) {
	for _, size := range [][2]int{{160, 50}, {80, 60}} {
		f := scene(t)
		m := newTestModel(f, dark, size[0], size[1])
		m.histogram.open, m.detail.open = true, true
		settle(m)
		for g, at := range map[grip][2]int{
			graphGrip:     {5, m.laid.graphs[0].y + m.laid.graphs[0].height - 1},
			histogramGrip: {5, m.laid.log.y},
			detailGrip:    {m.laid.detail.x, m.laid.detail.y},
		} {
			x, y := at[0], at[1]
			if got := m.laid.grip(x, y); got != g {
				t.Fatalf("%v: the border at %d,%d is %d, want %d", size, x, y, got, g)
			}
			before := m.laid.size(g)
			mouse := func(kind terminal.MouseKind, x, y int) {
				m.Update(terminal.MouseMsg{Kind: kind, X: max(x, 0), Y: max(y, 0), Clicks: 1})
				checkRows(t, screen(m), size[0], size[1])
			}
			mouse(terminal.Press, x, y)
			for by := -200; by <= 200; by += 7 {
				mouse(terminal.Drag, x+by, y+by)
				if m.laid.log.height < logMinHeight {
					t.Fatalf("%v: the log has %d rows left of %d", size, m.laid.log.height, g)
				}
			}
			if m.laid.size(g) == before {
				t.Errorf("%v: border %d does not move", size, g)
			}
			mouse(terminal.Drag, x, y)
			if now := m.laid.size(g); now != before {
				t.Errorf("%v: border %d is back at %d, was at %d", size, g, now, before)
			}
			mouse(terminal.Release, x, y)
			mouse(terminal.Drag, x+3, y+3)
			if now := m.laid.size(g); now != before {
				t.Errorf("%v: border %d moves although nobody holds it", size, g)
			}
			// What was not granted is forgotten.
			mouse(terminal.Press, x, y)
			mouse(terminal.Drag, x-200, y-200)
			mouse(terminal.Release, x, y)
			if wish := *m.wishes.wish(g); wish < -100 || wish > 100 {
				t.Errorf("%v: the wish for border %d is %d, want what was granted", size, g, wish)
			}
			m.wishes = wishes{}
			settle(m)
		}
	}
}

// A click moves the focus, the wheel does not, and neither does anything where
// keys are for something else.
func TestClickFocuses(t *testing.T) {
	m := newTestModel(scene(t), dark, 160, 50)
	settle(m)
	m.histogram.open = true
	settle(m)
	for pane, r := range map[int]rect{1: m.laid.graphs[0], histogramFocus: m.laid.histogram, logFocus: m.laid.log} {
		was := m.focus
		x, y := r.x+5, r.y+2
		m.Update(terminal.MouseMsg{Kind: terminal.Wheel, X: x, Y: y, Rows: -1})
		if m.focus != was {
			t.Errorf("the wheel moved the focus from %d to %d", was, m.focus)
		}
		press(m, "/")
		m.Update(terminal.MouseMsg{Kind: terminal.Press, X: x, Y: y, Clicks: 1})
		if m.focus != was {
			t.Errorf("in a prompt a click moved the focus from %d to %d", was, m.focus)
		}
		press(m, "esc")
		m.Update(terminal.MouseMsg{Kind: terminal.Press, X: x, Y: y, Clicks: 1})
		if m.focus != pane {
			t.Errorf("the focus is %d, want %d", m.focus, pane)
		}
		settle(m)
	}
	for i, h := range m.mouse.hints {
		k := keyNamed(h.key.Keys()[0])
		if k.String() != h.key.Keys()[0] {
			t.Errorf("hint %d presses %q, want %q", i, k, h.key.Keys()[0])
		}
	}
	if len(m.mouse.hints) < 5 {
		t.Errorf("%d hints", len(m.mouse.hints))
	}
}
