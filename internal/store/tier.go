package store

import "time"

// tier is the points of a series in steps of time: of each step the least, the
// greatest, the sum and the number of its points. Step i begins at i times the
// length of a step after 1970, and stands at i modulo the number of steps kept.
type tier struct {
	step          int64 // length, in nanoseconds
	whole         bool  // it grows wider steps rather than let go of any
	low, high     []float64
	sum           []float64
	count         []uint32
	first, newest int64 // steps that are kept
}

// span is points that are close together in time.
type span struct {
	at, length    int64 // of a single point the length is 0
	min, max, sum float64
	count         int
}

func newTier(step time.Duration, whole bool, steps int) tier {
	return tier{
		step: int64(step), whole: whole,
		low: make([]float64, steps), high: make([]float64, steps), sum: make([]float64, steps), count: make([]uint32, steps),
		first: 0, newest: -1,
	}
}

// add files a point.
func (t *tier) add(at int64, v float64) {
	i := floor(at, t.step)
	if t.newest < t.first {
		t.first, t.newest = i, i
	}
	for t.whole && max(t.newest, i)-min(t.first, i) >= t.steps() {
		t.widen()
		i = floor(at, t.step)
	}
	switch {
	case i > t.newest:
		t.advance(i)
	case t.newest-i >= t.steps():
		return // older than what is kept
	case i < t.first:
		t.first = i
	}
	t.put(i, v, v, v, 1)
}

// advance makes room for a newer step.
func (t *tier) advance(to int64) {
	for i := max(t.newest+1, to-t.steps()+1); i <= to; i++ {
		t.count[t.index(i)] = 0
	}
	t.newest = to
	t.first = max(t.first, to-t.steps()+1)
}

// put adds points to a step.
func (t *tier) put(i int64, low, high, sum float64, n uint32) {
	k := t.index(i)
	if t.count[k] == 0 {
		t.low[k], t.high[k], t.sum[k] = low, high, 0
	}
	t.low[k], t.high[k] = min(t.low[k], low), max(t.high[k], high)
	t.sum[k] += sum
	t.count[k] += n
}

// widen makes steps twice as long.
func (t *tier) widen() {
	wide := newTier(time.Duration(2*t.step), true, int(t.steps()))
	wide.first, wide.newest = floor(t.first, 2), floor(t.newest, 2)
	for i := t.first; i <= t.newest; i++ {
		if k := t.index(i); t.count[k] > 0 {
			wide.put(floor(i, 2), t.low[k], t.high[k], t.sum[k], t.count[k])
		}
	}
	*t = wide
}

func (t *tier) steps() int64 { return int64(len(t.count)) }

// index returns the place of a step.
func (t *tier) index(i int64) int64 {
	n := t.steps()
	return (i%n + n) % n
}

// begin is the time from which on all points are in t.
func (t *tier) begin() int64 { return t.first * t.step }

// each calls visit for each step that begins from one time on and before another.
func (t *tier) each(from, to int64, visit func(span)) {
	for i := max(t.first, ceil(from, t.step)); i <= t.newest && i*t.step < to; i++ {
		if k := t.index(i); t.count[k] > 0 {
			visit(span{at: i * t.step, length: t.step, min: t.low[k], max: t.high[k], sum: t.sum[k], count: int(t.count[k])})
		}
	}
}

// floor is a/b, rounded down; b is positive.
func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// ceil is a/b, rounded up.
func ceil(a, b int64) int64 {
	q := a / b
	if a%b > 0 {
		q++
	}
	return q
}
