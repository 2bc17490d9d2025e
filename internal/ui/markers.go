package ui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/highlight"
)

// markers are what is marked in lines besides what is searched: by itself, by
// the input, by the reader.
type markers struct {
	plain bool // nothing by itself
	color bool // the input's colours are kept
	rules []markRule
	looks map[highlight.Style]string // of the input, in the theme

	version int // changes with the rules and with the theme
}

// markRule is a rule of the reader's, and its style in the theme.
type markRule struct {
	pattern *highlight.Pattern
	style   string
}

// newMarkers compiles what the settings ask for.
func newMarkers(s *Settings) (mk markers, err error) {
	mk = markers{plain: s.Plain, color: s.Color}
	for _, r := range s.Highlights {
		if err := mk.toggle(r); err != nil {
			return mk, fmt.Errorf("highlight: %w", err)
		}
	}
	return mk, nil
}

// toggle adds a rule. One with the pattern of another takes its place, or, if it
// says nothing new, takes it away.
func (mk *markers) toggle(r highlight.Rule) error {
	p, err := highlight.Compile(r)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(mk.rules, func(o markRule) bool { return o.pattern.Pattern == r.Pattern })
	switch {
	case at >= 0 && (r.Style == "" || mk.rules[at].pattern.Look == p.Look):
		mk.rules = slices.Delete(mk.rules, at, at+1)
	case at >= 0:
		mk.rules[at].pattern = p
	case len(mk.rules) == maxRules:
		return fmt.Errorf("there are %d highlights already: remove one", maxRules)
	default:
		mk.rules = append(mk.rules, markRule{pattern: p})
	}
	return nil
}

// restyle has everything look as the theme can show it.
func (mk *markers) restyle(t theme) {
	mk.looks = nil
	mk.version++
	for i := range mk.rules {
		r := &mk.rules[i]
		if r.style = t.look(r.pattern.Look); r.style == "" {
			r.style = t.marker(i)
		}
	}
}

// look returns the style of text in the input's own colours. The input decides
// how many there are: so they are kept up to a number.
func (mk *markers) look(t theme, s highlight.Style) string {
	if style, ok := mk.looks[s]; ok {
		return style
	}
	if mk.looks == nil || len(mk.looks) == maxLooks {
		mk.looks = make(map[highlight.Style]string, 16)
	}
	style := t.look(s)
	mk.looks[s] = style
	return style
}

// look returns a style as the theme can show it: "" if nothing of it is left.
func (t theme) look(s highlight.Style) string {
	var on ansi.Style
	if t.profile <= noSequences {
		return ""
	}
	for _, a := range [...]struct {
		on   bool
		attr string
	}{{s.Bold, bold}, {s.Faint, faint}, {s.Italic, "3"}, {s.Underline, underline}, {s.Reverse, reverse}, {s.Strike, "9"}} {
		if a.on {
			on = append(on, a.attr)
		}
	}
	if c := t.shown(s.Text); c != nil {
		on = on.ForegroundColor(c)
	}
	if c := t.shown(s.Back); c != nil {
		on = on.BackgroundColor(c)
	}
	if len(on) == 0 {
		return ""
	}
	return on.String()
}

// addHighlight marks what a typed rule names, or no longer if it is given again.
func (m *model) addHighlight(spec string) error {
	r, err := highlight.ParseRule(spec)
	if err != nil {
		return err
	}
	if err := m.markers.toggle(r); err != nil {
		return err
	}
	m.markers.restyle(m.theme)
	return nil
}
