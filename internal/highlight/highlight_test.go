package highlight

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

var kindNames = [Kinds]string{"time", "level", "address", "id", "path", "url", "number", "method", "status", "key", "value", "quoted"}

// marked writes text with each span as {kind text}.
func marked(text string) string {
	var b strings.Builder
	at := 0
	for _, s := range Spans(nil, []byte(text)) {
		fmt.Fprintf(&b, "%s{%s %s}", text[at:s.From], kindNames[s.Kind], text[s.From:s.To])
		at = s.To
	}
	return b.String() + text[at:]
}

func TestSpans(t *testing.T) {
	for name, cases := range map[string][][2]string{
		"times": {
			{"2026-11-22T09:41:07.123Z x", "{time 2026-11-22T09:41:07.123Z} x"},
			{"2026-11-22 09:41:07,123 x", "{time 2026-11-22 09:41:07,123} x"},
			{"2026-11-22T09:41:07+01:00", "{time 2026-11-22T09:41:07+01:00}"},
			{"2026/11/22 09:41:07 x", "{time 2026/11/22 09:41:07} x"},
			{"2026-11-22 09:41:07 UTC", "{time 2026-11-22 09:41:07 UTC}"},
			{"[22/Nov/2026:09:41:07 +0000]", "[{time 22/Nov/2026:09:41:07 +0000}]"},
			{"Nov 22 09:41:07 host", "{time Nov 22 09:41:07} host"},
			{"Nov  2 09:41:07 host", "{time Nov  2 09:41:07} host"},
			{"Sun Nov 22 09:41:07 2026", "{time Sun Nov 22 09:41:07 2026}"},
			{"Sun, 22 Nov 2026 09:41:07 GMT", "{time Sun, 22 Nov 2026 09:41:07 GMT}"},
			{"at 22.11.2026 or 11/22/2026", "at {time 22.11.2026} or {time 11/22/2026}"},
			{"09:41:07.5 up", "{time 09:41:07.5} up"},
			{"on 2026-11-22.", "on {time 2026-11-22}."},
			{"2026-11-22x", "2026-11-22x"},
			{"2026-13-42", "2026-13-42"},
			{"ratio 10:42 to 99:99:99", "ratio 10:42 to 99:99:99"},
			{"in March 5 people", "in March {number 5} people"},
			{"12026-11-22", "12026-11-22"},
		},
		"levels": {
			{"ERROR it", "{level ERROR} it"},
			{"[warn] it", "[{level warn}] it"},
			{"<info> it", "<{level info}> it"},
			{"error: it", "{level error}: it"},
			{"an error and information", "an error and information"},
			{"level=info", "{key level}={level info}"},
			{`{"level":"info"}`, `{{key "level"}:{quoted "}{level info}{quoted "}}`},
			{"INFORMATIONAL ERRORS WARN_X", "INFORMATIONAL ERRORS WARN_X"},
			{"none: NONE", "none: NONE"},
		},
		"addresses": {
			{"from 10.0.0.1:8080,", "from {address 10.0.0.1:8080},"},
			{"10.0.0.0/8 10.0.0.1.", "{address 10.0.0.0/8} {address 10.0.0.1}."},
			{"v1.2.3.4 1.2.3.4.5 256.1.1.1 1.2.3", "v1.2.3.4 1.2.3.4.5 256.1.1.1 1.2.3"},
			{"1.2.3.4-rc", "1.2.3.4-rc"},
			{"fe80::1 ::1 2001:db8::8a2e:370:7334", "{address fe80::1} {address ::1} {address 2001:db8::8a2e:370:7334}"},
			{"[::ffff:10.0.0.1]:443", "[{address ::ffff:10.0.0.1}]:{number 443}"},
			{"2001:db8::/32", "{address 2001:db8::/32}"},
			{"std::string abc::def a::b::1", "std::string abc::def a::b::1"},
			{"mail a.b@example.org, a@b", "mail {address a.b@example.org}, a@b"},
		},
		"ids": {
			{"550e8400-e29b-41d4-a716-446655440000!", "{id 550e8400-e29b-41d4-a716-446655440000}!"},
			{"id f67ebaf1 deadbeef 12345678", "id {id f67ebaf1} deadbeef {number 12345678}"},
			{"00:1a:2b:3c:4d:5e 0x7ffe", "{id 00:1a:2b:3c:4d:5e} {id 0x7ffe}"},
			{"f67ebaf1z", "f67ebaf1z"},
		},
		"paths": {
			{"open /var/log/x.log: no", "open {path /var/log/x.log}: no"},
			{"run ./a ../b ~/c", "run {path ./a} {path ../b} {path ~/c}"},
			{"and/or TCP/IP a / b //", "and/or TCP/IP a / b //"},
			{"see (/etc/x).", "see ({path /etc/x})."},
			{"/a/b.go:12", "{path /a/b.go}:{number 12}"},
			{`C:\Windows\x.txt`, `{path C:\Windows\x.txt}`},
			{"/日本/語 x", "{path /日本/語} x"},
			{"get https://a.example/b?c=d&e=f#g.", "get {url https://a.example/b?c=d&e=f#g}."},
			{"http:// x", "http:// x"},
		},
		"numbers": {
			{"5 -3 +2 1.5e3 1e-5", "{number 5} {number -3} {number +2} {number 1.5e3} {number 1e-5}"},
			{"250ms 1h30m 4KiB 12% 3.5µs", "{number 250ms} {number 1h30m} {number 4KiB} {number 12%} {number 3.5µs}"},
			{"a1 utf8 3rd 5xx x86_64 1.2.3 sha1", "a1 utf8 3rd 5xx x86_64 1.2.3 sha1"},
			{"3/10 (110) #7", "{number 3}/{number 10} ({number 110}) #{number 7}"},
			{"done 5.", "done {number 5}."},
			{"--retries -5. a-5 -x", "--retries {number -5}. a-5 -x"},
			{"日本5 5日", "日本5 5日"},
		},
		"requests": {
			{
				`10.0.0.1 - - "GET /item/1?a=2 HTTP/1.1" 200 991`,
				`{address 10.0.0.1} - - {quoted "}{method GET}{quoted  }{path /item/1?a=2}{quoted  HTTP/1.1"} {status 200} {number 991}`,
			},
			{"HTTP/1.1 404 Not Found", "HTTP/1.1 {status 404} Not Found"},
			{"GET it, POST /x", "GET it, {method POST} {path /x}"},
			{"status=500 code=500", "{key status}={status 500} {key code}={number 500}"},
		},
		"pairs": {
			{"id=8812 dur=1204ms ok=true", "{key id}={number 8812} {key dur}={number 1204ms} {key ok}={value true}"},
			{`msg="a b" x==1 y=~z dGVzdA==`, `{key msg}={quoted "a b"} x=={number 1} y=~z dGVzdA==`},
			{`{"a":1,"b" : "c","d":null}`, `{{key "a"}:{number 1},{key "b"} : {quoted "c"},{key "d"}:{value null}}`},
			{"a.b-c=d,e", "{key a.b-c}={value d},e"},
		},
		"quotes": {
			{`say "hi" and 'ho'`, `say {quoted "hi"} and {quoted 'ho'}`},
			{`it's John's`, `it's John's`},
			{`open "never closed 5`, `open "never closed {number 5}`},
			{`"a \" b" c`, `{quoted "a \" b"} c`},
			{`"took 5ms"`, `{quoted "took }{number 5ms}{quoted "}`},
			{`5" x`, `{number 5}" x`},
			{`"" ''`, `{quoted ""} ''`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range cases {
				if got := marked(c[0]); got != c[1] {
					t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
				}
			}
		})
	}
}

// What is behind the cap has no spans, and none is cut inside a rune.
func TestSpansCap(t *testing.T) {
	for _, fill := range []string{"x", "日"} {
		for lead := range 4 {
			text := strings.Repeat("y", lead) + " " + strings.Repeat(fill, maxLine/len(fill)) + " 5 k=v"
			if spans := Spans(nil, []byte(text)); len(spans) != 0 {
				t.Errorf("%q, %d before: %d spans, want none", fill, lead, len(spans))
			}
			checkSpans(t, []byte(strings.Repeat("y", lead)+" /"+strings.Repeat(fill, maxLine/len(fill)))) // one that is cut
		}
	}
	text := strings.Repeat("5 ", maxLine)
	spans := Spans(nil, []byte(text))
	if n := len(spans); n != maxLine/2 {
		t.Errorf("%d spans, want %d", n, maxLine/2)
	}
}

// checkSpans asserts what Spans promises of any text.
func checkSpans(t *testing.T, text []byte) {
	t.Helper()
	at := 0
	for _, s := range Spans(nil, text) {
		switch {
		case s.From < at || s.To <= s.From || s.To > len(text) || s.Kind >= Kinds:
			t.Fatalf("%q: span %+v after %d", text, s, at)
		case !utf8.RuneStart(text[s.From]) || s.To < len(text) && !utf8.RuneStart(text[s.To]):
			t.Fatalf("%q: span %+v cuts a rune", text, s)
		}
		at = s.To
	}
}

func FuzzSpans(f *testing.F) {
	for _, line := range realistic {
		f.Add([]byte(line))
	}
	for _, s := range []string{"::", "1:2:3:4:5:6:7::8", `"\\\"`, "'a'b'c", "/.", "1e", "-", "a=", "a@b.c@", "HTTP/", `"k":`, "1h1h1h", "日=本", "C:\\"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if utf8.Valid(text) {
			checkSpans(t, text)
		}
	})
}

// realistic lines, as they are met most.
var realistic = []string{
	`10.0.0.7 - - [22/Nov/2026:09:41:07 +0000] "GET /item/259?page=2 HTTP/1.1" 200 6937 "https://example.org/" "Mozilla/5.0 (X11; Linux x86_64)" 0.004`,
	`2026-11-22T09:41:07.123Z app WARN request 8812 took longer than it should have id=8812 dur=1204ms`,
	`{"time":"2026-11-22T09:41:07.123Z","level":"info","msg":"request done","status":200,"latency_ms":12.5,"trace":"4bf92f3577b34da6a3ce929d0e0e4736"}`,
	`Nov 22 09:41:07 web1 sshd[4242]: Accepted publickey for root from 192.168.1.10 port 52214 ssh2: RSA SHA256:abc`,
	`I1122 09:41:07.123456   12345 controller.go:116] "Starting worker" controller="deployment" workers=5`,
	"\tat com.example.Service.run(Service.java:42) ~[service-1.2.3.jar:?]",
	`time=2026-11-22T09:41:07.123+01:00 level=ERROR msg="payment failed" user=alice@example.org err="dial tcp 10.0.0.3:5432: connect: connection refused"`,
}

func TestSpansAllocateNothing(t *testing.T) {
	dst := make([]Span, 0, 4096)
	for _, text := range realistic {
		line := []byte(text)
		if n := testing.AllocsPerRun(10, func() { dst = Spans(dst[:0], line) }); n > 0 {
			t.Errorf("%v allocations for %q", n, text)
		}
	}
}

func BenchmarkSpans(b *testing.B) {
	lines := make([][]byte, len(realistic))
	bytes := 0
	for i, text := range realistic {
		lines[i] = []byte(text)
		bytes += len(text)
	}
	dst := make([]Span, 0, 4096)
	b.SetBytes(int64(bytes / len(lines)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		dst = Spans(dst[:0], lines[i%len(lines)])
	}
}

// BenchmarkHostile is lines of the cap's length that make a careless scanner
// look at everything many times.
func BenchmarkHostile(b *testing.B) {
	for name, piece := range map[string]string{
		"quotes": `"\`, "apostrophes": "'a ", "colons": "1:", "words": "a.", "keys": "a=", "emails": "a@", "slashes": "/", "digits": "1", "dashes": "-1", "http": "HTTP/",
	} {
		text := []byte(strings.Repeat(piece, maxLine/len(piece)))
		b.Run(name, func(b *testing.B) {
			dst := make([]Span, 0, maxLine)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				dst = Spans(dst[:0], text)
			}
		})
	}
}
