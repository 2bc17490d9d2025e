package ui

import (
	"bytes"
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// pressCopy does what a key is bound to that copies or saves lines, or gives the
// mouse away, and reports whether that is anything.
func (m *model) pressCopy(msg tea.KeyPressMsg) bool {
	switch k := &m.keys; {
	case key.Matches(msg, k.Copy):
		m.copy()
	case key.Matches(msg, k.Save):
		m.askSave()
	case key.Matches(msg, k.Mouse):
		m.toggleMouse()
	default:
		return false
	}
	return true
}

// do has a command run when the keys are done. A panic in it ends the program
// with an error.
func (m *model) do(cmd tea.Cmd) {
	m.todo = append(m.todo, func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = crashMsg{terminal.Crash(v)}
			}
		}()
		return cmd()
	})
}

// crashMsg is the error that a panic in a command has become.
type crashMsg struct{ err error }

// taken returns the commands that are to run now.
func (m *model) taken() tea.Cmd {
	todo := m.todo
	m.todo = nil
	return tea.Batch(todo...)
}

// copiedMsg says how copying ended.
type copiedMsg struct {
	what string
	err  error
}

// copy puts what is selected into the clipboard: in the detail and the table the
// value that is chosen, else lines.
func (m *model) copy() {
	text, what := m.clip()
	if what == "" {
		m.said = "nothing to copy"
		return
	}
	m.said = "copying" + m.styles.glyphs.ellipsis
	put := m.clipboard
	m.do(func() tea.Msg { return copiedMsg{what, put(text)} })
}

// clip returns what is to be copied, and what it is in words: text without what a
// terminal would act on, of as many lines as a clipboard takes.
func (m *model) clip() (text []byte, what string) {
	if value, ok := m.chosenText(); ok {
		clean := line.Strip(nil, []byte(value), false)
		if len(clean) > terminal.MaxCopy {
			return whole(clean), fmt.Sprintf("the first %s bytes of the value", group(terminal.MaxCopy))
		}
		return clean, "the value"
	}
	lines := m.selected()
	copied := 0
	more := len(lines) > maxSelected
	lines = lines[:min(len(lines), maxSelected)]
	cut := more
	for i := range lines {
		clean := line.Strip(nil, bytes.TrimSuffix(lines[i].Text, []byte{'\r'}), m.markers.color)
		if i > 0 {
			clean = append([]byte{'\n'}, clean...)
		}
		if len(text)+len(clean) > terminal.MaxCopy {
			cut = true
			if i == 0 {
				return whole(clean), fmt.Sprintf("the first %s bytes of the line", group(terminal.MaxCopy))
			}
			break
		}
		text = append(text, clean...)
		copied++
	}
	switch {
	case copied == 0:
		return nil, ""
	case more:
		return text, fmt.Sprintf("the first %s lines, as much as a clipboard takes", group(uint64(copied)))
	case cut:
		return text, fmt.Sprintf("the first %s of %s lines, as much as a clipboard takes", group(uint64(copied)), group(uint64(len(lines))))
	}
	return text, count(uint64(copied), "line")
}

// whole returns as much of a text as a clipboard takes, without half a rune.
func whole(text []byte) []byte {
	return text[:runeAt(text, terminal.MaxCopy)]
}

// copied says how copying ended.
func (m *model) copied(msg copiedMsg) {
	m.said = "copied " + msg.what
	if msg.err != nil {
		m.said = "not copied: " + line.CleanString(msg.err.Error())
	}
}
