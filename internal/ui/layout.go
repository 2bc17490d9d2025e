package ui

// rect is where something is drawn, in cells.
type rect struct{ x, y, width, height int }

// layout is where everything is drawn.
type layout struct {
	title, status bool   // the first and the last row
	framed        bool   // the log has a border
	log           rect   // borders included; of height 0 if it is not shown
	graphs        []rect // for as many groups as have room, in one row
	table         rect   // beside the graphs or below them; of height 0 if it is not shown
	histogram     rect   // above the log; of height 0 if it is not shown
	detail        rect   // beside the log or below it; of height 0 if it is not shown
}

// panes is what is to be laid out.
type panes struct {
	graphs int
	repeat bool // the graphs show nothing but what is in tables
	table  int  // rows that it would fill, borders included; 0 if there is none
	lines  bool // there are lines in the log

	histogram bool // it is wanted
	detail    bool // so is it
	focus     int
	wishes    wishes
	zoom      bool // the pane with the focus has the whole body
}

// arrange lays out a frame.
//
//	╶ title ─────────────────────────╴
//	╭ graph ───────╮╭ graph or table ╮   if there is room for it
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
// they only repeat. A pane with the focus that still has no room has the whole
// body. The zoomed log has no borders but a title row, so that its text can be
// copied off the terminal.
func arrange(width, height int, p panes) layout {
	if width < bareWidth || height < bareHeight {
		return layout{log: rect{0, 0, width, height}}
	}
	body := rect{0, 1, width, height - 2}
	l := layout{title: true, status: true, framed: true}
	if p.zoom && p.focus == logFocus {
		l.framed, l.log = false, body
		return l
	}
	l.split(body, &p)
	if p.histogram && l.log.height >= histogramFrom {
		h := within(histogramHeight+p.wishes.histogram, histogramMinHeight, l.log.height-logMinHeight)
		l.histogram = rect{0, l.log.y, width, h}
		l.log.y, l.log.height = l.log.y+h, l.log.height-h
	}
	if p.detail {
		l.splitLog(p.wishes.detail)
	}
	if p.zoom || !l.has(p.focus) {
		l.alone(body, &p)
	}
	return l
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

// has reports whether a pane is shown. That the log is not is no lack: what it
// would show is above it.
func (l *layout) has(pane int) bool {
	switch pane {
	case logFocus:
		return true
	case tableFocus:
		return l.table.height > 0
	case histogramFocus:
		return l.histogram.height > 0
	case detailFocus:
		return l.detail.height > 0
	}
	return pane <= len(l.graphs)
}

// draws reports whether a pane can be seen.
func (l *layout) draws(pane int) bool {
	switch pane {
	case logFocus:
		return l.log.height > 0
	case tableFocus:
		return l.table.height > 0
	case histogramFocus:
		return l.histogram.height > 0
	case detailFocus:
		return l.detail.height > 0
	}
	return pane <= len(l.graphs) && l.graphs[pane-1].width > 0
}

// alone gives the whole body to the pane with the focus, if it can be drawn.
func (l *layout) alone(body rect, p *panes) {
	whole := layout{title: true, status: true, framed: true}
	switch {
	case p.focus == detailFocus && p.detail:
		whole.detail = body
	case p.focus == histogramFocus && body.height >= histogramMinHeight:
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
	graphs, table := p.heights(body.height, false)
	beside := table < p.table && p.graphs > 0 && (p.graphs < places || p.repeat && places > 1)
	if beside {
		graphs, table = p.heights(body.height, true)
		places--
	}
	if graphs > 0 && p.lines {
		graphs = within(graphs+p.wishes.graphs, graphMinHeight, body.height-table-logMinHeight)
	}
	if graphs > 0 {
		n := min(p.graphs, places)
		all := n
		if beside {
			all++
		}
		place := func(i int) rect {
			x := body.width * i / all
			return rect{x, body.y, body.width*(i+1)/all - x, graphs}
		}
		for i := range n {
			l.graphs = append(l.graphs, place(i))
		}
		if beside {
			l.table = place(n)
		}
	}
	if table > 0 {
		l.table = rect{0, body.y + graphs, body.width, table}
	}
	l.log = rect{0, body.y + graphs + table, body.width, body.height - graphs - table}
}

// heights returns the rows of the graphs, and of the table if it is below them.
func (p *panes) heights(body int, beside bool) (graphs, table int) {
	room := 0 // for both
	switch {
	case !p.lines && body < graphBandFrom:
		room = body
	case !p.lines:
		room = body - max(body/4, 5)
	case body >= graphBandFrom:
		room = body / 2
	}
	if p.graphs > 0 && p.lines {
		graphs = min(max(body*2/5, graphMinHeight), graphMaxHeight, room)
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
	case p.lines:
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
