package ui

import (
	"math"
	"slices"
	"strconv"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// tablePane shows one of the tables: the window of a sorted set, iostat's
// devices. What it drew is kept and used again for as long as nothing in it
// has changed.
type tablePane struct {
	hidden bool
	chosen int // which of the tables
	top    int // the first row shown
	left   int // columns scrolled sideways
	most   int // rows that a table has had: the pane does not shrink again

	// What the last frame drew.
	seen   bool // the pane was on the screen
	height int  // rows of the table
	cutoff bool // a row went on behind the right edge
	drawn  tableKey
	block  block

	columns []tableColumn // scratch
	text    []byte
	cut     []byte
}

// tableKey is all that a drawn table depends on.
type tableKey struct {
	version          uint64
	chosen, of       int
	top, left        int
	width, height    int
	styles           *styles
	focus, ambiguous bool
}

// tableView is what tables are drawn from.
type tableView struct {
	tables  []store.Table
	version uint64
	styles  *styles
	focus   bool
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
		p.top, p.left = 0, 0
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
	t := &v.tables[p.chosen]
	p.height = max(height-tableFrame, 0)
	p.top = min(p.top, max(len(t.Rows)-p.height, 0))
	key := tableKey{
		v.version, p.chosen, len(v.tables), p.top, p.left, width, height, v.styles, v.focus, ambiguous(v.tables, t),
	}
	if p.drawn == key {
		return &p.block
	}
	p.drawn = key
	b, st := &p.block, v.styles
	b.reset(width)
	st.top(b, v.focus, key.heading(st, t), p.place(st, t, len(v.tables)))
	p.cutoff = false
	switch {
	case t.Gone:
		p.row(b, v, st.warn, []byte(" gone: this table exists no longer"))
	case len(t.Rows) == 0:
		p.row(b, v, st.muted, []byte(" no rows"))
	default:
		p.rows(b, v, t)
	}
	for b.rows() < height-1 {
		p.row(b, v, "", nil)
	}
	st.bottom(b, v.focus, nil)
	return b
}

// ambiguous reports whether another table has the name of t.
func ambiguous(tables []store.Table, t *store.Table) bool {
	return slices.ContainsFunc(tables, func(o store.Table) bool { return o.Name == t.Name && o.Source != t.Source })
}

// heading names the table and says how many rows it has.
func (k *tableKey) heading(st *styles, t *store.Table) []span {
	spans := []span{{st.heading, line.CleanString(t.Name)}}
	if k.ambiguous {
		spans = append(spans, span{st.muted, line.CleanString(t.Source)})
	}
	switch {
	case t.Gone:
		return append(spans, span{st.warn, "gone"})
	case len(t.Rows) == 1:
		return append(spans, span{st.muted, "1 row"})
	}
	return append(spans, span{st.muted, group(uint64(len(t.Rows))) + " rows"})
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

// rows adds the header and the rows that have room.
func (p *tablePane) rows(b *block, v tableView, t *store.Table) {
	p.columns = measure(p.columns[:0], t)
	p.text = p.text[:0]
	for i := range p.columns {
		p.text = p.columns[i].add(p.text, p.columns[i].title, i == len(p.columns)-1)
	}
	p.row(b, v, v.styles.key, p.text)
	for i := p.top; i < len(t.Rows) && i < p.top+p.height; i++ {
		p.text = p.text[:0]
		for k := range p.columns {
			p.text = p.columns[k].add(p.text, p.columns[k].cell(t, i, maxCell), k == len(p.columns)-1)
		}
		p.row(b, v, "", p.text)
	}
}

// row adds a row of clean text between borders. Behind it stands a sign if it
// goes on to the right.
func (p *tablePane) row(b *block, v tableView, style string, text []byte) {
	st := v.styles
	st.side(b, v.focus)
	room := max(b.room()-1, 0)
	goesOn := line.Width(text) > p.left+room
	if goesOn {
		p.cutoff = true
		room = max(room-1, 0)
	}
	p.cut = line.Cut(p.cut[:0], text, p.left, room)
	b.write(style, p.cut)
	if goesOn {
		b.pad(b.width - 2) // half a wide rune may be missing before it
		b.put(st.muted, st.glyphs.more)
	}
	st.endSide(b, v.focus)
}
