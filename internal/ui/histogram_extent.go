package ui

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// histogramExtent is the time that the histogram shows: of all records, but for
// a few that are so far from all others that these would be one bar.
type histogramExtent struct {
	first, last time.Time // of the log
	left, right time.Time // what is shown if the few are left out; zero: no end is moved
	outside     uint64    // records that are left out
	sure        bool      // all of them are counted
	whole       []store.Bar
}

// find returns the window for a log from first to last, in columns.
func (e *histogramExtent) find(s *store.Store, first, last time.Time, columns int) window {
	if first.Before(e.first) {
		e.left = time.Time{} // older ones are found: look again
	}
	e.first, e.last = first, last
	w := e.window(columns)
	e.outside, e.sure = 0, true
	if e.left.IsZero() && e.right.IsZero() {
		return w
	}
	all, inside := e.sum(s, first, last.Add(1), 1), e.sum(s, w.start(), w.to, columns)
	e.outside = all - min(inside, all)
	if e.outside > most(all) {
		e.left, e.right, e.outside = time.Time{}, time.Time{}, 0
		return e.window(columns)
	}
	return w
}

// window returns the window that is shown.
func (e *histogramExtent) window(columns int) window {
	from, to := e.first, e.last
	if !e.left.IsZero() {
		from = e.left
	}
	if !e.right.IsZero() {
		to = e.right
	}
	return timeSpan(from, to, columns)
}

// most returns how many of all records may be left out.
func most(all uint64) uint64 { return max(all/outliers, 1) }

func (e *histogramExtent) sum(s *store.Store, from, to time.Time, n int) uint64 {
	var done bool
	e.whole, done = s.Volume(e.whole[:0], from, to, n)
	e.sure = e.sure && done
	sum := uint64(0)
	for i := range e.whole {
		sum += total(&e.whole[i])
	}
	return sum
}

// narrow leaves out a few records that squash the bars of a window, if they do,
// and reports whether there is less to show then. It takes several calls where
// the others are close together.
func (e *histogramExtent) narrow(bars []store.Bar, w *window) bool {
	all := e.outside
	for i := range bars {
		all += total(&bars[i])
	}
	from, to := densest(bars, all-min(most(all), all))
	part := squashed
	if !e.left.IsZero() || !e.right.IsZero() {
		part = 2 // some are left out anyway: then as little as need be is empty
	}
	if all < 3 || to < 0 || (to-from+1)*part > len(bars) || w.step <= time.Millisecond {
		return false
	}
	if from > 0 {
		e.left = w.at(from)
	}
	if to < len(bars)-1 {
		e.right = w.at(to + 1).Add(-1)
	}
	return true
}

// densest returns the fewest bars side by side that have so many records; to is
// negative if there are none. Of two it is the newer one.
func densest(bars []store.Bar, want uint64) (from, to int) {
	from, to = 0, -1
	sum := uint64(0)
	start := 0
	for i := range bars {
		sum += total(&bars[i])
		for start < i && sum-total(&bars[start]) >= want {
			sum -= total(&bars[start])
			start++
		}
		if sum >= want && sum > 0 && (to < 0 || i-start <= to-from) {
			from, to = start, i
		}
	}
	return from, to
}
