package ui

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// graphPane draws a group of curves over time. What it drew is kept and used
// again for as long as nothing in it has changed.
type graphPane struct {
	drawn  graphKey
	block  block
	sums   []summary
	lo, hi float64 // ends of the axis
	limits []float64

	data    [][]float64 // scratch, by series
	buckets []store.Bucket
}

// graphKey is all that a drawn graph depends on.
type graphKey struct {
	version       uint64
	thresholds    uint64
	title, unit   string
	numbers       uint64 // version of those in lines
	done          bool
	window        window
	signs         signs
	width, height int
	zone          *time.Location
	styles        *styles
	focus         bool
	number, of    int
}

// graphView is what a graph is drawn from, besides its group.
type graphView struct {
	store      *store.Store
	version    uint64 // of the store's series
	thresholds *thresholds
	window     window
	signs      signs
	zone       *time.Location
	styles     *styles
	focus      bool
	number, of int // which graph it is, if not all are shown; else 0
}

// lookTime finds the window that all graphs of a frame show, in as many columns as
// the narrowest of them has.
func (m *model) lookTime(l *layout) {
	label, narrow := len("100"), 0
	for i, r := range l.graphs {
		if r.width == 0 {
			continue
		}
		if !m.groups[i].percent {
			label = graphLabel
		}
		if narrow == 0 || r.width < narrow {
			narrow = r.width
		}
	}
	r := m.reach()
	// The labels, a blank at both sides of what is drawn, the axis and the borders
	// take the other columns.
	m.axis.beside = label + 5
	columns := narrow - m.axis.beside
	if m.axis.window = (window{}); columns > 0 && !r.last.IsZero() {
		w := &m.axis.window
		*w = m.axis.find(&r, columns, m.instant())
		if over := r.last.Truncate(time.Second).Add(time.Second); over.Before(w.to) && over.After(w.at(columns-1)) {
			w.over = over
		}
	}
}

// graphWindow returns the window of the i-th graph: one that is wider than others
// shows a longer time, so that it is full and a column is the same in all.
func (m *model) graphWindow(i int) window {
	w := m.axis.window
	if w.step > 0 {
		columns := max(m.laid.graphs[i].width-m.axis.beside, w.columns)
		w.columns = min(columns, max(int(longestSpan/w.step), w.columns))
		w.from = w.to.Add(-time.Duration(w.columns+1) * w.step)
	}
	return w
}

// graphView returns what the i-th graph is drawn from.
func (m *model) graphView(i int) graphView {
	w := m.graphWindow(i)
	v := graphView{
		store: m.store, version: m.version, thresholds: &m.thresholds,
		window: w, signs: w.signs(m.instant(), m.picked()), zone: m.zone, styles: m.styles, focus: m.focus == i+1,
	}
	if m.laid.graphsSeen() < len(m.groups) {
		v.number, v.of = i+1, len(m.groups)
	}
	return v
}

// signs returns what is marked on the axis of a window.
func (w *window) signs(instant time.Time, picked timeRange) signs {
	k := noSigns
	if w.step == 0 {
		return k
	}
	if !instant.IsZero() && w.has(instant) {
		k.cursor = w.column(instant)
	}
	k.from, k.to = w.between(picked)
	return k
}

// draw returns the graph in width × height cells, borders included.
func (p *graphPane) draw(v *graphView, g *graphGroup, width, height int) *block {
	key := graphKey{
		v.version, v.thresholds.version, g.title, g.unit, g.version, g.done, v.window, v.signs,
		width, height, v.zone, v.styles, v.focus, v.number, v.of,
	}
	if p.drawn == key {
		return &p.block
	}
	p.drawn = key
	b := &p.block
	b.reset(width)
	p.read(v, g)
	heading := p.heading(v, g)
	v.styles.top(b, v.focus, heading, p.legend(v, g, titleRoom(width, heading)))
	p.inner(b, v, g, height-2)
	v.styles.bottom(b, v.focus, nil)
	return b
}

// read takes the curves from the store, and finds the axis that they need.
func (p *graphPane) read(v *graphView, g *graphGroup) {
	for len(p.sums) < len(g.members) {
		p.sums = append(p.sums, summary{})
	}
	p.sums, p.data, p.limits = p.sums[:len(g.members)], p.data[:0], p.limits[:0]
	for i := range g.members {
		m := &g.members[i]
		p.buckets = m.read(v.store, &v.window, &p.sums[i], p.buckets)
		if limit, ok := v.thresholds.of(m.series.Name, m.series.Unit); ok && !slices.Contains(p.limits, limit) {
			p.limits = append(p.limits, limit)
		}
	}
	for _, s := range slices.Backward(p.sums) { // what is first in the legend is on top
		p.data = append(p.data, s.values)
	}
	p.lo, p.hi = bounds(p.data, p.limits, g)
}

// inner adds rows of plot and axis, between borders.
func (p *graphPane) inner(b *block, v *graphView, g *graphGroup, rows int) {
	axis := 0
	switch {
	case rows >= quartersFrom:
		axis = 2
	case rows >= 3:
		axis = 1
	}
	left := b.width - v.window.columns - 2 // the columns begin there
	if rows < 1 || v.window.columns < 1 {
		for range rows {
			v.styles.side(b, v.focus)
			v.styles.endSide(b, v.focus)
		}
		return
	}
	var lines []string
	if slices.ContainsFunc(p.data, drawable) {
		lines = p.plot(g, rows-axis, left-3)
	}
	for i := range rows - axis {
		v.styles.side(b, v.focus)
		o := overlay{left: left, columns: v.window.columns, cursor: v.signs.cursor, limit: p.limitRow(i, rows-axis)}
		text := ""
		switch {
		case i < len(lines):
			text = lines[i]
		case len(lines) == 0 && i == (rows-axis)/2 && (g.done || !g.lines) && v.window.columns >= len(noData):
			text = right(noData, left-1+(v.window.columns+len(noData))/2)
		}
		v.styles.plotRow(b, text, o)
		v.styles.endSide(b, v.focus)
	}
	v.window.draw(b, v, axis, left)
}

// noData is said where a window has no value at all.
const noData = "no data"

// drawable reports whether there is anything in a curve.
func drawable(values []float64) bool {
	return slices.ContainsFunc(values, func(v float64) bool { return !math.IsNaN(v) })
}

// limitRow reports whether a threshold is in a row of so many.
func (p *graphPane) limitRow(row, rows int) bool {
	for _, limit := range p.limits {
		if at := math.Round((p.hi - limit) / (p.hi - p.lo) * float64(max(rows-1, 1))); int(at) == row {
			return true
		}
	}
	return false
}

// plot draws the data with asciigraph in rows lines: labels, axis, curves.
func (p *graphPane) plot(g *graphGroup, rows, label int) (lines []string) {
	defer func() {
		if recover() != nil { // asciigraph panics on data that it does not expect
			lines = []string{" (this cannot be drawn)"}
		}
	}()
	chars := make([]asciigraph.CharSet, len(p.data))
	for i := range chars {
		chars[i] = stands[len(p.data)-1-i]
	}
	by, _, _ := scaleFor(max(p.hi, -p.lo), g.unit)
	text := asciigraph.PlotMany(p.data,
		asciigraph.Height(max(rows-1, 1)), asciigraph.Offset(2),
		asciigraph.LowerBound(p.lo), asciigraph.UpperBound(p.hi),
		asciigraph.YAxisValueFormatter(func(v float64) string {
			return right(scaleLabel(v/by, p.lo/by, p.hi/by, rows), label)
		}),
		asciigraph.SeriesChars(chars...))
	lines = strings.Split(text, "\n")
	return lines[max(len(lines)-rows, 0):]
}

// bounds returns the ends of the axis: 0 to 100 for percents, else round
// numbers, so that the axis does not move with every value. Thresholds are
// between them.
func bounds(data [][]float64, limits []float64, g *graphGroup) (lo, hi float64) {
	for _, series := range data {
		for i, v := range series {
			switch {
			case math.IsInf(v, 0):
				series[i] = math.NaN()
			case !math.IsNaN(v):
				v = within(v, -mostDrawn, mostDrawn)
				series[i] = v
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	for _, v := range limits {
		v = within(v, -mostDrawn, mostDrawn)
		lo, hi = min(lo, v), max(hi, v)
	}
	if lo < 0 {
		lo = -roundScale(-lo, g.unit)
	}
	switch {
	case g.percent && hi <= 100:
		hi = 100
	case hi > 0 || lo == 0:
		hi = roundScale(hi, g.unit)
	}
	return lo, hi
}

// mostDrawn is the greatest value that is drawn: the axis must not overflow.
const mostDrawn = math.MaxFloat64 / 16

// scaleLabel labels the row of v on an axis of a number of rows from lo to hi: only
// the rows nearest to the quarters, or to the ends and the middle, have one.
func scaleLabel(v, lo, hi float64, rows int) string {
	parts := 2.0
	if rows >= quartersFrom {
		parts = 4
	}
	part, row := (hi-lo)/parts, (hi-lo)/float64(max(rows-1, 1))
	at := lo + math.Round((v-lo)/part)*part
	if d := (v - at) / row; d < -0.5+1e-6 || d > 0.5+1e-6 { // of two as near, one
		return ""
	}
	return plainNumber(at)
}

// right aligns s in a field of columns.
func right(s string, columns int) string {
	const blanks = "                "
	n := max(columns-line.Width([]byte(s)), 0)
	if n <= len(blanks) {
		return blanks[:n] + s
	}
	return strings.Repeat(" ", n) + s
}
