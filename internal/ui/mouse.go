package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// mouse is what the reader does with it.
type mouse struct {
	off   bool // it is the terminal's
	held  held
	grip  grip // the border that is held
	x, y  int  // where the button went down
	size  int  // of the panes beside the border then
	wish  int  // what was wished for it then
	hints []hint
}

// held is what the button holds while it is down.
type held uint8

const (
	holdsNothing held = iota
	holdsBorder
	holdsLine  // the line of the log where it went down
	holdsLines // lines of the log, from there to where it is
)

// hint is a key in the status line, in the columns from one to another.
type hint struct {
	from, to int
	key      key.Binding
}

// setMouse has the mouse be rtwatch's, or the terminal's.
func (m *model) setMouse(on bool) {
	m.mouse.off, m.mouse.held = !on, holdsNothing
}

// toggleMouse gives the mouse to the other one, and says how it is used then.
func (m *model) toggleMouse() {
	m.setMouse(m.mouse.off)
	m.said = "the mouse is rtwatch's again"
	if m.mouse.off {
		m.said = "the mouse is the terminal's: " + m.keys.Mouse.Help().Key + " takes it back"
	}
}

// pressMouse does what the mouse does.
func (m *model) pressMouse(msg terminal.MouseMsg) tea.Cmd {
	switch {
	case m.mouse.off: // sent before the terminal had it
	case msg.Kind == terminal.Wheel:
		m.turnWheel(msg)
	case msg.Kind == terminal.Release:
		m.mouse.held = holdsNothing
	case msg.Kind == terminal.Drag:
		return m.drag(msg)
	default:
		return m.click(msg)
	}
	return nil
}

// turnWheel scrolls what is under the mouse. The focus stays.
func (m *model) turnWheel(msg terminal.MouseMsg) {
	rows, columns := msg.Rows*wheelRows, msg.Columns*sidewaysStep
	switch {
	case m.help:
		m.scroll(rows)
		return
	case m.shared.open:
		return
	}
	if focus, _, _, ok := m.laid.at(msg.X, msg.Y); ok {
		if wheel := paneWith(focus).wheel; wheel != nil {
			wheel(m, rows, columns)
		}
	}
}

// wheelLog scrolls the log.
func (m *model) wheelLog(rows, columns int) {
	if !m.asks() { // a prompt looks at where the log is
		m.rest()
	}
	if rows != 0 {
		m.log.scroll(m.view(), rows)
	}
	m.log.sideways(columns)
}

// click does what pressing the button does: it takes hold of a border, or moves
// the focus to a pane and acts in it. Where keys are for something else, it does
// nothing, as they would.
func (m *model) click(msg terminal.MouseMsg) tea.Cmd {
	m.mouse.held = holdsNothing
	switch {
	case m.help, m.shared.open, m.asks():
		return nil
	case m.laid.status && msg.Y == m.height-1:
		return m.clickStatus(msg.X)
	}
	focus, col, row, ok := m.laid.at(msg.X, msg.Y)
	if !ok {
		return nil
	}
	m.focus = focus
	if g := m.laid.grip(msg.X, msg.Y); g != noGrip {
		m.hold(holdsBorder, msg)
		m.mouse.grip, m.mouse.size, m.mouse.wish = g, m.laid.size(g), *m.wishes.wish(g)
		return nil
	}
	switch r := m.laid.rect(focus); {
	case focus == logFocus:
		return m.clickInLog(msg)
	case col == 0 || row == 0 || col == r.width-1 || row == r.height-1: // a border
	default:
		paneWith(focus).click(m, focus, col, row)
	}
	return m.taken()
}

func (m *model) hold(what held, msg terminal.MouseMsg) {
	m.mouse.held, m.mouse.x, m.mouse.y = what, msg.X, msg.Y
}

// inLog returns the row and column of the log's text at a cell, both counted from
// 0, even of one that is outside of it.
func (m *model) inLog(x, y int) (row, col int) {
	row, col = y-m.laid.log.y, x-m.laid.log.x
	switch {
	case m.laid.framed:
		return row - 1, col - 1
	case m.laid.title:
		return row - 1, col
	}
	return row, col
}

// clickInLog puts the cursor on the line at a cell. A double click opens it.
func (m *model) clickInLog(msg terminal.MouseMsg) tea.Cmd {
	row, col := m.inLog(msg.X, msg.Y)
	if row < 0 || row >= m.log.height || col < 0 || col >= m.inner.width {
		return nil
	}
	m.rest()
	m.log.marks.selecting = false
	m.clickLog(row)
	if msg.Clicks == 2 {
		return m.pressKey(m.keys.Detail)
	}
	m.hold(holdsLine, msg)
	return m.taken()
}

// drag moves the border that is held, or selects lines.
func (m *model) drag(msg terminal.MouseMsg) tea.Cmd {
	switch m.mouse.held {
	case holdsBorder:
		m.moveBorder(msg.X-m.mouse.x, msg.Y-m.mouse.y)
	case holdsLine, holdsLines:
		if msg.Y == m.mouse.y && m.mouse.held == holdsLine {
			return nil
		}
		row, _ := m.inLog(msg.X, msg.Y)
		if beyond := min(row, 0) + max(row-m.log.height+1, 0); beyond != 0 { // it takes the log along
			m.log.scroll(m.view(), beyond)
		}
		var cmd tea.Cmd
		if m.mouse.held == holdsLine {
			m.mouse.held = holdsLines
			cmd = m.pressKey(m.keys.Select)
		}
		m.clickLog(within(row, 0, m.log.height-1))
		return tea.Batch(cmd, m.taken())
	}
	return nil
}

// moveBorder moves the border that is held to so many cells from where it was.
func (m *model) moveBorder(dx, dy int) {
	g := m.mouse.grip
	by := dy
	switch {
	case g == detailGrip && m.laid.detail.x > 0:
		by = -dx
	case g == detailGrip:
		by = -dy
	}
	wish := m.wishes.wish(g)
	*wish = m.mouse.wish + by
	l := m.arrange(m.width, m.height)
	*wish = m.mouse.wish + l.size(g) - m.mouse.size // what was granted
}

// clickStatus presses the key that the status line names at a column.
func (m *model) clickStatus(x int) tea.Cmd {
	for _, h := range m.mouse.hints {
		if x >= h.from && x < h.to {
			return m.pressKey(h.key)
		}
	}
	return nil
}

// pressKey does what a binding is for.
func (m *model) pressKey(b key.Binding) tea.Cmd {
	return m.pressAll(terminal.KeysMsg{secretKey(b)})
}

// layHints notes where the status line has its keys, of which it shows the first
// ones: two spans each.
func (m *model) layHints(left []span) {
	m.mouse.hints = m.mouse.hints[:0]
	x := 0
	for i, k := range m.keys.hints() {
		if 2*i+1 >= len(left) {
			return
		}
		w := width(left[2*i : 2*i+2])
		m.mouse.hints = append(m.mouse.hints, hint{x, x + w, k})
		x += w + 1
	}
}
