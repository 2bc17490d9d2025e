package ui

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// This file stands in for what the store is about to have. At the merge it goes,
// and graph_points.go names the store's own: bucket is store.Bucket, thin is
// Store.Thin, seriesExtent is Store.SeriesExtent, number is query.Number,
// parseNumber is query.ParseNumber, lineMeasure is store.Measure, stat is store.Stat.

type bucket struct {
	Min, Mean, Max float64
	Count          int
}

func thin(s *store.Store, dst []bucket, name string, from, to time.Time, n int, hold time.Duration) []bucket {
	fine := int(min(max(to.Sub(from)/time.Duration(n)/(500*time.Millisecond), 16), 4096))
	all := s.Buckets(make([]float64, 0, n*fine), name, from, to, n*fine, hold)
	for i := range n {
		b := bucket{math.NaN(), math.NaN(), math.NaN(), 0}
		sum := 0.0
		for _, v := range all[i*fine : (i+1)*fine] {
			if math.IsNaN(v) {
				continue
			}
			if b.Count == 0 {
				b.Min, b.Max = v, v
			}
			b.Min, b.Max, b.Count = min(b.Min, v), max(b.Max, v), b.Count+1
			sum += v
		}
		if b.Count > 0 {
			b.Mean = sum / float64(b.Count)
		}
		dst = append(dst, b)
	}
	return dst
}

func seriesExtent(s *store.Store, x *store.Series) (first, last time.Time, ok bool) {
	from, to := x.Last.At.Add(-24*time.Hour), x.Last.At.Add(1)
	for to.Sub(from) > 1 {
		n := int(min(to.Sub(from), 4096))
		step := to.Sub(from) / time.Duration(n)
		to = from.Add(step * time.Duration(n))
		all := s.Buckets(nil, x.Name, from, to, n, 0)
		i := slices.IndexFunc(all, func(v float64) bool { return !math.IsNaN(v) })
		if i < 0 {
			return x.Last.At, x.Last.At, true
		}
		from = from.Add(step * time.Duration(i))
		to = from.Add(step)
	}
	return from, x.Last.At, true
}

// number is what is taken from lines: a field, or a regular expression with one
// group.
type number struct {
	text string
	re   *regexp.Regexp
}

func parseNumber(text string) (*number, error) {
	expr := text
	if !strings.ContainsAny(text, `(\`) {
		expr = `\b` + regexp.QuoteMeta(text) + `[=:]\s*"?([0-9.eE+-]+)`
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, fmt.Errorf("%w", err)
	}
	if re.NumSubexp() != 1 {
		return nil, errors.New("want a field, or a regular expression with one group for the number")
	}
	return &number{text, re}, nil
}

func (n *number) Unit() string {
	if strings.HasSuffix(n.text, "ms") {
		return "ms"
	}
	return ""
}

func (n *number) String() string { return n.text }

type stat uint8

const (
	statValue stat = iota
	statRate
	statP50
	statP95
	statP99
	statMax
)

type lineMeasure struct {
	store *store.Store
	of    *number
}

func measureOf(s *store.Store, n *number, _ int64) *lineMeasure { return &lineMeasure{s, n} }

func (m *lineMeasure) Close() {}

// Progress tells how much of the log is counted.
func (m *lineMeasure) Progress() (count uint64, share float64, done bool) {
	m.each(func(time.Time, float64) { count++ })
	v := m.store.Snapshot()
	return count, 1, v.Past.Complete
}

func (m *lineMeasure) Extent() (first, last time.Time, ok bool) {
	m.each(func(at time.Time, _ float64) {
		if !ok || at.Before(first) {
			first = at
		}
		if !ok || at.After(last) {
			last = at
		}
		ok = true
	})
	return first, last, ok
}

func (m *lineMeasure) each(visit func(at time.Time, v float64)) {
	v := m.store.Snapshot()
	for _, l := range v.Lines(nil, v.First, int(v.Next-v.First)) {
		at := l.Time
		if at.IsZero() {
			at = l.At
		}
		if x := m.of.re.FindSubmatch(l.Text); x != nil && !l.Notice {
			if f, err := strconv.ParseFloat(string(x[1]), 64); err == nil {
				visit(at, f)
			}
		}
	}
}

func (m *lineMeasure) Buckets(dst []float64, of stat, from, to time.Time, n int) []float64 {
	all := make([][]float64, n)
	step := to.Sub(from) / time.Duration(n)
	m.each(func(at time.Time, v float64) {
		if !at.Before(from) && at.Before(to) {
			i := at.Sub(from) / step
			all[i] = append(all[i], v)
		}
	})
	for _, x := range all {
		v := math.NaN()
		if of == statRate {
			v = float64(len(x)) / step.Seconds()
		} else if len(x) > 0 {
			last := x[len(x)-1]
			slices.Sort(x)
			share := map[stat]float64{statP50: 0.5, statP95: 0.95, statP99: 0.99, statMax: 1}[of]
			v = x[max(int(math.Ceil(share*float64(len(x))))-1, 0)]
			if of == statValue {
				v = last
			}
		}
		dst = append(dst, v)
	}
	return dst
}
