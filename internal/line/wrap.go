package line

import "bytes"

// Wrap appends to breaks the offsets at which clean text is broken to be drawn
// in rows of width columns: row k is clean[breaks[k-1]:breaks[k]]. Rows break
// before words. A blank that has no room begins the next row, so that nothing is
// lost. A word that is longer than a row is begun where it stands, and breaks
// behind a comma, a semicolon or a slash, else anywhere.
//
// A wide rune that does not fit goes to the next row whole (and fills it alone
// where width is 1), combining marks stay with their rune, and a width below 1
// breaks nothing. A colour goes on over a break: the caller who draws rows apart
// from each other sets it again.
func Wrap(breaks []int, clean []byte, width int) []int {
	if width < 1 {
		return breaks
	}
	for start := 0; ; {
		end := start + fit(clean[start:], width)
		if end == len(clean) {
			return breaks
		}
		start = wordBreak(clean, start, end, width)
		breaks = append(breaks, start)
	}
}

// fit returns how much of clean text has room in width columns: at least one
// rune, with its marks.
func fit(clean []byte, width int) int {
	n := plainLen(clean[:min(width, len(clean))])
	if n == len(clean) || n == width && clean[n] >= ' ' && clean[n] < 0x7f {
		return n
	}
	col := n
	for i := n; i < len(clean); {
		if size := sgrLen(clean[i:]); size > 0 {
			i += size
			continue
		}
		r, size := decode(clean[i:])
		w := runeWidth(r)
		if w > 0 && col > 0 && col+w > width {
			return i
		}
		col += w
		i += size
	}
	return len(clean)
}

// wordBreak returns where the row ends that begins at start and has room up to
// end, which is before the end of the text.
func wordBreak(clean []byte, start, end, width int) int {
	if clean[end] == ' ' || clean[end-1] == ' ' && stands(clean, end) {
		return end
	}
	row := clean[start:end]
	word := bytes.LastIndexByte(row, ' ') + 1
	for word > 0 && !stands(clean, start+word) {
		word = bytes.LastIndexByte(row[:word-1], ' ') + 1
	}
	if len(bytes.TrimLeft(row[:word], " ")) > 0 && fits(clean[start+word:], width) {
		return start + word
	}
	for at := end; at > start+word; at-- {
		if c := clean[at-1]; (c == ',' || c == ';' || c == '/') && stands(clean, at) {
			return at
		}
	}
	return end
}

// fits reports whether the word at the front of clean text has room in width
// columns.
func fits(clean []byte, width int) bool {
	n := fit(clean, width)
	return n == len(clean) || clean[n] == ' ' || bytes.IndexByte(clean[:n], ' ') >= 0
}

// stands reports whether a row may begin at i: not with marks, which belong to
// the rune before it.
func stands(clean []byte, i int) bool {
	for i < len(clean) {
		if n := sgrLen(clean[i:]); n > 0 {
			i += n
			continue
		}
		r, _ := decode(clean[i:])
		return runeWidth(r) > 0
	}
	return true
}
