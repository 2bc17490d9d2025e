package query

import (
	"unicode"
	"unicode/utf8"
)

// foldRune returns the smallest rune that r is without regard to case: the
// same for all runes of an orbit of unicode.SimpleFold, as in Go's (?i).
func foldRune(r rune) rune {
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

// caseless reports that no rune of s has a case.
func caseless(s string) bool {
	for _, r := range s {
		if unicode.SimpleFold(r) != r {
			return false
		}
	}
	return true
}

// hasUpper reports that smart case makes s exact.
func hasUpper(s string) bool {
	for _, r := range s {
		if unicode.IsUpper(r) || unicode.IsTitle(r) {
			return true
		}
	}
	return false
}

// upperASCII is c as a capital letter, which is how foldRune has letters.
func upperASCII(c byte) byte {
	if c-'a' < 26 {
		c -= 'a' - 'A'
	}
	return c
}

// foldPrefix reports whether text begins with runes, which are folded, and
// with how many bytes.
func foldPrefix(text []byte, runes []rune) (n int, ok bool) {
	for _, want := range runes {
		if n >= len(text) {
			return 0, false
		}
		if c := text[n]; c < utf8.RuneSelf {
			if rune(upperASCII(c)) != want {
				return 0, false
			}
			n++
			continue
		}
		r, size := utf8.DecodeRune(text[n:])
		if size == 1 || foldRune(r) != want {
			return 0, false
		}
		n += size
	}
	return n, true
}

// foldSuffix is foldPrefix from the end of text.
func foldSuffix(text []byte, runes []rune) (n int, ok bool) {
	for i := len(runes) - 1; i >= 0; i-- {
		if n >= len(text) {
			return 0, false
		}
		if c := text[len(text)-1-n]; c < utf8.RuneSelf {
			if rune(upperASCII(c)) != runes[i] {
				return 0, false
			}
			n++
			continue
		}
		r, size := utf8.DecodeLastRune(text[:len(text)-n])
		if size == 1 || foldRune(r) != runes[i] {
			return 0, false
		}
		n += size
	}
	return n, true
}
