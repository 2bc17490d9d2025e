package ui

import tea "charm.land/bubbletea/v2"

// pressMark does what a key is bound to that marks or selects lines, and reports
// whether that is anything.
func (m *model) pressMark(msg tea.KeyPressMsg) bool {
	if msg.String() == "v" {
		l, _ := m.current()
		m.seamSelect, m.seamFrom = !m.seamSelect, l.Seq
		return true
	}
	if msg.String() == "esc" && m.seamSelect {
		m.seamSelect = false
		return true
	}
	return false
}
