package e2e

import (
	"testing"
	"time"
)

// report tells how late lines were, and what may be at most.
func report(b *testing.B, late []time.Duration, p50, p99 float64) {
	b.Helper()
	b.ReportMetric(quantile(late, 0.5), "ms-p50")
	b.ReportMetric(quantile(late, 0.99), "ms-p99")
	b.Logf("p50 %.1f ms, p90 %.1f, p99 %.1f, worst %.1f", quantile(late, 0.5), quantile(late, 0.9), quantile(late, 0.99), quantile(late, 1))
	if p := quantile(late, 0.5); p50 > 0 && p > p50 {
		b.Errorf("p50 %.1f ms: at most %.1f", p, p50)
	}
	if p := quantile(late, 0.99); p > p99 {
		b.Errorf("p99 %.1f ms: at most %.1f", p, p99)
	}
}

const measureFor = 5 * time.Second

// BenchmarkWebLine is the time from a line's write to one client's having it.
func BenchmarkWebLine(b *testing.B) {
	b.Run("ws", func(b *testing.B) {
		c := newCrowd(b)
		t := c.time(c.dial("n=0"))
		n, _ := c.feed(1000, measureFor)
		report(b, c.got(n, t), 10, 30)
	})
	b.Run("sse", func(b *testing.B) {
		c := newCrowd(b)
		t := c.events()
		n, _ := c.feed(1000, measureFor)
		report(b, c.got(n, t), 10, 30)
	})
}

// BenchmarkWebFanOut is 200 clients at 1 000 lines a second: the processor time
// is the server's alone, with what reading the file takes.
func BenchmarkWebFanOut(b *testing.B) {
	const clients, looking = 200, 10
	c := newCrowd(b)
	var all []*timed
	for k := range clients {
		ws := c.dial("n=0")
		if k%(clients/looking) == 0 {
			all = append(all, c.time(ws))
		} else {
			c.take(ws.NetConn())
		}
	}
	c.feed(1000, time.Second) // to come up to speed
	before := c.n
	c.got(before, all...)
	for _, t := range all {
		t.bytes.Store(0)
	}
	cpu := cpuTime(b, c.pid)
	n, size := c.feed(1000, measureFor)
	late := c.got(before+n, all...)
	used := float64((cpuTime(b, c.pid) - cpu).Nanoseconds()) / float64(n*clients)
	var got int64
	for _, t := range all {
		got += t.bytes.Load()
	}
	report(b, late, 0, 40)
	b.ReportMetric(used, "cpu-ns/line")
	b.ReportMetric(float64(got)/float64(size*looking), "bytes/byte")
}

// BenchmarkWebIdle is the memory that clients cost who see nothing.
func BenchmarkWebIdle(b *testing.B) {
	const clients = 5000
	c := newCrowd(b)
	c.dial("n=0")
	before := memory(b, c.pid)
	for range clients - 1 {
		c.dial("n=0")
	}
	each := (memory(b, c.pid) - before) / clients / 1024
	b.ReportMetric(each, "KiB/client")
	cpu := cpuTime(b, c.pid)
	<-time.After(measureFor)
	b.ReportMetric(100*(cpuTime(b, c.pid)-cpu).Seconds()/measureFor.Seconds(), "%-of-a-core")
	if each > 20 {
		b.Errorf("%.1f KiB a client: at most 20", each)
	}
}
