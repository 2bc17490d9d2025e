package ui

import tea "charm.land/bubbletea/v2"

// pressMark does what a key is bound to that marks or selects lines, and reports
// whether that is anything.
func (m *model) pressMark(tea.KeyPressMsg) bool { return false }
