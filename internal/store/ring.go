package store

import (
	"math"
	"sort"
	"time"
)

// ring holds the newest points of a series in order of time.
type ring struct {
	at     []int64 // unix nanoseconds
	value  []float64
	oldest int   // its place; the others follow, the array's begin behind its end
	lost   int64 // points up to here were let go of
}

func newRing() ring { return ring{lost: math.MinInt64} }

// add files a point, in the place of the oldest one once there are limit.
func (r *ring) add(at int64, v float64, limit int) {
	if at <= r.lost {
		return // what is around it is gone
	}
	if len(r.at) < limit && r.oldest == 0 {
		r.at, r.value = append(r.at, at), append(r.value, v)
	} else {
		if gone := r.at[r.oldest]; at <= gone {
			r.lost = at
			return
		}
		r.lost = r.at[r.oldest]
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

// newest returns the newest point.
func (r *ring) newest() (at int64, v float64) {
	k := r.index(len(r.at) - 1)
	return r.at[k], r.value[k]
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
func (r *ring) index(i int) int {
	if i += r.oldest; i >= len(r.at) {
		i -= len(r.at)
	}
	return i
}

// each calls visit for each point from one time on and before another.
func (r *ring) each(from, to int64, visit func(span)) {
	i := sort.Search(len(r.at), func(i int) bool { return r.at[r.index(i)] >= from })
	for ; i < len(r.at); i++ {
		k := r.index(i)
		if r.at[k] >= to {
			return
		}
		v := r.value[k]
		visit(span{at: r.at[k], min: v, max: v, sum: v, count: 1})
	}
}
