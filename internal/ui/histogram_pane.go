package ui

import (
	"math"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// histogramPane shows how many records of each level the filters let through, but
// for the one by times, over the time of the whole log. What it drew is kept and used again for as long as nothing in
// it has changed.
type histogramPane struct {
	open   bool
	left   int // columns before the first bar, border included
	window window
	extent histogramExtent
	bars   []store.Bar
	drawn  histogramKey
	done   bool // all of what was drawn is counted
	block  block

	queries []*query.Query // of the filters
	volume  *store.Volume  // of what they match together; nil: of all records
}

// histogramKey is all that a drawn histogram depends on.
type histogramKey struct {
	lines         uint64
	read          int64
	first, last   time.Time
	signs         signs
	volume        *store.Volume
	width, height int
	zone          *time.Location
	styles        *styles
	focus         bool
}

// histogramView is what the histogram is drawn from.
type histogramView struct {
	store   *store.Store
	live    *store.Snapshot
	shown   []store.Line // in the log
	instant time.Time    // that is looked at
	picked  timeRange
	graphs  window        // of the graphs
	volume  *store.Volume // of what is counted; nil: of all records
	zone    *time.Location
	styles  *styles
	focus   bool
}

// histogramView returns what the histogram is drawn from.
func (m *model) histogramView() *histogramView {
	return &histogramView{
		m.store, &m.live, m.log.lines(), m.instant(), m.picked(), m.axis.window, m.histogram.volume,
		m.zone, m.styles, m.focus == histogramFocus,
	}
}

// draw returns the histogram in width × height cells, borders included.
func (p *histogramPane) draw(v *histogramView, width, height int) *block {
	b, st := &p.block, v.styles
	first, last, ok := v.store.Extent()
	p.left = 1
	if width >= histogramLabels {
		p.left += graphLabel + 2 // as in graphs
	}
	columns := max(width-p.left-1, 1)
	moved := first != p.drawn.first || last != p.drawn.last || p.window.columns != columns
	if moved || !p.done || v.live.Total.Lines != p.drawn.lines {
		p.window = p.extent.find(v.store, first, last, columns)
	}
	key := histogramKey{
		v.live.Total.Lines, v.live.Past.Read, first, last, p.signs(v), v.volume, width, height, v.zone, st, v.focus,
	}
	if p.drawn == key && p.done {
		return b
	}
	p.drawn, p.done = key, true
	b.reset(width)
	if !ok {
		st.top(b, v.focus, []span{{st.heading, "records"}}, nil)
		for i := range height - 2 {
			st.side(b, v.focus)
			if i == 0 {
				b.put(st.muted, " no line tells a time")
			}
			st.endSide(b, v.focus)
		}
		st.bottom(b, v.focus, nil)
		return b
	}
	p.count(v)
	heading := p.heading(v)
	st.top(b, v.focus, heading, p.legend(st, titleRoom(width, heading)))
	rows := height - 4
	if height < histogramMinHeight+1 {
		rows = height - 3
	}
	p.plot(b, v, rows)
	p.axis(b, v, height-2-rows)
	st.bottom(b, v.focus, nil)
	from, to, _ := v.store.Extent()
	p.done = p.done && from.Equal(first) && to.Equal(last) // it may have been found out meanwhile
	return b
}

// count takes the bars from the store. Where a few records squash all others it
// goes on with the span of these.
func (p *histogramPane) count(v *histogramView) {
	k := &p.drawn
	for range histogramTries {
		p.bars, p.done = v.store.Volume(p.bars[:0], p.window.start(), p.window.to, p.window.columns)
		if p.done = p.done && p.extent.sure; !p.done || !p.extent.narrow(p.bars, &p.window) {
			break
		}
		p.window = p.extent.find(v.store, k.first, k.last, p.window.columns)
		k.signs = p.signs(v)
	}
	if v.volume != nil {
		var done bool
		p.bars, done = v.volume.Count(p.bars[:0], p.window.start(), p.window.to, p.window.columns)
		p.done = p.done && done
	}
}

// take has the histogram count what queries match together; those it does
// already are not counted again.
func (p *histogramPane) take(s *store.Store, queries []*query.Query) {
	if slices.Equal(queries, p.queries) {
		return
	}
	p.close()
	if p.queries = queries; len(queries) > 0 {
		p.volume = s.VolumeOf(query.All(queries...), nil)
	}
}

// close ends the counting of what the filters let through.
func (p *histogramPane) close() {
	if p.volume != nil {
		p.volume.Close()
	}
	p.volume, p.queries = nil, nil
}

// signs returns what is marked on the axis.
func (p *histogramPane) signs(v *histogramView) signs {
	w, g := &p.window, &v.graphs
	k := w.signs(v.instant, v.picked)
	if g.step > 0 && g.span() < w.span() {
		k.left, k.edge = w.between(timeRange{from: g.start(), to: g.to})
	}
	k.top, k.last = p.shows(v.shown)
	return k
}

// timeSpan returns a window of columns from one time to another, or to as far
// behind it as a duration can tell. Its step is a round one, and so is its begin,
// as long as there is such a step.
func timeSpan(first, last time.Time, columns int) window {
	span := min(last.Sub(first), maxSpan)
	step := max(span/time.Duration(columns)+1, time.Millisecond)
	for _, round := range histogramSteps() {
		begin := first.Truncate(round)
		if round > math.MaxInt64/time.Duration(columns+2) {
			break
		}
		if begin.Add(time.Duration(columns) * round).After(first.Add(span)) {
			first, step = begin, round
			break
		}
	}
	return window{from: first.Add(-step), to: first.Add(time.Duration(columns) * step), step: step, columns: columns}
}

// histogramSteps are the times that a column of the histogram may stand for:
// they divide an hour, a day or a second, and are so close to each other that the
// histogram fills most of its width.
func histogramSteps() []time.Duration {
	all := make([]time.Duration, 0, 80)
	add := func(unit time.Duration, of ...int) {
		for _, n := range of {
			all = append(all, unit*time.Duration(n))
		}
	}
	for _, unit := range [...]time.Duration{time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond} {
		add(unit, 1, 2, 3, 4, 5, 6, 8)
	}
	for _, half := range [...]time.Duration{time.Second / 2, time.Minute / 2} {
		add(half, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 48, 60, 72, 80, 90)
	}
	add(time.Hour, 1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96)
	return append(all, steps[slices.Index(steps[:], 7*aDay):]...)
}

// shows returns the columns of the lines that the log shows, or -1.
func (p *histogramPane) shows(lines []store.Line) (from, to int) {
	from, to = -1, -1
	for i := range lines {
		if t := lines[i].Time; !t.IsZero() && p.window.has(t) {
			at := p.window.column(t)
			if from < 0 || at < from {
				from = at
			}
			to = max(to, at)
		}
	}
	return from, to
}

// heading tells what is counted, and what a column stands for.
func (p *histogramPane) heading(v *histogramView) []span {
	st := v.styles
	each := p.window.step.Round(time.Millisecond)
	switch {
	case each > 10*time.Second:
		each = each.Round(time.Second)
	case each > time.Second:
		each = each.Round(100 * time.Millisecond)
	}
	name := "records"
	if v.volume != nil {
		name = "matching records" // not those that the filters hold back
	}
	spans := []span{{st.heading, name}, {st.muted, "each " + stepText(each)}}
	if n := p.extent.outside; n > 0 {
		spans = append(spans, span{st.warn, group(n) + " outside"})
	}
	if !p.done {
		spans = append(spans, span{st.muted, "counting" + st.glyphs.ellipsis})
	}
	return spans
}

// legend counts the classes, in room columns.
func (p *histogramPane) legend(st *styles, room int) []span {
	var spans []span
	for i, c := range classes {
		n := uint64(0)
		for k := range p.bars {
			n += uint64(c.count(&p.bars[k]))
		}
		if n > 0 {
			spans = append(spans, span{st.class(i), c.name + " " + group(n)})
		}
	}
	for len(spans) > 0 && width(spans) > room {
		spans = spans[:len(spans)-1]
	}
	return spans
}

// plot adds rows of bars, and what is highest among them at their side.
func (p *histogramPane) plot(b *block, v *histogramView, rows int) {
	st := v.styles
	most := uint64(1)
	for i := range p.bars {
		most = max(most, total(&p.bars[i]))
	}
	for row := rows - 1; row >= 0; row-- {
		st.side(b, v.focus)
		if p.left > 1 {
			label := ""
			switch row {
			case rows - 1:
				label = short(float64(most), "")
			case 0:
				label = "0"
			}
			b.put(st.axis, " "+right(label, graphLabel)+string(st.axisRune('┤')))
		}
		style := ""
		for i := range p.bars {
			look, eighths := p.cell(st, i, row, rows, most)
			glyph := st.glyphs.bars[eighths]
			if eighths == 0 && i == p.drawn.signs.cursor {
				look, glyph = st.focus, st.glyphs.instant
			}
			if glyph == " " {
				look = style
			}
			style = b.cell(style, look, glyph)
		}
		b.turn(style, "")
		st.endSide(b, v.focus)
	}
}

// axis adds rows of the axis: what the log and the graphs show, what was chosen
// and where the cursor is, and below it the time of the clock.
func (p *histogramPane) axis(b *block, v *histogramView, rows int) {
	axis := graphView{signs: p.drawn.signs, zone: v.zone, styles: v.styles, focus: v.focus}
	if rows > 0 {
		p.window.line(b, &axis, nil, p.left)
	}
	if rows > 1 {
		p.window.labels(b, &axis, p.window.ticks(v.zone), p.left, false)
	}
}
