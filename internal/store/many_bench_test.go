package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkManyFiles puts thousands of small files together by time.
func BenchmarkManyFiles(b *testing.B) {
	const files, lines = 3000, 100
	dir := b.TempDir()
	var paths []string
	for i := range files {
		var text []byte
		for k := range lines {
			at := epoch.Add(time.Duration(i*7%files)*time.Second + time.Duration(k)*time.Minute - 24*time.Hour)
			text = at.AppendFormat(text, "2006-01-02 15:04:05.000 ")
			text = fmt.Appendf(text, "INFO line %d of file %d, which is about as long as lines are\n", k, i)
		}
		path := filepath.Join(dir, fmt.Sprintf("%04d.log", i))
		if err := os.WriteFile(path, text, 0o600); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	for b.Loop() {
		s := newStore(0)
		for i, p := range paths {
			past := pastOf(b, p)
			past.More = files - 1 - i
			s.add(source.Batch{Source: p, Past: past})
		}
		began := time.Now()
		v := index(b, s)
		b.ReportMetric(time.Since(began).Seconds(), "s-index")
		if n := v.Next - v.First; n != files*lines {
			b.Fatalf("%d lines, want %d", n, files*lines)
		}
		began = time.Now()
		v.Lines(nil, v.First, 50)
		b.ReportMetric(time.Since(began).Seconds(), "s-page")
	}
}
