package ui

import (
	"testing"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

func TestPromptEditing(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		want string // | is the cursor
	}{
		{"typing", []string{"a", "b"}, "ab|"},
		{"left and in between", []string{"a", "b", "left", "x"}, "ax|b"},
		{"beyond the ends", []string{"a", "left", "left", "left", "b", "right", "right", "right", "c"}, "bac|"},
		{"home and end", []string{"a", "b", "home", "x", "end", "y"}, "xaby|"},
		{"^a and ^e", []string{"a", "b", "ctrl+a", "x", "ctrl+e", "y"}, "xaby|"},
		{"backspace", []string{"a", "b", "c", "left", "backspace"}, "a|c"},
		{"delete", []string{"a", "b", "c", "home", "delete"}, "|bc"},
		{"^w", []string{"a", "space", "b", "c", "space", "ctrl+w"}, "a |"},
		{"^w at the front", []string{"a", "home", "ctrl+w"}, "|a"},
		{"^u", []string{"a", "b", "c", "left", "ctrl+u"}, "|c"},
		{"history", []string{"up"}, "second|"},
		{"history twice", []string{"up", "up"}, "first|"},
		{"history to its end", []string{"up", "up", "up"}, "first|"},
		{"history and back", []string{"x", "up", "up", "down", "down"}, "x|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p prompt
			for _, old := range []string{"first", "second"} {
				p.start(searchPrompt, old)
				p.close()
			}
			p.start(goToPrompt, "")
			if p.edit(keyPress("up")); len(p.text) > 0 {
				t.Errorf("%q is another kind's", string(p.text))
			}
			p.start(searchPrompt, "")
			for _, k := range c.keys {
				p.edit(keyPress(k))
			}
			if got := string(p.text[:p.at]) + "|" + string(p.text[p.at:]); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// What is proposed is taken as it is, changed, or typed over.
func TestPromptProposal(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		want string // | is the cursor
	}{
		{"as it is", nil, "save a.log|"},
		{"typed over", []string{"b", "c"}, "save bc|"},
		{"a blank", []string{"space"}, "save  |"},
		{"moved in", []string{"left", "x"}, "save a.lox|g"},
		{"at its end", []string{"end", "x"}, "save a.logx|"},
		{"backspace", []string{"backspace"}, "save |"},
		{"backspace behind it", []string{"end", "backspace"}, "save a.lo|"},
		{"^u", []string{"ctrl+u"}, "save |"},
		{"^u twice", []string{"ctrl+u", "ctrl+u"}, "|"},
		{"^u and typed", []string{"ctrl+u", "b"}, "save b|"},
		{"^w", []string{"ctrl+w"}, "save |"},
		{"^u in the command", []string{"home", "right", "ctrl+u"}, "|ave a.log"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p prompt
			p.start(goToPrompt, "")
			p.propose("save", "a.log")
			for _, k := range c.keys {
				p.edit(keyPress(k))
			}
			if got := string(p.text[:p.at]) + "|" + string(p.text[p.at:]); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A name that is typed or pasted takes the place of the one that S proposes.
func TestSaveProposesAName(t *testing.T) {
	m := newTestModel(newFeeder(t, 0), plain, 80, 24)
	press(m, "S", "x")
	if got := string(m.prompt.text); got != "save x" {
		t.Errorf("typed: %q", got)
	}
	press(m, "esc", "S")
	m.paste(terminal.PasteMsg{Text: "y.log"})
	if got := string(m.prompt.text); got != "save y.log" {
		t.Errorf("pasted: %q", got)
	}
}

// However long what is typed, the cursor can be seen.
func TestPromptDraws(t *testing.T) {
	for _, text := range []string{"", "abc", "日本語日本語日本語日本語日本語日本語", "a\tb\x1b"} {
		for width := tinyWidth; width < 60; width++ {
			_, m := newLog(t, 0, 3)
			m.resize(width, 10)
			press(m, "/")
			for _, r := range text {
				m.prompt.insert(string(r))
			}
			checkRows(t, screen(m), width, 10)
			for range text {
				press(m, "left")
				checkRows(t, screen(m), width, 10)
			}
		}
	}
}
