package ui

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// reset ends every styled piece of text.
const reset = "\x1b[m"

// styles is how everything looks, by what it means. Each style is the escape
// sequence that begins it, "" for plain text; reset ends it. They are built
// once a theme, never in a frame.
type styles struct {
	glyphs glyphs
	mono   bool // no colours: what they would tell apart needs another sign

	brand, subject, muted  string
	border, focus, heading string
	live, paused, ended    string
	warn, fail             string
	key                    string
	hit, current           string // what a search found; in the line it is at
	lit                    string // behind the line under the cursor, and selected ones
	caret, wrong           string // in what is typed
	levels                 levelStyles
	tokens                 [highlight.Kinds]string // what is found in lines by itself
	names                  []string
	series                 [maxLegend]seriesStyle
	axis                   string
}

// levelStyles are the styles of lines by their level.
type levelStyles struct{ low, plain, notice, warn, failed, fatal string }

// seriesStyle is how one line of a graph looks: its colour, and its strokes in
// the order of strokes.
type seriesStyle struct {
	text   string
	glyphs []string
}

// theme is what decides about styles.
type theme struct {
	dark    bool
	profile colorprofile.Profile
	unicode bool
}

// newTheme returns what the environment tells about the terminal.
func newTheme(env terminal.Environ) theme {
	return theme{dark: env.Dark(), profile: env.Profile(), unicode: env.Unicode()}
}

// tone is a colour of the 256, for light and for dark backgrounds.
type tone struct{ light, dark uint8 }

func newStyles(t theme) *styles {
	s := &styles{glyphs: asciiGlyphs, mono: t.profile <= colorprofile.ASCII}
	if t.unicode {
		s.glyphs = unicodeGlyphs
	}
	s.brand = t.style(tone{25, 75}, bold)
	s.subject = t.style(tone{}, bold)
	s.muted = t.style(tone{243, 245}, faint)
	s.border = t.style(tone{249, 240}, faint)
	s.focus = t.style(tone{25, 75}, "")
	s.heading = t.style(tone{}, bold)
	s.live = t.style(tone{28, 114}, "")
	s.paused = t.style(tone{130, 221}, bold)
	s.ended = t.style(tone{243, 245}, "")
	s.warn = t.style(tone{130, 221}, "")
	s.fail = t.style(tone{160, 203}, bold)
	s.key = t.style(tone{25, 75}, bold)
	s.hit = t.style(tone{130, 221}, reverse)
	s.current = t.style(tone{91, 141}, reverse)
	s.lit = t.behind(tone{254, 237})
	s.caret = t.style(tone{}, reverse)
	s.wrong = t.style(tone{160, 203}, reverse)
	s.levels = levelStyles{
		low:    t.style(tone{243, 245}, faint),
		notice: t.style(tone{25, 117}, ""),
		warn:   t.style(tone{130, 221}, ""),
		failed: t.style(tone{160, 203}, bold),
		fatal:  t.style(tone{160, 203}, reverse),
	}
	if !s.mono {
		s.levels.failed = t.style(tone{160, 203}, "")
	}
	for _, c := range []tone{{30, 80}, {94, 179}, {91, 141}, {28, 114}, {125, 174}, {25, 110}} {
		s.names = append(s.names, t.style(c, ""))
	}
	for i, c := range [maxLegend]tone{{25, 81}, {130, 215}, {161, 204}, {91, 141}, {28, 114}, {94, 186}} {
		s.series[i] = t.series(c, i)
	}
	s.axis = t.style(tone{245, 242}, "")
	s.tokens = t.tokenStyles()
	return s
}

// Attributes of a style: what is left of it without colours, too.
const (
	bold    = "1"
	faint   = "2"
	reverse = "7"
)

// style returns the sequence of a colour and attributes in the theme. A faint
// style is faint by its colour where there are colours.
func (t theme) style(c tone, attrs string) string {
	var on ansi.Style
	if t.profile <= colorprofile.NoTTY {
		return ""
	}
	color := t.color(c)
	if attrs != "" && (attrs != faint || color == nil) {
		on = append(on, attrs)
	}
	if color != nil {
		on = on.ForegroundColor(color)
	}
	if len(on) == 0 {
		return ""
	}
	return on.String()
}

// behind returns the style of a background, "" where there are so few colours
// that text could vanish in it.
func (t theme) behind(c tone) string {
	if t.profile < colorprofile.ANSI256 {
		return ""
	}
	var on ansi.Style
	return on.BackgroundColor(t.color(c)).String()
}

// color returns c as the terminal can show it, or nil for the default colour.
func (t theme) color(c tone) ansi.Color {
	n := c.light
	if t.dark {
		n = c.dark
	}
	if n == 0 {
		return nil
	}
	return t.profile.Convert(ansi.IndexedColor(n))
}

// series returns the style of the i-th series of a graph. Without colours
// series differ in their strokes.
func (t theme) series(c tone, i int) seriesStyle {
	glyphs := "─│╭╮╰╯╴╶"
	switch {
	case !t.unicode:
		glyphs = strings.Repeat(string("*+o#x@"[i]), strokes)
	case t.profile <= colorprofile.ASCII:
		glyphs = [maxLegend]string{glyphs, "━┃┏┓┗┛╸╺", "═║╔╗╚╝═══", "┄┊╭╮╰╯╴╶", "┅┋┏┓┗┛╸╺", "╌╎╭╮╰╯╴╶"}[i]
	}
	return seriesStyle{t.style(c, ""), strings.Split(glyphs, "")[:strokes]}
}

// edge returns the style of a pane's border.
func (s *styles) edge(focus bool) string {
	if focus {
		return s.focus
	}
	return s.border
}

// top adds the upper border of a pane, with titles in it.
func (s *styles) top(b *block, focus bool, left, right []span) {
	s.horizontal(b, focus, s.glyphs.topLeft, s.glyphs.topRight, left, right)
}

// titleRoom returns the columns that top has for what stands on its right, in
// a pane of a width: spread and the corners take the rest.
func titleRoom(columns int, left []span) int { return columns - 2 - 2 - width(left) - 3 }

// bottom adds the lower border of a pane.
func (s *styles) bottom(b *block, focus bool, right []span) {
	s.horizontal(b, focus, s.glyphs.bottomLeft, s.glyphs.bottomRight, nil, right)
}

// bar adds the title row of a pane that has no borders.
func (s *styles) bar(b *block, left, right []span) {
	s.horizontal(b, false, s.glyphs.horizontal, s.glyphs.horizontal, left, right)
}

func (s *styles) horizontal(b *block, focus bool, first, last string, left, right []span) {
	edge := s.edge(focus)
	b.put(edge, first)
	if len(left) > 0 {
		b.pad(2)
	} else {
		b.fill(edge, s.glyphs.horizontal, 1)
	}
	if b.spread(left, right, edge, s.glyphs.horizontal, 2) {
		b.pad(b.width - 1)
	} else {
		b.fill(edge, s.glyphs.horizontal, 1)
	}
	b.put(edge, last)
	b.end()
}

// side begins a row of a pane with its border, endSide ends it with one.
func (s *styles) side(b *block, focus bool) { b.put(s.edge(focus), s.glyphs.vertical) }

func (s *styles) endSide(b *block, focus bool) {
	b.border(s.edge(focus), s.glyphs.vertical)
}
