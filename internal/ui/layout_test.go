package ui

import (
	"fmt"
	"slices"
	"testing"
)

// Whatever is laid out in whatever size, the panes fill the body: none over
// another, none outside, none lower than it can be drawn.
func TestArrange(t *testing.T) {
	for width := bareWidth; width <= 300; width += 23 {
		for height := bareHeight; height <= 100; height += 1 + height/40 {
			for graphs := range 5 {
				for _, table := range []int{0, tableMinHeight, 12, 100} {
					for focus := histogramFocus; focus <= graphs; focus++ {
						for flags := range 64 {
							p := panes{
								graphs: graphs, table: table, focus: focus,
								repeat: flags&1 > 0, lines: flags&2 > 0, zoom: flags&4 > 0,
								noLog: flags&8 > 0, histogram: flags&16 > 0, detail: flags&32 > 0,
							}
							checkLayout(t, width, height, p)
						}
					}
				}
			}
		}
	}
}

func FuzzArrange(f *testing.F) {
	f.Add(80, 24, 3, 12, uint8(0xff), 0, 0, 0, 0, 0, uint16(0))
	f.Add(300, 100, 9, 100, uint8(0x3), 1, 30, -30, 9, 60, uint16(12345))
	f.Add(40, 10, 1, 0, uint8(8), -3, 1<<40, -1<<40, 5, 5, uint16(7))
	f.Fuzz(func(t *testing.T, width, height, graphs, table int, flags uint8, focus, g, tb, h, d int, order uint16) {
		small := func(v, least, most int) int { return least + int(uint(v)%uint(most-least+1)) }
		p := panes{
			graphs: small(graphs, 0, 40), table: small(table, 0, 200), focus: small(focus, histogramFocus, 40),
			repeat: flags&1 > 0, lines: flags&2 > 0, zoom: flags&4 > 0,
			noLog: flags&8 > 0, histogram: flags&16 > 0, detail: flags&32 > 0,
			wishes: wishes{small(g, -500, 500), small(tb, -500, 500), small(h, -500, 500), small(d, -500, 500)},
		}
		for range order % 7 {
			p.need = append(p.need, PaneNames()[int(order)%len(PaneNames())])
			order /= 3
		}
		checkLayout(t, small(width, 0, 400), small(height, 0, 150), p)
	})
}

func checkLayout(t *testing.T, width, height int, p panes) {
	t.Helper()
	l := arrange(width, height, p)
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%d×%d %+v: %s\n%+v", width, height, p, fmt.Sprintf(format, args...), l)
	}
	top, bottom := 1, height-1
	if !l.title {
		top, bottom = 0, height
	}
	all := []rect{l.log, l.table, l.histogram, l.detail}
	area := 0
	for _, r := range append(all, l.graphs...) {
		if r.width == 0 || r.height == 0 {
			continue
		}
		area += r.width * r.height
		if r.width < 0 || r.height < 0 || r.x < 0 || r.y < top || r.x+r.width > width || r.y+r.height > bottom {
			fail("%+v is outside", r)
		}
		for _, o := range append(all, l.graphs...) {
			if o != r && o.width > 0 && o.height > 0 && o.x < r.x+r.width && r.x < o.x+o.width && o.y < r.y+r.height && r.y < o.y+o.height {
				fail("%+v and %+v are over each other", r, o)
			}
		}
	}
	if want := width * (bottom - top); area != max(want, 0) {
		fail("the panes have %d cells, want %d", area, want)
	}
	if !l.title {
		return
	}
	for _, g := range l.graphs {
		if g.width > 0 && g.height < graphMinHeight {
			fail("graph of height %d", g.height)
		}
	}
	for _, least := range []struct{ have, want int }{
		{l.table.height, tableMinHeight}, {l.histogram.height, histogramMinHeight}, {l.detail.height, logMinHeight},
	} {
		if least.have > 0 && least.have < least.want && !p.zoom && l.log.height > 0 {
			fail("a pane of height %d", least.have)
		}
	}
}

// What the reader needs most has room first; what is left out has none.
func TestNeed(t *testing.T) {
	all := panes{graphs: 3, table: 20, lines: true, histogram: true, detail: true}
	for _, c := range []struct {
		name          string
		width, height int
		need          []string
		want          []string
	}{
		{"by itself, large", 160, 60, nil, []string{"graphs", "table", "histogram", "log", "detail"}},
		{"all, large", 160, 60, PaneNames(), []string{"graphs", "table", "histogram", "log", "detail"}},
		{"small: only the first", 80, 12, []string{"log", "graphs"}, []string{"log"}},
		{"small: graphs first", 80, 12, []string{"graphs", "log"}, []string{"graphs"}},
		{"the log is left out", 80, 24, []string{"graphs", "table"}, []string{"graphs", "table"}},
		{"table alone", 80, 24, []string{"table"}, []string{"table"}},
		{"detail alone", 80, 24, []string{"detail"}, []string{"detail"}},
		{"histogram and log", 80, 24, []string{"histogram", "log"}, []string{"histogram", "log"}},
		{"histogram and detail", 80, 24, []string{"histogram", "detail"}, []string{"histogram", "detail"}},
		{"graphs and detail", 80, 30, []string{"graphs", "detail"}, []string{"graphs", "detail"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := all
			p.need = c.need
			checkLayout(t, c.width, c.height, p)
			l := arrange(c.width, c.height, p)
			var got []string
			for _, pane := range []struct {
				name string
				on   bool
			}{
				{"graphs", len(l.graphs) > 0},
				{"table", l.table.height > 0},
				{"histogram", l.histogram.height > 0},
				{"log", l.log.height > 0},
				{"detail", l.detail.height > 0},
			} {
				if pane.on {
					got = append(got, pane.name)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("shows %q, want %q: %+v", got, c.want, l)
			}
		})
	}
}

// Tall screens have graphs in several rows.
func TestGraphRows(t *testing.T) {
	for _, c := range []struct{ width, height, graphs, want, rows int }{
		{80, 24, 3, 1, 1},
		{80, 50, 3, 2, 2},
		{80, 100, 3, 3, 3},
		{160, 50, 3, 3, 2},
		{160, 50, 2, 2, 1},
		{160, 50, 9, 4, 2},
		{300, 100, 9, 9, 2},
		{300, 100, 40, 20, 4},
	} {
		l := arrange(c.width, c.height, panes{graphs: c.graphs, lines: true})
		rows := map[int]bool{}
		for _, g := range l.graphs {
			rows[g.y] = true
		}
		if len(l.graphs) != c.want || len(rows) != c.rows {
			t.Errorf("%d×%d, %d graphs: %d in %d rows, want %d in %d", c.width, c.height, c.graphs, len(l.graphs), len(rows), c.want, c.rows)
		}
	}
}

// A wish moves the border between two panes, and no further than there is room.
func TestWishes(t *testing.T) {
	base := panes{graphs: 1, lines: true, histogram: true, detail: true}
	l := arrange(100, 60, base)
	for _, c := range []struct {
		name string
		w    wishes
		got  func(l layout) int
		want int
	}{
		{"graphs", wishes{graphs: 3}, func(l layout) int { return l.graphs[0].height }, l.graphs[0].height + 3},
		{"graphs less", wishes{graphs: -3}, func(l layout) int { return l.graphs[0].height }, l.graphs[0].height - 3},
		{"graphs too little", wishes{graphs: -99}, func(l layout) int { return l.graphs[0].height }, graphMinHeight},
		{"graphs too much", wishes{graphs: 99}, func(l layout) int { return l.log.height }, logMinHeight},
		{"histogram", wishes{histogram: 2}, func(l layout) int { return l.histogram.height }, histogramHeight + 2},
		{"histogram too much", wishes{histogram: 99}, func(l layout) int { return l.log.height }, logMinHeight},
		{"detail", wishes{detail: 2}, func(l layout) int { return l.detail.height }, l.detail.height + 2},
	} {
		p := base
		p.wishes = c.w
		checkLayout(t, 100, 60, p)
		if got := c.got(arrange(100, 60, p)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// A long table has as much room as the graphs above it.
func TestLongTableHasRoom(t *testing.T) {
	l := arrange(160, 50, panes{graphs: 8, table: 203, lines: true})
	if len(l.graphs) == 0 || l.table.height < 10 || l.log.height < 20 {
		t.Errorf("%+v", l)
	}
	if l := arrange(160, 50, panes{graphs: 8, table: 5, lines: true}); l.table.height != 5 || l.graphs[0].height < 8 {
		t.Errorf("a short one: %+v", l)
	}
}
