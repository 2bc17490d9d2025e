package line

import "encoding/binary"

// shape is the front of a line in which any digit may stand for any other. It
// is compared eight bytes at a time.
type shape struct {
	size   int
	text   [maxShape / 8]uint64 // digits as '0'
	digits [maxShape / 8]uint64 // 0xff where a digit stands
}

// shapeOf returns the shape of text, which has at most maxShape bytes.
func shapeOf(text []byte) shape {
	s := shape{size: len(text)}
	for i, c := range text {
		shift := i % 8 * 8
		if isDigit(c) {
			c = '0'
			s.digits[i/8] |= 0xff << shift
		}
		s.text[i/8] |= uint64(c) << shift
	}
	return s
}

// fits reports whether text begins with s. A text that ends within eight bytes
// of the shape's end is not looked at.
func (s *shape) fits(text []byte) bool {
	if s.size+7 >= len(text) {
		return s.size == 0
	}
	for i := 0; i < s.size; i += 8 {
		x := binary.LittleEndian.Uint64(text[i:]) ^ s.text[i/8]
		digits := s.digits[i/8]
		if n := s.size - i; n < 8 {
			x &= 1<<(8*n) - 1
		}
		// The high bit of a byte of the sum is set where x is above 9.
		if x&^digits != 0 || (x|(x&lowBits+0x76*eachByte))&digits&highBits != 0 {
			return false
		}
	}
	return true
}

// common returns how many bytes at the front of text fit s.
func (s *shape) common(text []byte) int {
	for i := range min(s.size, len(text)) {
		shift := i % 8 * 8
		c := text[i]
		if isDigit(c) {
			c = '0'
		}
		if c != byte(s.text[i/8]>>shift) || (c == '0') != (s.digits[i/8]>>shift&1 != 0) {
			return i
		}
	}
	return min(s.size, len(text))
}

// Patterns for the eight bytes of a word.
const (
	eachByte = 0x0101010101010101
	lowBits  = 0x7f * eachByte
	highBits = 0x80 * eachByte
)

// letterStarts returns the high bit of each byte of w that is a letter with
// none before it. before and after carry from one w to the next.
func letterStarts(w, before uint64) (starts, after uint64) {
	x := (w | 0x20*eachByte) & lowBits
	letters := (x + (0x80-'a')*eachByte) &^ (x + (0x7f-'z')*eachByte) &^ w & highBits
	return letters &^ (letters<<8 | before), letters >> 56
}

// hasEscape reports whether a byte of w is ESC.
func hasEscape(w uint64) bool {
	w ^= esc * eachByte
	return (w-eachByte)&^w&highBits != 0
}

// load returns the eight bytes of s at i, noughts behind its end.
func load(s []byte, i int) uint64 {
	if i+8 <= len(s) {
		return binary.LittleEndian.Uint64(s[i:])
	}
	var w [8]byte
	copy(w[:], s[i:])
	return binary.LittleEndian.Uint64(w[:])
}
