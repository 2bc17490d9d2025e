package ui

import (
	"slices"
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
	code                   codeStyle
}

// levelStyles are the styles of lines by their level.
type levelStyles struct{ low, plain, notice, warn, failed, fatal string }

// seriesStyle is how one line of a graph looks: its colour, and its strokes in
// the order of strokes.
type seriesStyle struct {
	text   string
	glyphs []string
}

// brush makes styles of roles, in a theme.
type brush struct {
	palette palette
	custom  *custom
	profile colorprofile.Profile
	unicode bool
}

// newTheme returns what the environment tells about the terminal.
func newTheme(env terminal.Environ) theme {
	colored := slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") })
	return theme{
		dark: env.Dark(), profile: colored.Profile(), unicode: env.Unicode(),
		noColor: env.Get("NO_COLOR") != "", // no-color.org: what is configured goes before it
	}
}

func (t theme) brush() *brush {
	palette, profile := t.palette()
	return &brush{palette, t.custom, profile, t.unicode}
}

func newStyles(t theme) *styles {
	p := t.brush()
	s := &styles{glyphs: asciiGlyphs, mono: p.profile <= colorprofile.ASCII}
	if t.unicode {
		s.glyphs = unicodeGlyphs
	}
	s.brand = p.style(brandRole, bold)
	s.subject = p.plain(bold)
	s.muted = p.style(mutedRole, faint)
	s.border = p.style(borderRole, faint)
	s.focus = p.style(focusRole, "")
	s.heading = p.plain(bold)
	s.live = p.style(liveRole, "")
	s.paused = p.style(pausedRole, bold)
	s.ended = p.style(endedRole, "")
	s.warn = p.style(warnRole, "")
	s.fail = p.style(failRole, bold)
	s.key = p.style(keyRole, bold)
	s.hit = p.style(hitRole, reverse)
	s.current = p.style(currentRole, reverse)
	s.caret = p.plain(reverse)
	s.wrong = p.style(failRole, reverse)
	s.levels = levelStyles{
		low:    p.style(lowRole, faint),
		notice: p.style(noticeRole, ""),
		warn:   p.style(warnRole, ""),
		failed: p.style(failRole, bold),
		fatal:  p.style(failRole, reverse),
	}
	if !s.mono {
		s.levels.failed = p.style(failRole, "")
	}
	for r := firstName; r < firstSeries; r++ {
		s.names = append(s.names, p.style(r, ""))
	}
	for i := range s.series {
		s.series[i] = p.series(i)
	}
	s.axis = p.style(axisRole, "")
	s.lit = p.behind(litRole)
	s.code = p.code(t.dark)
	for i := range s.tokens {
		s.tokens[i] = p.style(firstToken+role(i), "")
	}
	return s
}

// Attributes of a style: what is left of it without colours, too.
const (
	bold    = "1"
	faint   = "2"
	reverse = "7"
)

// style returns the sequence of a role's colour and attributes. A faint style is
// faint by its colour where there are colours.
func (p *brush) style(r role, attrs string) string { return p.sequence(p.color(r), attrs) }

// plain returns the sequence of attributes in the terminal's own colour.
func (p *brush) plain(attrs string) string { return p.sequence(nil, attrs) }

// behind returns the sequence of a role's colour as a background, "" where there
// are so few colours that text could vanish in it.
func (p *brush) behind(r role) string {
	if c := p.color(r); c != nil && p.profile >= colorprofile.ANSI256 {
		return ansi.Style{}.BackgroundColor(c).String()
	}
	return ""
}

// code returns the style of QR codes.
func (p *brush) code(dark bool) codeStyle {
	black, white := ansi.Color(ansi.IndexedColor(16)), ansi.Color(ansi.IndexedColor(231)) // the same in every theme
	if p.profile < colorprofile.ANSI256 {
		black, white = ansi.Black, ansi.BrightWhite
	}
	if p.profile <= colorprofile.ASCII {
		return codeStyle{inverse: dark}
	}
	return codeStyle{
		light: ansi.Style{}.ForegroundColor(black).BackgroundColor(white).String(),
		dark:  ansi.Style{}.ForegroundColor(white).BackgroundColor(black).String(),
	}
}

func (p *brush) sequence(color ansi.Color, attrs string) string {
	var on ansi.Style
	if p.profile <= colorprofile.NoTTY {
		return ""
	}
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

// color returns the colour of a role as the terminal can show it, or nil for its
// own.
func (p *brush) color(r role) ansi.Color {
	switch n := p.palette[r]; {
	case p.custom != nil && p.custom[r] != nil:
		return p.profile.Convert(p.custom[r])
	case n == 0:
		return nil
	case n < 16:
		return p.profile.Convert(ansi.BasicColor(n))
	default:
		return p.profile.Convert(ansi.IndexedColor(n))
	}
}

// series returns the style of the i-th series of a graph. Without colours
// series differ in their strokes.
func (p *brush) series(i int) seriesStyle {
	glyphs := "─│╭╮╰╯╴╶"
	switch {
	case !p.unicode:
		glyphs = strings.Repeat(string("*+o#x@"[i]), strokes)
	case p.profile <= colorprofile.ASCII:
		glyphs = [maxLegend]string{glyphs, "━┃┏┓┗┛╸╺", "═║╔╗╚╝═══", "┄┊╭╮╰╯╴╶", "┅┋┏┓┗┛╸╺", "╌╎╭╮╰╯╴╶"}[i]
	}
	return seriesStyle{p.style(firstSeries+role(i), ""), strings.Split(glyphs, "")[:strokes]}
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
