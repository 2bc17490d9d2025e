package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

func parseNumber(t testing.TB, text string) *query.Number {
	t.Helper()
	n, err := query.ParseNumber(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func measuredAll(s *Store, m *Measure) func() bool {
	return func() bool { return s.Snapshot().Past.Complete && m.Progress().Done }
}

// readings takes the number from every line that is complete, one by one.
func readings(v *Snapshot, n *query.Number) (all []reading) {
	for i := range v.blocks() {
		b := v.block(i)
		last := map[string]time.Time{}
		for _, l := range v.cache.lines(nil, b, b.seq, min(b.seq+b.count(), v.Next)) {
			at, ok := last[l.Source]
			switch {
			case !l.Time.IsZero():
				at = l.Time
			case ok:
			case b.facts != nil && !b.facts.First.IsZero():
				at = b.facts.First
			default:
				at = l.At
			}
			last[l.Source] = at
			if l.Notice || l.Open {
				continue
			}
			for _, x := range n.Values(&query.Text{Data: l.Text}) {
				all = append(all, reading{at: at.UnixNano(), value: x})
			}
		}
	}
	return all
}

// slowStat is what readings from one time on and before another come to. Of the
// last ones at the same time it may be any.
func slowStat(all []reading, low, high int64) (stats map[Stat]float64, lasts []float64) {
	var values []float64
	sum, last := 0.0, int64(math.MinInt64)
	for _, r := range all {
		if r.at < low || r.at >= high {
			continue
		}
		values = append(values, r.value)
		sum += r.value
		if r.at > last {
			last, lasts = r.at, nil
		}
		if r.at == last {
			lasts = append(lasts, r.value)
		}
	}
	if len(values) == 0 {
		return nil, nil
	}
	sort.Float64s(values)
	n := len(values)
	stats = map[Stat]float64{Max: values[n-1], Mean: sum / float64(n), Rate: float64(n) / (float64(high-low) / 1e9)}
	for i, q := range quantileOf {
		stats[Stat(i)] = values[int(q*float64(n-1))]
	}
	return stats, lasts
}

// checkDigest compares all that is known of values to the slow way.
func checkDigest(t *testing.T, d *digest, all []reading, rnd *rand.Rand) {
	t.Helper()
	if d.values != uint64(len(all)) {
		t.Fatalf("%d values, want %d", d.values, len(all))
	}
	if len(d.spans) > maxMoments || !slices.IsSortedFunc(d.spans, func(a, b *moment) int { return int((a.at - b.at) / d.width) }) {
		t.Fatalf("%d spans, or out of order", len(d.spans))
	}
	if len(all) == 0 {
		return
	}
	first, last := d.spans[0].at, d.spans[len(d.spans)-1].at
	for range 60 {
		low := first + rnd.Int64N((last-first)/d.width+1)*d.width
		high := low + (1+rnd.Int64N(1+rnd.Int64N((last-first)/d.width+1)))*d.width
		want, lasts := slowStat(all, low, high)
		for stat := range Rate + 1 {
			got, w := d.stat(stat, low, high), want[stat]
			switch {
			case want == nil && stat == Rate:
				if got != 0 {
					t.Fatalf("the rate is %v where there is nothing", got)
				}
			case want == nil:
				if !math.IsNaN(got) {
					t.Fatalf("stat %d is %v where there is nothing", stat, got)
				}
			case stat == Last:
				if !slices.Contains(lasts, got) {
					t.Fatalf("the last is %v, want of %v", got, lasts)
				}
			case stat <= P99 && math.Abs(got-w) > sketchError*1.0001*math.Abs(w), stat > P99 && !near(got, w):
				t.Fatalf("stat %d from %d to %d is %v, want %v", stat, low, high, got, w)
			}
		}
	}
}

func TestMeasureIsThatOfTheOracle(t *testing.T) {
	for _, x := range []struct {
		name  string
		pasts int
	}{{"live", 0}, {"one past", 1}, {"merged pasts", 2}} {
		t.Run(x.name, func(t *testing.T) {
			for seed := range uint64(4) {
				randomMeasure(t, rand.New(rand.NewPCG(seed, 7)), x.pasts)
			}
		})
	}
}

func randomMeasure(t *testing.T, rnd *rand.Rand, pasts int) {
	s := newStore(0)
	indexed(t, s)
	r := s.NewReader(!Hold)
	defer r.Close()
	c := &chatter{rnd: rnd, at: epoch}
	for k := range pasts {
		p := &chatter{rnd: rnd, at: epoch.Add(-time.Hour), whole: true}
		b := heldIn(string(rune('a'+k)), p.text(rnd.IntN(900<<10)))
		b.Past.More = pasts - 1 - k
		s.add(b)
	}
	for range rnd.IntN(50) {
		s.add(c.batch())
	}
	n := parseNumber(t, `took=([\d.]+)`)
	v := s.Snapshot()
	m := s.Measure(n, v.First+rnd.Int64N(v.Next-v.First+1))
	defer m.Close()
	own := rand.New(rand.NewPCG(rnd.Uint64(), 1))
	var adding sync.WaitGroup
	adding.Go(func() {
		for range 400 {
			s.add(c.batch())
		}
	})
	for range 20 {
		m.Buckets(nil, P95, epoch.Add(-time.Hour), epoch.Add(time.Minute), 50)
		m.Progress()
	}
	adding.Wait()
	for range 3 {
		await(t, r, "the measurement to end", measuredAll(s, m))
		v := s.Snapshot()
		m.mu.Lock()
		checkDigest(t, &m.digest, readings(&v, n), own)
		m.mu.Unlock()
		if p := m.Progress(); p.Unread > 0 {
			t.Fatalf("%+v", p)
		}
		before := m.Version()
		s.add(c.batch())
		s.add(lines("a", "now took=5ms\n"))
		await(t, r, "the measurement to end again", measuredAll(s, m))
		if m.Version() == before {
			t.Error("the version is the same though there is a new value")
		}
	}
}

// What a block has grown by is counted once, and a line when it has ended.
func TestMeasureOfALineInParts(t *testing.T) {
	s := newStore(0)
	r := s.NewReader(!Hold)
	defer r.Close()
	m := s.Measure(parseNumber(t, `x=(\d+)`), 0)
	defer m.Close()
	add := func(head, data string, starts int, open bool, want uint64) {
		t.Helper()
		s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{
			Data: []byte(head + data), Head: len(head), Lines: starts, Open: open, Offset: s.order0(),
		}})
		await(t, r, "the measurement", measuredAll(s, m))
		if got := m.Progress().Values; got != want {
			t.Fatalf("%d values after %q, want %d", got, head+data, want)
		}
	}
	add("", "x=1\nx=2", 2, true, 1)
	add("3", "", 0, true, 1)
	add("4\n", "x=5\n", 1, false, 3)
	add("", "x=6\n", 1, false, 4)
	got := m.Buckets(nil, Max, epoch, epoch.Add(time.Second), 1)
	if fmt.Sprint(got) != "[234]" {
		t.Errorf("the greatest is %v, want 234", got)
	}
}

// order0 is how much the first source has sent.
func (s *Store) order0() int64 {
	if len(s.order) == 0 {
		return 0
	}
	return int64(s.order[0].stat.Bytes)
}

// What is measured stays when its lines go; what went before is said.
func TestMeasureOfEvictedLines(t *testing.T) {
	s := newStore(64 << 10)
	r := s.NewReader(!Hold)
	defer r.Close()
	at := epoch
	add := func(n int) {
		var b strings.Builder
		for range n {
			at = at.Add(10 * time.Millisecond)
			fmt.Fprintf(&b, "%s x=%d %s\n", at.Format(time.RFC3339Nano), 7, strings.Repeat("-", 100))
		}
		batch := lines("a", b.String())
		batch.At = at
		s.add(batch)
	}
	add(100)
	m := s.Measure(parseNumber(t, "x"), 0)
	defer m.Close()
	await(t, r, "the measurement", measuredAll(s, m))
	for range 20 {
		add(100)
		await(t, r, "the measurement", measuredAll(s, m))
	}
	if c := m.Progress(); c.Values != 2100 || c.Unread != 0 || s.Snapshot().Total.Evicted == 0 {
		t.Errorf("%+v, want 2100 values", c)
	}
	first, last, ok := m.Extent()
	if !ok || first.After(epoch.Add(time.Second)) || !last.Equal(at) {
		t.Errorf("from %v to %v, want from %v to %v", first, last, epoch, at)
	}
	gone := s.Snapshot()
	for i := range gone.blocks() {
		b := gone.block(i)
		text := *b.text.Load()
		text.data, text.gone = nil, true
		b.text.Store(&text)
	}
	late := s.Measure(parseNumber(t, "x"), 0)
	defer late.Close()
	await(t, r, "the measurement", measuredAll(s, late))
	if c := late.Progress(); c.Values != 0 || c.Unread != uint64(gone.Next-gone.First) {
		t.Errorf("%+v of what is gone, want %d unread", c, gone.Next-gone.First)
	}
}

// Lines of the past that tell no time are not taken for as new as their file.
func TestMeasureOfLinesWithoutATime(t *testing.T) {
	s := newStore(0)
	indexed(t, s)
	r := s.NewReader(!Hold)
	defer r.Close()
	at := epoch.Add(-time.Hour)
	s.add(heldIn("a", "x=1\nx=2\n"+at.Format(time.RFC3339)+" x=3\nx=4\n"))
	m := s.Measure(parseNumber(t, "x"), 0)
	defer m.Close()
	await(t, r, "the measurement", measuredAll(s, m))
	if got := m.Buckets(nil, Rate, at, at.Add(time.Second), 1); got[0] != 4 {
		t.Errorf("%v values in the second of the line with a time, want 4", got)
	}
}

func TestMeasureBuckets(t *testing.T) {
	s := newStore(0)
	r := s.NewReader(!Hold)
	defer r.Close()
	var b strings.Builder
	for _, x := range []struct{ sec, value int }{{0, 1}, {0, 3}, {1, 5}, {4, 7}} {
		fmt.Fprintf(&b, "%s x=%ds\n", epoch.Add(time.Duration(x.sec)*time.Second).Format(time.RFC3339), x.value)
	}
	s.add(lines("a", b.String()))
	m := s.Measure(parseNumber(t, "x"), 0)
	defer m.Close()
	await(t, r, "the measurement", measuredAll(s, m))
	for _, c := range []struct {
		stat     Stat
		from, to time.Duration
		n        int
		want     string
	}{
		{Last, 0, 6 * time.Second, 6, "[3000 5000 NaN NaN 7000 NaN]"},
		{Mean, 0, 6 * time.Second, 6, "[2000 5000 NaN NaN 7000 NaN]"},
		{Max, 0, 6 * time.Second, 3, "[5000 NaN 7000]"},
		{Rate, -2 * time.Second, 6 * time.Second, 8, "[NaN NaN 2 1 0 0 1 NaN]"},
		{Rate, 0, 4 * time.Second, 2, "[1.5 0]"},
		{Last, 0, time.Second, 4, "[3000 3000 3000 3000]"},
		{P99, time.Second, 2 * time.Second, 1, "[5000]"},
		{Max, 0, 0, 2, "[NaN NaN]"},
		{Max, time.Second, 0, 2, "[NaN NaN]"},
	} {
		if got := fmt.Sprint(m.Buckets(nil, c.stat, epoch.Add(c.from), epoch.Add(c.to), c.n)); got != c.want {
			t.Errorf("stat %d from %v to %v is %s, want %s", c.stat, c.from, c.to, got, c.want)
		}
	}
	if m.Unit() != "ms" {
		t.Errorf("the unit is %q", m.Unit())
	}
	none := s.Measure(parseNumber(t, "nothing"), 0)
	defer none.Close()
	if _, _, ok := none.Extent(); ok || !math.IsNaN(none.Buckets(nil, Rate, epoch, epoch.Add(time.Second), 1)[0]) {
		t.Error("there are values of nothing")
	}
}

// However far apart values are, there are not more spans than are kept.
func TestDigestWidens(t *testing.T) {
	for _, n := range []int{0, 1, maxMoments - 1, maxMoments, maxMoments + 1, 3 * maxMoments} {
		for seed := range uint64(3) {
			rnd := rand.New(rand.NewPCG(seed, uint64(n)))
			d := newDigest()
			var all []reading
			at := epoch.UnixNano()
			for range n {
				at += []int64{1e9, 1e9, rnd.Int64N(5e9), 1}[rnd.IntN(4)] * int64(1-2*(seed%2))
				v := math.Exp(rnd.Float64()*12) * []float64{1, 1, 1, -1, 0}[rnd.IntN(5)]
				all = append(all, reading{at: at, pos: int64(len(all)), value: v})
			}
			for part := range slices.Chunk(all, 100) {
				d.add(part)
			}
			checkDigest(t, &d, all, rnd)
		}
	}
}

// However values are spread, a digest takes what it may.
func TestDigestIsBounded(t *testing.T) {
	heap := func() int64 {
		runtime.GC()
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return int64(sample[0].Value.Uint64())
	}
	for _, c := range []struct {
		name  string
		each  int // values of a second
		value func(*rand.Rand) float64
		most  int64 // KiB
	}{
		{"one a second", 1, func(*rand.Rand) float64 { return 12 }, 2 << 10},
		{"latencies", 500, func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64() + 3) }, 10 << 10},
		{"anything", 500, func(r *rand.Rand) float64 { return math.Exp(r.Float64()*1400-700) * float64(1-2*r.IntN(2)) }, 40 << 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 1))
			before := heap()
			d := newDigest()
			batch := make([]reading, c.each)
			for sec := range maxMoments {
				for i := range batch {
					batch[i] = reading{at: epoch.UnixNano() + int64(sec)*1e9, value: c.value(rnd)}
				}
				d.add(batch)
			}
			took := (heap() - before) >> 10
			t.Logf("%d KiB", took)
			if took > c.most {
				t.Errorf("%d KiB, want at most %d", took, c.most)
			}
			runtime.KeepAlive(&d)
		})
	}
}
