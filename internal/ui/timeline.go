package ui

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// timeAxis is the span of time that all graphs show. It ends with what is
// newest, for as long as that has in it what the reader looks at; else it stays
// where that is.
type timeAxis struct {
	span   time.Duration // as it was chosen; 0: by itself
	window window        // of the last frame
	beside int           // columns of a graph that are none of it
	fixed  window        // where it does not follow
	kept   time.Time     // where a graph had led before the key at hand
	picked timeRange     // the times that the log is filtered by, if there is a filter of them
}

// reach is what there is to show.
type reach struct {
	first func() time.Time // the oldest there is; zero: nothing
	last  time.Time
	every time.Duration // distance of points, of the densest series; 0: they have no pace
}

// step returns what a column stands for.
func (a *timeAxis) step(r *reach, columns int) time.Duration {
	switch {
	case a.span > 0:
		return stepFrom(a.span / time.Duration(columns))
	case r.every > 0:
		return stepFrom(max(r.every*9/10, time.Second)) // a clock may run a little slow
	}
	return max(stepFrom(graphSpan/time.Duration(columns)), time.Second)
}

// find returns the window that shows an instant; zero is none.
func (a *timeAxis) find(r *reach, columns int, instant time.Time) window {
	step := a.step(r, columns)
	live := windowTo(r.last, step, columns)
	was := a.fixed
	a.fixed = window{}
	if late := instant.Sub(r.last); late > 0 && late < live.span()/2 {
		live = windowTo(instant, step, columns) // a line that is newer than the newest sample
	}
	switch {
	case instant.IsZero():
		return live
	case was.step == step && was.columns == columns && was.has(instant):
		a.fixed = was
		return was
	case live.has(instant):
		return live
	}
	end := instant.Add(time.Duration(columns/2) * step)
	first := r.first()
	if begin := end.Add(step - live.span()); !instant.Before(first) && begin.Before(first) {
		end = end.Add(min(first.Sub(begin), instant.Sub(begin)))
	}
	a.fixed = windowTo(end, step, columns)
	if !a.fixed.has(instant) {
		a.fixed = windowTo(instant, step, columns)
	}
	return a.fixed
}

// zoom shows a longer time, or a shorter one if by is negative: at least a
// minute, at most all there is. If there is no such, it says why.
func (a *timeAxis) zoom(by int, history time.Duration) (said string) {
	w := &a.window
	at, found := slices.BinarySearch(steps[:], w.step)
	switch {
	case !found: // there are no graphs
	case by < 0 && (at == 0 || w.span() <= shortestSpan):
		return "graphs show a minute at least"
	case by > 0 && (at == len(steps)-1 || w.span() >= max(history, shortestSpan) || w.columns > int(longestSpan/steps[at+1])):
		return "graphs show all there is"
	default:
		a.span = steps[at+by] * time.Duration(w.columns)
	}
	return ""
}

// setSpan has the graphs show so much time; 0: by themselves.
func (m *model) setSpan(d time.Duration) {
	if d > 0 {
		d = within(d, shortestSpan, longestSpan)
	}
	m.axis.span = max(d, 0)
}

// pressTime does what a key is bound to that changes the time that graphs show,
// or the time in them that is looked at, and reports whether that is anything.
func (m *model) pressTime(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Longer):
		m.zoomTime(1)
		return true
	case key.Matches(msg, k.Shorter):
		m.zoomTime(-1)
		return true
	}
	w := m.pointing()
	if w == nil {
		return false
	}
	column := m.column(w)
	switch {
	case key.Matches(msg, k.Left):
		m.moveTo(w, column-1)
	case key.Matches(msg, k.Right):
		m.moveTo(w, column+1)
	case key.Matches(msg, k.RangeLeft):
		m.pick(w, column, column-1)
	case key.Matches(msg, k.RangeRight):
		m.pick(w, column, column+1)
	case key.Matches(msg, k.Top):
		m.goFirst(w)
	case key.Matches(msg, k.Bottom):
		m.followLive()
	default:
		return false
	}
	return true
}

// zoomTime has the graphs show a longer or a shorter time. All there is includes
// the log.
func (m *model) zoomTime(by int) {
	r := m.reach()
	first := r.first()
	if begin, _, ok := m.store.Extent(); ok && (first.IsZero() || begin.Before(first)) {
		first = begin
	}
	if at := m.looked(); !at.IsZero() && at.Before(first) {
		first = at
	}
	m.said = m.axis.zoom(by, r.last.Sub(first))
}

// pointing returns the window of the pane with the focus, if it is one over
// time.
func (m *model) pointing() *window {
	w := &m.axis.window
	switch {
	case m.inPane(histogramFocus):
		w = &m.histogram.window
	case m.focus <= logFocus || !m.laid.draws(m.focus):
		return nil
	}
	if w.columns == 0 || w.step == 0 {
		return nil
	}
	return w
}

// looked is instant, before the key at hand.
func (m *model) looked() time.Time {
	if !m.axis.kept.IsZero() {
		return m.axis.kept
	}
	return m.instant()
}

// column returns the column of the time that is looked at: the last one while
// the log follows.
func (m *model) column(w *window) int {
	if at := m.looked(); !at.IsZero() {
		return w.column(at)
	}
	return w.columns - 1
}

// moveTo takes all panes to the time of a column. One that is left of a graph
// has the window moved there; a histogram has all there is.
func (m *model) moveTo(w *window, column int) {
	switch {
	case w == &m.histogram.window:
		column = within(column, 0, w.columns-1)
	case column >= w.columns && !w.at(column).Before(m.reach().last):
		column = w.columns - 1
	}
	m.point(w.at(column))
}

// goFirst takes all panes to the oldest time that a pane has.
func (m *model) goFirst(w *window) {
	at := w.start()
	if r := m.reach(); w != &m.histogram.window && !r.first().IsZero() {
		at = r.first()
	}
	m.point(at)
}

// point takes the log to a time, and the time cursor of all panes with it.
func (m *model) point(at time.Time) {
	m.pointed = at
	m.target = target{on: true, kind: timeTarget, at: at}
}

// clickGraph moves to the time of a column of the i-th graph; its left border is
// column 0.
func (m *model) clickGraph(i, col int) {
	if i < 0 || i >= len(m.laid.graphs) || m.axis.window.columns == 0 {
		return
	}
	w := m.graphWindow(i)
	left := m.laid.graphs[i].width - w.columns - 2
	m.moveTo(&w, within(col-left, 0, w.columns-1))
}

// clickHistogram moves to the time of a column of the histogram; its left border
// is column 0.
func (m *model) clickHistogram(col int) {
	if w := &m.histogram.window; w.columns > 0 && w.step > 0 {
		m.moveTo(w, col-m.histogram.left)
	}
}

// keepPointing has the time that a graph has led to stay what is looked at,
// unless a key takes the log elsewhere until done is called.
func (m *model) keepPointing() (done func()) {
	at, was, pending := m.pointed, m.logAt(), m.target.on || m.log.aim.on
	m.axis.kept = at
	return func() {
		m.axis.kept = time.Time{}
		if at.IsZero() || !m.pointed.IsZero() || m.logAt() != was || m.target.on || m.log.aim.on {
			return
		}
		if m.pointed = at; pending { // the log has not come there yet
			m.point(at)
		}
	}
}

// logAt is where the log is.
type logAt struct {
	top    place
	cursor cursor
	follow bool
}

func (m *model) logAt() logAt {
	p := &m.log
	return logAt{p.top, p.cursor, p.follow}
}
