package e2e

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkPeers measures rtwatch beside the programs that people use now, in
// one run, and prints a table. Figures of a shared machine say little; the
// ratios within a row do.
func BenchmarkPeers(b *testing.B) {
	dir := b.TempDir()
	big := bigLog(b, dir)
	all := viewers()
	t := table{columns: []string{""}}
	for _, v := range all {
		t.columns = append(t.columns, v.name)
	}

	plain := []string{binary, "tail", "--plain", "--no-follow", "-n", "+1", big}
	b.Log("plain output of 1 GB")
	cat, rt := best(3, func() time.Duration { return discarded(b, "cat", big) }), best(3, func() time.Duration { return discarded(b, plain...) })
	t.note("plain, 1 GB to /dev/null: cat %v, rtwatch %v: %.2f × cat's speed (must be ≥ 0.5)", round(cat), round(rt), ratio(cat, rt))
	cat, rt = best(3, func() time.Duration { return drained(b, "cat", big) }), best(3, func() time.Duration { return drained(b, plain...) })
	t.note("plain, 1 GB into a pipe: cat %v, rtwatch %v: %.2f × cat's speed (must be ≥ 0.5)", round(cat), round(rt), ratio(cat, rt))
	tail := best(3, func() time.Duration { return drained(b, "tail", "-n", "+1", big) })
	wc := best(3, func() time.Duration { return drained(b, "wc", "-l", big) })
	t.note("beside that: tail -n +1 into a pipe %v, wc -l %v", round(tail), round(wc))
	t.note("rtwatch --version: %v (must be ≤ 10 ms)", round(best(10, func() time.Duration { return discarded(b, binary, "--version") })))
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	t.note("binary: %.1f MB (must be ≤ 25)", float64(info.Size())/1e6)

	for _, row := range []struct {
		name    string
		measure func(v viewer) float64
		format  func(float64) string
	}{
		{"first screen of 1 GB, ms", func(v viewer) float64 {
			return ms(best(5, func() time.Duration { return firstScreen(b, v, big, marker(-1)) }))
		}, digits(1)},
		{"append to screen, p50, ms", func(v viewer) float64 { return quantile(appendLatency(b, v, dir), 0.5) }, digits(2)},
		{"append to screen, p99, ms", func(v viewer) float64 { return quantile(appendLatency(b, v, dir), 0.99) }, digits(2)},
		{"lines/s until on the screen", func(v viewer) float64 { return flood(b, v, dir) }, digits(0)},
		{"CPU a line at 10 000/s, µs", func(v viewer) float64 { return float64(cpuPerLine(b, v, dir).Nanoseconds()) / 1e3 }, digits(2)},
		{"idle, % of a core", func(v viewer) float64 { share, _ := idle(b, v, dir); return 100 * share }, digits(3)},
		{"idle, bytes in 10 s", func(v viewer) float64 { _, n := idle(b, v, dir); return float64(n) }, digits(0)},
	} {
		b.Log(row.name)
		cells := []string{row.name}
		for _, v := range all {
			cells = append(cells, row.format(row.measure(v)))
		}
		t.rows = append(t.rows, cells)
	}
	fmt.Fprintf(os.Stdout, "\n%s", t.String())
}

// bigLog writes a log of 1 GB whose last line is a marker.
func bigLog(b *testing.B, dir string) string {
	path := filepath.Join(dir, "big.log")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	levels := []string{"INFO ", "INFO ", "INFO ", "DEBUG", "WARN ", "ERROR"}
	for n, size := 0, 0; size < 1e9; n++ {
		k, _ := fmt.Fprintf(w, "2026-11-22T09:%02d:%02d.%03dZ %s worker-%d request %08x took %d ms, answered with %d, and this is what a log line looks like on average\n",
			n/60000%60, n/1000%60, n%1000, levels[n*7%6], n%16, uint32(n)*2654435761, n%97, 200+n%5)
		size += k
	}
	fmt.Fprintln(w, marker(-1))
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// best is the shortest of n runs: what the machine does to a run only makes
// it longer.
func best(n int, run func() time.Duration) time.Duration {
	shortest := run()
	for range n - 1 {
		shortest = min(shortest, run())
	}
	return shortest
}

func quantile(sorted []time.Duration, q float64) float64 {
	return ms(sorted[min(int(q*float64(len(sorted))), len(sorted)-1)])
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }

func ratio(peer, ours time.Duration) float64 { return peer.Seconds() / ours.Seconds() }

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

func digits(n int) func(float64) string {
	return func(v float64) string { return fmt.Sprintf("%.*f", n, v) }
}

// table is printed in Markdown.
type table struct {
	columns []string
	rows    [][]string
	notes   []string
}

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *table) String() string {
	rows := slices.Concat([][]string{t.columns, slices.Repeat([]string{"---"}, len(t.columns))}, t.rows)
	var out strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&out, "| %s |\n", strings.Join(r, " | "))
	}
	for _, n := range t.notes {
		fmt.Fprintf(&out, "- %s\n", n)
	}
	return out.String()
}
