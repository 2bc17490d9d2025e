package line

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

const esc = 0x1b

// plainLen returns the number of bytes at the front of s that are printable
// ASCII, for which one byte is one rune is one column.
func plainLen(s []byte) int {
	const (
		ones = 0x0101010101010101
		high = 0x8080808080808080
	)
	i := 0
	for ; i+8 <= len(s); i += 8 {
		w := binary.LittleEndian.Uint64(s[i:])
		// The high bit of a byte is set where the byte is below a space, is
		// DEL, or is above ASCII. A borrow can only set a bit too many above a
		// byte that is dirty itself.
		if (w|(w-ones*' ')|(w+ones))&high != 0 {
			break
		}
	}
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	return i
}

// runeWidth returns how many columns the renderer counts for r: wcwidth, not
// the width of the grapheme cluster that r is part of. It is what
// ansi.StringWidthWc counts for r alone, which would allocate.
func runeWidth(r rune) int {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0:
		return 0
	case r < 0x7f:
		return 1
	case isIdeograph(r):
		return 2
	case r >= 0x300 && !isPictograph(r) || r == 0xad:
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Me, r) {
			return 0
		}
	}
	wc := runewidth.Condition{StrictEmojiNeutral: true}
	return wc.RuneWidth(r)
}

// isIdeograph reports whether r is one of the common Chinese, Japanese or
// Korean characters, which need no look at any table.
func isIdeograph(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3
}

// isPictograph reports whether r is in the planes of emoji and rarer
// ideographs, where there are no marks and no format characters.
func isPictograph(r rune) bool { return r >= 0x1f000 && r < 0xe0000 }

// isHidden reports whether r must not be drawn as it is: C1 controls, line and
// paragraph separators, format characters (bidi controls, zero-width spaces and
// joiners, BOM, tags), supplementary variation selectors and fillers. They
// change what stands around them, or hide text from the eye.
func isHidden(r rune) bool {
	switch {
	case r < 0x80 || isIdeograph(r) || isPictograph(r):
		return false
	case r < 0xa0:
		return true
	case r < 0x300:
		return r == 0xad
	case r == 0x2028 || r == 0x2029:
		return true
	case r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Cf, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && !unicode.Is(unicode.Mn, r)
}

// decode returns the first rune of s, which is not empty, and its length.
func decode(s []byte) (r rune, size int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRune(s)
}
