package line

import (
	"strings"
	"testing"
)

// benchLines are typical lines of about 200 bytes.
var benchLines = []struct{ name, text string }{
	{"java", "2026-11-22 09:41:07,123 - WARN  [http-nio-8080-exec-7] org.example.shop.PaymentService@774 - payment of order 8812 took 1204 ms, more than the limit of 500 ms, for customer 17 in shop north-2, retry 1"},
	{"syslog", "Nov 22 09:41:07 web-12.example.org sshd[24200]: reverse mapping checking getaddrinfo for host-17.customer.example.net [192.0.2.17] and of host-18.customer.example.net [192.0.2.18] gave another name, ok"},
	{"access", `192.0.2.17 - alice [22/Nov/2026:09:41:07 +0000] "GET /shop/articles/8812?from=search&page=2 HTTP/1.1" 200 5316 "https://www.example.org/shop" "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101"`},
	{"json", `{"level":"warn","time":"2026-11-22T09:41:07.123Z","caller":"payment/service.go:774","message":"payment took too long","order":8812,"duration_ms":1204,"limit_ms":500,"customer":{"id":17,"shop":"north-2"}}`},
	{"logfmt", `time=2026-11-22T09:41:07.123Z level=WARN source=payment/service.go:774 msg="payment took too long" order=8812 duration=1.204s limit=500ms customer=17 shop=north-2 retry=1 trace=4bf92f3577b34da6a3ce`},
	{"none", strings.Repeat("a line with neither time nor level in it, ", 5)[:200]},
}

func BenchmarkTimeAndLevel(b *testing.B) {
	for _, l := range benchLines {
		b.Run(l.name, func(b *testing.B) {
			text := []byte(l.text)
			b.ReportAllocs()
			for b.Loop() {
				TimeOf(text, testRef)
				LevelOf(text)
			}
		})
	}
}

func BenchmarkFields(b *testing.B) {
	for _, l := range benchLines {
		b.Run(l.name, func(b *testing.B) {
			text := []byte(l.text)
			var fields []Field
			b.ReportAllocs()
			for b.Loop() {
				fields, _ = Fields(fields[:0], text)
			}
		})
	}
}

// cleanLines are lines of 200 columns.
var cleanLines = []struct{ name, text string }{
	{"ascii", strings.Repeat("hello world ", 17)[:200]},
	{"colour", strings.Repeat("\x1b[31mhello\x1b[0m world ", 17)},
	{"cjk", strings.Repeat("日本", 50)},
	{"emoji", strings.Repeat("👍🏽 ✓ ", 25)},
	{"dirty", strings.Repeat("hello\tworld\x07\u202e", 14)},
}

func BenchmarkClean(b *testing.B) {
	for _, l := range cleanLines {
		b.Run(l.name, func(b *testing.B) {
			text, dst := []byte(l.text), make([]byte, 0, 4096)
			b.ReportAllocs()
			for b.Loop() {
				Clean(dst, text, CleanOptions{KeepSGR: true})
			}
		})
	}
}

func BenchmarkCut(b *testing.B) {
	for _, l := range cleanLines {
		b.Run(l.name, func(b *testing.B) {
			clean, dst := Clean(nil, []byte(l.text), CleanOptions{KeepSGR: true}), make([]byte, 0, 4096)
			b.ReportAllocs()
			for b.Loop() {
				Cut(dst, clean, 20, 120)
			}
		})
	}
}

func BenchmarkWrap(b *testing.B) {
	for _, l := range cleanLines[:3] {
		b.Run(l.name, func(b *testing.B) {
			clean, breaks := Clean(nil, []byte(l.text), CleanOptions{KeepSGR: true}), make([]int, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				Wrap(breaks, clean, 80)
			}
		})
	}
}

// TestAllocations asserts that the hot path allocates nothing.
func TestAllocations(t *testing.T) {
	fields := make([]Field, 0, 32)
	for _, l := range benchLines {
		text := []byte(l.text)
		if n := testing.AllocsPerRun(100, func() {
			TimeOf(text, testRef)
			LevelOf(text)
		}); n != 0 {
			t.Errorf("%s: time and level make %v allocations", l.name, n)
		}
		want := 0.0
		if l.name == "json" {
			want = 2 // the names of two nested fields
		}
		if n := testing.AllocsPerRun(100, func() { fields, _ = Fields(fields[:0], text) }); n > want {
			t.Errorf("%s: fields make %v allocations", l.name, n)
		}
	}
	dst, part, breaks := make([]byte, 0, 4096), make([]byte, 0, 4096), make([]int, 0, 64)
	for _, l := range cleanLines {
		text := []byte(l.text)
		if n := testing.AllocsPerRun(100, func() {
			clean := Clean(dst, text, CleanOptions{KeepSGR: true})
			Width(clean)
			Cut(part, clean, 20, 120)
			Wrap(breaks, clean, 80)
		}); n != 0 {
			t.Errorf("%s: drawing makes %v allocations", l.name, n)
		}
	}
}
