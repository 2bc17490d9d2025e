package store

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// bigFile is a log of about so many bytes, at a thousand lines a second.
func bigFile(t testing.TB, name string, size int64, seed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	defer w.Flush()
	r := rand.New(rand.NewPCG(seed, 1))
	levels := []string{"INFO", "INFO", "INFO", "INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARN", "ERROR"}
	at := epoch.Add(-time.Duration(size/170) * time.Millisecond)
	var line []byte
	for written := int64(0); written < size; {
		at = at.Add(time.Duration(r.IntN(2000)) * time.Microsecond)
		line = at.AppendFormat(line[:0], "2006-01-02 15:04:05.000 ")
		line = fmt.Appendf(line, "%s [worker-%d] com.example.shop.OrderService - order %d of customer %d handled in %d ms, total %d.%02d EUR, request %016x\n",
			levels[r.IntN(len(levels))], r.IntN(32), r.IntN(1e7), r.IntN(1e6), r.IntN(900), r.IntN(1000), r.IntN(100), r.Uint64())
		n, err := w.Write(line)
		if err != nil {
			t.Fatal(err)
		}
		written += int64(n)
	}
	return path
}

func BenchmarkIndex(b *testing.B) {
	const size = 256 << 20
	path := bigFile(b, "a.log", size, 1)
	b.SetBytes(size)
	for b.Loop() {
		s := newStore(0)
		s.add(source.Batch{Source: "a", Past: pastOf(b, path)})
		index(b, s)
	}
}

func BenchmarkMerge(b *testing.B) {
	const files, size = 16, 16 << 20
	var paths []string
	for i := range files {
		paths = append(paths, bigFile(b, fmt.Sprintf("%d.log", i), size, uint64(i)))
	}
	b.SetBytes(files * size)
	for b.Loop() {
		s := newStore(0)
		for _, p := range paths {
			s.add(source.Batch{Source: p, Past: pastOf(b, p)})
		}
		index(b, s)
	}
}
