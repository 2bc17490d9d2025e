package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// ask opens a prompt.
func (m *model) ask(kind promptKind) {
	m.origin = origin{top: m.log.top, follow: m.log.follow}
	if m.search.query != nil {
		m.origin.query = m.search.query.String()
	}
	m.prompt.start(kind, "")
	if kind == filterPrompt {
		m.openPanel(filterPanel, false)
	}
}

// pressPrompt does what a key does while a prompt is open.
func (m *model) pressPrompt(msg tea.KeyPressMsg) {
	p := &m.prompt
	switch {
	case msg.Code == tea.KeyEscape:
		m.leavePrompt()
	case msg.Code == tea.KeyEnter, msg.Code == tea.KeyKpEnter:
		m.enter()
	case p.kind == filterPrompt && len(p.text) == 0 && msg.Code == tea.KeyUp && len(m.filters.list) > 0:
		m.panel.focus, m.panel.chosen = true, len(m.filters.list)-1
	case len(p.text) == 0 && p.at == 0 && msg.Code == tea.KeyBackspace:
		m.leavePrompt()
	case p.edit(msg):
		p.err = m.typed(string(p.text))
	}
}

// typed does with what is typed so far what can be done with it already, and
// says what is wrong with it.
func (m *model) typed(text string) (err error) {
	switch {
	case m.prompt.kind == searchPrompt:
		return m.searchFor(text)
	case text == "" || text == "!":
	case m.prompt.kind == filterPrompt:
		_, err = parseFilter(text, m.dialect())
	default:
		day, last := m.times()
		_, err = parseTarget(text, day, last)
	}
	return err
}

// leavePrompt closes the prompt and leaves everything as it was.
func (m *model) leavePrompt() {
	p := &m.prompt
	p.open = false
	m.closePanel()
	if p.kind == searchPrompt && m.search.matches != nil {
		m.endSearch()
		m.goHome()
		if old := m.origin.query; old != "" {
			_ = m.searchFor(old) // it could be parsed before
			m.search.wish = wish{}
		}
	}
}

// enter takes what was typed, unless something is wrong with it.
func (m *model) enter() {
	p := &m.prompt
	if p.err != nil {
		return
	}
	text := string(p.text)
	if text == "" || text == "!" {
		m.leavePrompt()
		return
	}
	switch p.kind {
	case filterPrompt:
		f, err := parseFilter(text, m.dialect())
		if p.err = err; err != nil {
			return
		}
		m.filters.put(p.edited, f)
		m.closePanel()
		m.refilter()
	case goToPrompt:
		if p.err = m.goTo(text); p.err != nil {
			return
		}
	}
	p.close()
}

// prompts opens the prompt that a key is bound to, if it is to one.
func (m *model) prompts(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Search):
		m.ask(searchPrompt)
	case key.Matches(msg, k.Filter):
		m.ask(filterPrompt)
	case key.Matches(msg, k.GoTo):
		m.ask(goToPrompt)
	case key.Matches(msg, k.Sources):
		m.openPanel(sourcePanel, true)
	default:
		return false
	}
	return true
}

// finds does what a key is bound to that searches or filters, and reports
// whether that is anything.
func (m *model) finds(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case key.Matches(msg, k.NextHit):
		m.again(down)
	case key.Matches(msg, k.PrevHit):
		m.again(up)
	case key.Matches(msg, k.NextError):
		m.nextError(down)
	case key.Matches(msg, k.PrevError):
		m.nextError(up)
	case key.Matches(msg, k.NextGap):
		m.nextGap(down)
	case key.Matches(msg, k.PrevGap):
		m.nextGap(up)
	case key.Matches(msg, k.Filters):
		m.toggleFilters()
	case key.Matches(msg, k.Level):
		m.setLevel(levels[msg.String()[0]-'1'])
	default:
		return false
	}
	return true
}

// escape ends what was begun last: the search, the filters, the zoom.
func (m *model) escape() {
	switch {
	case m.search.matches != nil:
		m.endSearch()
	case m.filtered != nil:
		m.toggleFilters()
	default:
		m.zoom, m.log.marked = false, false
	}
}
