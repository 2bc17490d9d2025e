package store

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// spreads are ways in which values may be spread.
var spreads = map[string]func(*rand.Rand) float64{
	"one value":       func(*rand.Rand) float64 { return 12 },
	"nothing":         func(*rand.Rand) float64 { return 0 },
	"latencies":       func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64() + 3) },
	"small numbers":   func(r *rand.Rand) float64 { return float64(r.IntN(5) - 2) },
	"a million times": func(r *rand.Rand) float64 { return math.Exp(r.Float64()*14) * float64(1-2*r.IntN(2)) },
	"negative":        func(r *rand.Rand) float64 { return -math.Exp(r.NormFloat64()) },
	"powers": func(r *rand.Rand) float64 { // on the borders of bins
		return math.Exp(float64(r.IntN(900)) * sketchLog)
	},
}

// sketched is a sketch of values.
func sketched(values []float64) *sketch {
	var s sketch
	for _, v := range values {
		s.add(v)
	}
	return &s
}

// Every quantile is within sketchError of the value that has its rank.
func TestSketchError(t *testing.T) {
	for name, value := range spreads {
		for seed := range uint64(20) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			values := make([]float64, 1+rnd.IntN(3000))
			for i := range values {
				values[i] = value(rnd)
			}
			s := sketched(values)
			slices.Sort(values)
			for _, share := range []float64{0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1, rnd.Float64()} {
				got, want := s.quantile(share), values[int(share*float64(len(values)-1))]
				if math.Abs(got-want) > sketchError*(1+1e-9)*math.Abs(want) {
					t.Errorf("%s, seed %d: the quantile %v of %d values is %v, want %v", name, seed, share, len(values), got, want)
				}
			}
		}
	}
}

// Sketches put together are what one of all values is, in whatever order, and
// also one that was used before.
func TestSketchMerge(t *testing.T) {
	anything := func(r *rand.Rand) float64 { return math.Exp(r.Float64()*1400-700) * float64(1-2*r.IntN(2)) }
	one, all := func(r *rand.Rand) float64 { return math.Exp(float64(r.IntN(1400)) - 700) }, spreads
	var used sketch
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		var values []float64
		used.reset()
		for range 1 + rnd.IntN(6) {
			value := []func(*rand.Rand) float64{anything, one, all["latencies"], all["small numbers"]}[rnd.IntN(4)]
			part := make([]float64, rnd.IntN(40))
			for i := range part {
				part[i] = value(rnd)
			}
			used.merge(sketched(part))
			values = append(values, part...)
		}
		want := sketched(values)
		for i, got := range []*bins{&used.positive, &used.negative} {
			want := []*bins{&want.positive, &want.negative}[i]
			if got.total != want.total || got.total > 0 && (got.low != want.low || !slices.Equal(got.count, want.count)) {
				t.Fatalf("seed %d: put together %+v, of all %+v", seed, got, want)
			}
		}
		if used.zero != want.zero {
			t.Fatalf("seed %d: %d times 0, want %d", seed, used.zero, want.zero)
		}
	}
}

// However far apart values are, bins are bounded, the greatest magnitudes stay
// exact, and no value is lost.
func TestSketchIsBounded(t *testing.T) {
	extremes := []float64{math.MaxFloat64, math.SmallestNonzeroFloat64, 1, 1e-300, 1e300}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {1, 3, 2, 4, 0}, {2, 0, 1, 4, 3}} {
		var s sketch
		for _, i := range order {
			s.add(extremes[i])
			s.add(-extremes[i])
		}
		s.add(0)
		for _, b := range []*bins{&s.positive, &s.negative} {
			if len(b.count) > sketchBins+binStep || b.total != 5 {
				t.Errorf("%v: %d values in %d bins", order, b.total, len(b.count))
			}
		}
		if got := s.quantile(0.5); got != 0 {
			t.Errorf("%v: the median is %v, want 0", order, got)
		}
		for share, want := range map[float64]float64{0.1: -1e300, 0.9: 1e300} {
			if got := s.quantile(share); math.Abs(got-want) > sketchError*1e300 {
				t.Errorf("%v: the quantile %v is %v, want %v", order, share, got, want)
			}
		}
	}
	if got := new(sketch).quantile(0.5); !math.IsNaN(got) {
		t.Errorf("the median of nothing is %v", got)
	}
	if want := 2 * math.Atanh(sketchError); math.Abs(sketchLog-want) > 1e-17 {
		t.Errorf("the logarithm is %v, want %v", sketchLog, want)
	}
}
