package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
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

// seriesSet keeps the newest points of up to maxSeries series.
type seriesSet struct {
	byName  map[string]*ring
	names   []string // sorted
	version uint64
}

var (
	errNotFinite     = errors.New("a sample is no finite number: such samples are left out")
	errTooManySeries = fmt.Errorf("more than %d series: further ones are left out", maxSeries)
)

// ring holds points in order of arrival; once full the oldest is overwritten.
type ring struct {
	unit   string
	at     []int64 // unix nanoseconds
	value  []float64
	oldest int
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
			s.byName = map[string]*ring{}
		}
		r = &ring{}
		s.byName[x.Series] = r
		i, _ := slices.BinarySearch(s.names, x.Series)
		s.names = slices.Insert(s.names, i, x.Series)
	}
	if !x.At.IsZero() {
		at = x.At
	}
	r.unit = x.Unit
	r.add(at.UnixNano(), x.Value, min(max(pointBudget/len(s.names), minPoints), maxPoints))
	s.version++
	return nil
}

// add files a point in order of time, in the place of the oldest one once
// there are limit.
func (r *ring) add(at int64, v float64, limit int) {
	if len(r.at) < limit && r.oldest == 0 {
		r.at, r.value = append(r.at, at), append(r.value, v)
	} else {
		r.at[r.oldest], r.value[r.oldest] = at, v
		r.oldest = (r.oldest + 1) % len(r.at)
	}
	for i := len(r.at) - 1; i > 0; i-- {
		k, before := r.index(i), r.index(i-1)
		if r.at[before] <= r.at[k] {
			return
		}
		r.at[k], r.at[before] = r.at[before], r.at[k]
		r.value[k], r.value[before] = r.value[before], r.value[k]
	}
}

// every is the mean distance of the newest points.
func (r *ring) every() time.Duration {
	n := min(len(r.at), everyOver)
	if n < 2 {
		return 0
	}
	newest, oldest := r.index(len(r.at)-1), r.index(len(r.at)-n)
	return time.Duration(r.at[newest]-r.at[oldest]) / time.Duration(n-1)
}

// index returns the place of the i-th oldest point.
func (r *ring) index(i int) int { return (r.oldest + i) % len(r.at) }

// Series returns the series in order of name, and a number that changes with
// every sample: nothing to draw again while it stays the same.
func (s *Store) Series() (all []Series, version uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all = make([]Series, len(s.series.names))
	for i, name := range s.series.names {
		r := s.series.byName[name]
		k := r.index(len(r.at) - 1)
		all[i] = Series{Name: name, Unit: r.unit, Last: Point{time.Unix(0, r.at[k]), r.value[k]}, Every: r.every()}
	}
	return all, s.series.version
}

// Buckets appends to dst the mean of the series' values in each of n equal
// spans of time from from to to. A span without a value takes the one of the
// span before it, if there was one within hold; else it is NaN. An unknown
// series is all NaN.
func (s *Store) Buckets(dst []float64, name string, from, to time.Time, n int, hold time.Duration) []float64 {
	start, span := len(dst), to.Sub(from)
	for range n {
		dst = append(dst, math.NaN())
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.series.byName[name]
	if r == nil || span <= 0 || n <= 0 {
		return dst
	}
	r.buckets(dst[start:], from.UnixNano(), span, hold)
	return dst
}

// buckets fills the NaNs of means.
func (r *ring) buckets(means []float64, from int64, span, hold time.Duration) {
	n, held := len(means), int64(math.MinInt64) // held: time of the last value
	first := sort.Search(len(r.at), func(i int) bool { return r.at[r.index(i)] >= from })
	carry := math.NaN()
	if first > 0 {
		k := r.index(first - 1)
		held, carry = r.at[k], r.value[k]
	}
	i := first
	for b := range means {
		end := from + int64(float64(span)/float64(n)*float64(b+1))
		sum, count := 0.0, 0
		for ; i < len(r.at) && r.at[r.index(i)] < end; i++ {
			k := r.index(i)
			sum, count, held = sum+r.value[k], count+1, r.at[k]
		}
		if count > 0 {
			carry = sum / float64(count)
		}
		if count > 0 || !math.IsNaN(carry) && end-held <= int64(hold) {
			means[b] = carry
		}
	}
}
