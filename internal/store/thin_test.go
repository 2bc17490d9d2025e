package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/rtwatch/rtwatch/internal/source"
)

// slowSeries is all points that ever came, to compare a series to.
type slowSeries []Point

// thin is what Thin returns, found by looking at every point for every bucket.
// Where a point counts is asked of r.
func (all slowSeries) thin(r *series, from, width int64, n int, hold int64) []Bucket {
	slices.SortStableFunc(all, func(a, b Point) int { return a.At.Compare(b.At) })
	out := make([]Bucket, n)
	carry, until := math.NaN(), int64(math.MinInt64)
	begin := from
	for b := range out {
		end := from + int64(float64(width)/float64(n)*float64(b+1))
		x := &out[b]
		*x = Bucket{math.NaN(), math.NaN(), math.NaN(), 0}
		sum := 0.0
		if b == 0 {
			for _, p := range all {
				if at, length := countsAt(r, p.At.UnixNano()); at < from && at+max(length, hold) >= until {
					until, carry = at+max(length, hold), all.mean(r, at)
				}
			}
		}
		for _, p := range all {
			at, length := countsAt(r, p.At.UnixNano())
			if at < begin || at >= end {
				continue
			}
			if x.Count == 0 {
				x.Min, x.Max = p.Value, p.Value
			}
			x.Min, x.Max = min(x.Min, p.Value), max(x.Max, p.Value)
			x.Count++
			sum += p.Value
			until = at + max(length, hold)
		}
		if x.Count > 0 {
			x.Mean = sum / float64(x.Count)
			carry = x.Mean
		} else if until >= end {
			*x = Bucket{carry, carry, carry, 0}
		}
		begin = end
	}
	return out
}

// mean is that of the points that count at a time: of one, the newest.
func (all slowSeries) mean(r *series, at int64) float64 {
	sum, n := 0.0, 0
	for _, p := range all {
		if k, length := countsAt(r, p.At.UnixNano()); k == at && length == 0 {
			sum, n = p.Value, 1
		} else if k == at {
			sum += p.Value
			n++
		}
	}
	return sum / float64(n)
}

// countsAt is when a point counts, and for how long: as it is, unless it is in a
// step of the coarsest tier that is needed to reach what finer ones do not have.
func countsAt(r *series, t int64) (at, length int64) {
	if r.points.lost == math.MinInt64 {
		return t, 0
	}
	begin := r.points.lost + 1 // of what is known finer
	at = t
	for i := range r.tiers {
		step := r.tiers[i].step
		if floor(t, step)*step < begin {
			at, length = floor(t, step)*step, step
		}
		begin = min(r.tiers[i].begin(), ceil(begin, step)*step)
	}
	return at, length
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b), 1)
}

func TestThinIsWhatTheSlowOneFinds(t *testing.T) {
	for seed := range uint64(25) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		r := newSeries(8 + rnd.IntN(40))
		limit := 1 + rnd.IntN(60)
		var all slowSeries
		at := epoch.UnixNano()
		for range 50 + rnd.IntN(600) {
			switch rnd.IntN(30) {
			case 0:
				at += rnd.Int64N(int64(2 * time.Hour)) // a gap
			case 1:
				at = at / int64(fineStep) * int64(fineStep) // where a step begins
			}
			at += rnd.Int64N(int64(30 * time.Second))
			when, v := at-rnd.Int64N(2)*rnd.Int64N(int64(time.Minute)), float64(rnd.IntN(2000)-1000)
			if len(all) > 0 && when <= all.last() {
				when = all.last() + 1 // one at a time, so that the newest is well defined
			}
			r.add(when, v, limit)
			all = append(all, Point{time.Unix(0, when), v})
		}
		first, last := all[0].At.UnixNano(), all.last()
		for range 30 {
			from := first - int64(time.Hour) + rnd.Int64N(last-first+int64(2*time.Hour))
			width := 1 + rnd.Int64N([]int64{int64(time.Minute), int64(time.Hour), last - first + 1}[rnd.IntN(3)])
			n, hold := 1+rnd.IntN(50), rnd.Int64N(int64(time.Minute))
			got := make([]Bucket, n)
			for i := range got {
				got[i] = Bucket{math.NaN(), math.NaN(), math.NaN(), 0}
			}
			r.thin(got, from, time.Duration(width), time.Duration(hold))
			for i, want := range all.thin(r, from, width, n, hold) {
				if g := got[i]; g.Count != want.Count || !near(g.Min, want.Min) || !near(g.Mean, want.Mean) || !near(g.Max, want.Max) {
					t.Fatalf("seed %d, from %d, width %v, hold %v: bucket %d of %d is %+v, want %+v",
						seed, from, time.Duration(width), time.Duration(hold), i, n, g, want)
				}
			}
		}
		if n := total(r, first, last+1); n != len(all) {
			t.Fatalf("seed %d: %d points in all, want %d", seed, n, len(all))
		}
	}
}

func (all slowSeries) last() int64 { return all[len(all)-1].At.UnixNano() }

// total is how many points r has from one time to another.
func total(r *series, from, to int64) (n int) {
	r.each(from-int64(1000*time.Hour), to, func(p span) { n += p.count })
	return n
}

// Whatever comes late, no point is counted twice, and none is lost.
func TestThinCountsEachPointOnce(t *testing.T) {
	for seed := range uint64(100) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		r := newSeries(4 + rnd.IntN(10))
		limit, n := 1+rnd.IntN(9), 1+rnd.IntN(300)
		for i := range n {
			r.add(epoch.UnixNano()+int64(i)*int64(time.Minute)-rnd.Int64N(int64(3*time.Hour)), 1, limit)
			if got := total(r, math.MinInt64/2, math.MaxInt64); got != i+1 {
				t.Fatalf("seed %d: %d points counted, want %d", seed, got, i+1)
			}
		}
	}
}

// A ring or a tier that is one short of full, full, and one over.
func TestThinAtTheEdges(t *testing.T) {
	for _, steps := range []int{1, 2, 3, 64} {
		for _, limit := range []int{1, 2, 3, 64} {
			r := newSeries(steps)
			for i := range 3*max(steps, limit)*60 + 2 {
				at := epoch.UnixNano() + int64(i)*int64(time.Second)
				r.add(at, float64(i), limit)
				if n := total(r, epoch.UnixNano(), at+1); n != i+1 {
					t.Fatalf("%d steps, %d points: %d counted, want %d", steps, limit, n, i+1)
				}
			}
		}
	}
}

func TestThinKeepsGaps(t *testing.T) {
	s := newStore(0)
	for i := range 3 * maxPoints {
		if h := i / 3600; h%2 == 0 {
			s.sample("x", time.Duration(i)*time.Second, float64(h))
		}
	}
	for h := range 3 * maxPoints / 3600 {
		at := epoch.Add(time.Duration(h) * time.Hour)
		for i, b := range s.Thin(nil, "x", at.Add(20*time.Minute), at.Add(50*time.Minute), 30, 3*time.Second) {
			if h%2 == 0 && b.Mean != float64(h) || h%2 == 1 && (b.Count != 0 || !math.IsNaN(b.Mean)) {
				t.Fatalf("hour %d, minute %d: %+v", h, 20+i, b)
			}
		}
	}
	first, last, ok := s.SeriesExtent("x")
	if want := epoch.Add(time.Duration(3*maxPoints-1) / 7200 * 7200 * time.Second); !ok || !first.Equal(epoch) || last.Before(want.Add(-2*time.Hour)) {
		t.Errorf("the series reaches from %v to %v", first, last)
	}
	if _, _, ok := s.SeriesExtent("y"); ok {
		t.Error("an unknown series has times")
	}
}

// weekOf makes so many series and files a week's samples of the first, one a
// second.
func weekOf(set *seriesSet, count int) (end time.Time) {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("s%02d", i)
		_ = set.add(source.Sample{At: epoch, Series: names[i], Value: 1}, epoch)
	}
	const week = 7 * 24 * 3600
	for sec := 1; sec < week; sec++ {
		at := epoch.Add(time.Duration(sec) * time.Second)
		_ = set.add(source.Sample{At: at, Series: names[0], Value: float64(sec % 1000)}, at)
	}
	return epoch.Add(week * time.Second)
}

func TestSeriesOfAWeekAreSmall(t *testing.T) {
	const count = 64
	var set seriesSet
	weekOf(&set, count)
	var one int
	r := set.byName["s00"]
	one += (cap(r.points.at) + cap(r.points.value)) * 8
	for _, x := range r.tiers {
		one += (cap(x.low)+cap(x.high)+cap(x.sum))*8 + cap(x.count)*4
	}
	one += int(unsafe.Sizeof(*r))
	if all := count * one; all > 8<<20 {
		t.Errorf("a week of %d series takes %d KiB, want at most 8 MiB", count, all>>10)
	}
	if n := total(r, epoch.UnixNano(), math.MaxInt64); n != 7*24*3600 {
		t.Errorf("%d points counted", n)
	}
}

func BenchmarkSeriesAdd(b *testing.B) {
	var set seriesSet
	at := epoch
	b.ReportAllocs()
	for b.Loop() {
		at = at.Add(time.Second)
		_ = set.add(source.Sample{At: at, Series: "x", Value: 1}, at)
	}
}

// BenchmarkThin draws a week of a series at several zooms.
func BenchmarkThin(b *testing.B) {
	s := newStore(0)
	end := weekOf(&s.series, 1)
	for _, width := range []time.Duration{time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour} {
		b.Run(width.String(), func(b *testing.B) {
			b.ReportAllocs()
			var dst []Bucket
			for b.Loop() {
				dst = s.Thin(dst[:0], "s00", end.Add(-width), end, 160, 3*time.Second)
			}
		})
	}
}
