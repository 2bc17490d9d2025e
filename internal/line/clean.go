package line

import (
	"strconv"
	"unicode/utf8"
)

// CleanOptions says what Clean leaves in the text.
type CleanOptions struct {
	// KeepSGR keeps sequences that set colours. The text then ends with a
	// reset wherever it would leave one set.
	KeepSGR bool
	// TabWidth is the distance of tab stops in columns; 0 is 8.
	TabWidth int
}

// Clean returns text, one line without its newline, made safe to draw: valid
// UTF-8 in which no byte moves the cursor, changes a title or a clipboard,
// hides what follows, or reaches beyond its own cells.
//
//   - Complete escape sequences are dropped whole. ESC that begins none is
//     shown as ␛ and what follows it stays.
//   - Tabs become spaces, other controls their pictures (U+2400 and up), a
//     long run of NUL its length: [NUL × 102400]. One \r at the end goes.
//   - C1, bidi, zero-width and tag characters are shown as <U+202E>.
//   - Bytes that are not UTF-8 become U+FFFD, or <U+009B> in the range of C1.
//   - A cell keeps at most 8 combining marks; marks before any cell stand on ◌.
//
// Text with nothing to change is returned as it is, without a copy; else the
// clean text is appended to dst, which is returned. So a caller passes a
// buffer of length 0 and keeps the larger of the two:
//
//	clean := line.Clean(buf[:0], text, opts)
//
// Clean is idempotent.
func Clean(dst, text []byte, opts CleanOptions) []byte {
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	n := plainLen(text)
	if n == len(text) {
		return text
	}
	c := cleaner{dst: dst, text: text, tab: opts.TabWidth, keepSGR: opts.KeepSGR, col: n}
	if c.tab <= 0 {
		c.tab = defaultTabWidth
	}
	for i := n; i < len(text); {
		i += c.step(i)
	}
	if c.open {
		c.replace(len(text), 0, sgrReset)
	}
	if !c.changed {
		return text
	}
	return append(c.dst, text[c.done:]...)
}

// cleaner is one run of Clean. text[:done] is in dst, as clean text;
// text[done:] up to the place looked at is clean as it is.
type cleaner struct {
	dst, text []byte
	done      int
	changed   bool
	col       int  // columns so far
	marks     int  // combining marks on the cell before col
	open      bool // a colour is set
	tab       int
	keepSGR   bool
}

// step takes one piece of text at i and returns its length.
func (c *cleaner) step(i int) int {
	switch b := c.text[i]; {
	case b >= utf8.RuneSelf:
		return c.rune(i)
	case b >= ' ' && b < 0x7f:
		n := plainLen(c.text[i:])
		c.col += n
		c.marks = 0
		return n
	case b == esc:
		return c.escape(i)
	case b == '\t':
		n := c.tab - c.col%c.tab
		c.flush(i, 1)
		for range n {
			c.dst = append(c.dst, ' ')
		}
		c.advance(n)
		return 1
	case b == 0:
		return c.nul(i)
	case b == 0x7f:
		return c.show(i, '\u2421')
	default:
		return c.show(i, 0x2400+rune(b))
	}
}

func (c *cleaner) rune(i int) int {
	r, size := utf8.DecodeRune(c.text[i:])
	if r == utf8.RuneError && size == 1 {
		if b := c.text[i]; b < 0xa0 {
			return c.name(i, 1, rune(b))
		}
		return c.show(i, utf8.RuneError)
	}
	if isHidden(r) {
		return c.name(i, size, r)
	}
	if w := runeWidth(r); w > 0 {
		c.advance(w)
		return size
	}
	if c.col == 0 {
		c.replace(i, 0, "\u25cc")
		c.advance(1)
	}
	if c.marks++; c.marks > maxMarks {
		c.flush(i, size)
	}
	return size
}

func (c *cleaner) escape(i int) int {
	n := escapeLen(c.text[i:])
	if n == 0 {
		return c.show(i, '\u241b')
	}
	if seq := c.text[i : i+n]; c.keepSGR && isSGR(seq) {
		c.open = !isReset(seq)
		return n
	}
	c.flush(i, n)
	return n
}

func (c *cleaner) nul(i int) int {
	n := 1
	for i+n < len(c.text) && c.text[i+n] == 0 {
		n++
	}
	if n <= maxNULs {
		return c.show(i, '\u2400')
	}
	c.flush(i, n)
	start := len(c.dst)
	c.dst = append(c.dst, "[NUL × "...)
	c.dst = strconv.AppendInt(c.dst, int64(n), 10)
	c.dst = append(c.dst, ']')
	c.advance(Width(c.dst[start:]))
	return n
}

// advance says that n columns were added.
func (c *cleaner) advance(n int) {
	c.col += n
	c.marks = 0
}

// flush copies the clean text before i and leaves n bytes at i out.
func (c *cleaner) flush(i, n int) {
	c.changed = true
	c.dst = append(c.dst, c.text[c.done:i]...)
	c.done = i + n
}

func (c *cleaner) replace(i, n int, with string) {
	c.flush(i, n)
	c.dst = append(c.dst, with...)
}

// show puts the visible r in the place of the byte at i, and returns 1.
func (c *cleaner) show(i int, r rune) int {
	c.flush(i, 1)
	c.dst = utf8.AppendRune(c.dst, r)
	c.advance(runeWidth(r))
	return 1
}

// name puts the code point of r, as <U+202E>, in the place of n bytes at i,
// and returns n.
func (c *cleaner) name(i, n int, r rune) int {
	const hex = "0123456789ABCDEF"
	c.flush(i, n)
	start := len(c.dst)
	c.dst = append(c.dst, "<U+"...)
	for shift := 20; shift >= 0; shift -= 4 {
		if shift < 16 || r>>shift != 0 {
			c.dst = append(c.dst, hex[r>>shift&0xf])
		}
	}
	c.dst = append(c.dst, '>')
	c.advance(len(c.dst) - start)
	return n
}
