package query

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
)

// grow returns a random pattern.
func grow(r *rand.Rand, depth int) string {
	atoms := []string{
		"a", "b", "k", "s", "é", "ſ", "0", ".", "[a-c]", "[^a]", "[^é]", `\d`, `\w`, `\s`, `\S`, `\b`, `\B`, "^", "$",
		"世", `\pL`, "ab", "ERROR", "WARN", "\uFFFD", `[α-ω]`, `\x{10000}`, "", `\A`, `\z`, "(?i:sK)", "(?i:é)",
	}
	if depth == 0 {
		return atoms[r.IntN(len(atoms))]
	}
	switch r.IntN(9) {
	case 0:
		return "(?:" + grow(r, depth-1) + "|" + grow(r, depth-1) + ")"
	case 1:
		return "(?:" + grow(r, depth-1) + ")*"
	case 2:
		return "(?:" + grow(r, depth-1) + ")+?"
	case 3:
		return "(?:" + grow(r, depth-1) + ")?"
	case 4:
		return "(?:" + grow(r, depth-1) + "){1,3}"
	case 5:
		return "(?:" + grow(r, depth-1) + ")*?"
	}
	return grow(r, depth-1) + grow(r, depth-1)
}

// scribble returns random lines in which patterns of grow are found.
func scribble(r *rand.Rand) []byte {
	parts := []string{
		"a", "b", "c", "k", "K", "s", "S", "é", "É", "ſ", "K", "0", "1", " ", "_", "世", "ab", "ERROR", "warn", "WARN",
		"\n", "\n", "α", "\xff", "\xc3", "\xe2\x82", "\U00010000", "\xed\xa0\x80", "\uFFFD",
	}
	n := len(parts)
	if r.IntN(2) == 0 {
		n -= 5 // valid UTF-8
		parts = append(parts[:n-1:n-1], parts[n])
	}
	var b strings.Builder
	for range r.IntN(30) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return []byte(b.String())
}

// agree checks that a pattern's matches are those of Go's regexp.
func agree(t *testing.T, text string, fold bool, data []byte) {
	t.Helper()
	source := text
	if fold {
		source = "(?i)" + text
	}
	re, err := regexp.Compile(source)
	if err != nil || strings.ContainsRune(string(data), '\r') {
		return
	}
	p, problem, _ := compile(text, fold)
	if problem != "" {
		return
	}
	n := &node{op: opRegexp, pattern: p, needles: p.needles}
	if p.exact {
		n = &node{op: opText, needles: p.needles}
	}
	q := newQuery(text, n)
	var got []Hit
	for h := range q.Hits(&Text{Data: data}) {
		got = append(got, h)
	}
	var want []Hit
	var parser line.Parser
	for pos := 0; pos < len(data); {
		end := lineEnd(data, pos)
		start := pos
		for end < len(data) && parser.Continues(trimNewline(data[end:lineEnd(data, end)])) {
			end = lineEnd(data, end)
		}
		for from := start; from < end; from = lineEnd(data, from) {
			if m := re.FindIndex(trimNewline(data[from:lineEnd(data, from)])); m != nil {
				at, to := from+m[0], from+m[1]
				if at == to {
					at, to = start, start
				}
				want = append(want, Hit{start, end, at, to})
				break
			}
		}
		pos = end
	}
	if len(got) != len(want) {
		t.Fatalf("/%s/ fold %v on %q (needles %v, exact %v):\n got %v\nwant %v", text, fold, data, p.needles, p.exact, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("/%s/ fold %v on %q (needles %v, exact %v):\n got %v\nwant %v", text, fold, data, p.needles, p.exact, got, want)
		}
	}
	if c := matching(q, &Text{Data: data}); c != len(want) {
		t.Fatalf("/%s/ on %q: counted %d of %d", text, data, c, len(want))
	}
}

func TestRegexpAgrees(t *testing.T) {
	for seed := range uint64(700) {
		r := rand.New(rand.NewPCG(seed, 1))
		text, fold := grow(r, r.IntN(5)), r.IntN(3) == 0
		for range 3 {
			agree(t, text, fold, scribble(r))
		}
	}
}

func FuzzRegexp(f *testing.F) {
	f.Add(`[0-9]{3}\.[0-9]+ms?`, false, []byte("took 123.5ms\n"))
	f.Add(`\b[A-Z]{5,}\b`, false, []byte("an ERROR\nx\n"))
	f.Add(`ERROR|WARN|FATAL`, true, []byte("fatal\xff\n"))
	f.Add(`(a*)*b$`, false, []byte("aaaa\nab"))
	f.Add(`(|a)*?[^é]\B`, false, []byte("\xc3\xa9\n \xe2"))
	f.Fuzz(func(t *testing.T, text string, fold bool, data []byte) {
		if len(text) > 60 || len(data) > 1000 {
			return
		}
		agree(t, text, fold, data)
	})
}
