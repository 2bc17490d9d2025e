package store

import (
	"math"
	"math/rand/v2"
	"testing"
)

// BenchmarkDigest takes latencies in, 500 a second, and tells quantiles of
// columns of ten seconds.
func BenchmarkDigest(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	const seconds, each = 600, 500
	var all [seconds][each]reading
	for sec := range all {
		for i := range all[sec] {
			all[sec][i] = reading{at: epoch.UnixNano() + int64(sec)*1e9, value: math.Exp(rnd.NormFloat64() + 3)}
		}
	}
	filled := func() *digest {
		d := newDigest()
		for sec := range all {
			d.add(all[sec][:])
		}
		return &d
	}
	b.Run("add", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			filled()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/seconds/each, "ns/value")
	})
	b.Run("quantile", func(b *testing.B) {
		d := filled()
		b.ReportAllocs()
		for b.Loop() {
			clear(d.known)
			for low := d.spans[0].at; low < d.spans[0].at+seconds*1e9; low += 10e9 {
				d.stat(P95, low, low+10e9)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/seconds, "ns/span")
	})
}
