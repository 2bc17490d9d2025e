package ui

import (
	"unicode/utf8"

	"github.com/guptarohit/asciigraph"
)

// asciigraph draws every series with strokes of its own that stand in for the
// real ones: private characters, from standIn on, strokes a series. plotRow
// puts glyphs and colours in their place. So a graph has the theme's colours,
// not only the 256 that asciigraph knows, and costs half as much.
const (
	standIn = '\ue000'
	strokes = 8
)

// stand returns the strokes that stand in for those of the i-th series.
func stand(i int) asciigraph.CharSet {
	glyph := func(k int) string { return string(rune(standIn + i*strokes + k)) }
	return asciigraph.CharSet{
		Horizontal: glyph(0), VerticalLine: glyph(1), ArcDownRight: glyph(2), ArcDownLeft: glyph(3),
		ArcUpRight: glyph(4), ArcUpLeft: glyph(5), EndCap: glyph(6), StartCap: glyph(7),
	}
}

// plotRow adds a line of asciigraph to the row, in the colours of the theme.
func (s *styles) plotRow(b *block, text string) {
	style := ""
	for _, r := range text {
		if b.room() == 0 {
			break
		}
		look := s.axis
		if i := int(r - standIn); i >= 0 && i < len(s.series)*strokes {
			series := &s.series[i/strokes]
			look = series.text
			style = b.turn(style, look)
			b.buf = append(b.buf, series.glyphs[i%strokes]...)
		} else {
			if r != ' ' {
				style = b.turn(style, look)
			}
			b.buf = utf8.AppendRune(b.buf, s.axisRune(r))
		}
		b.col++
	}
	b.turn(style, "")
}

// turn goes over from one style to another within a row.
func (b *block) turn(from, to string) string {
	if from != to {
		if from != "" {
			b.buf = append(b.buf, reset...)
		}
		b.buf = append(b.buf, to...)
	}
	return to
}

// axisRune returns a character of asciigraph's axis as the theme has it.
func (s *styles) axisRune(r rune) rune {
	if s.glyphs == asciiGlyphs {
		switch r {
		case '┤':
			return '|'
		case '┼':
			return '+'
		}
	}
	return r
}
