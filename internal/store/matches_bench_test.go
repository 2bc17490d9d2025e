package store

import (
	"bytes"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkMatches compares a search through 1 GB, from its start to the last
// count, to what reading it and looking for the bytes costs on two cores.
func BenchmarkMatches(b *testing.B) {
	const size, word = 1 << 30, "Haystack"
	path := bigFile(b, "big.log", size, 1)
	appendLine(b, path, "2026-11-22 09:41:00.000 INFO the needle in "+word+"\n")
	s := newStore(0)
	s.add(source.Batch{Source: "a", Past: pastOf(b, path)})
	v := index(b, s)
	q := parseQuery(b, word)
	level := parseQuery(b, "level>=fatal")
	var bare, ours, skipped time.Duration
	for b.Loop() {
		bare += fastest(b, 3, func() { bareScan(b, path, word) })
		ours += fastest(b, 3, func() {
			if c := searched(b, s, q, v.Next); c.Records != 1 {
				b.Fatalf("%+v found, want 1", c)
			}
		})
		skipped += fastest(b, 3, func() { searched(b, s, level, v.Next) })
	}
	b.ReportMetric(over(ours, bare), "times-bare")
	b.ReportMetric(float64(size)*float64(b.N)/ours.Seconds()/1e6, "MB/s")
	b.ReportMetric(skipped.Seconds()*1e3/float64(b.N), "ms-by-facts")

	m := s.Match(parseQuery(b, "order"), v.Next)
	defer m.Close()
	r := s.NewReader(!Hold)
	defer r.Close()
	await(b, r, "all", settled(s, m))
	began := time.Now()
	const asks = 200
	for range asks {
		m.Rank(&v, v.Next)
		m.Count()
	}
	b.ReportMetric(float64(time.Since(began).Microseconds())/asks, "µs-rank")
	began = time.Now()
	for i := range int64(asks) {
		m.From(nil, &v, v.First+(v.Next-v.First)*i/asks, 60)
	}
	b.ReportMetric(float64(time.Since(began).Microseconds())/asks, "µs-from")
}

// bareScan reads a file in pieces on two goroutines and looks for a word.
func bareScan(b *testing.B, path, word string) {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var next atomic.Int64
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			buf := make([]byte, cellSize)
			for {
				n, _ := f.ReadAt(buf, next.Add(cellSize)-cellSize)
				if n == 0 {
					return
				}
				for data := buf[:n]; ; {
					i := bytes.Index(data, []byte(word))
					if i < 0 {
						break
					}
					data = data[i+1:]
				}
			}
		})
	}
	all.Wait()
}
