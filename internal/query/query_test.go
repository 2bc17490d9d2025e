package query

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

func mustParse(t testing.TB, text string) *Query {
	t.Helper()
	q, err := Parse(text, testOptions)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// matching returns how many records of t match.
func matching(q *Query, t *Text) (n int) {
	q.scan(t, false, func(Hit) bool {
		n++
		return true
	})
	return n
}

// sampleText has records of several kinds, one or more lines each.
const sampleText = `2026-11-22T10:29:59Z INFO start GET /healthz 200
2026-11-22T10:30:00Z WARN Connection refused by db1
2026-11-22T10:30:30Z ERROR request failed
  java.lang.Exception: timed out (110)
	at com.example.Main.run(Main.java:42)
{"time":"2026-11-22T10:31:00Z","level":"error","msg":"Disk Full","http":{"status":503,"took":"1.5s"},"user":"bob\u0021"}
time=2026-11-22T10:32:00Z level=debug msg="all well" dur=250ms size=4096 user=root ok
2026-11-22T11:30:00Z plain words without a level
`

func sampled() *Text {
	return &Text{
		Data: []byte(sampleText), Source: "App.log",
		At:  time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC),
		Ref: time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC),
	}
}

// Fields that an access log does not name are found all the same.
func TestAccessLog(t *testing.T) {
	text := Text{Data: []byte(`10.0.0.1 - - [22/Nov/2026:10:30:00 +0000] "GET /api/items HTTP/1.1" 200 512 "-" "curl/8"
10.0.0.2 - ann [22/Nov/2026:10:30:01 +0000] "POST /api/orders HTTP/1.1" 503 0 "-" "curl/8"
`)}
	for query, want := range map[string]int{
		"status>=500": 1, "status=200": 1, "method=POST": 1, "path~^/api": 2, "user=ann": 1, "remote=10.0.0.1": 1, "status>=600": 0,
	} {
		if got := matching(mustParse(t, query), &text); got != want {
			t.Errorf("%s matches %d records, want %d", query, got, want)
		}
	}
}

func TestMatches(t *testing.T) {
	tests := []struct{ query, want string }{ // which records match
		{"refused", "1"},
		{"REFUSED", ""},
		{"connection refused", "1"},
		{"Connection Refused", ""},
		{"timed out (110)", "2"},
		{"failed and timed", "2"},
		{"failed timed", ""},
		{"!healthz", "12345"},
		{"not healthz and not refused", "2345"},
		{"/Main\\.java:\\d+/", "2"},
		{"/^at/", ""},
		{`/^\s+at/`, "2"},
		{"/words.*level$/", "5"},
		{"/info|warn/ and !healthz", "1"},
		{"db1 or (failed and level=error)", "12"},
		{"level>=warn", "123"},
		{"level=error", "23"},
		{"level:none", "5"},
		{"level<info", "45"},
		{"level!=info", "12345"},
		{"http.status>=500", "3"},
		{"http.status=503", "3"},
		{"http.status=503.0", "3"},
		{"http.status<500", ""},
		{"http.took>1s", "3"},
		{"http.took>1501ms", ""},
		{"http.took=1500ms", "3"},
		{"http.took<2KiB", ""},
		{"user=root", "4"},
		{"user=Root", ""},
		{`user="bob!"`, "3"},
		{"user!=root", "3"},
		{"not user=root", "01235"},
		{"user~^bo", "3"},
		{"user~/^BO/i", "3"},
		{"user~^Bo", ""},
		{"ok=true", "4"},
		{"dur>100", "4"},
		{"dur>=250ms", "4"},
		{"dur>0.3s", ""},
		{"size=4KiB", "4"},
		{"size>4000", "4"},
		{"size<5k", "4"},
		{"size>1s", "4"},
		{"msg=all", ""},
		{`msg="all well"`, "4"},
		{"message~full", "3"},
		{"msg~Full", "3"},
		{"source:app", "012345"},
		{"source:Log", ""},
		{"!source:app", ""},
		{"source:app and refused", "1"},
		{"time<10:30", "0"},
		{"time>=10:30 and time<10:31", "12"},
		{"time=10:30", "12"},
		{"time!=10:30", "0345"},
		{"time>10:30:30", "345"},
		{"time>=2026-11-22T10:31", "345"},
		{"time>-1h", "5"},
		{"time<-1h29m", "012"},
		{`""`, "012345"},
		{`not ""`, ""},
		{"/x*/", "012345"},
	}
	txt := sampled()
	var starts []int
	for h := range (*Query)(nil).Hits(txt) {
		starts = append(starts, h.Start)
	}
	if len(starts) != 6 {
		t.Fatalf("records at %v", starts)
	}
	for _, tt := range tests {
		q := mustParse(t, tt.query)
		got := ""
		for h := range q.Hits(txt) {
			for i, s := range starts {
				if s == h.Start {
					got += fmt.Sprint(i)
				}
			}
			if h.At < h.Start || h.To < h.At || h.To > h.End {
				t.Errorf("%s: %+v", tt.query, h)
			}
		}
		if got != tt.want {
			t.Errorf("%s: records %q, want %q", tt.query, got, tt.want)
		}
		if q.Match(txt) != (got != "") || matching(q, txt) != len(got) {
			t.Errorf("%s: Match %v, count %d of %q", tt.query, q.Match(txt), matching(q, txt), got)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ query, want string }{
		{"refused", "refused"},
		{"level=warn and by", "by"},
		{"level=warn", ""},
		{"db or refused", "refused"},
		{`/re\w+/ and refused`, "refused"},
		{"/REF|refu/ or db1", "refu"},
		{"!healthz and level=warn", ""},
		{"level=error and timed", "timed"},
		{"/by.*/", "by db1"},
		{"/by.*?/", "by"},
	} {
		for h := range mustParse(t, tt.query).Hits(sampled()) {
			if got := sampleText[h.At:h.To]; got != tt.want {
				t.Errorf("%s: %q, want %q", tt.query, got, tt.want)
			}
			break
		}
	}
}

func TestSpans(t *testing.T) {
	for _, tt := range []struct{ query, text, want string }{
		{"a", "banana", "b[a]n[a]n[a]"},
		{"ana", "bananana", "b[ana]n[ana]"},
		{"an or na", "banana", "b[anana]"},
		{"/a./ and x", "banaax", "b[anaax]"},
		{"!a", "banana", "banana"},
		{"not (not a)", "ba", "b[a]"},
		{"/x*/", "axx", "a[xx]"},
		{"k", "\u212a.", "[\u212a]."},
		{"level=error", "error", "error"},
	} {
		got, from := "", 0
		for _, s := range mustParse(t, tt.query).Spans(nil, []byte(tt.text)) {
			got += tt.text[from:s.From] + "[" + tt.text[s.From:s.To] + "]"
			from = s.To
		}
		if got += tt.text[from:]; got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.query, tt.text, got, tt.want)
		}
	}
}

// Lines may end with \r\n: $ stands before that.
func TestCRLF(t *testing.T) {
	txt := &Text{Data: []byte("a b\r\n\r\nb a\r\n{\"x\":\"y\"}\r\n")}
	for _, tt := range []struct {
		query string
		want  int
	}{{"/b$/", 1}, {"/a$/", 1}, {"/^$/", 1}, {"/(?m)^a b$/", 1}, {"/^b a\\z/", 1}, {"x=y", 1}, {"/b.a$/ or /a.b$/", 2}, {"a b", 1}} {
		if got := matching(mustParse(t, tt.query), txt); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.query, got, tt.want)
		}
	}
}

func TestAllNot(t *testing.T) {
	a, b := mustParse(t, "level>=warn"), mustParse(t, "not healthz")
	txt := sampled()
	if All() != nil || All(nil, nil) != nil || All(nil, a, nil) != a {
		t.Error("All does not drop nil")
	}
	if q := All(a, nil, b); matching(q, txt) != 3 || q.String() != "(level>=warn) and (not healthz)" {
		t.Errorf("%s: %d", q, matching(q, txt))
	}
	if n := matching(Not(a), txt); n != 3 {
		t.Errorf("not %s: %d", a, n)
	}
	if n := matching(Not(nil), txt); n != 0 {
		t.Errorf("not everything: %d", n)
	}
	if n := matching((*Query)(nil), txt); n != 6 {
		t.Errorf("everything: %d", n)
	}
	if q := All(mustParse(t, "/a.c/ or d"), mustParse(t, "/x.z/"), mustParse(t, "e")); matching(q, &Text{Data: []byte("abc xyz e\nd xyz\nxyz e d\n")}) != 2 {
		t.Error("terms of several queries are mixed up")
	}
}

// Windows, samples and the cells of a cursor end somewhere: what is found does
// not depend on where.
func TestBoundaries(t *testing.T) {
	for _, query := range []string{"needle or pin", "needle", "/needle|PIN|pin/", "/need.e/ or pin", "!needle", "N"} {
		q := mustParse(t, query)
		for _, size := range []int{0, 1, minSampled - 1, minSampled, window - 20, window - 1, window, window + 1, 2*window + 3} {
			data := bytes.Repeat([]byte("a line like all others\n"), size/23+1)[:size]
			for shift := range 12 {
				for _, at := range []int{0, size / 2, window - 8 + shift, size - 8 + shift} {
					if at < 0 || at+6 > size {
						continue
					}
					text := bytes.Clone(data)
					copy(text[at:], "needle")
					var want int
					for l := range bytes.Lines(text) {
						switch has := bytes.Contains(l, []byte("needle")); {
						case query == "N":
						case has != (query == "!needle"):
							want++
						}
					}
					if got := matching(q, &Text{Data: text}); got != want {
						t.Fatalf("%s in %d bytes at %d: %d, want %d", query, size, at, got, want)
					}
				}
			}
		}
	}
}

func TestConcurrent(t *testing.T) {
	q := mustParse(t, "/[0-9]{3}\\.[0-9]+ms/ and (error or warn or /conn.*d/) or !info")
	want := matching(q, &Text{Data: realistic()[:128<<10]})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if got := matching(q, &Text{Data: realistic()[:128<<10]}); got != want {
					t.Errorf("%d, want %d", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestAllocations(t *testing.T) {
	data := realistic()[:64<<10]
	for _, b := range benchmarks {
		q := mustParse(t, b.query)
		var parser line.Parser
		run := func() {
			for range q.Hits(&Text{Data: data, Parser: &parser}) {
			}
		}
		// The race detector has the pool lose some of what it is given.
		least := 1e9
		for range 50 {
			least = min(least, testing.AllocsPerRun(1, run))
		}
		if least > 0 {
			t.Errorf("%s: %v allocations a block", b.query, least)
		}
	}
}
