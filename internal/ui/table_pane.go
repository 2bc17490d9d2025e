package ui

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// tablePane shows one of the tables: the window of a sorted set, iostat's
// devices. What it drew is kept and used again for as long as nothing in it
// has changed.
type tablePane struct {
	hidden bool
	chosen int // which of the tables
	row    int // the one that is chosen
	id     string
	top    int // the first row shown
	left   int // columns scrolled sideways
	most   int // rows that a table has had: the pane does not shrink again

	// What the last frame drew.
	seen   bool // the pane was on the screen
	height int  // rows of the table
	cutoff bool // a row went on behind the right edge
	drawn  tableKey
	block  block

	columns  []tableColumn // of the table that was measured
	measured tableKey
	changes  map[string]scoreChange // of its rows; nil if it tells them itself

	text  []byte // scratch
	paint paint
	means []float64

	scores map[string]map[string]scoreChange // by table and row, as they were drawn last
}

// tableKey is all that a drawn table depends on.
type tableKey struct {
	version          uint64
	chosen, of       int
	row, top, left   int
	width, height    int
	series           uint64 // the version of them, where there are spark lines
	state            source.State
	last             time.Time
	styles           *styles
	focus, ambiguous bool
}

// tableView is what tables are drawn from.
type tableView struct {
	tables  []store.Table
	version uint64
	styles  *styles
	focus   bool
	store   *store.Store
	zone    *time.Location
	series  uint64       // their version
	newest  time.Time    // their last point
	state   source.State // of the source of the table that is shown
	last    time.Time    // when it sent something last
}

// shown reports whether there is anything to show.
func (p *tablePane) shown(tables []store.Table) bool { return len(tables) > 0 && !p.hidden }

// want returns the rows that the pane would fill, borders included, or 0.
func (p *tablePane) want(tables []store.Table) int {
	if !p.shown(tables) {
		return 0
	}
	for i := range tables {
		p.most = max(p.most, len(tables[i].Rows))
	}
	return max(p.most+tableFrame, tableMinHeight)
}

// turn chooses another table.
func (p *tablePane) turn(by, tables int) {
	if tables > 0 {
		p.chosen = (p.chosen + by + tables) % tables
		p.top, p.left, p.row, p.id = 0, 0, 0, ""
	}
}

// scroll moves the view by rows, down if positive. draw bounds it.
func (p *tablePane) scroll(rows int) { p.top = max(min(p.top, math.MaxInt-p.height)+rows, 0) }

// sideways moves the view by columns.
func (p *tablePane) sideways(columns int) {
	if columns < 0 || p.cutoff {
		p.left = max(p.left+columns, 0)
	}
}

// draw returns the table in width × height cells, borders included.
func (p *tablePane) draw(v tableView, width, height int) *block {
	t := p.table(v.tables)
	p.height = max(height-tableFrame, 0)
	p.top = min(p.top, max(len(t.Rows)-p.height, 0))
	key := tableKey{
		version: v.version, chosen: p.chosen, of: len(v.tables), row: p.cursor(t), top: p.top, left: p.left,
		width: width, height: height, styles: v.styles, focus: v.focus, ambiguous: ambiguous(v.tables, t),
		state: v.state,
	}
	if v.stale() {
		key.last = v.last
	}
	if trendOf(t, "") != "" {
		key.series = v.series
	}
	if p.drawn == key {
		return &p.block
	}
	p.drawn = key
	b, st := &p.block, v.styles
	b.reset(width)
	st.top(b, v.focus, key.heading(&v, t), p.place(st, t, len(v.tables)))
	p.cutoff = false
	switch {
	case t.Gone:
		p.text = append(p.text[:0], " gone: this table exists no longer"...)
		p.drawRow(b, v, st.warn, false)
	case len(t.Rows) == 0:
		p.text = append(p.text[:0], " no rows"...)
		p.drawRow(b, v, st.muted, false)
	default:
		p.drawRows(b, &v, t, width-3)
	}
	p.text = p.text[:0]
	for b.rows() < height-1 {
		p.drawRow(b, v, "", false)
	}
	st.bottom(b, v.focus, nil)
	return b
}

// ambiguous reports whether another table has the name of t.
func ambiguous(tables []store.Table, t *store.Table) bool {
	return slices.ContainsFunc(tables, func(o store.Table) bool { return o.Name == t.Name && o.Source != t.Source })
}

// heading names the table and says how many rows it has, and since when they
// are no longer true if its source is down.
func (k *tableKey) heading(v *tableView, t *store.Table) []span {
	st := v.styles
	spans := []span{{st.heading, line.CleanString(t.Name)}}
	if k.ambiguous {
		spans = append(spans, span{st.muted, line.CleanString(t.Source)})
	}
	switch {
	case t.Gone:
		return append(spans, span{st.warn, "gone"})
	case len(t.Rows) == 1:
		spans = append(spans, span{st.muted, "1 row"})
	default:
		spans = append(spans, span{st.muted, group(uint64(len(t.Rows))) + " rows"})
	}
	if v.stale() {
		spans = append(spans, span{st.warn, v.state.String()})
		if !v.last.IsZero() {
			spans = append(spans, span{st.muted, "as of " + v.last.In(v.zone).Format(time.TimeOnly)})
		}
	}
	return spans
}

// place tells which of the tables this is, and which of its rows are shown.
func (p *tablePane) place(st *styles, t *store.Table, tables int) []span {
	var spans []span
	if tables > 1 {
		spans = append(spans, span{st.muted, "[" + strconv.Itoa(p.chosen+1) + " of " + strconv.Itoa(tables) + "]"})
	}
	if n := len(t.Rows); n > p.height && p.height > 0 {
		last := min(p.top+p.height, n)
		spans = append(spans, span{st.muted, group(uint64(p.top+1)) + "-" + group(uint64(last))})
	}
	return spans
}

// drawRows adds the header and the rows that have room, in as many columns.
func (p *tablePane) drawRows(b *block, v *tableView, t *store.Table, room int) {
	p.measure(v, t, room)
	last := len(p.columns) - 1
	p.text = p.text[:0]
	for i := range p.columns {
		p.text = p.columns[i].add(p.text, p.columns[i].title, i == last)
	}
	p.paint.begin()
	p.drawRow(b, *v, v.styles.key, false)
	chosen := p.cursor(t)
	for i := p.top; i < len(t.Rows) && i < p.top+p.height; i++ {
		p.text = p.text[:0]
		p.paint.begin()
		marks := p.paint.layer()
		for k := range p.columns {
			c := &p.columns[k]
			cell, style := p.cell(v, t, c, i)
			from := len(p.text)
			p.text = c.add(p.text, cell, k == last)
			if style != "" && !v.stale() {
				marks.add(from, len(p.text), style)
			}
		}
		style := ""
		if v.stale() {
			style = v.styles.muted
		}
		p.drawRow(b, *v, style, i == chosen && v.focus)
	}
	p.paint.begin()
}

// measure lays out the columns, unless the table is the one that was measured
// last.
func (p *tablePane) measure(v *tableView, t *store.Table, room int) {
	key := tableKey{version: v.version, chosen: p.chosen, width: room, styles: v.styles}
	if key == p.measured && p.columns != nil {
		return
	}
	p.measured, p.changes = key, nil
	if tellsScores(t) && columnOf(t, "change") < 0 {
		p.changes = p.learn(t)
	}
	p.columns = measure(p.columns[:0], t, p.changes, &v.styles.glyphs)
	p.addTrend(v, t, room)
}

// cell returns what stands in a column in row i, and its style if that is not
// the row's.
func (p *tablePane) cell(v *tableView, t *store.Table, c *tableColumn, i int) (text, style string) {
	switch c.index {
	case trendColumn:
		return p.spark(v, trendOf(t, t.Rows[i].ID)), v.styles.series[0].text
	case changeColumn:
		text = p.changes[t.Rows[i].ID].write(&v.styles.glyphs)
	default:
		text = c.cell(t, i, maxCell)
		if !c.change {
			return text, ""
		}
	}
	switch rises(text, &v.styles.glyphs) {
	case 1:
		return text, v.styles.live
	case -1:
		return text, v.styles.warn
	}
	return text, ""
}

// drawRow adds p.text, which is clean, between borders: a sign at the left if it
// is chosen, one at the right if it goes on there.
func (p *tablePane) drawRow(b *block, v tableView, style string, chosen bool) {
	st := v.styles
	if chosen {
		b.put(st.key, st.glyphs.current)
		if style == "" {
			style = st.subject
		}
	} else {
		st.side(b, v.focus)
	}
	room := max(b.room()-1, 0)
	goesOn := line.Width(p.text) > p.left+room
	if goesOn {
		p.cutoff = true
		room = max(room-1, 0)
	}
	p.paint.writeCut(b, style, p.text, p.left, room)
	if goesOn {
		b.pad(b.width - 2) // half a wide rune may be missing before it
		b.put(st.muted, st.glyphs.more)
	}
	st.endSide(b, v.focus)
}
