package ui

// at returns the pane at a cell of the screen, and where in it the cell is: of its
// borders, the first column and row is 0. ok is false for the title, the status
// line, and where nothing is.
func (l *layout) at(x, y int) (focus, col, row int, ok bool) {
	for focus := histogramFocus; focus < graphFocus+len(l.graphs); focus++ {
		if r := l.rect(focus); r.has(x, y) {
			return focus, x - r.x, y - r.y, true
		}
	}
	return 0, 0, 0, false
}

// rect returns where a pane is; without cells if it is not shown.
func (l *layout) rect(pane int) rect {
	switch pane {
	case logFocus:
		return l.log
	case tableFocus:
		return l.table
	case histogramFocus:
		return l.histogram
	case detailFocus:
		return l.detail
	}
	if pane > len(l.graphs) {
		return rect{}
	}
	return l.graphs[pane-1]
}

// graphsSeen returns how many graphs can be seen: the last of l.graphs.
func (l *layout) graphsSeen() (n int) {
	for _, r := range l.graphs {
		if r.width > 0 {
			n++
		}
	}
	return n
}

func (r rect) has(x, y int) bool {
	return x >= r.x && x < r.x+r.width && y >= r.y && y < r.y+r.height
}

// grip is a border between panes that can be moved.
type grip uint8

const (
	noGrip    grip = iota
	graphGrip      // below the graphs
	tableGrip      // below a table that stands below the graphs
	histogramGrip
	detailGrip // above the detail, or beside it
)

// grip returns the border at a cell: the last row of the upper pane or the first
// row of the lower one.
func (l *layout) grip(x, y int) grip {
	last := l.log
	if last.height == 0 {
		last = l.detail
	}
	below := func(r rect) bool { // and something else is below it
		edge := r.y + r.height
		return r.height > 0 && (y == edge-1 || y == edge) && edge < last.y+last.height
	}
	switch d := l.detail; {
	case d.height > 0 && d.x > 0 && l.log.height > 0 && y >= d.y && (x == d.x || x == d.x-1) && d.has(d.x, y):
		return detailGrip
	case d.height > 0 && d.x == 0 && l.log.height > 0 && (y == d.y || y == d.y-1):
		return detailGrip
	case below(l.histogram):
		return histogramGrip
	case l.table.x == 0 && below(l.table):
		return tableGrip
	case len(l.graphs) > 0 && below(l.graphs[len(l.graphs)-1]):
		return graphGrip
	}
	return noGrip
}

// size returns what moving a border changes: rows of the pane above it, of a
// detail beside the log its columns, of one below it its rows.
func (l *layout) size(g grip) int {
	switch {
	case g == graphGrip && len(l.graphs) > 0:
		last := l.graphs[len(l.graphs)-1]
		return last.y + last.height - l.graphs[len(l.graphs)-l.graphsSeen()].y
	case g == tableGrip:
		return l.table.height
	case g == histogramGrip:
		return l.histogram.height
	case g == detailGrip && l.detail.x > 0:
		return l.detail.width
	case g == detailGrip:
		return l.detail.height
	}
	return 0
}

// wish returns the wish that moving a border changes.
func (w *wishes) wish(g grip) *int {
	switch g {
	case graphGrip:
		return &w.graphs
	case tableGrip:
		return &w.table
	case histogramGrip:
		return &w.histogram
	}
	return &w.detail
}
