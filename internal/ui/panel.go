package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
)

// panel is a list in the last rows of the log in which things are switched on
// and off.
type panel struct {
	kind   panelKind
	focus  bool // keys are for the list, not for the prompt below it
	chosen int
	top    int // the first row of the list that is shown
}

type panelKind uint8

const (
	noPanel panelKind = iota
	filterPanel
	sourcePanel
)

// panelItem is a row of a panel.
type panelItem struct {
	on          bool
	style, text string
	note        string
}

// openPanel shows a list.
func (m *model) openPanel(kind panelKind, focus bool) {
	m.panel = panel{kind: kind, focus: focus}
}

func (m *model) closePanel() { m.panel = panel{} }

// panelItems returns the rows of the open panel.
func (m *model) panelItems() []panelItem {
	st := m.styles
	m.items = m.items[:0]
	switch m.panel.kind {
	case filterPanel:
		for i := range m.filters.list {
			f := &m.filters.list[i]
			m.items = append(m.items, panelItem{on: !f.off && !m.filters.off, text: f.label(st)})
		}
	case sourcePanel:
		for i := range m.sources {
			s := &m.sources[i]
			_, n := m.log.names.short(s.Name)
			m.items = append(m.items, panelItem{
				on: !m.filters.muted(s.Name), style: st.names[n%len(st.names)],
				text: line.CleanString(s.Name), note: count(s.Lines, "line"),
			})
		}
	}
	return m.items
}

// panelRows returns the rows that the panel takes from a log of so many.
func (m *model) panelRows(rows int) int {
	if m.panel.kind == noPanel || rows < 2 {
		return 0
	}
	return min(len(m.panelItems())+1, max(rows/2, min(panelHeight, rows-1)))
}

// drawPanel adds the rows of the panel: what it is, and the list.
func (m *model) drawPanel(b *block, rows int) {
	if rows == 0 {
		return
	}
	st, p, items := m.styles, &m.panel, m.panelItems()
	k := &m.keys
	title, hint := "filters", firstKey(k.Switch)+" on/off  "+firstKey(k.Remove)+" remove  "+firstKey(k.Edit)+" edit"
	edited := -1
	switch {
	case len(items) == 0:
		hint = "none yet"
	case p.kind == sourcePanel:
		hint = firstKey(k.Switch) + " mutes"
	case m.prompt.open && m.prompt.edited >= 0:
		edited, hint = m.prompt.edited, "editing"
	case !p.focus:
		hint = st.glyphs.up + " choose"
	}
	if p.kind == sourcePanel {
		title = "sources"
	}
	b.fill(st.border, st.glyphs.horizontal, 1)
	b.pad(2)
	b.spread([]span{{st.heading, title}}, []span{{st.muted, hint}}, st.border, st.glyphs.horizontal, 1)
	b.end()
	page := rows - 1
	p.chosen = max(min(p.chosen, len(items)-1), 0)
	p.top = max(min(p.top, p.chosen, len(items)-page), p.chosen-page+1, 0)
	for i := p.top; i < p.top+page; i++ {
		more, whole := p.more(&st.glyphs, i, page, len(items)), b.width
		b.width -= line.Width([]byte(more))
		if i < len(items) {
			m.drawItem(b, &items[i], p.focus && i == p.chosen || i == edited)
		}
		b.pad(b.width)
		b.width = whole
		b.put(st.paused, more)
		b.end()
	}
}

// more returns what stands behind row i of a page of n rows, if others are above
// or below it that are not shown.
func (p *panel) more(g *glyphs, i, page, n int) string {
	signs := ""
	if i == p.top && p.top > 0 {
		signs = g.up
	}
	if i == p.top+page-1 && i < n-1 {
		signs += g.below
	}
	if signs == "" {
		return ""
	}
	return " more " + signs
}

func (m *model) drawItem(b *block, item *panelItem, chosen bool) {
	st := m.styles
	sign, style, box := " ", item.style, "[ ] "
	if chosen {
		sign, style = st.glyphs.current, st.subject
	}
	if item.on {
		box = "[x] "
	}
	b.put(st.key, sign)
	b.put(st.muted, box)
	b.write(style, []byte(item.text))
	if item.note != "" && b.room() > len(item.note)+2 {
		b.pad(b.col + 2)
		b.put(st.muted, item.note)
	}
}

// pressPanel does what a key is bound to in the panel.
func (m *model) pressPanel(msg tea.KeyPressMsg) {
	k, p := &m.keys, &m.panel
	n := len(m.panelItems())
	switch {
	case key.Matches(msg, k.Escape, k.Quit), p.kind == sourcePanel && key.Matches(msg, k.Sources):
		m.closePanel()
		m.prompt.open = false
	case key.Matches(msg, k.Up):
		p.chosen = max(p.chosen-1, 0)
	case key.Matches(msg, k.Down) && p.kind == filterPanel && p.chosen == n-1:
		p.focus = false
	case key.Matches(msg, k.Down):
		p.chosen = max(min(p.chosen+1, n-1), 0)
	case p.kind == filterPanel && key.Matches(msg, k.Filter):
		p.focus = false
	case n == 0 || p.chosen >= n:
	case key.Matches(msg, k.Switch) && p.kind == sourcePanel:
		m.mute(m.sources[p.chosen].Name)
	case p.kind == filterPanel:
		m.pressFilter(msg, p.chosen)
	}
}

// pressFilter does what a key is bound to on a filter of the list.
func (m *model) pressFilter(msg tea.KeyPressMsg, at int) {
	k, f := &m.keys, &m.filters
	switch {
	case key.Matches(msg, k.Switch):
		switchFilter(m, at)
	case key.Matches(msg, k.Remove):
		removeFilter(m, at)
		if len(f.list) == 0 {
			m.panel.focus = false
		}
	case key.Matches(msg, k.Edit) && f.list[at].kind == textFilter:
		m.prompt.start(filterPrompt, f.list[at].text)
		m.prompt.edited = at
		m.panel.focus = false
	}
}
