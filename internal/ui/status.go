package ui

import (
	"strconv"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// drawStatus adds the last row: keys, and what does not go as it should.
func (m *model) drawStatus(b *block) {
	st := m.styles
	left := make([]span, 0, 2*len(m.keys.hints()))
	for _, k := range m.keys.hints() {
		left = append(left, span{st.key, " " + k.Help().Key}, span{st.muted, k.Help().Desc})
	}
	found := m.finding()
	switch {
	case m.shared.open:
		left = nil // its panel names its keys, and has no others
	case len(found) > 0 && width(left[:2])+width(found[:1])+4 > b.width:
		left = nil // what was asked for goes before the way to the help
	}
	right := st.apart(append(found, m.counters()...))
	if len(found) > 0 && width(right[:1])+4 > b.width {
		right[0].text = string(line.Cut(nil, []byte(right[0].text), 0, max(b.width-4, 0)))
	}
	// The counters matter more than the keys, as long as the way to the help,
	// which has them all, stays.
	for len(left) > 2 && width(left)+width(right)+4 > b.width {
		left = left[:len(left)-2]
	}
	m.layHints(left)
	b.spread(left, right, "", " ", 1)
	b.end()
}

// counters returns what the status line counts, the most urgent first.
func (m *model) counters() []span {
	st := m.styles
	var spans []span
	if text := indexing(&m.live.Past); text != "" {
		spans = append(spans, span{st.muted, text})
	}
	for _, c := range [...]struct {
		state source.State
		style string
	}{{source.StateFailed, st.fail}, {source.StateWaiting, st.warn}} {
		if names := m.inState(c.state); len(names) == 1 {
			spans = append(spans, span{c.style, c.state.String() + ": " + st.middle(names[0], 2*nameWidth)})
		} else if len(names) > 1 {
			spans = append(spans, span{c.style, strconv.Itoa(len(names)) + " " + c.state.String()})
		}
	}
	t := &m.live.Total
	if t.Lost > 0 || t.LostUnknown > 0 {
		spans = append(spans, span{st.fail, "lost " + lost(t)})
	}
	if t.Cut > 0 {
		spans = append(spans, span{st.warn, "cut " + group(t.Cut)})
	}
	if r := t.ErrorRate; r > 0 {
		spans = append(spans, span{st.fail, rate(r) + " errors/s"})
	}
	if m.showsStats() && m.stats.text != "" {
		spans = append(spans, span{st.muted, m.stats.text})
	}
	spans = append(spans, span{st.muted, count(t.Lines, "line")})
	return spans
}

// apart puts a sign between spans that would read as one.
func (s *styles) apart(spans []span) []span {
	for i := 1; i < len(spans); i++ {
		spans[i].text = s.glyphs.between + " " + spans[i].text
	}
	return spans
}

// inState returns the names of the sources in a state, clean.
func (m *model) inState(state source.State) []string {
	var names []string
	for _, s := range m.sources {
		if s.State == state {
			names = append(names, m.log.names.title(s.Name))
		}
	}
	return names
}

// lost writes how many lines were lost, as far as anybody knows.
func lost(t *store.Total) string {
	switch {
	case t.LostUnknown == 0:
		return group(t.Lost)
	case t.Lost == 0:
		return "some"
	}
	return group(t.Lost) + " and more"
}
