package ui

import (
	"slices"
	"strconv"
)

// frame is one picture of the whole screen.
type frame struct {
	block
	height int
	redraw bool // what is on the terminal is unknown: draw all of it
	sync   bool // the terminal takes frames in one piece
	settle bool // a number in it goes on changing by itself
}

// draw takes what the store has now and draws the frame.
func (m *model) draw(f *frame) {
	m.pull()
	m.frame(&f.block, m.width, m.height)
	f.height = m.height
	f.redraw, m.redraw = m.redraw, false
	f.sync = m.sync
	f.settle = m.live.Total.Rate > 0
}

// pull takes from the store what the frame is drawn from. While the screen is
// paused lines and graphs stay, the counters go on.
func (m *model) pull() {
	m.live = m.store.Snapshot()
	m.sources = m.store.Sources()
	if m.paused {
		m.shown.First = min(m.live.First, m.shown.Next)
		return
	}
	m.shown = m.live
	m.tables.tables, m.tables.version = m.store.Tables()
	if all, version := m.store.Series(); version != m.version {
		m.groups, m.version = graphGroups(all, m.tables.tables), version
		m.focus = min(m.focus, len(m.groups))
		for len(m.graphs) < len(m.groups) {
			m.graphs = append(m.graphs, graphPane{})
		}
	}
}

// frame draws the screen in width × height cells: that many rows of exactly
// that many columns.
func (m *model) frame(b *block, width, height int) {
	b.reset(width)
	if width < tinyWidth || height < tinyHeight {
		if height > 0 {
			b.put(m.styles.muted, "too small")
			b.end()
		}
		b.blank(height)
		return
	}
	l := arrange(width, height, panes{
		graphs: len(m.groups), repeat: m.repeats(), table: m.table.want(m.tables.tables), lines: m.live.Total.Lines > 0,
		focus: m.focus, zoom: m.zoom,
	})
	m.table.seen = l.table.height > 0
	if l.title {
		m.drawTitle(b)
	}
	if m.help && l.title {
		m.drawHelp(b, height-2)
	} else {
		m.drawBands(b, &l)
		m.drawLog(b, l)
	}
	if l.status {
		m.drawStatus(b)
	}
}

// repeats reports whether the graphs show nothing but what is in tables.
func (m *model) repeats() bool {
	return !slices.ContainsFunc(m.groups, func(g graphGroup) bool { return !g.repeats })
}

// drawBands adds the rows of the graphs, which stand side by side, and of the
// table beside or below them.
func (m *model) drawBands(b *block, l *layout) {
	m.band = m.band[:0]
	for i, r := range l.graphs {
		if r.width == 0 {
			continue
		}
		v := graphView{m.store, m.version, m.zone, m.styles, m.focus == i+1}
		m.band = append(m.band, m.graphs[i].draw(v, &m.groups[i], r.width, r.height))
	}
	if l.table.height > 0 {
		if l.table.x == 0 {
			b.beside(m.band)
			m.band = m.band[:0]
		}
		m.tables.styles, m.tables.focus = m.styles, m.focus == tableFocus
		m.band = append(m.band, m.table.draw(m.tables, l.table.width, l.table.height))
	}
	b.beside(m.band)
}

// drawLog adds the rows of the log.
func (m *model) drawLog(b *block, l layout) {
	if l.log.height == 0 {
		return
	}
	if !l.framed {
		m.log.draw(b, &m.shown, l.log.height)
		return
	}
	several := len(m.groups) > 0 || m.table.shown(m.tables.tables)
	st, focus := m.styles, several && m.focus == logFocus
	in := &m.inner
	in.reset(l.log.width - 2)
	m.log.draw(in, &m.shown, l.log.height-2)
	st.top(b, focus, m.logHeading(), m.logPlace())
	for i := range in.rows() {
		st.side(b, focus)
		b.append(in, i)
		st.endSide(b, focus)
	}
	st.bottom(b, focus, m.logBelow())
}

func (m *model) logHeading() []span {
	spans := []span{{m.styles.heading, "log"}}
	if m.log.wrap {
		spans = append(spans, span{m.styles.muted, "wrap"})
	}
	if m.log.left > 0 {
		spans = append(spans, span{m.styles.muted, "column " + strconv.Itoa(m.log.left+1)})
	}
	return spans
}

// logPlace tells where in the log the view is.
func (m *model) logPlace() []span {
	p := &m.log
	if len(p.shown) == 0 || p.follow {
		return nil
	}
	last := p.shown[len(p.shown)-1].Seq + 1
	return []span{{m.styles.muted, group(last) + " of " + group(m.shown.Next)}}
}

// logBelow tells that there is more to see below.
func (m *model) logBelow() []span {
	n := m.log.below(&m.live)
	if m.paused && m.log.follow {
		n = m.live.Next - m.shown.Next
	}
	if n == 0 {
		return nil
	}
	return []span{{m.styles.paused, group(n) + " new below " + m.styles.glyphs.below}}
}
