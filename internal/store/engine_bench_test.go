package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkEngine prints, in one run, what indexing and searching 1 GB take
// beside wc and ripgrep. Only the ratios say something on a shared machine.
func BenchmarkEngine(b *testing.B) {
	const size = 1 << 30
	path := bigFile(b, "big.log", size, 1)
	appendLine(b, path, "2026-11-22 09:41:00.000 INFO the needle in Haystack\n")
	say := func(format string, args ...any) { fmt.Fprintf(os.Stdout, format+"\n", args...) }

	wc := fastest(b, 3, func() { command(b, "wc", "-l", path) })
	var heap uint64
	ours := fastest(b, 3, func() {
		s := newStore(0)
		s.add(source.Batch{Source: "a", Past: pastOf(b, path)})
		stop := watchHeap(&heap)
		index(b, s)
		stop()
	})
	say("\n- index of 1 GB: wc -l %v, rtwatch %v: %.2f × (at most 3); heap %.1f MiB (at most 40)", wc, ours, over(ours, wc), float64(heap)/(1<<20))

	const files = 16
	s := newStore(0)
	for i := range files {
		s.add(source.Batch{Source: fmt.Sprint(i), Past: pastOf(b, bigFile(b, fmt.Sprintf("%d.log", i), 100<<20, uint64(i+1)))})
	}
	heap = 0
	began := time.Now()
	stop := watchHeap(&heap)
	index(b, s)
	stop()
	say("- merge of 16 files of 100 MiB by time: %v, %.0f MB/s; heap %.1f MiB", time.Since(began).Round(time.Millisecond), files*100*1.048576/time.Since(began).Seconds(), float64(heap)/(1<<20))

	if _, err := exec.LookPath("rg"); err != nil {
		b.Skip("no rg to measure beside")
	}
	s = newStore(0)
	s.add(source.Batch{Source: "a", Past: pastOf(b, path)})
	v := index(b, s)
	for _, c := range []struct {
		name, query, rg string
		fold            bool
		limit           float64
	}{
		{"a rare literal", "Haystack", "Haystack", false, 1.5},
		{"a common literal", "ERROR", "ERROR", false, 1.5},
		{"an alternation of literals", "/ERROR|WARN/", "ERROR|WARN", false, 1.5},
		{"a literal without regard to case", "haystack", "haystack", true, 3},
		{"a common one without regard to case", "error", "error", true, 3},
		{"a regular expression with a literal in it", `/handled in 8\d\d ms, total 9/`, `handled in 8\d\d ms, total 9`, false, 3},
		{"a regular expression without one", `/[a-f]{7}[0-9]{2}[a-f]{7}/`, `[a-f]{7}[0-9]{2}[a-f]{7}`, false, 0},
		{"what is in every line", "order", "order", true, 3},
	} {
		args := []string{"-c", c.rg, path}
		if c.fold {
			args = append([]string{"-i"}, args...)
		}
		var want string
		peer := fastest(b, 3, func() { want = command(b, "rg", args...) })
		q, err := query.Parse(c.query, query.Options{Now: epoch})
		if err != nil {
			b.Fatal(err)
		}
		var got MatchCount
		ours := fastest(b, 3, func() { got = searched(b, s, q, v.Next) })
		if fmt.Sprint(got.Records) != strings.TrimSpace(want) {
			b.Errorf("%s: %d records, rg has %s", c.name, got.Records, want)
		}
		limit := fmt.Sprintf("at most %v", c.limit)
		if c.limit == 0 {
			limit = "at least 100 MB/s a core"
		}
		say("- search for %s: rg %v, rtwatch %v: %.2f × (%s), %.0f MB/s", c.name, peer, ours, over(ours, peer), limit, size/1e6/ours.Seconds())
	}
}

// searched finds all that q matches.
func searched(b *testing.B, s *Store, q *query.Query, near int64) MatchCount {
	r := s.NewReader(false)
	defer r.Close()
	m := s.Match(q, near)
	defer m.Close()
	late := time.After(patience)
	for {
		if c := m.Count(); c.Done {
			return c
		}
		select {
		case <-r.Changed():
		case <-late:
			b.Fatalf("not found in time: %+v", m.Count())
		}
	}
}

// watchHeap notes the most that the heap holds in most until stop.
func watchHeap(most *uint64) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			metrics.Read(sample)
			*most = max(*most, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-ctx.Done():
				tick.Stop()
				return
			}
		}
	}()
	return func() { cancel(); <-done }
}

// fastest is the shortest of n runs: what the machine does to a run only makes
// it longer.
func fastest(b *testing.B, n int, run func()) time.Duration {
	b.Helper()
	best := time.Duration(1<<63 - 1)
	for range n {
		began := time.Now()
		run()
		best = min(best, time.Since(began))
	}
	return best.Round(100 * time.Microsecond)
}

func over(ours, peer time.Duration) float64 { return ours.Seconds() / peer.Seconds() }

// command runs a command and returns its output.
func command(b *testing.B, name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		if e := (*exec.ExitError)(nil); !errors.As(err, &e) || e.ExitCode() != 1 { // rg: nothing found
			b.Fatalf("%s: %v", name, err)
		}
	}
	return string(out)
}

func appendLine(b *testing.B, path, text string) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		b.Fatal(err)
	}
}
