package ui

import (
	"strconv"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// drawTitle adds the first row: what is watched, and how it is going.
func (m *model) drawTitle(b *block) {
	st, g := m.styles, &m.styles.glyphs
	left := []span{{st.brand, " rtwatch"}, {st.subject, " " + m.title}}
	state := span{st.live, g.live + " live"}
	switch {
	case m.paused:
		state = span{st.paused, g.paused + " paused"}
	case m.live.Total.Ended:
		state = span{st.ended, g.ended + " ended"}
	}
	right := []span{state, {st.muted, " " + rate(m.live.Total.Rate) + " lines/s "}}
	if at := m.newest(); at != "" {
		right = append(right, span{st.muted, " " + at + " "})
	}
	b.spread(left, right, "", " ", 0)
	b.end()
}

// newest returns when the newest line came.
func (m *model) newest() string {
	v := &m.live
	m.last = v.Lines(m.last[:0], max(v.Next, 1)-1, 1)
	if len(m.last) == 0 {
		return ""
	}
	return m.last[0].At.In(m.zone).Format("15:04:05")
}

// rate writes lines a second.
func rate(v float64) string {
	if v > 0 && v < 10 {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return group(uint64(v + 0.5))
}

// drawStatus adds the last row: keys, and what does not go as it should.
func (m *model) drawStatus(b *block) {
	st := m.styles
	var left []span
	for _, k := range m.keys.hints() {
		left = append(left, span{st.key, " " + k.Help().Key}, span{st.muted, k.Help().Desc})
	}
	right := m.counters()
	// The counters matter more than the keys, as long as the way to the help,
	// which has them all, stays.
	for len(left) > 2 && width(left)+width(right)+4 > b.width {
		left = left[:len(left)-2]
	}
	b.spread(left, right, "", " ", 1)
	b.end()
}

// counters returns what the status line counts, the most urgent first.
func (m *model) counters() []span {
	st := m.styles
	var spans []span
	for _, c := range [...]struct {
		state source.State
		style string
	}{{source.StateFailed, st.fail}, {source.StateWaiting, st.warn}} {
		if names := m.inState(c.state); len(names) == 1 {
			spans = append(spans, span{c.style, c.state.String() + ": " + endOf(names[0], 2*nameWidth)})
		} else if len(names) > 1 {
			spans = append(spans, span{c.style, strconv.Itoa(len(names)) + " " + c.state.String()})
		}
	}
	t := &m.live.Total
	spans = append(spans, span{st.lost(t), "lost " + lost(t)})
	if t.Cut > 0 {
		spans = append(spans, span{st.warn, "cut " + group(t.Cut)})
	}
	return append(spans, span{st.muted, group(t.Lines) + " lines"})
}

// inState returns the names of the sources in a state, clean.
func (m *model) inState(state source.State) []string {
	var names []string
	for _, s := range m.sources {
		if s.State == state {
			names = append(names, cleanText(lastElements(s.Name, 1)))
		}
	}
	return names
}

// lost writes how many lines were lost, as far as anybody knows.
func lost(t *store.Total) string {
	if t.LostUnknown > 0 {
		return group(t.Lost) + "+?"
	}
	return group(t.Lost)
}

func (s *styles) lost(t *store.Total) string {
	if t.Lost > 0 || t.LostUnknown > 0 {
		return s.fail
	}
	return s.muted
}
