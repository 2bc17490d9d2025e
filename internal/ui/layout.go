package ui

// rect is where something is drawn, in cells.
type rect struct{ x, y, width, height int }

// layout is where everything is drawn.
type layout struct {
	title, status bool   // the first and the last row
	framed        bool   // the log has a border
	log           rect   // borders included; of height 0 if it is not shown
	graphs        []rect // for as many groups as have room, in one row
}

// arrange lays out a frame for a number of graphs.
//
//	╶ title ─────────────────────────╴
//	╭ graph ───────╮╭ graph ─────────╮   if there is room for it
//	╰──────────────╯╰────────────────╯
//	╭ log ───────────────────────────╮
//	╰────────────────────────────────╯
//	╶ status ────────────────────────╴
//
// Without lines the graphs take the room from the log. zoom is the pane that
// has the whole body, as the panes are counted by focus, or noZoom. The zoomed
// log has no borders, so that its text can be copied off the terminal.
func arrange(width, height, graphs int, lines bool, zoom int) layout {
	if width < bareWidth || height < bareHeight {
		return layout{log: rect{0, 0, width, height}}
	}
	l := layout{title: true, status: true, framed: true}
	body := rect{0, 1, width, height - 2}
	switch {
	case zoom == logFocus:
		l.framed, l.log = false, body
		return l
	case zoom != noZoom && zoom <= graphs && body.height >= graphMinHeight:
		l.graphs = make([]rect, zoom)
		l.graphs[zoom-1] = body
		return l
	}
	band := 0
	switch {
	case graphs == 0:
	case !lines && body.height < graphBandFrom:
		band = body.height
	case !lines:
		band = body.height - max(body.height/4, 5)
	case body.height >= graphBandFrom:
		band = min(max(body.height*2/5, graphMinHeight), graphMaxHeight)
	}
	if band < graphMinHeight {
		band = 0
	}
	if band > 0 {
		n := min(graphs, max(width/graphWidth, 1))
		for i := range n {
			x := width * i / n
			l.graphs = append(l.graphs, rect{x, body.y, width*(i+1)/n - x, band})
		}
	}
	l.log = rect{0, body.y + band, width, body.height - band}
	return l
}
