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

// Window returns which part of clean text without colours lies in the columns
// from (inclusive) to from+width (exclusive): clean[start:end], with before
// blanks in front of it and after blanks behind it where half of a wide rune
// lies inside. It is Cut for who draws the part in pieces.
func Window(clean []byte, from, width int) (start, end, before, after int) {
	from = max(from, 0)
	if width <= 0 {
		return 0, 0, 0, 0
	}
	to := from + width
	if to < from {
		to = math.MaxInt
	}
	plain := plainLen(clean[:min(to, len(clean))])
	if plain == len(clean) || plain == to && clean[plain] >= ' ' && clean[plain] < 0x7f {
		return min(from, plain), plain, 0, 0
	}
	col := min(plain, from)
	start, begun := col, false
	for end = col; end < len(clean); {
		r, size := decode(clean[end:])
		w := runeWidth(r)
		switch {
		case w == 0 && !begun:
			start = end + size // marks of what is cut off
		case w > 0 && col >= to:
			return start, end, before, after
		case w > 0 && col+w > to:
			if !begun {
				start = end
			}
			return start, end, before, to - max(col, from)
		case w > 0 && col+w <= from:
			start = end + size
		case w > 0 && col < from:
			before, start = col+w-from, end+size
		case w > 0:
			begun = true
		}
		col += w
		end += size
	}
	return start, end, before, after
}
