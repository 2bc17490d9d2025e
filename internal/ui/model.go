package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/store"
)

// The pane that has the focus: the table, the log, or a graph by its number
// from 1 on.
const (
	tableFocus = -1
	logFocus   = 0
)

// model is the state of the screen. Update changes it, frame draws it; neither
// reads a clock or touches the terminal, so that a frame is a function of the
// model and its size.
type model struct {
	store  *store.Store
	title  string // clean
	zone   *time.Location
	theme  theme
	styles *styles
	keys   keyMap

	width, height int
	focus         int
	zoom, help    bool
	paused        bool
	helpTop       int // the first row of the help that is shown
	helpPage      int // how many are shown

	live    store.Snapshot // at the last frame
	shown   store.Snapshot // what the log shows: live, unless paused
	sources []store.SourceStat
	groups  []graphGroup
	version uint64 // of the series in groups
	tables  tableView
	last    []store.Line

	log    logPane
	graphs []graphPane
	table  tablePane
	inner  block    // the log, before it gets its borders
	band   []*block // scratch: what stands side by side

	redraw bool   // the terminal's content is unknown
	sync   bool   // the terminal can take a frame in one piece
	dirty  func() // asks for a frame; never blocks
	err    error  // why the program ended, if it crashed
}

func newModel(s *store.Store, title string, t theme) *model {
	m := &model{
		store: s, title: cleanText(title), zone: time.Local, keys: newKeyMap(t.unicode),
		dirty: func() {},
	}
	m.log.follow = true
	m.setTheme(t)
	return m
}

// frameMsg asks for a frame: Update draws it into frame and closes done.
type frameMsg struct {
	frame *frame
	done  chan<- struct{}
}

// resumeMsg says that the terminal was somebody else's for a while.
type resumeMsg struct{ width, height int }

// Init implements tea.Model.
func (m *model) Init() tea.Cmd { return nil }

// View implements tea.Model. Frames are drawn by the pacer, not by Bubble Tea.
func (m *model) View() tea.View { return tea.View{} }

// Update implements tea.Model. A panic in it ends the program with an error.
func (m *model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			m.err = crash(v)
			cmd = tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case frameMsg:
		m.draw(msg.frame)
		close(msg.done)
		return m, nil
	case keysMsg:
		cmd = m.pressAll(msg)
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case resumeMsg:
		m.redraw = true
		m.resize(msg.width, msg.height)
	case tea.BackgroundColorMsg:
		t := m.theme
		t.dark = msg.IsDark()
		m.setTheme(t)
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeSynchronizedOutput {
			m.sync = msg.Value == ansi.ModeReset
		}
	default:
		return m, nil
	}
	m.dirty()
	return m, cmd
}

func (m *model) setTheme(t theme) {
	if m.styles != nil && t == m.theme {
		return
	}
	m.theme, m.styles = t, newStyles(t)
	m.log.styles = m.styles
}

func (m *model) resize(width, height int) {
	m.width, m.height = min(max(width, 0), maxWidth), min(max(height, 0), maxHeight)
}

// pressAll does what keys are bound to. If one of them quits, nobody will see
// what the others do. Rows up and down that came at once are one move.
func (m *model) pressAll(keys keysMsg) tea.Cmd {
	if m.quits(keys) {
		return tea.Quit
	}
	var all []tea.Cmd
	rows := 0
	for _, k := range keys {
		switch {
		case key.Matches(k, m.keys.Down):
			rows++
			continue
		case key.Matches(k, m.keys.Up):
			rows--
			continue
		}
		m.scroll(rows)
		rows = 0
		if cmd := m.press(k); cmd != nil {
			all = append(all, cmd)
		}
	}
	m.scroll(rows)
	return tea.Batch(all...)
}

// scroll moves what has the focus by rows, down if positive.
func (m *model) scroll(rows int) {
	switch {
	case rows == 0:
	case m.help:
		m.helpTop = max(min(m.helpTop+rows, maxHelp), 0)
	case m.focus == tableFocus && m.table.seen:
		m.table.scroll(rows)
	default:
		m.log.scroll(&m.shown, rows)
	}
}

// quits reports whether one of keys ends the program. In the help, q does not.
func (m *model) quits(keys keysMsg) bool {
	help := m.help
	for _, k := range keys {
		switch {
		case interrupts(k) || !help && key.Matches(k, m.keys.Quit):
			return true
		case key.Matches(k, m.keys.Help):
			help = !help
		case key.Matches(k, m.keys.Escape, m.keys.Quit):
			help = false
		}
	}
	return false
}

// press does what a key is bound to.
func (m *model) press(msg tea.KeyPressMsg) tea.Cmd {
	k := &m.keys
	switch {
	case m.help && m.helps(msg):
	case key.Matches(msg, k.Quit):
		return tea.Quit
	case key.Matches(msg, k.Suspend):
		return func() tea.Msg { suspendGroup(); return nil }
	case key.Matches(msg, k.Redraw):
		m.redraw = true
	case key.Matches(msg, k.Help):
		m.help, m.helpTop = true, 0
	case key.Matches(msg, k.Escape):
		m.zoom = false
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
		m.table.turn(1, len(m.tables.tables))
	case key.Matches(msg, k.PrevTable):
		m.table.turn(-1, len(m.tables.tables))
	default:
		if m.focus != tableFocus || !m.table.seen || !m.table.press(msg, k) {
			m.log.press(msg, k, m)
		}
	}
	return nil
}

// moveFocus goes round the panes that can be drawn: log, graphs, table.
func (m *model) moveFocus(by int) {
	first, panes := logFocus, 1+len(m.groups)
	if m.table.shown(m.tables.tables) {
		first, panes = tableFocus, panes+1
	}
	for range panes {
		m.focus = first + (m.focus-first+by+panes)%panes
		if l := m.arrange(m.width, m.height); l.draws(m.focus) {
			return
		}
	}
}

// toggleTables hides the table if it can be seen. If not it gets the focus,
// which makes room for it.
func (m *model) toggleTables() {
	switch {
	case m.table.seen:
		m.table.hidden = true
		if m.focus == tableFocus {
			m.focus, m.zoom = logFocus, false
		}
	case len(m.tables.tables) > 0:
		m.table.hidden, m.focus = false, tableFocus
	}
}

// followLive shows the newest lines again.
func (m *model) followLive() {
	m.paused, m.log.follow = false, true
}
