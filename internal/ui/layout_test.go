package ui

import (
	"fmt"
	"testing"
)

// Whatever is laid out in whatever size, the panes fill the body: none over
// another, none outside, none lower than it can be drawn.
func TestArrange(t *testing.T) {
	for width := bareWidth; width <= 250; width += 23 {
		for height := bareHeight; height <= 60; height++ {
			for graphs := range 5 {
				for _, table := range []int{0, tableMinHeight, 12, 100} {
					for focus := tableFocus; focus <= graphs; focus++ {
						for flags := range 8 {
							p := panes{
								graphs: graphs, table: table, focus: focus,
								repeat: flags&1 > 0, lines: flags&2 > 0, zoom: flags&4 > 0,
							}
							checkLayout(t, fmt.Sprintf("%d×%d %+v", width, height, p), width, height, arrange(width, height, p))
						}
					}
				}
			}
		}
	}
}

func checkLayout(t *testing.T, name string, width, height int, l layout) {
	t.Helper()
	all := []rect{l.log, l.table}
	area := 0
	for _, r := range append(all, l.graphs...) {
		area += r.width * r.height
		if r.height > 0 && (r.x < 0 || r.y < 1 || r.x+r.width > width || r.y+r.height > height-1) {
			t.Fatalf("%s: %+v is outside", name, r)
		}
	}
	if want := width * (height - 2); area != want {
		t.Fatalf("%s: the panes have %d cells, want %d: %+v", name, area, want, l)
	}
	for _, g := range l.graphs {
		if g.width > 0 && g.height < graphMinHeight {
			t.Fatalf("%s: graph of height %d", name, g.height)
		}
	}
	if h := l.table.height; h > 0 && h < tableMinHeight {
		t.Fatalf("%s: table of height %d", name, h)
	}
}
