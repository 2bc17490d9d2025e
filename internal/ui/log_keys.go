package ui

import (
	"time"

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
	case key.Matches(msg, k.LineDown):
		p.scroll(v, 1)
	case key.Matches(msg, k.LineUp):
		p.scroll(v, -1)
	case key.Matches(msg, k.Top):
		p.goOldest(v)
	case key.Matches(msg, k.Bottom, k.Follow):
		m.followLive()
	case key.Matches(msg, k.Left):
		p.sideways(-sidewaysStep)
	case key.Matches(msg, k.Right):
		p.sideways(sidewaysStep)
	case key.Matches(msg, k.Wrap):
		m.setWrap(!p.wrap)
	case key.Matches(msg, k.Time):
		m.turnTimes()
	case key.Matches(msg, k.Zone):
		m.setUTC(m.zone != time.UTC)
		m.said = "times in " + m.zone.String()
	case key.Matches(msg, k.Repeats):
		m.setRepeats(!p.fold.off)
		m.said = "repeats are folded"
		if p.fold.off {
			m.said = "every repeat is shown"
		}
	}
}

// setRepeats shows every line that repeats, or folds them.
func (m *model) setRepeats(on bool) {
	p, v := &m.log, m.view()
	at, ok := p.anchor(v)
	p.fold.off = on
	p.fold.reset()
	p.shown, p.starts = nil, nil
	if ok && !p.follow {
		at.stay = true
		p.goTo(v, at)
	}
}

// setWrap wraps lines, or cuts them off. The line of the cursor stays where it is.
func (m *model) setWrap(on bool) {
	p, v := &m.log, m.view()
	at, ok := p.anchor(v)
	if p.setWrap(on); ok && !p.follow {
		at.stay = true
		p.goTo(v, at)
	}
}

// setColor keeps the colours of the input, or drops them.
func (m *model) setColor(on bool) { m.settings.Color, m.markers.color = on, on }

// setSilence has so long a silence between two lines told of; 0: an unusual one.
func (m *model) setSilence(d time.Duration) { m.settings.Silence, m.log.silence = d, d }
