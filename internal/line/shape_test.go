package line

import (
	"bytes"
	"testing"
)

// TestShape changes each byte of fronts of every size, and cuts the text behind
// them.
func TestShape(t *testing.T) {
	front := bytes.Repeat([]byte("2026-11/:é0a9 "), 8)
	for size := range maxShape + 1 {
		s := shapeOf(front[:size])
		text := append(bytes.Clone(front[:size]), "and a text"...)
		if !s.fits(text) || s.common(text) != size {
			t.Fatalf("size %d: does not fit itself", size)
		}
		for n := range len(text) {
			if s.fits(text[:n]) != (size == 0 || n >= size+8) {
				t.Errorf("size %d: fits %d bytes: %v", size, n, s.fits(text[:n]))
			}
		}
		for i := range size {
			old := text[i]
			for _, c := range []byte{0, '/', '0', '5', '9', ':', 'a', 0x7f, 0x80, 0xb5, 0xff} {
				text[i] = c
				want := c == old || isDigit(c) && isDigit(old)
				if got := s.fits(text); got != want {
					t.Errorf("size %d: %q for %q at %d fits: %v", size, c, old, i, got)
				}
				common := size
				if !want {
					common = i
				}
				if got := s.common(text); got != common {
					t.Errorf("size %d: %q for %q at %d: %d in common, want %d", size, c, old, i, got, common)
				}
			}
			text[i] = old
		}
	}
}

func TestLetterStarts(t *testing.T) {
	var text [16]byte
	for c := range 256 {
		for i := range text {
			text = [16]byte([]byte("ab cd-eF 1g_hij["))
			text[i] = byte(c)
			var before uint64
			for k := 0; k < len(text); k += 8 {
				var starts uint64
				starts, before = letterStarts(load(text[:], k), before)
				for j := range 8 {
					at := k + j
					want := isLetter(text[at]) && (at == 0 || !isLetter(text[at-1]))
					if got := starts>>(8*j+7)&1 != 0; got != want {
						t.Errorf("%q: start at %d: %v", text, at, got)
					}
				}
				if got := hasEscape(load(text[:], k)); got != (bytes.IndexByte(text[k:k+8], esc) >= 0) {
					t.Errorf("%q: escape in %d: %v", text, k, got)
				}
			}
		}
	}
}
