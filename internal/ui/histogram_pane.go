package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// histogramPane shows how many records of each level there are over the time of
// the whole log. What it drew is kept and used again for as long as nothing in
// it has changed.
type histogramPane struct {
	open   bool
	seen   bool      // the last frame had it
	cursor time.Time // where left and right have led; zero: nowhere yet
	window window
	bars   []store.Bar
	drawn  histogramKey
	done   bool // all of what was drawn is counted
	block  block
}

// histogramKey is all that a drawn histogram depends on.
type histogramKey struct {
	lines         uint64
	read          int64
	first, last   time.Time
	from, to      int // columns that the log shows
	cursor        int
	width, height int
	styles        *styles
	focus         bool
}

// histogramView is what the histogram is drawn from.
type histogramView struct {
	store  *store.Store
	live   *store.Snapshot
	shown  []store.Line // in the log
	zone   *time.Location
	styles *styles
	focus  bool
}

// class is levels that are drawn alike, the gravest at the bottom.
type class struct {
	name     string
	from, to line.Level
}

var classes = [...]class{
	{"error", line.Error, line.Fatal},
	{"warn", line.Warn, line.Warn},
	{"info", line.Info, line.Notice},
	{"debug", line.Trace, line.Debug},
	{"other", line.None, line.None},
}

// class returns the style of a class.
func (s *styles) class(i int) string {
	return [...]string{s.levels.failed, s.levels.warn, s.series[0].text, s.levels.low, s.muted}[i]
}

// draw returns the histogram in width × height cells, borders included.
func (p *histogramPane) draw(v histogramView, width, height int) *block {
	b, st := &p.block, v.styles
	first, last, ok := v.store.Extent()
	columns := max(width-2, 1)
	p.window = timeSpan(first, last, columns)
	key := histogramKey{
		v.live.Total.Lines, v.live.Past.Read, first, last, 0, 0, -1, width, height, st, v.focus,
	}
	key.from, key.to = p.shows(v.shown)
	if v.focus && !p.cursor.IsZero() {
		key.cursor = p.window.column(p.cursor)
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
	p.bars, p.done = v.store.Volume(p.bars[:0], p.window.start(), p.window.to, columns)
	heading := p.heading(st)
	st.top(b, v.focus, heading, p.legend(st, titleRoom(width, heading)))
	rows := height - 4
	if height < histogramMinHeight+1 {
		rows = height - 3
	}
	p.plot(b, v, rows)
	p.axis(b, v, height-2-rows)
	st.bottom(b, v.focus, nil)
	return b
}

// timeSpan returns a window of columns from one time to another, or to as far
// behind it as a duration can tell.
func timeSpan(first, last time.Time, columns int) window {
	span := min(last.Sub(first), maxSpan)
	step := max(span/time.Duration(columns)+1, time.Millisecond)
	return window{from: first.Add(-step), to: first.Add(time.Duration(columns) * step), step: step, columns: columns}
}

// start is the time at which the first column of a histogram begins.
func (w window) start() time.Time { return w.from.Add(w.step) }

// column returns the column of a time, within the window.
func (w window) column(t time.Time) int {
	return int(max(min(t.Sub(w.start())/w.step, time.Duration(w.columns-1)), 0))
}

// shows returns the columns of the lines that the log shows, or -1.
func (p *histogramPane) shows(lines []store.Line) (from, to int) {
	from, to = -1, -1
	for i := range lines {
		if t := lines[i].Time; !t.IsZero() {
			at := p.window.column(t)
			if from < 0 || at < from {
				from = at
			}
			to = max(to, at)
		}
	}
	return from, to
}

// heading tells what a column stands for.
func (p *histogramPane) heading(st *styles) []span {
	each := p.window.step.Round(time.Millisecond)
	if each > time.Second {
		each = each.Round(time.Second)
	}
	spans := []span{{st.heading, "records"}, {st.muted, "each " + each.String()}}
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

func (c class) count(b *store.Bar) uint32 {
	n := uint32(0)
	for l := c.from; l <= c.to; l++ {
		n += b[l]
	}
	return n
}

// plot adds rows of bars.
func (p *histogramPane) plot(b *block, v histogramView, rows int) {
	most := uint64(1)
	for i := range p.bars {
		most = max(most, total(&p.bars[i]))
	}
	for row := rows - 1; row >= 0; row-- {
		v.styles.side(b, v.focus)
		for i := range p.bars {
			style, eighths := p.cell(v.styles, i, row, rows, most)
			if eighths == 0 {
				b.fill("", " ", 1)
			} else {
				b.put(style, v.styles.glyphs.bars[eighths])
			}
		}
		v.styles.endSide(b, v.focus)
	}
}

// cell returns the style of a bar in a row, and how many eighths of it the bar
// fills. A level that is there has at least one row, the gravest first.
func (p *histogramPane) cell(st *styles, bar, row, rows int, most uint64) (style string, eighths int) {
	n := total(&p.bars[bar])
	if n == 0 || rows == 0 {
		return "", 0
	}
	full := uint64(rows) * 8
	height := int((n*full + most - 1) / most)
	eighths = min(max(height-row*8, 0), 8)
	sum := uint64(0)
	for i, c := range classes {
		of := uint64(c.count(&p.bars[bar]))
		if sum += of; of > 0 && sum*full > uint64(row)*8*most {
			return st.class(i), eighths
		}
	}
	return "", eighths
}

func total(b *store.Bar) uint64 {
	n := uint64(0)
	for _, of := range b {
		n += uint64(of)
	}
	return n
}

// axis adds rows of the axis: what the log shows and where the cursor is, and
// below it the time of the clock.
func (p *histogramPane) axis(b *block, v histogramView, rows int) {
	st, g, k := v.styles, &v.styles.glyphs, &p.drawn
	if rows == 0 {
		return
	}
	st.side(b, v.focus)
	for i := range p.window.columns {
		switch {
		case i == k.cursor:
			b.put(st.key, g.cursor)
		case k.from >= 0 && i >= k.from && i <= k.to:
			b.put(st.key, g.span)
		default:
			b.put(st.border, g.axis)
		}
	}
	st.endSide(b, v.focus)
	if rows > 1 {
		graph := graphView{zone: v.zone, styles: st, focus: v.focus}
		p.window.draw(b, graph, 1, 1)
	}
}

// press does what a key is bound to in the histogram and reports whether that
// is anything: at is then the time to go to.
func (p *histogramPane) press(msg tea.KeyPressMsg, k *keyMap) (at time.Time, ok bool) {
	w := &p.window
	if w.step == 0 {
		return at, false
	}
	column := p.drawn.from
	if !p.cursor.IsZero() {
		column = w.column(p.cursor)
	}
	switch {
	case key.Matches(msg, k.Left):
		column--
	case key.Matches(msg, k.Right):
		column++
	case key.Matches(msg, k.Top):
		column = 0
	case key.Matches(msg, k.Bottom):
		column = w.columns - 1
	default:
		return at, false
	}
	column = max(min(column, w.columns-1), 0)
	p.cursor = w.start().Add(time.Duration(column) * w.step)
	return p.cursor, true
}
