package ui

import (
	"strings"

	"rsc.io/qr"
)

// quiets are how many modules there are around a QR code: as many as ISO/IEC
// 18004 wants, or as are enough for phones where there is no room for more.
var quiets = [...]int{4, 2}

// code is a QR code. A module of it is half of a cell, or two cells.
type code struct {
	*qr.Code
	quiet int
	wide  bool
}

// encode returns the QR code of a text; nil if it is too long, or empty. What is
// on a screen is whole: the least correction makes the smallest code.
func encode(text string) *code {
	c, err := qr.Encode(text, qr.L)
	if err != nil || text == "" {
		return nil
	}
	return &code{Code: c}
}

// side is the modules of a side, with the quiet ones.
func (c *code) side() int { return c.Size + 2*c.quiet }

func (c *code) columns() int {
	if c.wide {
		return 2 * c.side()
	}
	return c.side()
}

func (c *code) rows() int {
	if c.wide {
		return c.side()
	}
	return (c.side() + 1) / 2
}

// dark reports whether a module is, with the quiet ones around them.
func (c *code) dark(x, y int) bool { return c.Black(x-c.quiet, y-c.quiet) }

// codeStyle is how QR codes look: dark on light whatever the theme, as phones
// read them, and light on dark. Without colours both are "", and what is drawn
// is light on a dark terminal.
type codeStyle struct {
	light, dark string
	inverse     bool
}

// draw adds row i of the code to the row being drawn, cells of a style at once.
func (c *code) draw(b *block, st *codeStyle, i int) {
	var text strings.Builder
	was := ""
	for x := range c.side() {
		style, sign := c.cell(st, x, i)
		if style != was {
			b.put(was, text.String())
			text.Reset()
		}
		text.WriteString(sign)
		was = style
	}
	b.put(was, text.String())
}

// cell returns what is drawn at a place, and its style. The glyphs of many fonts
// leave seams between rows, which have the colour behind them: that is dark
// where dark modules are on both sides.
func (c *code) cell(st *codeStyle, x, i int) (style, sign string) {
	above, upper, lower, below := c.dark(x, 2*i-1), c.dark(x, 2*i), c.dark(x, 2*i+1), c.dark(x, 2*i+2)
	if c.wide {
		upper, lower = c.dark(x, i), c.dark(x, i)
	}
	style = st.light
	behind := upper && lower || upper != lower && above && below
	switch {
	case st.light == "":
		behind = st.inverse
	case behind:
		style = st.dark
	}
	upper, lower = upper != behind, lower != behind
	switch {
	case upper && c.wide:
		return style, "##"
	case c.wide:
		return style, "  "
	case upper && lower:
		return style, "█"
	case upper:
		return style, "▀"
	case lower:
		return style, "▄"
	default:
		return style, " "
	}
}
