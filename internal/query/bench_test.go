package query

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// realistic is a log of 64 MiB as services write it: one line in 50 is WARN,
// one in 200 ERROR, and one in it has the needle.
var realistic = sync.OnceValue(func() []byte {
	const size = 64 << 20
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.Grow(size + 512)
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	paths := []string{"/api/v1/users", "/healthz", "/static/app.js", "/api/v1/orders/search"}
	for i := 0; b.Len() < size; i++ {
		at = at.Add(time.Duration(r.IntN(9)) * time.Millisecond)
		level := "INFO"
		switch r.IntN(200) {
		case 0:
			level = "ERROR"
		case 1, 2, 3, 4:
			level = "WARN"
		}
		fmt.Fprintf(&b, "%s %-5s [worker-%d] http.Server: request method=GET path=%s status=%d duration=%d.%dms client=10.0.%d.%d id=%08x\n",
			at.Format("2006-01-02T15:04:05.000Z"), level, r.IntN(16), paths[r.IntN(len(paths))], 200+r.IntN(4)*100,
			r.IntN(900), r.IntN(1000), r.IntN(256), r.IntN(256), r.Uint32())
		if i%3000 == 0 {
			b.WriteString("2026-11-22T10:00:00.000Z WARN  [pool] db: Connection refused by upstream, retry zeta-7f3a-9c41 in 250ms\n")
		}
	}
	return b.Bytes()
})

// benchmarks are queries and the arguments that have rg look for the same.
var benchmarks = []struct {
	name, query string
	rg          []string
	limit       float64 // at most this often rg's time
}{
	{"literal", "zeta-7f3a-9c41xQ", []string{"-F", "zeta-7f3a-9c41xQ"}, 1.5},
	{"literal-rare", "Connection refused", []string{"-F", "Connection refused"}, 1.5},
	{"or", "ERROR or WARN", []string{"ERROR|WARN"}, 1.5},
	{"alternation", "/ERROR|WARN|FATAL/", []string{"ERROR|WARN|FATAL"}, 1.5},
	{"fold", "connection refused", []string{"-i", "connection refused"}, 3},
	{"fold-word", "timeout", []string{"-i", "timeout"}, 3},
	{"fold-common", "error", []string{"-i", "error"}, 3},
	{"fold-every-line", "request", []string{"-i", "request"}, 3},
	{"or-many", "ERROR or WARN or FATAL or Panic or Timeout or OOM", []string{"ERROR|WARN|FATAL|Panic|Timeout|OOM"}, 1.5},
	{"regexp-literal", `/refused by \w+, retry/`, []string{"-i", `refused by \w+, retry`}, 3},
	{"regexp-literal-2", `/Connection.*[0-9]+ms/`, []string{`Connection.*[0-9]+ms`}, 3},
	{"regexp-digits", `/[0-9]{3}\.[0-9]+ms?/`, []string{"-i", `[0-9]{3}\.[0-9]+ms?`}, 0},
	{"regexp-hex", `/[a-f0-9]{8}-[a-f0-9]{4}/`, []string{"-i", `[a-f0-9]{8}-[a-f0-9]{4}`}, 0},
	{"regexp-word", `/\b[A-Z]{5,}\b/`, []string{`\b[A-Z]{5,}\b`}, 0},
	{"every-line", "a", []string{"-i", "a"}, 0},
	{"not", "!healthz", []string{"-v", "-i", "healthz"}, 0},
	{"level", "level>=warn", nil, 0},
	{"literal-and-level", "refused and level>=warn", nil, 0},
	{"field", "status>=500", nil, 0},
	{"time", "time>10:05", nil, 0},
}

const cell = 256 << 10

// count counts as the store does: in cells of whole lines.
func count(q *Query, data []byte, parser *line.Parser) (n int) {
	for pos := 0; pos < len(data); {
		end := len(data)
		if pos+cell < end {
			end = lineEnd(data, pos+cell)
		}
		for range q.Hits(&Text{Data: data[pos:end], Parser: parser}) {
			n++
		}
		pos = end
	}
	return n
}

func BenchmarkHits(b *testing.B) {
	data := realistic()
	path := filepath.Join(b.TempDir(), "log")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	lines := bytes.Count(data, []byte{'\n'})
	empty := filepath.Join(b.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	start := ripgrep(b, empty, []string{"x"}, 0) // is not held against it
	for _, bb := range benchmarks {
		b.Run(bb.name, func(b *testing.B) {
			q, err := Parse(bb.query, Options{Zone: time.UTC})
			if err != nil {
				b.Fatal(err)
			}
			var parser line.Parser
			count(q, data[:1<<20], &parser)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			hits := 0
			for b.Loop() {
				hits = count(q, data, &parser)
			}
			own := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(float64(own.Nanoseconds())/float64(lines), "ns/line")
			b.ReportMetric(float64(hits), "hits")
			if theirs := ripgrep(b, path, bb.rg, hits) - start; theirs > 0 {
				b.ReportMetric(own.Seconds()/theirs.Seconds(), "×rg")
				b.ReportMetric(bb.limit, "allowed")
			}
		})
	}
}

// ripgrep returns the best of five times of rg, 0 where it is missing.
func ripgrep(b *testing.B, path string, args []string, hits int) (best time.Duration) {
	rg, err := exec.LookPath("rg")
	if err != nil || args == nil {
		return 0
	}
	for range 5 {
		start := time.Now()
		out, err := exec.Command(rg, append([]string{"--no-config", "-c", "-j1"}, append(args, path)...)...).Output()
		took := time.Since(start)
		if got := string(bytes.TrimSpace(out)); got != fmt.Sprint(hits) && (hits > 0 || err == nil) {
			b.Fatalf("rg counts %q, not %d", got, hits)
		}
		if best == 0 || took < best {
			best = took
		}
	}
	return best
}
