package line

import (
	"os"
	"testing"
)

// BenchmarkParser prints the nanoseconds a line of each real log costs, learned.
func BenchmarkParser(b *testing.B) {
	folder := os.Getenv("RTWATCH_LOGS")
	if folder == "" {
		b.Skip("RTWATCH_LOGS is not set")
	}
	for _, s := range samples {
		lines := s.lines(b, folder)
		perLine := func(name string, f func(p *Parser, text []byte)) {
			b.Run(s.system+"/"+name, func(b *testing.B) {
				var p Parser
				for _, text := range lines {
					p.Time(text, testRef)
				}
				b.ReportAllocs()
				b.ResetTimer()
				n := 0
				for b.Loop() {
					for _, text := range lines {
						f(&p, text)
					}
					n += len(lines)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/line")
			})
		}
		perLine("time", func(p *Parser, text []byte) { p.Time(text, testRef) })
		perLine("level", func(p *Parser, text []byte) { p.Level(text) })
		perLine("all", func(p *Parser, text []byte) {
			p.Time(text, testRef)
			p.Level(text)
			p.Continues(text)
		})
	}
}
