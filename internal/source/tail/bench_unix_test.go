//go:build unix

package tail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkCatchUp reads a file of 1 GB from its beginning, into a receiver
// that discards it.
func BenchmarkCatchUp(b *testing.B) {
	path := filepath.Join(b.TempDir(), "big.log")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	line := strings.Repeat("2026-11-22T10:00:00Z INFO request served id=123456 status=200 path=/api/v1/things in 12 ms, and more words to fill a line of 170 bytes or so on the disk, as logs have them\n", 6000)
	size := 0
	for size < 1e9 {
		n, err := f.WriteString(line)
		if err != nil {
			b.Fatal(err)
		}
		size += n
	}
	f.Close()
	b.SetBytes(int64(size))
	for b.Loop() {
		s, err := New(Options{Paths: []string{path}, Start: Start{FromLine: 1}, NoFollow: true})
		if err != nil {
			b.Fatal(err)
		}
		got := 0
		drain(b, s, func(batch source.Batch) {
			got += len(batch.Lines.Data)
			batch.Lines.Recycle()
		})
		if got != size {
			b.Fatalf("got %d bytes of %d", got, size)
		}
	}
}

// BenchmarkLatency appends a line at a time to an idle file, and measures until
// its batch is received.
func BenchmarkLatency(b *testing.B) {
	path, file := logFile(b)
	got, stop := receive(b, path, newWatcher)
	defer stop()
	var took []time.Duration
	for b.Loop() {
		<-time.After(5 * time.Millisecond)
		begin := time.Now()
		file.WriteString("a line\n")
		<-got
		took = append(took, time.Since(begin))
	}
	percentiles(b, took)
}

// BenchmarkLoad writes 10 000 lines a second, each by itself, and measures the
// CPU time a line of the whole process, less that of the writer alone, and the
// time until a line is received; with each watcher.
func BenchmarkLoad(b *testing.B) {
	const lines = 20_000
	writer := func(file *os.File, wrote func()) {
		begin := time.Now()
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for n := 0; n < lines; <-tick.C {
			for due := int(time.Since(begin).Seconds() * 10_000); n < min(due, lines); n++ {
				file.WriteString("2026-11-22T10:00:00Z INFO request served id=123456 status=200\n")
				wrote()
			}
		}
	}
	_, file := logFile(b)
	cpu := used()
	writer(file, func() {})
	alone := used() - cpu
	for name, watch := range map[string]func() (watcher, error){"inotify": newWatcher, "fsnotify": newNotifier} {
		b.Run(name, func(b *testing.B) {
			path, file := logFile(b)
			got, stop := receive(b, path, watch)
			defer stop()
			wrote := make(chan time.Time, lines)
			var took []time.Duration
			done := make(chan struct{})
			for b.Loop() {
				go func() {
					defer func() { done <- struct{}{} }()
					for n := 0; n < lines; {
						for range <-got {
							took = append(took, time.Since(<-wrote))
							n++
						}
					}
				}()
				cpu := used()
				writer(file, func() { wrote <- time.Now() })
				<-done
				b.ReportMetric(float64((used()-cpu-alone).Nanoseconds())/lines, "cpu-ns/line")
			}
			percentiles(b, took)
		})
	}
}

// BenchmarkNeighbour follows an idle file while others in its folder are
// written to, and measures the CPU time that costs for each of their lines;
// with each watcher.
func BenchmarkNeighbour(b *testing.B) {
	const lines = 100_000
	for name, watch := range map[string]func() (watcher, error){"none": nil, "inotify": newWatcher, "fsnotify": newNotifier} {
		b.Run(name, func(b *testing.B) {
			path, _ := logFile(b)
			var others [4]*os.File
			for i := range others {
				others[i], _ = os.Create(fmt.Sprintf("%s-other%c", path, 'a'+i))
				defer others[i].Close()
			}
			_, stop := receive(b, path, watch)
			defer stop()
			for b.Loop() {
				cpu := used()
				for n := range lines {
					others[n%len(others)].WriteString("a line\n")
				}
				b.ReportMetric(float64((used()-cpu).Nanoseconds())/lines, "cpu-ns/line")
			}
		})
	}
}

// BenchmarkIdle follows 200 files in which nothing happens.
func BenchmarkIdle(b *testing.B) {
	dir := b.TempDir()
	for i := range 200 {
		os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.log", i+1000)), []byte("a line\n"), 0o600)
	}
	s, err := New(Options{Paths: []string{dir}})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	out, done := make(chan source.Batch), make(chan error, 1)
	go func() { done <- s.Run(ctx, out) }()
	<-time.After(2 * time.Second)
	for b.Loop() {
		cpu := used()
		<-time.After(5 * time.Second)
		b.ReportMetric((used()-cpu).Seconds()/5*100, "%core")
	}
	cancel()
	<-done
}

func logFile(b *testing.B) (string, *os.File) {
	path := filepath.Join(b.TempDir(), "app.log")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { file.Close() })
	return path, file
}

// receive runs a source and sends the number of lines of each batch on.
func receive(b *testing.B, path string, watch func() (watcher, error)) (<-chan int, func()) {
	s, err := New(Options{Paths: []string{path}, Start: Start{FromLine: 1}})
	if err != nil {
		b.Fatal(err)
	}
	s.watcher = watch
	ctx, cancel := context.WithCancel(b.Context())
	out, got := make(chan source.Batch), make(chan int, 1<<20)
	go func() {
		defer close(out)
		if err := s.Run(ctx, out); err != nil {
			b.Error(err)
		}
	}()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for batch := range out {
			got <- batch.Lines.Lines
		}
	}()
	<-time.After(50 * time.Millisecond)
	return got, func() { cancel(); <-done }
}

func drain(b *testing.B, s *Source, take func(source.Batch)) {
	out := make(chan source.Batch, 4)
	go func() {
		defer close(out)
		if err := s.Run(b.Context(), out); err != nil {
			b.Error(err)
		}
	}()
	for batch := range out {
		take(batch)
	}
}

func percentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-us")
}

// used is the CPU time of this process.
func used() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
