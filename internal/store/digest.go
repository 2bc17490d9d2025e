package store

import (
	"math"
	"slices"
	"sort"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/DataDog/sketches-go/ddsketch/mapping"
	sketch "github.com/DataDog/sketches-go/ddsketch/store"
)

// digest is what is known of values by time: of spans of a second each, of which
// only those are kept that have values. Once there are too many, spans are twice
// as long.
type digest struct {
	width   int64 // of a span, in nanoseconds
	spans   []*moment
	values  uint64
	mapping mapping.IndexMapping
	scratch *ddsketch.DDSketch // to put those of several spans together
	turn    uint64             // of the newest change
	known   map[[2]int64]quantiles
}

// moment is the values of a span of time.
type moment struct {
	at            int64 // a multiple of the width
	count         uint64
	sum, min, max float64
	last          reading
	sketch        *ddsketch.DDSketch
	turn          uint64 // when it was last changed
}

// reading is one value that stands in a line.
type reading struct {
	at    int64 // unix nanoseconds
	spot  spot  // of its block
	pos   int64 // in it
	value float64
}

// before reports that a value was written before another.
func (r *reading) before(o *reading) bool {
	switch {
	case r.at != o.at:
		return r.at < o.at
	case r.spot != o.spot:
		return r.spot < o.spot
	}
	return r.pos < o.pos
}

// quantiles are those of some spans that lie side by side.
type quantiles struct {
	turn  uint64 // as of then
	value [len(quantileOf)]float64
}

// quantileOf is the share of values that each Stat is not below.
var quantileOf = [...]float64{P50: 0.5, P95: 0.95, P99: 0.99}

func newDigest() digest {
	m, err := mapping.NewLogarithmicMapping(sketchError)
	if err != nil {
		panic(err) // it is a constant
	}
	d := digest{width: 1e9, mapping: m, known: map[[2]int64]quantiles{}}
	d.scratch = d.newSketch()
	return d
}

func (d *digest) newSketch() *ddsketch.DDSketch {
	return ddsketch.NewDDSketch(d.mapping, sketch.NewCollapsingLowestDenseStore(sketchBins), sketch.NewCollapsingLowestDenseStore(sketchBins))
}

// add counts values.
func (d *digest) add(values []reading) {
	if len(values) == 0 {
		return
	}
	d.turn++
	d.values += uint64(len(values))
	var m *moment
	for i := range values {
		r := &values[i]
		if at := floor(r.at, d.width) * d.width; m == nil || m.at != at {
			m = d.moment(at)
		}
		m.add(r)
		m.turn = d.turn
		for len(d.spans) > maxMoments {
			d.widen()
			m = nil
		}
	}
}

// moment finds or makes the span that begins at a time.
func (d *digest) moment(at int64) *moment {
	i, ok := slices.BinarySearchFunc(d.spans, at, func(m *moment, at int64) int {
		switch {
		case m.at < at:
			return -1
		case m.at > at:
			return 1
		}
		return 0
	})
	if !ok {
		d.spans = slices.Insert(d.spans, i, &moment{at: at, min: math.Inf(1), max: math.Inf(-1), sketch: d.newSketch()})
	}
	return d.spans[i]
}

func (m *moment) add(r *reading) {
	if m.count == 0 || !r.before(&m.last) {
		m.last = *r
	}
	m.count++
	m.sum += r.value
	m.min, m.max = min(m.min, r.value), max(m.max, r.value)
	_ = m.sketch.Add(r.value) // what is beyond 1e300 it does not take
}

// merge adds the values of another span.
func (m *moment) merge(o *moment) {
	if m.last.before(&o.last) {
		m.last = o.last
	}
	m.count += o.count
	m.sum += o.sum
	m.min, m.max = min(m.min, o.min), max(m.max, o.max)
	m.turn = max(m.turn, o.turn)
	_ = m.sketch.MergeWith(o.sketch) // of one mapping
}

// widen makes spans twice as long.
func (d *digest) widen() {
	d.width *= 2
	clear(d.known)
	kept := d.spans[:0]
	for _, m := range d.spans {
		at := floor(m.at, d.width) * d.width
		if n := len(kept); n > 0 && kept[n-1].at == at {
			kept[n-1].merge(m)
			continue
		}
		m.at = at
		kept = append(kept, m)
	}
	clear(d.spans[len(kept):])
	d.spans = kept
}

// between returns the spans that begin at low or behind it and before high.
func (d *digest) between(low, high int64) []*moment {
	i := sort.Search(len(d.spans), func(i int) bool { return d.spans[i].at >= low })
	n := sort.Search(len(d.spans)-i, func(n int) bool { return d.spans[i+n].at >= high })
	return d.spans[i : i+n]
}

// stat is what the values from one time on and before another come to; NaN if
// there are none. Both are multiples of the width.
func (d *digest) stat(stat Stat, low, high int64) float64 {
	spans := d.between(low, high)
	if stat == Rate {
		first, last := d.spans[0].at, d.spans[len(d.spans)-1].at
		if high <= first || low > last {
			return math.NaN()
		}
		n := uint64(0)
		for _, m := range spans {
			n += m.count
		}
		return float64(n) / (float64(high-low) / 1e9)
	}
	if len(spans) == 0 {
		return math.NaN()
	}
	switch stat {
	case Last:
		return spans[len(spans)-1].last.value
	case Max:
		most := spans[0].max
		for _, m := range spans[1:] {
			most = max(most, m.max)
		}
		return most
	case Mean:
		sum, n := 0.0, uint64(0)
		for _, m := range spans {
			sum, n = sum+m.sum, n+m.count
		}
		return sum / float64(n)
	}
	return d.quantile(stat, spans, low, high)
}

// quantile is that of some spans. Many are costly to put together, and few of
// them change from frame to frame.
func (d *digest) quantile(stat Stat, spans []*moment, low, high int64) float64 {
	least, most, turn := math.Inf(1), math.Inf(-1), uint64(0)
	for _, m := range spans {
		least, most, turn = min(least, m.min), max(most, m.max), max(turn, m.turn)
	}
	if q, ok := d.known[[2]int64{low, high}]; ok && q.turn == turn {
		return q.value[stat]
	}
	all := spans[0].sketch
	if len(spans) > 1 {
		all = d.scratch
		all.Clear()
		for _, m := range spans {
			_ = all.MergeWith(m.sketch)
		}
	}
	q := quantiles{turn: turn}
	for i, share := range quantileOf {
		v, err := all.GetValueAtQuantile(share)
		if err != nil {
			v = most
		}
		q.value[i] = min(max(v, least), most)
	}
	if len(d.known) >= maxKnownQuantiles {
		clear(d.known)
	}
	d.known[[2]int64{low, high}] = q
	return q.value[stat]
}
