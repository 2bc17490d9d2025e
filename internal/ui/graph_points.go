package ui

import (
	"math"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// graphMember is one curve of a group: a series, or a statistic of the numbers in
// lines.
type graphMember struct {
	series store.Series
	label  string // clean

	measure *store.Measure // nil: it is the series
	stat    store.Stat
}

// summary is what the legend tells of a curve in a window.
type summary struct {
	values         []float64 // of the columns, and of the step before the first
	newest         float64   // NaN: none in the window
	min, mean, max float64   // of all points; NaN if there are none
	coarse         bool      // a column may stand for several points
}

// read takes the curve's values over a window from the store. A column that
// stands for several points has the greatest of them, so that one short peak
// does not vanish however much time is shown. scratch is used again.
func (g *graphMember) read(s *store.Store, w *window, to *summary, scratch []store.Bucket) []store.Bucket {
	*to = summary{values: to.values[:0], newest: math.NaN(), min: math.NaN(), mean: math.NaN(), max: math.NaN()}
	if g.measure != nil {
		to.values = g.measure.Buckets(to.values, g.stat, w.from, w.to, w.columns+1)
		if last := len(to.values) - 1; g.stat == store.Rate && !w.over.IsZero() {
			to.values[last] *= float64(w.step) / float64(w.over.Sub(w.at(w.columns-1)))
		}
		to.coarse = true
		to.extremes()
		return scratch
	}
	hold := max(holdFor*g.series.Every, w.step)
	scratch = s.Thin(scratch[:0], g.series.Name, w.from, w.to, w.columns+1, hold)
	sum, points := 0.0, 0
	for i := range scratch {
		b := &scratch[i]
		to.values = append(to.values, b.Max)
		if i == 0 || b.Count == 0 {
			continue // it is left of the graph, or just held
		}
		if points == 0 {
			to.min, to.max = b.Min, b.Max
		}
		to.min, to.max = min(to.min, b.Min), max(to.max, b.Max)
		sum, points = sum+b.Mean*float64(b.Count), points+b.Count
	}
	if points > 0 {
		to.mean = sum / float64(points)
	}
	to.coarse = g.series.Every > 0 && w.step > g.series.Every*3/2
	// What has a unit is measured again and again: a host that is silent does not
	// tell it any more. A score holds until it is another one.
	stale := g.series.Unit != "" && g.series.Last.At.Add(hold+staleAfter).Before(w.to)
	if at := g.series.Last.At; w.has(at) && !stale {
		to.newest = g.series.Last.Value
	}
	return scratch
}

// extremes tells the least and the greatest of the columns, and the newest one.
func (s *summary) extremes() {
	for i, v := range s.values {
		if i == 0 || math.IsNaN(v) {
			continue
		}
		if s.newest = v; math.IsNaN(s.min) {
			s.min, s.max = v, v
		}
		s.min, s.max = min(s.min, v), max(s.max, v)
	}
}

// at returns the value in a column, or the newest one for -1.
func (s *summary) at(column int) float64 {
	if column >= 0 && column+1 < len(s.values) {
		return s.values[column+1]
	}
	return s.newest
}

// extent returns the times of the oldest and the newest value.
func (g *graphMember) extent(s *store.Store) (first, last time.Time, ok bool) {
	if g.measure != nil {
		return g.measure.Extent()
	}
	return s.SeriesExtent(g.series.Name)
}
