package ui

import (
	"strings"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// paste puts a text into the prompt, if one is open: as text, whatever is in it.
// The ends of its lines become spaces, but for those at its end.
func (m *model) paste(msg terminal.PasteMsg) {
	p := &m.prompt
	if !p.open || m.help || m.panel.focus {
		m.said = "pasted text is only for prompts"
		return
	}
	text := strings.TrimRight(msg.Text, "\r\n")
	text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text)
	runes := []rune(text)
	room := max(maxPrompt-len(p.text), 0)
	if len(runes) > room {
		runes, msg.Cut = runes[:room], true
	}
	if p.insert(string(runes)); len(runes) > 0 {
		m.retyped()
	}
	if msg.Cut {
		m.said = "the pasted text was cut"
	}
}
