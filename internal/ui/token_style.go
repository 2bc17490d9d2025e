package ui

import (
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/highlight"
)

// token returns the style of a part of a line.
func (s *styles) token(k highlight.Kind, text []byte) string {
	if k == highlight.Status {
		switch text[0] {
		case '4':
			return s.levels.warn
		case '5':
			return s.levels.failed
		}
	}
	return s.tokens[k]
}

// noSequences is the profile of output that takes no escape sequence.
const noSequences = colorprofile.NoTTY

// underline is an attribute of a style.
const underline = "4"

// marker is the style of the i-th rule that names none, or none that the theme
// can show.
func (t theme) marker(i int) string {
	p := t.brush()
	if p.profile <= colorprofile.ASCII {
		return p.plain(underline)
	}
	return p.style(firstName+role(i%int(firstSeries-firstName)), bold)
}

// shown returns a colour as the terminal can show it, or nil for its own.
// colorprofile would remember every colour there ever was.
func (t theme) shown(c highlight.Color) ansi.Color {
	var full ansi.Color
	switch c.Depth {
	case highlight.Basic:
		full = ansi.BasicColor(c.R)
	case highlight.Indexed:
		full = ansi.IndexedColor(c.R)
	case highlight.TrueColor:
		full = ansi.RGBColor{R: c.R, G: c.G, B: c.B}
	default:
		return nil
	}
	switch {
	case t.profile <= colorprofile.ASCII:
		return nil
	case t.profile == colorprofile.ANSI && c.Depth != highlight.Basic:
		return ansi.Convert16(full)
	case t.profile == colorprofile.ANSI256 && c.Depth == highlight.TrueColor:
		return ansi.Convert256(full)
	}
	return full
}
