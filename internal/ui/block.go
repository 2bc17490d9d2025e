package ui

import (
	"bytes"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// block is a rectangle of text, ready for the terminal: rows of exactly width
// columns, in which nothing but colours is an escape sequence. Panes draw into
// blocks; a frame is a block put together of them. Its memory is used again.
type block struct {
	width int
	buf   []byte
	ends  []int // of each row in buf
	col   int   // columns of the row being drawn

	drift []int // of each row, see terminal.Frame
	loose int   // of the row being drawn

	scratch []byte
}

// Values of block.drift that are no offset.
const (
	noDrift = terminal.NoDrift
	drifts  = terminal.Drifts
)

func (b *block) reset(width int) {
	b.width, b.buf, b.ends, b.col = max(width, 0), b.buf[:0], b.ends[:0], 0
	b.drift, b.loose = b.drift[:0], noDrift
}

// rows returns the number of rows that are done.
func (b *block) rows() int { return len(b.ends) }

// row returns the bytes of row i.
func (b *block) row(i int) []byte {
	start := 0
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.buf[start:b.ends[i]]
}

// room returns how many columns the row being drawn still has.
func (b *block) room() int { return b.width - b.col }

// put adds clean text to the row, in a style. What has no room is cut off.
func (b *block) put(style, text string) {
	if text == "" {
		return
	}
	start := b.open(style)
	b.buf = append(b.buf, text...)
	b.close(style, start)
}

// write is put for text that came from outside.
func (b *block) write(style string, text []byte) {
	if b.loose == noDrift && !ascii(text) {
		b.loose = drifts
	}
	if len(text) == 0 {
		return
	}
	start := b.open(style)
	b.buf = append(b.buf, text...)
	b.close(style, start)
}

// open begins a piece in a style and returns where its text begins.
func (b *block) open(style string) int {
	b.buf = append(b.buf, style...)
	return len(b.buf)
}

// close ends a piece whose text begins at start.
func (b *block) close(style string, start int) {
	width := line.Width(b.buf[start:])
	if room := b.room(); width > room {
		b.buf = append(b.buf[:start], line.Cut(nil, b.buf[start:], 0, room)...)
		width = line.Width(b.buf[start:])
	}
	b.col += width
	if style != "" {
		b.buf = append(b.buf, reset...)
	}
}

// fill adds n times glyph, which is one column wide.
func (b *block) fill(style, glyph string, n int) {
	n = min(n, b.room())
	if n <= 0 {
		return
	}
	b.buf = append(b.buf, style...)
	for range n {
		b.buf = append(b.buf, glyph...)
	}
	b.col += n
	if style != "" {
		b.buf = append(b.buf, reset...)
	}
}

// pad adds blanks up to the column col.
func (b *block) pad(col int) { b.fill("", " ", col-b.col) }

// end fills the row up with blanks and ends it.
func (b *block) end() {
	b.pad(b.width)
	b.ends = append(b.ends, len(b.buf))
	b.drift = append(b.drift, b.loose)
	b.col, b.loose = 0, noDrift
}

// tint puts a background behind the rows from row from on, whatever the styles
// of what is in them.
func (b *block) tint(from int, style string) {
	if style == "" || from >= b.rows() {
		return
	}
	start := 0
	if from > 0 {
		start = b.ends[from-1]
	}
	b.scratch = append(b.scratch[:0], b.buf[start:]...)
	b.buf = b.buf[:start]
	for text, i := b.scratch, from; i < b.rows(); i++ {
		size := b.ends[i] - start
		row := text[:size]
		text, start = text[size:], b.ends[i]
		b.buf = append(b.buf, style...)
		for n := bytes.Index(row, []byte(reset)); n >= 0; n = bytes.Index(row, []byte(reset)) {
			n += len(reset)
			b.buf = append(append(b.buf, row[:n]...), style...)
			row = row[n:]
		}
		b.buf = append(append(b.buf, row...), reset...)
		b.ends[i] = len(b.buf)
	}
}

// border ends a row with its right border.
func (b *block) border(style, glyph string) {
	b.pad(b.width - 1)
	if b.loose != noDrift {
		b.loose = len(b.buf)
		if n := len(b.ends); n > 0 {
			b.loose -= b.ends[n-1]
		}
	}
	b.put(style, glyph)
	b.end()
}

// ascii reports whether text is ASCII.
func ascii(text []byte) bool {
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// sentence adds clean text in as many rows as its words need, until there are
// limit rows.
func (b *block) sentence(style, text string, limit int) {
	for _, row := range sentence(text, b.width-2) {
		if b.rows() < limit {
			b.pad(1)
			b.put(style, row)
			b.end()
		}
	}
}

// sentence breaks clean text into rows of whole words.
func sentence(text string, columns int) []string {
	var rows []string
	for _, word := range strings.Fields(text) {
		if last := len(rows) - 1; last >= 0 && line.Width([]byte(rows[last]+" "+word)) <= columns {
			rows[last] += " " + word
		} else {
			rows = append(rows, word)
		}
	}
	return rows
}

// blank adds empty rows until there are n.
func (b *block) blank(n int) {
	for b.rows() < n {
		b.end()
	}
}

// append adds row i of src to the row being drawn.
func (b *block) append(src *block, i int) {
	b.buf = append(b.buf, src.row(i)...)
	b.col += src.width
	b.loose = max(b.loose, min(src.drift[i], drifts))
}

// beside adds the rows of blocks of the same height, side by side.
func (b *block) beside(blocks []*block) {
	if len(blocks) == 0 {
		return
	}
	for i := range blocks[0].rows() {
		for _, src := range blocks {
			b.append(src, i)
		}
		b.end()
	}
}

// span is a piece of text in one style.
type span struct{ style, text string }

// width returns the columns of clean spans, with one blank between them.
func width(spans []span) int {
	sum := 0
	for i, s := range spans {
		if i > 0 {
			sum++
		}
		sum += line.Width([]byte(s.text))
	}
	return sum
}

// shortSpans shortens the last of clean spans, so that all have columns.
func (s *styles) shortSpans(spans []span, columns int) []span {
	for len(spans) > 1 {
		over := width(spans) - columns
		if over <= 0 {
			break
		}
		last := &spans[len(spans)-1]
		if w := line.Width([]byte(last.text)) - over; w >= 3 {
			front := string(line.Cut(nil, []byte(last.text), 0, w-line.Width([]byte(s.glyphs.ellipsis))))
			last.text = front + s.glyphs.ellipsis
			break
		}
		spans = spans[:len(spans)-1]
	}
	return spans
}

// spread adds left at the left and right at the right end of the row, with
// glyphs between them, and leaves tail columns behind them. Where there is no
// room for all of it, the end of right goes first; some tells whether any of it
// is there.
func (b *block) spread(left, right []span, style, glyph string, tail int) (some bool) {
	limit := b.width - tail
	room := limit - b.col - width(left) - 3 // two blanks and a glyph between
	for len(right) > 0 && width(right) > room {
		right = right[:len(right)-1]
	}
	b.spans(left, limit)
	if len(left) > 0 {
		b.pad(min(b.col+1, limit))
	}
	if len(right) == 0 {
		b.fill(style, glyph, limit-b.col)
		return false
	}
	b.fill(style, glyph, limit-b.col-width(right)-1)
	b.pad(b.col + 1)
	b.spans(right, limit)
	return true
}

// spans adds spans with a blank between them, up to the column limit.
func (b *block) spans(spans []span, limit int) {
	whole := b.width
	b.width = min(limit, whole)
	for i, s := range spans {
		if i > 0 {
			b.pad(b.col + 1)
		}
		b.put(s.style, s.text)
	}
	b.width = whole
}
