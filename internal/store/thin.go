package store

import (
	"math"
	"time"
)

// Bucket is the values of a series in a span of time. Where there are none Count
// is 0, and the others are what is held, or NaN.
type Bucket struct {
	Min, Mean, Max float64
	Count          int
}

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

// Thin appends to dst the series' values in each of n equal spans of time from
// from to to, over all of its history: older points are kept in steps, which
// count at their begin. A span without a value takes the mean of the span before
// it, if there was a value within hold, or its step reaches so far. An unknown
// series has no values.
func (s *Store) Thin(dst []Bucket, name string, from, to time.Time, n int, hold time.Duration) []Bucket {
	start, width := len(dst), to.Sub(from)
	for range n {
		dst = append(dst, Bucket{math.NaN(), math.NaN(), math.NaN(), 0})
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.series.byName[name]
	if r == nil || width <= 0 || n <= 0 {
		return dst
	}
	r.thin(dst[start:], from.UnixNano(), width, hold)
	return dst
}

// thin fills empty buckets.
func (r *series) thin(buckets []Bucket, from int64, width, hold time.Duration) {
	end := func(b int) int64 { return from + int64(float64(width)/float64(len(buckets))*float64(b+1)) }
	b, bEnd := 0, end(0)
	sum := 0.0
	carry, until := math.NaN(), int64(math.MinInt64) // what is held, and for how long
	next := func() {
		switch x := &buckets[b]; {
		case x.Count > 0:
			x.Mean = sum / float64(x.Count)
			carry = x.Mean
		case until >= bEnd:
			x.Min, x.Mean, x.Max = carry, carry, carry
		}
		sum = 0
		b++
		bEnd = end(b)
	}
	back := max(int64(hold), r.tiers[len(r.tiers)-1].step)
	r.each(from-back, from+int64(width), func(p span) {
		if p.at < from {
			carry = p.sum / float64(p.count)
		} else {
			for p.at >= bEnd && b < len(buckets)-1 {
				next()
			}
			x := &buckets[b]
			if x.Count == 0 {
				x.Min, x.Max = p.min, p.max
			}
			x.Min, x.Max, x.Count = min(x.Min, p.min), max(x.Max, p.max), x.Count+p.count
			sum += p.sum
		}
		until = p.at + max(p.length, int64(hold))
	})
	for b < len(buckets) {
		next()
	}
}
