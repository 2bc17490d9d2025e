package store

import (
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
)

// BenchmarkLongLines reads a screen of long lines, again and again, as frames do.
func BenchmarkLongLines(b *testing.B) {
	rec := `{"time":"2026-11-22T09:41:07.123Z","msg":"request done","status":200,"trace":"4bf92f3577b34da6a3ce929d0e0e4736"}`
	for _, c := range []struct{ name, text string }{
		{"text", "2026-11-22T09:41:07Z INFO " + strings.Repeat("some words and 5 numbers ", 8000)},
		{"json", `{"a":[` + strings.Repeat(rec+",", 1700) + `1],"level":"warn","time":"2026-11-22T09:41:07Z"}`},
		{"spaces", strings.Repeat(" ", 200_000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newStore(0)
			for range 60 {
				s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{Data: []byte(c.text + "\n"), Lines: 1}})
			}
			v := s.Snapshot()
			var lines []Line
			b.ReportAllocs()
			for b.Loop() {
				lines = v.Lines(lines[:0], v.Next-48, 48)
			}
			if len(lines) != 48 {
				b.Fatalf("%d lines", len(lines))
			}
		})
	}
}
