package ui

import (
	"math"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// press does what a key is bound to in the table, and reports whether that is
// anything.
func (p *tablePane) press(msg tea.KeyPressMsg, k *keyMap) bool {
	switch {
	case key.Matches(msg, k.PageDown):
		p.scroll(p.height)
	case key.Matches(msg, k.PageUp):
		p.scroll(-p.height)
	case key.Matches(msg, k.HalfDown):
		p.scroll(max(p.height/2, 1))
	case key.Matches(msg, k.HalfUp):
		p.scroll(-max(p.height/2, 1))
	case key.Matches(msg, k.Top):
		p.top = 0
	case key.Matches(msg, k.Bottom):
		p.top = math.MaxInt // draw bounds it
	case key.Matches(msg, k.Left):
		p.sideways(-sidewaysStep)
	case key.Matches(msg, k.Right):
		p.sideways(sidewaysStep)
	default:
		return false
	}
	return true
}
