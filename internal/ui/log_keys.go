package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// press does what a key is bound to in the log.
func (p *logPane) press(msg tea.KeyPressMsg, k *keyMap, m *model) {
	v := m.view()
	switch {
	case key.Matches(msg, k.PageDown):
		p.scroll(v, p.height)
	case key.Matches(msg, k.PageUp):
		p.scroll(v, -p.height)
	case key.Matches(msg, k.HalfDown):
		p.scroll(v, max(p.height/2, 1))
	case key.Matches(msg, k.HalfUp):
		p.scroll(v, -max(p.height/2, 1))
	case key.Matches(msg, k.Top):
		p.goOldest(v)
	case key.Matches(msg, k.Bottom, k.Follow):
		m.followLive()
	case key.Matches(msg, k.Left):
		p.sideways(-sidewaysStep)
	case key.Matches(msg, k.Right):
		p.sideways(sidewaysStep)
	case key.Matches(msg, k.Wrap):
		p.setWrap(!p.wrap)
	}
}
