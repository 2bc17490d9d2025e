package ui

import tea "charm.land/bubbletea/v2"

// pressCopy does what a key is bound to that copies or saves lines, or gives the
// mouse away, and reports whether that is anything.
func (m *model) pressCopy(tea.KeyPressMsg) bool { return false }

// do has a command run when the keys are done.
func (m *model) do(cmd tea.Cmd) { m.todo = append(m.todo, cmd) }
