package ui

import (
	"bytes"
	"unicode/utf8"

	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// find finds what is to be marked in the clean text of a line, which is the one
// that clean returned last, or a notice.
func (p *logPane) find(l *store.Line, text []byte) {
	p.paint.begin()
	if l.Notice {
		return
	}
	if p.highlight != nil {
		p.paint.hits(p.highlight, text, p.hit(l))
	}
	p.paint.rules(p.markers, text)
	if len(p.runs) > 0 {
		p.paint.runs(p.markers, p.theme, p.runs)
	}
	if !p.markers.plain {
		p.paint.tokens(p.styles, l.Level, text)
	}
}

// hit is the style of what is marked in a line.
func (p *logPane) hit(l *store.Line) string {
	if p.cursor.on && l.Seq == p.cursor.seq {
		return p.styles.current
	}
	return p.styles.hit
}

// cutAt returns where text can be cut at most n bytes behind its front: not
// inside a rune, nor inside a colour sequence, whose rest would be shown as text.
func cutAt(text []byte, n int) int {
	if n == len(text) {
		return n
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	from := max(n-maxSequence, 0)
	if at := bytes.LastIndexByte(text[from:n], '\x1b'); at >= 0 {
		return from + at
	}
	return n
}

// clean makes text safe to draw, and takes its colours out. The result is good
// until the next call.
func (p *logPane) clean(text []byte) []byte {
	keep := p.markers.color && !p.styles.mono
	out := line.Clean(p.raw[:0], text, line.CleanOptions{KeepSGR: keep})
	if len(out) > 0 && len(text) > 0 && &out[0] != &text[0] {
		p.raw = out
	}
	p.runs = p.runs[:0]
	if !keep {
		return out
	}
	plain, runs := highlight.Uncolor(p.plain[:0], p.runs, out)
	if len(plain) > 0 && &plain[0] != &out[0] {
		p.plain = plain
	}
	p.runs = runs
	return plain
}
