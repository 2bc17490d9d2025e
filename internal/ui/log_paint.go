package ui

import (
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// find finds what is to be marked in the text of a line.
func (p *logPane) find(l *store.Line, text []byte) {
	p.spans = p.spans[:0]
	if p.highlight != nil && !l.Notice {
		p.spans = p.highlight.Spans(p.spans, text)
	}
}

// hit is the style of what is marked in a line.
func (p *logPane) hit(l *store.Line) string {
	if p.cursor.on && l.Seq == p.cursor.seq {
		return p.styles.current
	}
	return p.styles.hit
}

// writeCut adds the columns of text from left on, as many as there is room for.
func (p *logPane) writeCut(b *block, l *store.Line, style string, text []byte, left, room int) {
	col, end := left, left+room
	write := func(style string, to int) {
		b.write(style, line.Cut(p.cut[:0], text, col, to-col))
		col = max(col, to)
	}
	at, byteAt := 0, 0 // columns and bytes measured so far
	for _, s := range p.spans {
		from := at + line.Width(text[byteAt:s.From])
		to := from + line.Width(text[s.From:s.To])
		at, byteAt = to, s.To
		if from >= end {
			break
		}
		if to > col && to > from {
			write(style, from)
			write(p.hit(l), min(to, end))
		}
	}
	write(style, end)
}

// writeRow adds a row of wrapped text.
func (p *logPane) writeRow(b *block, l *store.Line, style string, text []byte, start, end int) {
	for _, s := range p.spans {
		from, to := max(s.From, start), min(s.To, end)
		if from >= to {
			continue
		}
		b.write(style, text[start:from])
		b.write(p.hit(l), text[from:to])
		start = to
	}
	b.write(style, text[start:end])
}

// clean makes text safe to draw. The result is good until the next call.
func (p *logPane) clean(text []byte) []byte {
	out := line.Clean(p.raw[:0], text, line.CleanOptions{})
	if len(out) > 0 && len(text) > 0 && &out[0] != &text[0] {
		p.raw = out
	}
	return out
}
