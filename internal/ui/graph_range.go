package ui

import (
	"slices"
	"time"
)

// timeRange is times from one to before another, and where choosing them began
// and is.
type timeRange struct{ from, to, anchor, head time.Time }

// picked returns the times that the log is filtered by; zero ones are none.
func (m *model) picked() timeRange {
	if at := m.timeFilter(); at >= 0 && !m.filters.off && !m.filters.list[at].off {
		return m.axis.picked
	}
	return timeRange{}
}

// timeFilter returns the place of the filter by times that were chosen, or -1.
func (m *model) timeFilter() int {
	return slices.IndexFunc(m.filters.list, func(f filter) bool { return f.kind == timeFilter })
}

// pick chooses the times up to another column, and goes there: from where
// choosing was, or else from the column that is looked at.
func (m *model) pick(w *window, from, to int) {
	anchor := w.at(from)
	if r := m.picked(); !r.head.IsZero() && w.column(r.head) == from && w.has(r.head) {
		anchor = r.anchor
	}
	head := w.at(max(min(to, w.columns-1), 0))
	r := timeRange{from: anchor, to: head, anchor: anchor, head: head}
	if head.Before(anchor) {
		r.from, r.to = head, anchor
	}
	r.to = r.to.Add(w.step)
	m.point(head)
	m.filterTimes(r)
}

// filterTimes shows only records of some times.
func (m *model) filterTimes(r timeRange) {
	const layout = "2006-01-02T15:04:05.999999999Z07:00"
	from, to := r.from.In(m.zone), r.to.In(m.zone)
	q, err := m.parse("time>=" + from.Format(layout) + " time<" + to.Format(layout))
	if err != nil {
		return // the year has five digits
	}
	m.axis.picked = r
	m.filters.put(m.timeFilter(), filter{kind: timeFilter, text: rangeText(from, to), query: q})
	m.refilter()
}

// unpick shows all times again, and reports whether it did not before.
func (m *model) unpick() bool {
	at := m.timeFilter()
	if at < 0 || m.filters.off || m.filters.list[at].off {
		return false
	}
	looked := m.looked()
	m.filters.remove(at)
	m.refilter()
	if !looked.IsZero() {
		m.point(looked)
	}
	return true
}

// rangeText writes a range of times, as fine as it needs to be.
func rangeText(from, to time.Time) string {
	clock := "15:04:05"
	if from.Nanosecond() != 0 || to.Nanosecond() != 0 {
		clock = "15:04:05.000"
	}
	date := "2006-01-02 "
	text := from.Format(date+clock) + " - "
	if from.YearDay() == to.YearDay() && from.Year() == to.Year() {
		return text + to.Format(clock)
	}
	return text + to.Format(date+clock)
}
