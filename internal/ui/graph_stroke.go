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

// stands are the strokes that stand in for those of each series.
var stands = standIns()

func standIns() (all [maxLegend]asciigraph.CharSet) {
	for i := range all {
		glyph := func(k int) string { return string(rune(standIn + i*strokes + k)) }
		all[i] = asciigraph.CharSet{
			Horizontal: glyph(0), VerticalLine: glyph(1), ArcDownRight: glyph(2), ArcDownLeft: glyph(3),
			ArcUpRight: glyph(4), ArcUpLeft: glyph(5), EndCap: glyph(6), StartCap: glyph(7),
		}
	}
	return all
}

// overlay is what is drawn in a row of a graph where it has no curve.
type overlay struct {
	left, columns int  // of the curves
	cursor        int  // the column that is looked at, or -1
	limit         bool // a threshold is in the row
}

// glyph returns what stands in a cell without a curve.
func (o *overlay) glyph(s *styles, col int) (style, glyph string) {
	switch at := col - o.left; {
	case at < 0 || at >= o.columns:
	case at == o.cursor:
		return s.focus, s.glyphs.instant
	case o.limit:
		return s.muted, s.glyphs.limit
	}
	return "", " "
}

// plotRow adds a line of asciigraph to the row, in the colours of the theme.
func (s *styles) plotRow(b *block, text string, o overlay) {
	style := ""
	blank := func() {
		look, glyph := o.glyph(s, b.col)
		if glyph != " " {
			style = b.turn(style, look)
		}
		b.buf = append(b.buf, glyph...)
		b.col++
	}
	for _, r := range text {
		if b.room() == 0 {
			break
		}
		i := int(r - standIn)
		switch {
		case r == ' ':
			blank()
			continue
		case i >= 0 && i < len(s.series)*strokes:
			series := &s.series[i/strokes]
			style = b.turn(style, series.text)
			b.buf = append(b.buf, series.glyphs[i%strokes]...)
		default:
			style = b.turn(style, s.axis)
			b.buf = utf8.AppendRune(b.buf, s.axisRune(r))
		}
		b.col++
	}
	for b.col < min(o.left+o.columns, b.width) && (o.limit || b.col <= o.left+o.cursor) {
		blank()
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
