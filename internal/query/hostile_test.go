package query

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// hostile are patterns that cost other engines time or memory without end.
var hostile = []string{
	`/(a*)*b/`, `/(a|a)*c/`, `/(a|aa)+$/`, `/x{1,500}y/`, `/(x+x+)+y/`, `/^(([a-z])+.)+[A-Z]([a-z])+$/`, `/(.*)(.*)(.*)(.*)(.*)[^b]x/`,
	`/[ab]*a[ab]{14}c/`, `/[ab]*a[ab]{200}c/`, `/(?:a?){100}a{100}/`, `/([\pL\pN]{1,9}.){1,9}!/`, `/(?:.?){300}q/`, `/\b(?:\w\B?)*\b#/`,
}

func hostileText(size int) []byte {
	r := rand.New(rand.NewPCG(1, 1))
	text := make([]byte, size)
	for i := range text {
		text[i] = "ab"[r.IntN(2)]
		switch r.IntN(300) {
		case 0:
			text[i] = '\n'
		case 1:
			text[i] = 'x'
		}
	}
	// Long runs, a long line, and what is not UTF-8.
	copy(text[size/4:], bytes.Repeat([]byte{'a'}, size/8))
	copy(text[size/2:], bytes.Repeat([]byte{'x'}, size/8))
	copy(text[size*3/4:], "\xff\xffé\xc3\n\xed\xa0\x80")
	return text
}

func TestHostile(t *testing.T) {
	text := hostileText(10 << 10)
	for _, pattern := range hostile {
		q := mustParse(t, pattern)
		n := q.root
		var want int
		for l := range bytes.Lines(text) {
			if n.pattern.re.Match(trimNewline(l)) {
				want++
			}
		}
		s := q.newScratch()
		for round := range 3 {
			var got int
			s.begin(&Text{Data: text})
			s.jump(true, func(Hit) bool { got++; return true })
			if got != want {
				t.Fatalf("%s, round %d: %d hits, want %d", pattern, round, got, want)
			}
		}
		for _, d := range []*automaton{s.terms[0].forward, s.terms[0].reverse, s.terms[0].anchor} {
			if d == nil {
				continue
			}
			if len(d.next) > maxTable || len(d.bytes) > maxTable+maxNodes {
				t.Errorf("%s: a table of %d, %d", pattern, len(d.next), len(d.bytes))
			}
			t.Logf("%s: %d instructions, %d states, thrash %v", pattern, len(d.prog.insts), len(d.states), d.thrash)
		}
	}
}

// An automaton that has to forget states goes on where it was.
func TestForget(t *testing.T) {
	text := hostileText(100 << 10)
	q := mustParse(t, `/[ab]*a[ab]{11}c|x/`)
	s := q.newScratch()
	want := matching(q, &Text{Data: text})
	for range 10 {
		s.begin(&Text{Data: text})
		s.terms[0].forward.empty()
		s.terms[0].forward.flushed = -1 << 40 // a cache that was good for long
		var got int
		s.jump(false, func(Hit) bool { got++; return true })
		if got != want {
			t.Fatalf("%d hits, want %d", got, want)
		}
	}
	d := s.terms[0].forward
	if d.thrash {
		t.Error("it gave up")
	}
}

func BenchmarkHostile(b *testing.B) {
	text := hostileText(1 << 20)
	for _, pattern := range hostile {
		b.Run(pattern, func(b *testing.B) {
			q := mustParse(b, pattern)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				matching(q, &Text{Data: text})
			}
		})
	}
}
