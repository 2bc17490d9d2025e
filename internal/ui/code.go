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
// read them.
type codeStyle struct {
	light, dark string
	inverse     bool // without colours, on a dark terminal: what is drawn is light
}

// draw adds row i of the code to the row being drawn.
func (c *code) draw(b *block, st *codeStyle, i int) {
	if c.wide {
		for x := range c.side() {
			style, text := st.light, "  "
			if c.dark(x, i) {
				style = st.dark
			}
			if c.dark(x, i) != st.inverse {
				text = "##"
			}
			b.put(style, text)
		}
		return
	}
	var text strings.Builder
	for x := range c.side() {
		upper, lower := c.dark(x, 2*i) != st.inverse, c.dark(x, 2*i+1) != st.inverse
		switch {
		case upper && lower:
			text.WriteString("█")
		case upper:
			text.WriteString("▀")
		case lower:
			text.WriteString("▄")
		default:
			text.WriteString(" ")
		}
	}
	b.put(st.light, text.String())
}
