package e2e

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	say := func(format string, args ...any) { fmt.Fprintf(os.Stdout, format+"\n", args...) }
	plain := []string{binary, "tail", "--plain", "--no-follow", "-n", "+1", big}
	say("")
	cat, rt := best(3, func() time.Duration { return discarded(b, "cat", big) }), best(3, func() time.Duration { return discarded(b, plain...) })
	say("- plain, 1 GB to /dev/null: cat %v, rtwatch %v: %.2f × cat's speed (must be ≥ 0.5)", round(cat), round(rt), ratio(cat, rt))
	cat, rt = best(3, func() time.Duration { return drained(b, "cat", big) }), best(3, func() time.Duration { return drained(b, plain...) })
	say("- plain, 1 GB into a pipe: cat %v, rtwatch %v: %.2f × cat's speed (must be ≥ 0.5)", round(cat), round(rt), ratio(cat, rt))
	tail := best(3, func() time.Duration { return drained(b, "tail", "-n", "+1", big) })
	wc := best(3, func() time.Duration { return drained(b, "wc", "-l", big) })
	say("- beside that: tail -n +1 into a pipe %v, wc -l %v", round(tail), round(wc))
	say("- rtwatch --version: %v (must be ≤ 10 ms)", round(best(10, func() time.Duration { return discarded(b, binary, "--version") })))
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	say("- binary: %.1f MB (must be ≤ %.0f)", float64(info.Size())/1e6, maxBinary/1e6)

	busy := keyLatency(b, big)
	say("- a key while 1 GB is searched with a costly expression: p50 %.1f ms, worst %.1f ms (at most 50)", quantile(busy, 0.5), quantile(busy, 1))
	huge := hugeLog(b, dir, big)
	say("- first screen of 10 GB: %v (at most 25 ms)", round(best(5, func() time.Duration { return firstScreen(b, viewers()[0], huge, marker(-1)) })))
	if err := os.Remove(huge); err != nil {
		b.Fatal(err)
	}

	all := viewers()
	header, rule := "\n| |", "|---|"
	for _, v := range all {
		header += " " + v.name + " |"
		rule += "---|"
	}
	say("%s\n%s", header, rule)
	for _, row := range []struct {
		name    string
		decimal int
		measure func(v viewer) []float64
	}{
		{"first screen of 1 GB, ms", 1, func(v viewer) []float64 {
			return []float64{ms(best(5, func() time.Duration { return firstScreen(b, v, big, marker(-1)) }))}
		}},
		{"append to screen, p50 / p99, ms", 2, func(v viewer) []float64 {
			all := appendLatency(b, v, dir)
			return []float64{quantile(all, 0.5), quantile(all, 0.99)}
		}},
		{"lines/s until on the screen / peak memory, MiB", 0, func(v viewer) []float64 {
			rate, peak := flood(b, v, dir)
			return []float64{rate, peak}
		}},
		{"CPU a line at 10 000 lines/s, µs", 2, func(v viewer) []float64 {
			return []float64{float64(cpuPerLine(b, v, dir).Nanoseconds()) / 1e3}
		}},
		{"idle: % of a core / bytes written in 10 s", 3, func(v viewer) []float64 {
			share, written := idle(b, v, dir)
			return []float64{100 * share, float64(written)}
		}},
	} {
		cells := "| " + row.name + " |"
		for _, v := range all {
			var values []string
			for _, x := range row.measure(v) {
				values = append(values, fmt.Sprintf("%.*f", row.decimal, x))
			}
			cells += " " + strings.Join(values, " / ") + " |"
		}
		say("%s", cells)
	}
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

// hugeLog is ten times the big log.
func hugeLog(b *testing.B, dir, big string) string {
	path := filepath.Join(dir, "huge.log")
	to, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer to.Close()
	from, err := os.Open(big)
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	for range 10 {
		if _, err := from.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(to, from); err != nil {
			b.Fatal(err)
		}
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
