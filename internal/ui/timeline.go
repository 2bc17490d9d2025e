package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// pressTime does what a key is bound to that changes the time that graphs show,
// and reports whether that is anything.
func (m *model) pressTime(tea.KeyPressMsg) bool { return false }

// point takes the log to a time, and the time cursor of all panes with it.
func (m *model) point(at time.Time) {
	m.pointed = at
	m.target = target{on: true, kind: timeTarget, at: at}
}
