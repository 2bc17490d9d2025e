package line

import (
	"math/rand/v2"
	"testing"
)

func TestTemplate(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"times", "2026-11-22T09:41:07.120Z ready", "2026-11-22T09:41:08.5Z ready", true},
		{"zones", "2026-11-22 09:41:07+01:00 ready", "2026-11-23 10:00:00+01:00 ready", true},
		{"clock", "09:41 ready", "10:02 ready", true},
		{"date", "2026/11/22 ready", "2026/12/01 ready", true},
		{"access log", `- [22/Nov/2026:09:41:07 +0000] "GET /healthz HTTP/1.1" 200 12`, `- [22/Nov/2026:09:41:09 +0000] "GET /healthz HTTP/1.1" 200 17`, false},
		{"access log of the same", `10.0.0.7:1 - [22/Nov/2026:09:41:07 +0000] "GET /healthz HTTP/1.1" 200 12`, `10.0.0.8:2 - [22/Nov/2026:09:41:09 +0000] "GET /healthz HTTP/1.1" 200 12`, true},
		{"a slow one", "09:41:07 order 7088 took 13 ms", "09:41:07 order 7088 took 99 ms", false},
		{"status", `"GET /healthz HTTP/1.1" 200 12 curl-client`, `"GET /healthz HTTP/1.1" 503 12 curl-client`, false},
		{"status of a field", `level=info msg="request done" status=200 dur=12ms`, `level=info msg="request done" status=503 dur=12ms`, false},
		{"status in JSON", `{"msg":"the request is done","status":200}`, `{"msg":"the request is done","status":404}`, false},
		{"status at the end", "the upstream returned 502", "the upstream returned 503", false},
		{"path", `"GET /item/37 HTTP/1.1" 200 curl-client`, `"GET /item/74 HTTP/1.1" 200 curl-client`, false},
		{"number", "connection refused, attempt 13", "connection refused, attempt 14", false},
		{"ten times as much", "upstream answered late: 12ms", "upstream answered late: 1204ms", false},
		{"decimals", "upstream answered late: 1.25 s", "upstream answered late: 1.5 s", false},
		{"few words", "line 5", "line 6", false},
		{"few words with a time", "09:41:07 n=5", "09:41:08 n=5", true},
		{"only numbers", "1 2 3", "1 2 4", false},
		{"uuid", "id 123e4567-e89b-12d3-a456-426614174000", "id 9b2e4567-e89b-12d3-a456-426614174fff", true},
		{"half a uuid", "id 123e4567-e89b-12d3", "id 123e4567-e89b-12d4", false},
		{"hash", "at deadbeef01", "at 0123abcd", true},
		{"words of hex letters", "the defaced facade", "the effaced facade", false},
		{"hex", "ptr 0xc000012", "ptr 0xc0001f00", true},
		{"ipv4", "from 10.0.0.5:443 closed", "from 192.168.10.15:51000 closed", true},
		{"ipv6", "from fe80::1 closed", "from 2001:db8::17 closed", true},
		{"mac", "lease for 52:54:00:12:34:56", "lease for 52:54:00:ab:cd:ef", true},
		{"scope", "std::abc::add failed", "std::abc::bad failed", false},
		{"process", "sshd[812]: bye", "sshd[10411]: bye", true},
		{"index", "item[1] bye", "item[2] bye", false},
		{"since the start", "[    5.123456] usb: reset", "[12345.000001] usb: reset", true},
		{"word", "disk sda1 is failing, replace it", "disk sda2 is failing, replace it", false},
		{"text", "payment failed", "payment refused", false},
		{"sign", "temperature is now at -4 degrees", "temperature is now at 4 degrees", false},
		{"not ascii", "日本語の長い長い長い文章 12", "日本語の長い長い長い文章 34", false},
	} {
		a, b := string(Template(nil, []byte(c.a))), string(Template(nil, []byte(c.b)))
		if (a == b) != c.same {
			t.Errorf("%s: %q and %q are the same: %v, want %v", c.name, a, b, a == b, c.same)
		}
	}
}

// The template of anything is no longer than it, begins with what is in dst, and
// never panics.
func TestTemplateOfAnything(t *testing.T) {
	const alphabet = "0123456789abcdfxTZ::::....--//[[]] +,é"
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		text := make([]byte, rng.IntN(40))
		for i := range text {
			text[i] = alphabet[rng.IntN(len(alphabet))]
		}
		got := Template([]byte("x"), text)
		if len(got) > len(text)+1 || got[0] != 'x' {
			t.Fatalf("%q: %q", text, got)
		}
	}
}

func BenchmarkTemplate(b *testing.B) {
	text := []byte("2026-11-22T09:41:07.120Z app WARN request 4711 took longer than it should have id=8123 from 10.0.0.5:443")
	var dst []byte
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		dst = Template(dst[:0], text)
	}
}
