package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkVolume is a histogram of files: from the facts of one, and counted
// for several that are merged; and what looking at a time and for a gap costs.
func BenchmarkVolume(b *testing.B) {
	for _, files := range []int{1, 8} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			s := newStore(0)
			for i := range files {
				past := pastOf(b, bigFile(b, fmt.Sprintf("%d.log", i), 256<<20/int64(files), uint64(i+1)))
				past.More = files - 1 - i
				s.add(source.Batch{Source: fmt.Sprint(i), Past: past})
			}
			v := index(b, s)
			r := s.NewReader(!Hold)
			defer r.Close()
			first, _ := v.timeFrom(0)
			var counted, known, at, gap time.Duration
			for b.Loop() {
				w := &s.volume
				w.mu.Lock()
				w.ledger.pasts, w.size = nil, 0
				w.mu.Unlock()
				bars := func() (done bool) {
					_, done = s.Volume(nil, first, epoch.Add(time.Minute), 200)
					return done
				}
				began := time.Now()
				await(b, r, "bars", bars)
				counted += time.Since(began)
				began = time.Now()
				bars()
				known += time.Since(began)
				began = time.Now()
				for i := range 20 {
					v.AtTime(first.Add(epoch.Sub(first) * time.Duration(i) / 20))
				}
				at += time.Since(began) / 20
				began = time.Now()
				v.NextGap(v.First, time.Hour, true)
				v.NextGap(v.Next, time.Hour, false)
				gap += time.Since(began) / 2
			}
			b.ReportMetric(counted.Seconds()*1e3/float64(b.N), "ms-counted")
			b.ReportMetric(known.Seconds()*1e6/float64(b.N), "µs-known")
			b.ReportMetric(at.Seconds()*1e3/float64(b.N), "ms-at")
			b.ReportMetric(gap.Seconds()*1e3/float64(b.N), "ms-gap")
		})
	}
}
