package line

import "math"

// Width returns the number of terminal columns of clean text, counted as the
// renderer counts them: wcwidth a rune, colours none.
func Width(clean []byte) int {
	width := plainLen(clean)
	for i := width; i < len(clean); {
		if n := sgrLen(clean[i:]); n > 0 {
			i += n
			continue
		}
		r, size := decode(clean[i:])
		width += runeWidth(r)
		i += size
	}
	return width
}

// Cut returns the part of clean text that lies in the columns from
// (inclusive) to from+width (exclusive), so its width is width wherever the
// text reaches that far. A wide rune of which only half lies inside is
// replaced by a space. Colours set before or inside the part are set in it,
// and reset at its end.
//
// It is a slice of clean where that is plain ASCII; else the part is appended
// to dst, which is returned.
func Cut(dst, clean []byte, from, width int) []byte {
	from = max(from, 0)
	if width <= 0 {
		return dst
	}
	to := from + width
	if to < from {
		to = math.MaxInt
	}
	end := min(to, len(clean))
	if plainLen(clean[:end]) == end && (end == len(clean) || clean[end] < 0x80) {
		return clean[min(from, end):end]
	}
	c := cutter{dst: dst, base: len(dst), from: from, to: to}
	for i := 0; i < len(clean); {
		n := sgrLen(clean[i:])
		if n > 0 {
			c.color(clean[i : i+n])
		} else {
			var r rune
			r, n = decode(clean[i:])
			if !c.rune(clean[i:i+n], runeWidth(r)) {
				break
			}
		}
		i += n
	}
	switch {
	case !c.drawn:
		return c.dst[:c.base]
	case c.open:
		return append(c.dst, sgrReset...)
	}
	return c.dst
}

// cutter is one run of Cut.
type cutter struct {
	dst      []byte
	base     int // length of dst before
	from, to int // columns
	col      int
	inside   bool // the rune before lies inside; its marks follow it
	drawn    bool // dst holds a cell
	open     bool // dst leaves a colour set
}

func (c *cutter) color(seq []byte) {
	if c.col >= c.to {
		return
	}
	c.open = !isReset(seq)
	if !c.open && !c.drawn {
		c.dst = c.dst[:c.base]
		return
	}
	c.dst = append(c.dst, seq...)
}

// rune adds what lies inside of a rune of width columns, and reports whether
// the next one can matter.
func (c *cutter) rune(text []byte, width int) bool {
	if width == 0 {
		if c.inside {
			c.dst = append(c.dst, text...)
		}
		return true
	}
	start := c.col
	c.col += width
	switch {
	case start >= c.to:
		return false
	case c.col <= c.from:
		return true
	}
	c.drawn = true
	c.inside = start >= c.from && c.col <= c.to
	if c.inside {
		c.dst = append(c.dst, text...)
		return true
	}
	for range min(c.col, c.to) - max(start, c.from) {
		c.dst = append(c.dst, ' ')
	}
	return true
}

// Wrap appends to breaks the offsets at which clean text is broken to be drawn
// in rows of width columns: row k is clean[breaks[k-1]:breaks[k]]. A wide rune
// that does not fit goes to the next row whole (and fills it alone where width
// is 1), combining marks stay with their rune, and a width below 1 breaks
// nothing. A colour goes on over a break: the caller who draws rows apart from
// each other sets it again.
func Wrap(breaks []int, clean []byte, width int) []int {
	if width < 1 {
		return breaks
	}
	plain := plainLen(clean)
	col := 0
	if plain > 0 {
		for at := width; at < plain; at += width {
			breaks = append(breaks, at)
		}
		col = (plain-1)%width + 1
	}
	for i := plain; i < len(clean); {
		if n := sgrLen(clean[i:]); n > 0 {
			i += n
			continue
		}
		r, size := decode(clean[i:])
		w := runeWidth(r)
		if w > 0 && col > 0 && col+w > width {
			breaks = append(breaks, i)
			col = 0
		}
		col += w
		i += size
	}
	return breaks
}
