package ui

import (
	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// paint tells how every part of one text looks. What was said first about a part
// counts.
//
//	what was searched
//	the reader's rules, the newest first
//	the colours of the input, if they are kept
//	what is found by itself
//	the style of the line
type paint struct {
	layers []layer
	n      int // of layers that are in use
	spans  []query.Span
	found  []highlight.Span
}

// layer is marks of one kind, in order and without overlap.
type layer struct {
	marks []mark
	at    int // the first one that has not been passed
}

// mark is a part of a text, and how it looks.
type mark struct {
	from, to int
	style    string
}

// begin is for another text.
func (p *paint) begin() { p.n = 0 }

// layer returns the next layer, below those before it.
func (p *paint) layer() *layer {
	if p.n == len(p.layers) {
		p.layers = append(p.layers, layer{})
	}
	l := &p.layers[p.n]
	p.n++
	l.marks, l.at = l.marks[:0], 0
	return l
}

func (l *layer) add(from, to int, style string) { l.marks = append(l.marks, mark{from, to, style}) }

// hits marks what a query names in text.
func (p *paint) hits(q *query.Query, text []byte, style string) {
	p.spans = q.Spans(p.spans[:0], text)
	l := p.layer()
	for _, s := range p.spans {
		l.add(s.From, s.To, style)
	}
}

// rules marks what the reader's rules name.
func (p *paint) rules(mk *markers, text []byte) {
	for i := len(mk.rules) - 1; i >= 0; i-- {
		r := &mk.rules[i]
		p.found = r.pattern.Spans(p.found[:0], text)
		l := p.layer()
		for _, s := range p.found {
			l.add(s.From, s.To, r.style)
		}
	}
}

// runs keeps the colours of the input.
func (p *paint) runs(mk *markers, t theme, runs []highlight.Run) {
	l := p.layer()
	for i := range runs {
		l.add(runs[i].From, runs[i].To, mk.look(t, runs[i].Style))
	}
}

// tokens marks what is found in text by itself. What is grave is mostly in the
// colour of its level, what is of no weight wholly.
func (p *paint) tokens(st *styles, level line.Level, text []byte) {
	if st.mono || level == line.Trace || level == line.Debug || level == line.Fatal {
		return
	}
	p.found = highlight.Spans(p.found[:0], text)
	l := p.layer()
	for _, s := range p.found {
		switch style := st.token(s.Kind, text[s.From:s.To]); {
		case style == "":
		case level < line.Warn || s.Kind == highlight.Time || s.Kind == highlight.Key:
			l.add(s.From, s.To, style)
		}
	}
}

// next returns the style at a place, of which base is what nothing was said of,
// and how far it goes, at most up to end. Places must be asked for in order.
func (p *paint) next(at, end int, base string) (to int, style string) {
	for i := range p.layers[:p.n] {
		l := &p.layers[i]
		for l.at < len(l.marks) && l.marks[l.at].to <= at {
			l.at++
		}
		switch {
		case l.at == len(l.marks):
		case l.marks[l.at].from > at:
			end = min(end, l.marks[l.at].from)
		default:
			return min(end, l.marks[l.at].to), l.marks[l.at].style
		}
	}
	return end, base
}

// write adds text[start:end] to a row.
func (p *paint) write(b *block, base string, text []byte, start, end int) {
	for start < end {
		to, style := p.next(start, end, base)
		b.write(style, text[start:to])
		start = to
	}
}

// writeCut adds the columns of text from left on, as many as there is room for.
func (p *paint) writeCut(b *block, base string, text []byte, left, room int) {
	start, end, before, after := line.Window(text, left, room)
	b.pad(b.col + before)
	p.write(b, base, text, start, end)
	b.pad(b.col + after)
}
