package terminal

import (
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Modes of xterm's ctlseqs: buttons and movement while one is held (1002), with
// cells as decimal numbers (1006), which have no largest column.
const (
	takeMouse  = ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	leaveMouse = ansi.ResetModeMouseExtSgr + ansi.ResetModeMouseButtonEvent
)

// MouseMsg is something done with the mouse, at a cell counted from 0. Of the
// buttons only the left one is told.
type MouseMsg struct {
	Kind MouseKind
	X, Y int
	// Clicks is 2 for a Press that makes a double click, else 1.
	Clicks int
	// Rows and Columns are the notches of a Wheel, down and to the right if
	// positive. Those that came while the model was busy are one message.
	Rows, Columns int
}

// MouseKind is what is done with a mouse.
type MouseKind uint8

// What is done: the button goes down, the mouse moves with it down, it goes up.
const (
	Press MouseKind = iota
	Drag
	Release
	Wheel
)

// mouseMsg makes a message of an event; ok is false where it is none that
// anybody wants.
func mouseMsg(e uv.MouseEvent) (m MouseMsg, ok bool) {
	at := e.Mouse()
	m = MouseMsg{X: max(at.X, 0), Y: max(at.Y, 0)}
	notch := 1
	if at.Mod.Contains(uv.ModShift) {
		notch = 0
	}
	switch e.(type) {
	case uv.MouseWheelEvent:
		m.Kind = Wheel
		switch at.Button {
		case uv.MouseWheelUp:
			m.Rows, m.Columns = -notch, notch-1
		case uv.MouseWheelDown:
			m.Rows, m.Columns = notch, 1-notch
		case uv.MouseWheelLeft:
			m.Columns = -1
		case uv.MouseWheelRight:
			m.Columns = 1
		}
		return m, m.Rows != 0 || m.Columns != 0
	case uv.MouseClickEvent:
		m.Kind, m.Clicks = Press, 1
	case uv.MouseMotionEvent:
		m.Kind = Drag
	case uv.MouseReleaseEvent:
		m.Kind = Release
		return m, at.Button == uv.MouseLeft || at.Button == uv.MouseNone
	}
	return m, at.Button == uv.MouseLeft
}

// join adds next to m if both are one: notches, and movement that nobody has
// seen yet.
func (m *MouseMsg) join(next MouseMsg) bool {
	if m.Kind != next.Kind || m.Kind != Wheel && m.Kind != Drag {
		return false
	}
	m.X, m.Y = next.X, next.Y
	m.Rows, m.Columns = m.Rows+next.Rows, m.Columns+next.Columns
	return true
}

// clicks tells double clicks.
type clicks struct {
	at   time.Time // of the last press that was not the second of a double click
	x, y int
}

// count sets the number of clicks of a press.
func (c *clicks) count(m *MouseMsg, now time.Time) {
	if m.Kind != Press {
		return
	}
	if m.X == c.x && m.Y == c.y && now.Sub(c.at) < doubleClick {
		m.Clicks, c.at = 2, time.Time{}
		return
	}
	c.at, c.x, c.y = now, m.X, m.Y
}
