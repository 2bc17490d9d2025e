package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// ask opens a prompt.
func (m *model) ask(kind promptKind) {
	m.setOrigin()
	m.prompt.start(kind, "")
	m.listing = listing{} // folders change
	if kind == filterPrompt {
		m.openPanel(filterPanel, false)
	}
}

// setOrigin keeps what the log shows, for a search to begin there and to come
// back to it.
func (m *model) setOrigin() {
	m.origin = origin{top: m.log.top, follow: m.log.follow, cursor: m.log.cursor}
	if m.search.query != nil {
		m.origin.query = m.search.query.String()
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
		p.edited = -1 // it may be removed now
		m.panel.focus, m.panel.chosen = true, len(m.filters.list)-1
	case len(p.text) == 0 && p.at == 0 && msg.Code == tea.KeyBackspace:
		m.leavePrompt()
	case p.kind == goToPrompt && msg.Code == tea.KeyTab && msg.Mod == tea.ModShift:
		m.complete(-1)
	case p.kind == goToPrompt && msg.Code == tea.KeyTab:
		m.complete(1)
	case p.edit(msg):
		m.retyped()
	}
}

// typeAll puts the characters that keys begin with into the prompt, if one is
// open, and returns how many keys they are. They are one change: each would begin
// a search anew, and thousands may come at once from a terminal that does not tell
// what is pasted.
func (m *model) typeAll(keys terminal.KeysMsg) int {
	p := &m.prompt
	if !p.open || m.help || m.panel.focus {
		return 0
	}
	n, before := 0, len(p.text)
	for n < len(keys) && keys[n].Text != "" {
		p.insert(keys[n].Text)
		n++
	}
	if len(p.text) > before {
		m.retyped()
	}
	return n
}

// retyped does what is to be done when the text has changed.
func (m *model) retyped() {
	m.prompt.err = m.typed(string(m.prompt.text))
	m.suggest()
}

// typed does with what is typed so far what can be done with it already, and
// says what is wrong with it.
func (m *model) typed(text string) (err error) {
	switch {
	case m.prompt.kind == searchPrompt:
		return m.searchFor(text)
	case text == "" || text == "!":
	case strings.HasPrefix(text, "save"):
	case m.prompt.kind == filterPrompt:
		_, err = parseFilter(text, m.dialect())
	default:
		err = m.check(text)
	}
	return err
}

// leavePrompt closes the prompt, or the list, and leaves everything as it was.
func (m *model) leavePrompt() {
	p := &m.prompt
	searched := p.open && p.kind == searchPrompt && m.search.matches != nil
	p.open = false
	m.closePanel()
	if searched {
		m.endSearch()
		m.goHome()
		if old := m.origin.query; old != "" {
			_ = m.searchFor(old) // it could be parsed before
			m.search.wish = wish{}
		}
	}
}

// enter takes what was typed, unless something is wrong with it. To search for
// nothing is to go on with the last search.
func (m *model) enter() {
	p := &m.prompt
	if p.err != nil {
		p.refuse()
		return
	}
	text := string(p.text)
	if text == "" || text == "!" {
		m.leavePrompt()
		if p.kind == searchPrompt {
			m.again(down)
		}
		return
	}
	switch p.kind {
	case filterPrompt:
		f, err := parseFilter(text, m.dialect())
		if p.err = err; err != nil {
			return
		}
		if p.edited < 0 {
			if p.err = m.filters.full(); p.err != nil {
				p.refuse()
				return
			}
		}
		m.filters.put(p.edited, f)
		m.closePanel()
		m.refilter()
	case goToPrompt:
		p.close() // the command may open another one
		if err := m.run(text); err != nil {
			p.start(goToPrompt, text)
			p.err = err
			p.refuse()
		}
		return
	}
	p.close()
}

// finds does what a key is bound to that searches, filters or leads to a line,
// and reports whether that is anything. It is for the log, which must be seen.
func (m *model) finds(msg tea.KeyPressMsg) bool {
	k := &m.keys
	for _, bound := range [...]struct {
		key key.Binding
		do  func()
	}{
		{k.Search, func() { m.ask(searchPrompt) }},
		{k.Filter, func() { m.ask(filterPrompt) }},
		{k.Sources, func() { m.openPanel(sourcePanel, true) }},
		{k.NextHit, func() { m.again(down) }},
		{k.PrevHit, func() { m.again(up) }},
		{k.NextError, func() { m.nextError(down) }},
		{k.PrevError, func() { m.nextError(up) }},
		{k.NextGap, func() { m.nextGap(down) }},
		{k.PrevGap, func() { m.nextGap(up) }},
		{k.Filters, m.toggleFilters},
		{k.Level, func() { m.pressLevel(levels[min(slices.Index(k.Level.Keys(), msg.String()), len(levels)-1)]) }},
	} {
		if key.Matches(msg, bound.key) {
			m.bringLog()
			bound.do()
			return true
		}
	}
	return false
}

// escape ends what is the least to lose: the search, the filters, the zoom, the
// detail.
func (m *model) escape() {
	switch {
	case m.saving != nil:
		m.saving.stop()
	case m.search.matches != nil:
		m.endSearch()
	case m.unpick():
	case m.filtered != nil:
		m.toggleFilters()
	case m.zoom:
		m.zoom = false
	case m.detail.open:
		m.toggleDetail()
	}
}
