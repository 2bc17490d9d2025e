package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Point is one value of a series.
type Point struct {
	At    time.Time
	Value float64
}

// Series is the name and unit of a series, and its newest point.
type Series struct {
	Name  string
	Unit  string
	Last  Point
	Every time.Duration // how far its newest points are apart; 0 if there is one
}

// seriesSet keeps up to maxSeries series.
//
// Each keeps its newest points as they came, and all of its points thinned, the
// coarser the further they reach:
//
//	10 min    ├───┼───┼───┼───┼───┼───┼───┼───┤   all; wider steps once it is full
//	1 min                     ├┼┼┼┼┼┼┼┼┼┼┼┼┼┼┼┤
//	10 s                              ├┼┼┼┼┼┼┼┤
//	points                                ·····
type seriesSet struct {
	byName  map[string]*series
	names   []string // sorted
	version uint64
}

var (
	errNotFinite     = errors.New("a sample is no finite number: such samples are left out")
	errTooManySeries = fmt.Errorf("more than %d series: further ones are left out", maxSeries)
)

// series is the points of one series.
type series struct {
	unit   string
	first  int64 // time of the oldest point that ever came
	points ring
	tiers  [3]tier // the finest first
}

func newSeries(steps int) *series {
	return &series{first: math.MaxInt64, points: newRing(), tiers: [...]tier{
		newTier(fineStep, false, steps), newTier(middleStep, false, steps), newTier(coarseStep, true, steps),
	}}
}

// add files a point, of which limit are kept as they are.
func (r *series) add(at int64, v float64, limit int) {
	r.first = min(r.first, at)
	r.points.add(at, v, limit)
	for i := range r.tiers {
		r.tiers[i].add(at, v)
	}
}

// each calls visit for all points from one time on and before another, in order
// of time, as fine as they are kept. A step counts at its begin.
func (r *series) each(from, to int64, visit func(span)) {
	// Each is good from some time on, which is moved to where a step of the next
	// coarser one begins, so that no point is counted twice.
	var good [len(r.tiers)]int64
	begin := r.points.lost
	if begin != math.MinInt64 {
		begin++
	}
	for i := range r.tiers {
		good[i] = begin
		if begin != math.MinInt64 {
			good[i] = ceil(begin, r.tiers[i].step) * r.tiers[i].step
		}
		begin = min(r.tiers[i].begin(), good[i])
	}
	for i := len(good) - 2; i >= 0; i-- {
		good[i] = max(good[i], good[i+1])
	}
	for i := len(r.tiers) - 1; i >= 0; i-- {
		low := int64(math.MinInt64)
		if i+1 < len(r.tiers) {
			low = good[i+1]
		}
		r.tiers[i].each(max(from, low), min(to, good[i]), visit)
	}
	r.points.each(max(from, good[0]), to, visit)
}

// add files a sample, or says why it cannot be kept.
func (s *seriesSet) add(x source.Sample, at time.Time) error {
	if math.IsNaN(x.Value) || math.IsInf(x.Value, 0) || x.Series == "" {
		return errNotFinite
	}
	r := s.byName[x.Series]
	if r == nil {
		if len(s.names) >= maxSeries {
			return errTooManySeries
		}
		if s.byName == nil {
			s.byName = map[string]*series{}
		}
		i, _ := slices.BinarySearch(s.names, x.Series)
		s.names = slices.Insert(s.names, i, x.Series)
		r = newSeries(min(max(stepBudget/len(s.names), minSteps), maxSteps))
		s.byName[x.Series] = r
	}
	if !x.At.IsZero() {
		at = x.At
	}
	r.unit = x.Unit
	r.add(at.UnixNano(), x.Value, min(max(pointBudget/len(s.names), minPoints), maxPoints))
	s.version++
	return nil
}

// Series returns the series in order of name, and a number that changes with
// every sample: nothing to draw again while it stays the same.
func (s *Store) Series() (all []Series, version uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all = make([]Series, len(s.series.names))
	for i, name := range s.series.names {
		r := s.series.byName[name]
		at, value := r.points.newest()
		all[i] = Series{Name: name, Unit: r.unit, Last: Point{time.Unix(0, at), value}, Every: r.points.every()}
	}
	return all, s.series.version
}

// SeriesExtent returns the times of the oldest and the newest point that a series
// ever had. ok is false if there is no such series.
func (s *Store) SeriesExtent(name string) (first, last time.Time, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.series.byName[name]
	if r == nil {
		return first, last, false
	}
	newest, _ := r.points.newest()
	return time.Unix(0, r.first), time.Unix(0, newest), true
}
