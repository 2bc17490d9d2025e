package ui

import (
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/highlight"
)

// tokenTones are the colours of what is found in lines by itself. They are calm:
// a log is read for hours, and what is grave must stand out from it.
var tokenTones = [highlight.Kinds]tone{
	highlight.Time:    {66, 109},
	highlight.Level:   {28, 108},
	highlight.Address: {30, 79},
	highlight.ID:      {97, 140},
	highlight.Path:    {24, 110},
	highlight.URL:     {24, 110},
	highlight.Number:  {94, 180},
	highlight.Method:  {25, 75},
	highlight.Status:  {28, 114},
	highlight.Key:     {242, 246},
	highlight.Quoted:  {65, 151},
}

// basicTokens are the same of the 16 colours, which are loud: red and yellow
// tell levels, and most text stays as it is. 0 is none.
var basicTokens = [highlight.Kinds]ansi.BasicColor{
	highlight.Time:    ansi.Cyan,
	highlight.Level:   ansi.Green,
	highlight.Address: ansi.Magenta,
	highlight.ID:      ansi.Magenta,
	highlight.Path:    ansi.Cyan,
	highlight.URL:     ansi.Cyan,
	highlight.Method:  ansi.Blue,
	highlight.Status:  ansi.Green,
	highlight.Key:     ansi.BrightBlack,
}

// tokenStyles returns the styles of what is found in lines. Without colours
// there are none.
func (t theme) tokenStyles() (all [highlight.Kinds]string) {
	for kind := range all {
		switch c, b := tokenTones[kind], basicTokens[kind]; {
		case t.profile == colorprofile.ANSI && b != 0:
			all[kind] = ansi.Style{}.ForegroundColor(b).String()
		case t.profile > colorprofile.ANSI && c != (tone{}):
			all[kind] = t.style(c, "")
		}
	}
	return all
}

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
	if t.profile <= colorprofile.ASCII {
		return t.style(tone{}, underline)
	}
	tones := [...]tone{{91, 141}, {130, 215}, {30, 80}, {125, 174}, {28, 114}, {25, 110}}
	return t.style(tones[i%len(tones)], bold)
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
