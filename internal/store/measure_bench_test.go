package store

import (
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkMeasure takes a number from every line of a log, beside a search for
// the same expression, and from the lines that are rare.
func BenchmarkMeasure(b *testing.B) {
	const size = 128 << 20
	path := bigFile(b, "big.log", size, 1)
	s := newStore(0)
	s.add(source.Batch{Source: "a", Past: pastOf(b, path)})
	v := index(b, s)
	for _, c := range []struct{ name, text string }{
		{"every line", `handled in (\d+) ms`},
		{"one in a thousand", `customer 123(\d\d\d) handled`},
	} {
		b.Run(c.name, func(b *testing.B) {
			q := parseQuery(b, "/"+c.text+"/")
			r := s.NewReader(!Hold)
			defer r.Close()
			var search, ours time.Duration
			b.SetBytes(size)
			b.ReportAllocs()
			var m *Measure
			for b.Loop() {
				search += fastest(b, 2, func() { searched(b, s, q, v.Next) })
				ours += fastest(b, 2, func() {
					m = s.Measure(parseNumber(b, c.text), v.Next)
					await(b, r, "all", measuredAll(s, m))
					m.Close()
				})
			}
			b.ReportMetric(over(ours, search), "times-search")
			b.ReportMetric(float64(size)*float64(b.N)/ours.Seconds()/1e6, "MB/s")
			b.ReportMetric(float64(m.Progress().Values), "values")
			first, last, _ := m.Extent()
			began := time.Now()
			m.Buckets(nil, P95, first, last, 160)
			b.ReportMetric(float64(time.Since(began).Microseconds()), "µs-first-frame")
			began = time.Now()
			const frames = 100
			for range frames {
				m.Buckets(nil, P95, first, last, 160)
			}
			b.ReportMetric(float64(time.Since(began).Microseconds())/frames, "µs-frame")
		})
	}
}
