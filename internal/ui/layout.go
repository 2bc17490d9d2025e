package ui

import "slices"

// rect is where something is drawn, in cells.
type rect struct{ x, y, width, height int }

// layout is where everything is drawn.
type layout struct {
	title, status bool   // the first and the last row
	framed        bool   // the log has a border
	log           rect   // borders included; of height 0 if it is not shown
	graphs        []rect // of the groups up to the last that has room, row by row; without cells in front of the first
	table         rect   // beside the graphs or below them; of height 0 if it is not shown
	histogram     rect   // above the log; of height 0 if it is not shown
	detail        rect   // beside the log or below it; of height 0 if it is not shown
}

// panes is what is to be laid out.
type panes struct {
	graphs int
	first  int  // the first graph that is to be shown, if not all have room
	repeat bool // the graphs show nothing but what is in tables
	table  int  // rows that it would fill, borders included; 0 if there is none
	lines  bool // there are lines in the log
	noLog  bool // it is not wanted

	histogram bool     // it is wanted
	detail    bool     // so is it
	need      []string // if not all have room, the first of them have; nil: by itself
	wishes    wishes
	focus     int
	zoom      bool // the pane with the focus has the whole body
}

// wishes are how much larger panes are to be than by themselves, in rows, of a
// detail beside the log in columns. What has no room is not granted.
type wishes struct{ graphs, table, histogram, detail int }

// arrange lays out a frame.
//
//	╶ title ─────────────────────────╴
//	╭ graph ───────╮╭ graph or table ╮   if there is room for it
//	╰──────────────╯╰────────────────╯
//	╭ graph ───────╮╭ graph ─────────╮   if there is much room and many of them
//	╰──────────────╯╰────────────────╯
//	╭ table ─────────────────────────╮   if it has no room beside the graphs
//	╰────────────────────────────────╯
//	╭ histogram ─────────────────────╮   if it is wanted
//	╰────────────────────────────────╯
//	╭ log ───────────────────────────╮
//	╰────────────────────────────────╯
//	╭ detail ────────────────────────╮   if it is wanted; beside the log where
//	╰────────────────────────────────╯   there is room
//	╶ status ────────────────────────╴
//
// Without lines the others take the room from the log. Where there is no room
// for both, a table with the focus goes before the graphs, and so does one that
// they only repeat; where the reader has said what is needed most, that has its
// room first. A pane with the focus that still has no room has the whole body.
// The zoomed log has no borders but a title row, so that its text can be copied
// off the terminal.
func arrange(width, height int, p panes) layout {
	if width < bareWidth || height < bareHeight {
		return layout{log: rect{0, 0, width, height}}
	}
	body := rect{0, 1, width, height - 2}
	if p.zoom && p.focus == logFocus {
		return layout{title: true, status: true, log: body}
	}
	l := p.fit(body)
	// That the log has no room is no lack: what it would show is above it.
	if p.zoom || p.focus != logFocus && !l.draws(p.focus) {
		l.alone(body, &p)
	}
	return l
}

// fit lays out those of the panes that have room together, the most needed
// first.
func (p panes) fit(body rect) layout {
	for n := len(p.need); n > 0; n-- {
		some := p.only(p.need[:n])
		if l := some.place(body); n == 1 || l.shows(&some) {
			return l
		}
	}
	return p.place(body)
}

// only returns the panes of some names.
func (p panes) only(names []string) panes {
	without := func(name string) bool { return !slices.Contains(names, name) }
	if without("graphs") {
		p.graphs = 0
	}
	if without("table") {
		p.table = 0
	}
	p.noLog = p.noLog || without("log")
	p.histogram = p.histogram && !without("histogram")
	p.detail = p.detail && !without("detail")
	return p
}

// shows reports whether each of the panes has a place.
func (l *layout) shows(p *panes) bool {
	return (p.graphs == 0 || len(l.graphs) > 0) && (p.table == 0 || l.table.height > 0) &&
		(p.noLog || l.log.height > 0) && (!p.histogram || l.histogram.height > 0) && (!p.detail || l.detail.height > 0)
}

// place lays out the panes in the body. The log has what the others leave, and
// all of it if nothing else is there.
func (p panes) place(body rect) layout {
	p.noLog = p.noLog && (p.graphs > 0 || p.table > 0 || p.histogram || p.detail)
	l := layout{title: true, status: true, framed: true}
	l.split(body, &p)
	if p.noLog {
		l.splitRest(&p)
		return l
	}
	if p.histogram && l.log.height >= histogramFrom {
		h := within(histogramHeight+p.wishes.histogram, histogramMinHeight, l.log.height-logMinHeight)
		l.histogram = rect{0, l.log.y, body.width, h}
		l.log.y, l.log.height = l.log.y+h, l.log.height-h
	}
	if p.detail {
		l.splitLog(p.wishes.detail)
	}
	return l
}

// splitRest gives the log's room to the histogram and the detail, if the log is
// not wanted: to both, if there is enough for both. Without either the log stays
// where the others could not take its room.
func (l *layout) splitRest(p *panes) {
	rest := l.log
	l.log = rect{}
	switch both := rest.height >= histogramHeight+detailMinHeight; {
	case rest.height == 0:
	case p.histogram && p.detail && both:
		h := within(histogramHeight+p.wishes.histogram, histogramMinHeight, rest.height-detailMinHeight)
		l.histogram = rect{0, rest.y, rest.width, h}
		l.detail = rect{0, rest.y + h, rest.width, rest.height - h}
	case p.detail && rest.height >= detailMinHeight:
		l.detail = rest
	case p.histogram && rest.height >= histogramMinHeight:
		l.histogram = rest
	default:
		l.log = rest
	}
}

// splitLog gives a part of the log's room to the detail, if there is enough for
// both.
func (l *layout) splitLog(wish int) {
	log := l.log
	switch {
	case log.width >= 2*graphWidth && log.height >= logMinHeight:
		n := within(log.width-log.width*3/5+wish, graphWidth/2, log.width-graphWidth/2)
		l.log.width -= n
		l.detail = rect{log.x + l.log.width, log.y, n, log.height}
	case log.height >= logMinHeight+detailMinHeight:
		n := within(max(log.height*2/5, detailMinHeight)+wish, detailMinHeight, log.height-logMinHeight)
		l.log.height -= n
		l.detail = rect{log.x, log.y + l.log.height, log.width, n}
	}
}

// draws reports whether a pane can be seen.
func (l *layout) draws(pane int) bool { return l.rect(pane).height > 0 }

// alone gives the whole body to the pane with the focus, if it can be drawn.
func (l *layout) alone(body rect, p *panes) {
	whole := layout{title: true, status: true, framed: true}
	switch {
	case p.focus == detailFocus && p.detail:
		whole.detail = body
	case p.focus == histogramFocus && p.histogram && body.height >= histogramMinHeight:
		whole.histogram = body
	case p.focus == tableFocus && p.table > 0 && body.height >= tableMinHeight:
		whole.table = body
	case p.focus > logFocus && p.focus <= p.graphs && body.height >= graphMinHeight:
		whole.graphs = make([]rect, p.focus)
		whole.graphs[p.focus-1] = body
	default:
		return
	}
	*l = whole
}

// split divides the body between the panes. The table stands below the graphs
// if that shows all of it, else beside them where there is a place.
func (l *layout) split(body rect, p *panes) {
	places := max(body.width/graphWidth, 1)
	graphs, table := p.heights(body.height, places, false)
	beside := table < p.table && p.graphs > 0 && (p.graphs < places || p.repeat && places > 1)
	if beside {
		graphs, table = p.heights(body.height, 1, true)
		places--
	}
	graphs, table = p.wished(graphs, table, body.height)
	if graphs > 0 {
		rows := 1
		if !beside {
			rows = p.graphRows(places, graphs)
		}
		n := min(p.graphs, places*rows)
		l.placeGraphs(rect{body.x, body.y, body.width, graphs}, p.firstOf(n), n, rows, beside)
	}
	if table > 0 {
		l.table = rect{0, body.y + graphs, body.width, table}
	}
	l.log = rect{0, body.y + graphs + table, body.width, body.height - graphs - table}
}

// firstOf returns the first of n graphs that have room: they show the one with
// the focus, and leave no room empty.
func (p *panes) firstOf(n int) int {
	first := p.first
	if p.focus > logFocus {
		first = within(first, p.focus-n, p.focus-1)
	}
	return within(first, 0, p.graphs-n)
}

// placeGraphs puts n graphs from the first one on into rows, and the table behind
// them if it is beside them.
func (l *layout) placeGraphs(band rect, begin, n, rows int, beside bool) {
	line := (n + rows - 1) / rows // how many stand in a row
	l.graphs = make([]rect, begin, begin+n)
	for row := range rows {
		first, last := row*line, min((row+1)*line, n)
		all := last - first
		if beside {
			all++
		}
		y := band.height * row / rows
		place := func(i int) rect {
			x := band.width * i / all
			return rect{x, band.y + y, band.width*(i+1)/all - x, band.height*(row+1)/rows - y}
		}
		for i := range last - first {
			l.graphs = append(l.graphs, place(i))
		}
		if beside {
			l.table = place(last - first)
		}
	}
}

// graphRows returns in how many rows the graphs stand if they have a height
// together and so many places side by side.
func (p *panes) graphRows(places, height int) int {
	rows := within((p.graphs+places-1)/places, 1, max(height/graphRowFrom, 1))
	return (p.graphs + (p.graphs+rows-1)/rows - 1) / max((p.graphs+rows-1)/rows, 1)
}

// alone reports whether nothing but graphs and the table is wanted.
func (p *panes) alone() bool { return p.noLog && !p.histogram && !p.detail }

// wished makes the graphs and the table below them as high as the reader wants
// them, as far as the others keep what they need.
func (p *panes) wished(graphs, table, body int) (int, int) {
	rest := min(body-graphs-table, logMinHeight)
	if p.noLog && !p.alone() {
		rest = min(body-graphs-table, histogramHeight)
	}
	if graphs > 0 {
		graphs = within(graphs+p.wishes.graphs, graphMinHeight, body-table-rest)
	}
	if table > 0 {
		table = within(table+p.wishes.table, tableMinHeight, body-graphs-rest)
	}
	switch {
	case !p.alone():
	case table > 0:
		table = body - graphs
	case graphs > 0:
		graphs = body
	}
	return graphs, table
}

// heights returns the rows of the graphs, and of the table if it is below them.
func (p *panes) heights(body, places int, beside bool) (graphs, table int) {
	room, lines := 0, (p.lines || p.noLog) && !p.alone() // room is for both
	switch {
	case p.alone(), !lines && body < graphBandFrom:
		room = body
	case !lines:
		room = body - max(body/4, 5)
	case body >= graphBandFrom:
		room = body / 2
	}
	if p.graphs > 0 && lines {
		graphs = min(max(body*2/5, graphMinHeight), room)
		graphs = min(graphs, graphMaxHeight*p.graphRows(places, graphs))
	} else if p.graphs > 0 {
		graphs = room
	}
	if graphs < graphMinHeight {
		graphs, beside = 0, false
	}
	if beside {
		return graphs, 0
	}
	switch {
	case graphs == 0:
		table = min(p.table, room)
	case lines:
		if p.table > room-graphs && room >= 2*graphRowFrom { // a long one and the graphs share it
			graphs = min(graphs, max(room/2, graphMinHeight))
		}
		table = min(p.table, room-graphs)
	default:
		table = min(p.table, room/2, room-graphMinHeight)
	}
	if first := p.repeat || p.focus == tableFocus; first && table < tableMinHeight {
		graphs, table = 0, min(p.table, room)
	}
	if table < tableMinHeight {
		return graphs, 0
	}
	return min(graphs, room-table), table
}
