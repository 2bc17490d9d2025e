package query

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// agreeText checks that a text is found where Go's regexp finds it.
func agreeText(t *testing.T, text string, fold bool, data string) {
	t.Helper()
	if text == "" || strings.ContainsAny(text, "\n\uFFFD") || !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxFold {
		return
	}
	source := regexp.QuoteMeta(text)
	if fold {
		source = "(?i)" + source
	}
	re := regexp.MustCompile(source)
	n := newNeedle(text, fold)
	want := re.FindAllStringIndex(data, -1)
	for p := range n.probes {
		c := cursor{probe: &n.probes[p], asked: -1}
		from := 0
		for _, w := range want {
			if start, end := c.next(&n, []byte(data), from, len(data)); start != w[0] || end != w[1] {
				t.Fatalf("%q (fold %v, probe %v) in %q from %d: %d to %d, want %v", text, fold, n.probes[p], data, from, start, end, w)
			}
			from = w[1]
		}
		if start, _ := c.next(&n, []byte(data), from, len(data)); start <= len(data) {
			t.Fatalf("%q (fold %v, probe %v) in %q from %d: %d, want none", text, fold, n.probes[p], data, from, start)
		}
	}
}

func TestNeedle(t *testing.T) {
	for _, tt := range []struct{ text, data string }{
		{"k", "aKKkx"},
		{"skS", "ſKs SkſSKS"},
		{"ß", "ẞßSS"},
		{"σ", "ςΣσ"},
		{"ǆ", "ǅǄǆ"},
		{"i", "İıIi"},
		{"aé", "AÉaéAe"},
		{"ⱥ", "ȺⱥȺ"},
		{"aaa", "aaaaaaa"},
		{"ab", "aab\xffab\xc3ab"},
		{"é", "\xc3\xc3\xa9\xa9"},
	} {
		agreeText(t, tt.text, true, tt.data)
		agreeText(t, tt.text, false, tt.data)
	}
	for seed := range uint64(5_000) {
		r := rand.New(rand.NewPCG(seed, 3))
		letters := []rune("aAbkKKsSſéÉ\uFFFD σςΣ")
		text, data := "", ""
		for range 1 + r.IntN(3) {
			text += string(letters[r.IntN(len(letters))])
		}
		for range r.IntN(400) {
			data += string(letters[r.IntN(len(letters))])
			if r.IntN(20) == 0 {
				data += "\xe2"
			}
		}
		agreeText(t, text, r.IntN(2) == 0, data)
	}
}

// All runes fold as Go's (?i) does.
func TestFold(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.SimpleFold(r) == r || !utf8.ValidRune(r) {
			continue
		}
		n := newNeedle(string(r), true)
		for f := unicode.SimpleFold(r); ; f = unicode.SimpleFold(f) {
			if s := n.spans(nil, []byte("-"+string(f))); len(s) != 1 || s[0] != (Span{1, 1 + utf8.RuneLen(f)}) {
				t.Fatalf("%q is not found as %q", r, f)
			}
			if f == r {
				break
			}
		}
		if len(n.probes) != 1 || len(n.probes[0].bytes) > maxVariants {
			t.Fatalf("%q: %v", r, n.probes)
		}
	}
}

func FuzzNeedle(f *testing.F) {
	f.Add("sk", true, "ſK")
	f.Fuzz(agreeText)
}

func TestLineStart(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		data := make([]byte, r.IntN(40))
		for i := range data {
			data[i] = "\n\v\x0a\x8a\x0b\tab"[r.IntN(8)]
		}
		from := r.IntN(len(data) + 1)
		at := from + r.IntN(len(data)-from+1)
		want := from + strings.LastIndexByte(string(data[from:at]), '\n') + 1
		if got := lineStart(data, from, at); got != want {
			t.Fatalf("%q from %d at %d: %d, want %d", data, from, at, got, want)
		}
	}
}
