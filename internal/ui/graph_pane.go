package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// graphPane draws a group of series over time. What it drew is kept and used
// again for as long as nothing in it has changed.
type graphPane struct {
	drawn graphKey
	block block
	data  [][]float64 // scratch, by series
}

// graphKey is all that a drawn graph depends on.
type graphKey struct {
	version       uint64
	title         string
	width, height int
	styles        *styles
	focus         bool
}

// graphView is what a graph is drawn from, besides its group.
type graphView struct {
	store   *store.Store
	version uint64 // of the store's series
	zone    *time.Location
	styles  *styles
	focus   bool
}

// draw returns the graph in width × height cells, borders included.
func (p *graphPane) draw(v graphView, g *graphGroup, width, height int) *block {
	key := graphKey{v.version, g.title, width, height, v.styles, v.focus}
	if p.drawn == key {
		return &p.block
	}
	p.drawn = key
	b := &p.block
	b.reset(width)
	heading := g.heading(v.styles)
	v.styles.top(b, v.focus, heading, g.legend(v.styles, titleRoom(width, heading)))
	p.inner(b, v, g, height-2)
	v.styles.bottom(b, v.focus, nil)
	return b
}

// heading returns the title of a graph.
func (g *graphGroup) heading(st *styles) []span {
	spans := []span{{st.heading, g.title}}
	if g.unit != "" {
		spans = append(spans, span{st.muted, line.CleanString(g.unit)})
	}
	return spans
}

// legend returns the names of the series with their newest values, in room
// columns, and behind them how many series have no name there.
func (g *graphGroup) legend(st *styles, room int) []span {
	var spans []span
	for i, m := range g.members {
		look := st.series[i]
		text := m.label
		if st.mono {
			text = look.glyphs[0] + " " + text
		}
		value := short(m.series.Last.Value, g.unit)
		if g.percent {
			value = percent(m.series.Last.Value)
		}
		spans = append(spans, span{look.text, text + " " + value})
	}
	for n := len(spans); ; n-- {
		named := spans[:n:n]
		if more := g.more + len(spans) - n; more > 0 {
			named = append(named, span{st.muted, "+" + strconv.Itoa(more)})
		}
		if n == 0 || width(named) <= room {
			return named
		}
	}
}

// inner adds rows of plot and axis, between borders.
func (p *graphPane) inner(b *block, v graphView, g *graphGroup, rows int) {
	axis := 0
	switch {
	case rows >= quartersFrom:
		axis = 2
	case rows >= 3:
		axis = 1
	}
	label := 6
	if g.percent {
		label = 3
	}
	// asciigraph puts a blank before the label and the axis behind it.
	columns := b.width - 2 - label - 2 - 1
	if rows < 1 || columns < 1 {
		for range rows {
			v.styles.side(b, v.focus)
			v.styles.endSide(b, v.focus)
		}
		return
	}
	w := newWindow(g, columns)
	var lines []string
	if p.fill(v.store, g, w) {
		lines = plot(p.data, g, rows-axis, label)
	}
	for i := range rows - axis {
		v.styles.side(b, v.focus)
		if i < len(lines) {
			v.styles.plotRow(b, lines[i])
		}
		v.styles.endSide(b, v.focus)
	}
	w.draw(b, v, axis, label+3)
}

// fill takes the series' values over the window from the store and reports
// whether there are any. What is first in the legend is drawn last, on top.
func (p *graphPane) fill(s *store.Store, g *graphGroup, w window) bool {
	for len(p.data) < len(g.members) {
		p.data = append(p.data, nil)
	}
	p.data = p.data[:len(g.members)]
	some := false
	for i, m := range g.members {
		k := len(g.members) - 1 - i
		hold := max(holdFor*m.series.Every, w.step)
		p.data[k] = s.Buckets(p.data[k][:0], m.series.Name, w.from, w.to, w.columns+1, hold)
		some = some || slices.ContainsFunc(p.data[k], func(v float64) bool { return !math.IsNaN(v) })
	}
	return some
}

// plot draws the data with asciigraph in rows lines: labels, axis, curves.
func plot(data [][]float64, g *graphGroup, rows, label int) (lines []string) {
	defer func() {
		if recover() != nil { // asciigraph panics on data that it does not expect
			lines = []string{" (this cannot be drawn)"}
		}
	}()
	lo, hi := bounds(data, g)
	chars := make([]asciigraph.CharSet, len(data))
	for i := range chars {
		chars[i] = stand(len(data) - 1 - i)
	}
	text := asciigraph.PlotMany(data,
		asciigraph.Height(max(rows-1, 1)), asciigraph.Offset(2),
		asciigraph.LowerBound(lo), asciigraph.UpperBound(hi),
		asciigraph.YAxisValueFormatter(func(v float64) string { return right(g.scale(v, lo, hi, rows), label) }),
		asciigraph.SeriesChars(chars...))
	lines = strings.Split(text, "\n")
	return lines[max(len(lines)-rows, 0):]
}

// bounds returns the ends of the axis: 0 to 100 for percents, else round
// numbers, so that the axis does not move with every value.
func bounds(data [][]float64, g *graphGroup) (lo, hi float64) {
	for _, series := range data {
		for i, v := range series {
			if math.IsInf(v, 0) {
				series[i] = math.NaN()
			} else if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	if g.percent {
		return 0, max(100, hi)
	}
	if lo < 0 {
		lo = -roundUp(-lo, g.unit)
	}
	if hi > 0 || lo == 0 {
		hi = roundUp(hi, g.unit)
	}
	return lo, hi
}

// scale labels the row of v on an axis of a number of rows from lo to hi: only
// the rows nearest to the quarters, or to the ends and the middle, have one.
func (g *graphGroup) scale(v, lo, hi float64, rows int) string {
	parts := 2.0
	if rows >= quartersFrom {
		parts = 4
	}
	part, row := (hi-lo)/parts, (hi-lo)/float64(max(rows-1, 1))
	at := lo + math.Round((v-lo)/part)*part
	if d := (v - at) / row; d < -0.5+1e-6 || d > 0.5+1e-6 { // of two as near, one
		return ""
	}
	return short(at, g.unit)
}

// percent writes a percentage in three columns.
func percent(v float64) string { return right(short(math.Round(v), "%"), 3) }

// right aligns s in a field of columns.
func right(s string, columns int) string {
	return strings.Repeat(" ", max(columns-line.Width([]byte(s)), 0)) + s
}
