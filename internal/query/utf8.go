package query

import "unicode/utf8"

// runes returns where the runes of a class, as pairs of first and last, begin
// if next follows them.
func (a *assembler) runes(class []rune, next uint16) uint16 {
	const surrogate, behind = 0xd800, 0xe000
	entry, some := uint16(0), false
	add := func(lo, hi rune) {
		if lo > hi {
			return
		}
		if id := a.utf8(lo, hi, next); some {
			entry = a.add(inst{op: instAlt, out: entry, alt: id})
		} else {
			entry, some = id, true
		}
	}
	for i := 0; i+1 < len(class); i += 2 {
		lo, hi := class[i], class[i+1]
		// No line has a newline in it, and no text half of a surrogate pair.
		add(lo, min(hi, '\n'-1))
		add(max(lo, '\n'+1), min(hi, surrogate-1))
		add(max(lo, behind), hi)
	}
	if !some {
		return a.add(inst{op: instFail})
	}
	return entry
}

// utf8 returns where the runes from lo to hi begin. It cuts the range until
// all bytes but the first take all of their values.
func (a *assembler) utf8(lo, hi rune, next uint16) uint16 {
	if a.full {
		return 0
	}
	split := func(last rune) uint16 {
		id := a.utf8(lo, last, next)
		return a.add(inst{op: instAlt, out: id, alt: a.utf8(last+1, hi, next)})
	}
	for _, last := range [...]rune{0x7f, 0x7ff, 0xffff} {
		if lo <= last && hi > last {
			return split(last)
		}
	}
	if hi > 0x7f {
		for bits := 6; bits <= 18; bits += 6 {
			mask := rune(1)<<bits - 1
			if lo&^mask != hi&^mask {
				if lo&mask != 0 {
					return split(lo | mask)
				}
				if hi&mask != mask {
					return split(hi&^mask - 1)
				}
			}
		}
	}
	var from, to [utf8.UTFMax]byte
	n := utf8.EncodeRune(from[:], lo)
	utf8.EncodeRune(to[:], hi)
	for i := range n {
		if !a.reverse {
			i = n - 1 - i
		}
		next = a.byteRange(from[i], to[i], next)
	}
	return next
}
