package ui

import (
	"slices"
	"strconv"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// draw takes what the store has now and draws the frame.
func (m *model) draw(f *terminal.Frame) {
	next := m.live.Next
	m.pull()
	m.seek()
	b := &m.whole
	m.frame(b, m.width, m.height)
	m.present()
	f.Width, f.Height = b.width, m.height
	f.Text, f.Ends, f.Drift = b.buf, b.ends, b.drift
	f.Redraw, m.redraw = m.redraw, false
	f.Sync, f.Mouse = m.sync, !m.mouse.off
	f.Settle, f.Flood = m.live.Total.Rate > 0, m.live.Next-next > floodFrom
	if f := &m.log.fold; f.short && !f.loose {
		m.dirty() // there is more to look at
	}
}

// pull takes from the store what the frame is drawn from. While the screen is
// paused lines and graphs stay, the counters go on.
func (m *model) pull() {
	m.live = m.store.Snapshot()
	m.pullSources()
	if m.paused {
		m.shown.First = max(m.shown.First, min(m.live.First, m.shown.Next))
		return
	}
	m.shown = m.live
	for i := range m.sources {
		// Text must not jump when they come to be seen, nor under a reader.
		if m.sources[i].Lines > 0 && m.log.follow {
			m.log.names.add(m.sources[i].Name)
		}
	}
	m.tables.tables, m.tables.version = m.store.Tables()
	m.pullGraphs()
}

// frame draws the screen in width × height cells: that many rows of exactly
// that many columns.
func (m *model) frame(b *block, width, height int) {
	b.reset(width)
	m.laid = layout{}
	if width < tinyWidth || height < tinyHeight {
		if height > 0 {
			b.put(m.styles.muted, "too small")
			b.end()
		}
		b.blank(height)
		return
	}
	l := m.arrange(width, height)
	m.laid = l
	if n := l.graphsSeen(); n > 0 && !m.zoom {
		m.graphTop = len(l.graphs) - n
	}
	m.fillLog(&l) // before the title, which tells whether it follows
	if l.title && !m.shared.open {
		m.drawTitle(b)
	}
	rows := height - b.rows()
	if l.status {
		rows--
	}
	switch {
	case m.help:
		m.drawHelp(b, rows)
	case m.shared.open:
		m.drawShare(b, rows)
	default:
		m.drawBands(b, &l)
		m.drawBottom(b, &l)
	}
	switch {
	case m.prompt.open && !m.help:
		above := m.prompt.above(width)
		m.drawOptions(b, height-1-len(above))
		for i := 0; i < len(above) && b.rows() < height-1; i++ {
			b.put(m.styles.fail, " "+above[i])
			b.end()
		}
		m.prompt.draw(b, m.styles, append(m.prompt.optionPlace(m.styles), m.finding()...), len(above) > 0)
	case l.status:
		m.drawStatus(b)
	}
}

// arrange lays out the frame.
func (m *model) arrange(width, height int) layout {
	p := panes{
		graphs: len(m.groups), first: m.graphTop, repeat: m.repeats(), table: m.table.want(m.tables.tables), lines: m.live.Total.Lines > 0,
		noLog: m.hidden.log, histogram: m.histogram.open, detail: m.detail.open,
		need: m.wanted(), wishes: m.wishes, focus: m.focus, zoom: m.zoom,
	}
	if m.hidden.graphs {
		p.graphs = 0
	}
	l := arrange(width, height, p)
	if !m.prompt.open || m.help {
		return l
	}
	rows := m.promptRows(width)
	switch {
	case !l.status:
		l.log.height-- // the prompt needs a row
	case l.detail.height == 0 && l.log.height > 0: // nothing is below the log
		l.log.height -= max(min(rows, l.log.height-logMinHeight), 0)
	case height-rows >= bareHeight:
		return arrange(width, height-rows, p)
	}
	return l
}

// promptRows returns how many rows above the prompt belong to it.
func (m *model) promptRows(width int) int {
	options, _ := m.prompt.optionRows()
	return len(options) + len(m.prompt.above(width))
}

// repeats reports whether the graphs show nothing but what is in tables.
func (m *model) repeats() bool {
	return !slices.ContainsFunc(m.groups, func(g graphGroup) bool { return !g.repeats })
}

// drawBands adds the rows of the graphs, which stand side by side, and of the
// table beside or below them.
func (m *model) drawBands(b *block, l *layout) {
	m.band = m.band[:0]
	m.lookTime(l)
	for i, r := range l.graphs {
		if r.width == 0 {
			continue
		}
		if r.x == 0 { // it begins a row of them
			b.beside(m.band)
			m.band = m.band[:0]
		}
		v := m.graphView(i)
		m.band = append(m.band, m.graphs[i].draw(&v, &m.groups[i], r.width, r.height))
	}
	if l.table.height > 0 {
		if l.table.x == 0 {
			b.beside(m.band)
			m.band = m.band[:0]
		}
		m.viewTables()
		m.band = append(m.band, m.table.draw(m.tables, l.table.width, l.table.height))
	}
	b.beside(m.band)
	if r := l.histogram; r.height > 0 {
		m.band = append(m.band[:0], m.histogram.draw(m.histogramView(), r.width, r.height))
		b.beside(m.band)
	}
}

// fillLog draws the lines of the log, without what is around them.
func (m *model) fillLog(l *layout) {
	columns, rows := l.log.width, l.log.height
	switch {
	case rows == 0:
		return
	case l.framed:
		columns, rows = columns-2, rows-2
	case l.title:
		rows--
	}
	m.log.gutter = 0
	if !l.framed && m.log.signs() {
		m.log.gutter = 1
	}
	m.inner.reset(columns)
	panel := m.panelRows(rows)
	m.log.empty = m.nothingPasses()
	m.log.draw(&m.inner, m.view(), rows-panel)
	m.drawPanel(&m.inner, panel)
}

// drawBottom adds the rows of the log and of the detail beside it or below it.
func (m *model) drawBottom(b *block, l *layout) {
	if l.detail.height == 0 {
		m.drawLog(b, l)
		return
	}
	detail := m.detail.draw(m.detailView(), l.detail.width, l.detail.height)
	m.band = append(m.band[:0], detail)
	if l.detail.x > 0 && l.log.height > 0 {
		m.framed.reset(l.log.width)
		m.drawLog(&m.framed, l)
		m.band = append(m.band[:0], &m.framed, detail)
	} else {
		m.drawLog(b, l)
	}
	b.beside(m.band)
}

// drawLog adds the rows of the log.
func (m *model) drawLog(b *block, l *layout) {
	if l.log.height == 0 {
		return
	}
	several := len(m.groups) > 0 || m.table.shown(m.tables.tables) || m.histogram.open
	st, focus := m.styles, several && m.focus == logFocus
	place := m.logPlace()
	if !l.framed {
		place = append(place, m.logBelow()...)
	}
	heading := m.logHeading()
	if len(place) > 0 { // what is counted stays, of the names as much as has room
		room := titleRoom(l.log.width, place[:1])
		for n := m.filtersNamed(); n > 1 && width(heading) > room; n-- { // the newest filter stays
			heading = slices.Delete(heading, 2, 3)
			heading[1].text = st.glyphs.rule + " " + st.glyphs.ellipsis
		}
		heading = st.shortSpans(heading, room)
	}
	switch {
	case l.framed:
		st.top(b, focus, heading, place)
	case l.title:
		st.bar(b, heading, place)
	}
	for i := range m.inner.rows() {
		if style, sign := m.log.sign(i); l.framed && sign != "" {
			b.put(style, sign)
		} else if l.framed {
			st.side(b, focus)
		}
		b.append(&m.inner, i)
		if l.framed {
			st.endSide(b, focus)
		} else {
			b.end()
		}
	}
	if l.framed {
		st.bottom(b, focus, m.logBelow())
	}
}

// filtersNamed is how many filters logHeading names, behind the log and a rule.
func (m *model) filtersNamed() int {
	if m.filters.off {
		return 0
	}
	return len(m.filterHeading())
}

func (m *model) logHeading() []span {
	spans := []span{{m.styles.heading, "log"}}
	if filters := m.filterHeading(); len(filters) > 0 {
		spans = append(append(spans, span{m.styles.border, m.styles.glyphs.rule}), filters...)
	}
	if m.log.wrap {
		spans = append(spans, span{m.styles.muted, "wrap"})
	}
	if m.log.left > 0 {
		spans = append(spans, span{m.styles.muted, "column " + strconv.Itoa(m.log.left+1)})
	}
	return spans
}

// logPlace tells where in the log the view is, and how much of the log filters
// let through.
func (m *model) logPlace() []span {
	p, v, st := &m.log, &m.shown, m.styles
	lines := v.Total.Lines
	total := group(lines)
	if !v.Past.Complete {
		total += st.glyphs.ellipsis
	}
	switch {
	case m.filtered != nil:
		c := m.filtered.matches.Count()
		spans := []span{{st.muted, group(c.Lines) + " of " + total}, {st.muted, plural(lines, "line")}}
		if !c.Done {
			spans = append(spans, span{st.muted, share(c.Share)})
		}
		return spans
	case len(p.shown) == 0 || p.follow:
		return nil
	case !v.Past.Complete: // nobody knows yet how many lines are before it
		return []span{{st.muted, st.glyphs.ellipsis + " of " + total}}
	}
	last := p.shown[len(p.shown)-1].Seq + 1
	at := min(uint64(last-min(v.First, 0)), lines) // that counts notices, too
	return []span{{st.muted, group(at) + " of " + total}}
}

// logBelow tells that there is more to see below.
func (m *model) logBelow() []span {
	n := m.log.below(m.viewLive())
	if m.paused && m.log.follow {
		n = m.viewLive().since(m.shown.Next)
	}
	if n == 0 {
		return nil
	}
	return []span{{m.styles.paused, group(n) + " new below " + m.styles.glyphs.below}}
}

// viewLive returns the lines that the log would show if it were not paused.
func (m *model) viewLive() lineView {
	if m.filtered != nil {
		return &matchedLines{&m.live, m.filtered.matches}
	}
	return allLines{&m.live}
}
