package ui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// pressAll does what keys are bound to. If one of them quits, nobody will see
// what the others do. Rows up and down that came at once are one move.
func (m *model) pressAll(keys terminal.KeysMsg) tea.Cmd {
	if m.quits(keys) {
		return tea.Quit
	}
	rows := 0
	for i := 0; i < len(keys); i++ {
		k := keys[i]
		if n := m.typeAll(keys[i:]); n > 0 {
			i += n - 1
			continue
		}
		if !m.asks() {
			switch {
			case key.Matches(k, m.keys.Down):
				rows++
				continue
			case key.Matches(k, m.keys.Up):
				rows--
				continue
			}
		}
		m.scroll(rows)
		rows = 0
		if cmd := m.press(k); cmd != nil {
			m.do(cmd)
		}
	}
	m.scroll(rows)
	m.startStats()
	return m.taken()
}

// asks reports whether keys are for a prompt or a list.
func (m *model) asks() bool { return m.prompt.open || m.panel.kind != noPanel }

// scroll moves what has the focus by rows, down if positive.
func (m *model) scroll(rows int) {
	switch {
	case rows == 0, m.shared.open:
	case m.help:
		m.helpTop = within(m.helpTop+rows, 0, maxHelp)
	case m.inPane(tableFocus):
		m.table.move(m.table.table(m.tables.tables), rows)
	case m.inPane(detailFocus):
		m.detail.move(rows)
	default:
		m.rest()
		m.log.move(m.view(), rows)
	}
}

// quits reports whether one of keys ends the program. In the help and the panel of
// what is shared q does not, nor where it is typed into a prompt; that is all that ^c leaves there.
func (m *model) quits(keys terminal.KeysMsg) bool {
	help, share, asks := m.help, m.shared.open, m.asks()
	for _, k := range keys {
		switch {
		case asks && interrupts(k):
			asks = false
		case interrupts(k) || !help && !share && !asks && key.Matches(k, m.keys.Quit):
			return true
		case asks: // nobody knows where it ends
		case !share && key.Matches(k, m.keys.Help):
			help = !help
		case !help && key.Matches(k, m.keys.Share):
			share = !share
		case key.Matches(k, m.keys.Escape, m.keys.Quit):
			help, share = false, false
		case !help && !share:
			asks = key.Matches(k, m.keys.Search, m.keys.Filter, m.keys.GoTo, m.keys.Sources, m.keys.Save, m.keys.Graph)
		}
	}
	return false
}

// press does what a key is bound to. The help gets it first, then the panel of what
// is shared, a prompt or a list.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	k := &m.keys
	switch {
	case m.help && m.helps(msg):
	case m.shared.open && m.pressShare(msg):
	case m.asks() && interrupts(msg):
		m.leavePrompt()
	case interrupts(msg):
		return tea.Quit
	case key.Matches(msg, k.Suspend):
		return terminal.Suspend
	case key.Matches(msg, k.Redraw):
		m.redraw = true
	case m.panel.focus:
		m.pressPanel(msg)
	case m.prompt.open:
		m.pressPrompt(msg)
	case key.Matches(msg, k.Quit):
		return tea.Quit
	default:
		done := m.keepPointing()
		m.rest()
		m.pressScreen(msg)
		done()
	}
	return nil
}

// pressScreen does what a key is bound to that is for the screen.
func (m *model) pressScreen(msg tea.KeyPressMsg) {
	k := &m.keys
	switch {
	case m.pressChosen(msg), m.finds(msg), m.pressMark(msg), m.pressTime(msg), m.pressCopy(msg), m.pressDetail(msg):
	case key.Matches(msg, k.Help):
		m.help, m.helpTop = true, 0
	case key.Matches(msg, k.Share):
		m.openShare()
	case key.Matches(msg, k.GoTo):
		m.ask(goToPrompt)
	case key.Matches(msg, k.Escape):
		m.escape()
	case key.Matches(msg, k.Pause):
		m.paused = !m.paused
	case key.Matches(msg, k.NextPane):
		m.moveFocus(1)
	case key.Matches(msg, k.PrevPane):
		m.moveFocus(-1)
	case key.Matches(msg, k.Zoom):
		m.zoom = !m.zoom
	case key.Matches(msg, k.Tables):
		m.toggleTables()
	case key.Matches(msg, k.NextTable):
		m.turn(1)
	case key.Matches(msg, k.PrevTable):
		m.turn(-1)
	case key.Matches(msg, k.Graph):
		m.graphChosen()
	case key.Matches(msg, k.Histogram):
		m.toggleHistogram()
	case key.Matches(msg, k.Stats):
		m.toggleStats()
	case key.Matches(msg, k.Toggle):
		if names, i := PaneNames(), slices.Index(k.Toggle.Keys(), msg.String()); i < len(names) {
			_ = m.togglePane(names[i]) // it exists
		}
	default:
		m.pressPane(msg)
	}
}

// pressPane does what a key is bound to in the pane with the focus, else in the
// log.
func (m *model) pressPane(msg tea.KeyPressMsg) {
	if m.inPane(tableFocus) && m.table.press(msg, &m.keys, m.table.table(m.tables.tables)) {
		return
	}
	m.log.press(msg, &m.keys, m)
}
