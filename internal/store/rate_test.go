package store

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

func TestErrorRate(t *testing.T) {
	const one = "2026-11-22 10:00:00 ERROR it broke\n\tat some place ERROR\n2026-11-22 10:00:00 INFO it is well\n2026-11-22 10:00:00 FATAL the end\n"
	for _, c := range []struct {
		name        string
		text        string
		times       int // in each tenth of a second
		lines, errs float64
		within      float64
	}{
		{"errors and what goes on with them", one, 1, 40, 20, 0},
		{"none", "2026-11-22 10:00:00 INFO it is well\n", 5, 50, 0, 0},
		{"a flood", one, 40_000, 1_600_000, 800_000, 0.01},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := epoch
			s := New(Options{Now: func() time.Time { return now }, Memory: 1 << 20})
			text := strings.Repeat(one, 100) // the source's format is known
			s.add(lines("a", text))
			now = now.Add(time.Minute)
			for range 40 {
				b := lines("a", strings.Repeat(c.text, c.times))
				b.At = now
				s.add(b)
				now = now.Add(100 * time.Millisecond)
			}
			got := s.Snapshot().Total
			if got.Rate != c.lines || math.Abs(got.ErrorRate-c.errs) > c.within*c.errs {
				t.Errorf("%v lines and %v errors a second, want %v and %v", got.Rate, got.ErrorRate, c.lines, c.errs)
			}
			now = now.Add(time.Minute)
			if got := s.Snapshot().Total; got.Rate != 0 || got.ErrorRate != 0 {
				t.Errorf("a minute later %v lines and %v errors a second", got.Rate, got.ErrorRate)
			}
		})
	}
}

// BenchmarkFlood files a log in batches as large as sources send them, as fast as
// it can, with the real clock.
func BenchmarkFlood(b *testing.B) {
	var text bytes.Buffer
	for text.Len() < 64<<10 {
		text.WriteString("2026-11-22 10:00:00.123 INFO [worker-7] com.example.shop.OrderService - order 123456 of customer 7890 handled in 17 ms\n")
	}
	n := bytes.Count(text.Bytes(), newline)
	s := New(Options{Memory: 16 << 20})
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		s.add(source.Batch{Source: "a", Lines: source.Block{Data: bytes.Clone(text.Bytes()), Lines: n}})
	}
}
