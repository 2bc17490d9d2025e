//go:build unix

package relay

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/exchange"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
	"github.com/rtwatch/rtwatch/internal/store"
)

const benchLine = "2026-11-22T10:42:07.123Z INFO handled request id=81237 path=/api/v1/items/8812 status=200 dur=12ms\n"

// BenchmarkPush sends lines of 100 bytes as fast as Redis takes them: through
// the store and the spool.
func BenchmarkPush(b *testing.B) {
	s := redistest.Start(b)
	to, err := exchange.ParseServer("--to", s.URL, "", nil)
	if err != nil {
		b.Fatal(err)
	}
	st := store.New(store.Options{Memory: 512 << 10, Stream: true})
	r, err := New(st, Options{
		To: to, Host: "web1", Keep: DefaultKeep, Window: DefaultWindow,
		Spool: b.TempDir(), SpoolSize: DefaultSpool, Say: func(text string) { b.Log(text) },
	})
	if err != nil {
		b.Fatal(err)
	}
	const n = 2000
	block := []byte(strings.Repeat(benchLine, n))
	in := make(chan source.Batch)
	used := s.ProcessTime()
	began := time.Now()
	go func() {
		defer close(in)
		for range b.N {
			in <- source.Batch{Source: "a.log", Lines: source.Block{Data: block, Lines: n}}
		}
	}()
	go st.Run(in)
	if err := r.Run(context.Background()); err != nil {
		b.Fatal(err)
	}
	lines := float64(b.N) * n
	b.ReportMetric(lines/time.Since(began).Seconds(), "lines/s")
	b.ReportMetric(float64((s.ProcessTime()-used).Microseconds())/lines, "server-µs/line")
}

// BenchmarkEntry is what lines cost the server in entries of different sizes.
func BenchmarkEntry(b *testing.B) {
	for _, lines := range []int{1, 10, 40, 160, 320, 1280, 2560} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			s := redistest.Start(b)
			c := s.Dial()
			defer c.Close()
			text := strings.Repeat(benchLine, lines)
			entries := max(1, 400_000/lines)
			used := s.ProcessTime()
			began := time.Now()
			for range b.N {
				for i := 0; i < entries; {
					n := min(entries-i, max(1, 2000/lines))
					for range n {
						c.Queue("XADD", "s", "MAXLEN", "~", fmt.Sprint(DefaultKeep/lines), "*", "n", "1", "text", text)
					}
					for range n {
						if _, err := c.Receive(); err != nil {
							b.Fatal(err)
						}
					}
					i += n
				}
			}
			all := float64(b.N * entries * lines)
			b.ReportMetric(float64((s.ProcessTime()-used).Nanoseconds())/all, "server-ns/line")
			b.ReportMetric(float64(entries)*float64(b.N)/time.Since(began).Seconds(), "entries/s")
		})
	}
}
