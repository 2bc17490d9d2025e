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

// Buckets is Thin for who wants the means only: NaN where there is no value.
func (s *Store) Buckets(dst []float64, name string, from, to time.Time, n int, hold time.Duration) []float64 {
	for _, b := range s.Thin(nil, name, from, to, n, hold) {
		dst = append(dst, b.Mean)
	}
	return dst
}
