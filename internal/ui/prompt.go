package ui

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// promptKind is what a prompt asks for.
type promptKind uint8

const (
	searchPrompt promptKind = iota
	filterPrompt
	goToPrompt
	promptKinds
)

// prompt is a line that is typed into the status row.
type prompt struct {
	open    bool
	kind    promptKind
	edited  int // the filter that is edited, or -1
	text    []rune
	at      int  // the cursor
	stem    int  // what was put before what is asked for, in runes
	offer   bool // all behind the stem is proposed: what is typed takes its place
	err     error
	history [promptKinds][]string // oldest first
	recall  int                   // which of the history is shown; behind it: none
	draft   []rune                // what was typed before going into the history

	options []option // how a command may go on
	chosen  int      // the one of them that is in the text, or -1
	typed   []rune   // what was typed before one was chosen
}

// sign is what stands in front of the text.
func (k promptKind) sign() string { return [promptKinds]string{"/", "&", ":"}[k] }

// start opens the prompt with a text in it.
func (p *prompt) start(kind promptKind, text string) {
	p.open, p.kind, p.edited, p.err, p.draft = true, kind, -1, nil, nil
	p.options, p.chosen = nil, -1
	p.set([]rune(text))
	p.recall = len(p.history[kind])
}

// close closes the prompt and keeps its text for the next one of its kind.
func (p *prompt) close() {
	p.open = false
	p.keep()
}

// refuse keeps the text, and the prompt open for it to be mended.
func (p *prompt) refuse() {
	p.keep()
	p.recall = len(p.history[p.kind]) - 1 // it is what is shown
}

// keep puts the text into the history.
func (p *prompt) keep() { p.keepAs(p.kind, string(p.text)) }

// keepAs puts a text into the history of a kind.
func (p *prompt) keepAs(kind promptKind, text string) {
	h := &p.history[kind]
	if text != "" {
		*h = append(slices.DeleteFunc(*h, func(s string) bool { return s == text }), text)
		*h = (*h)[max(len(*h)-maxHistory, 0):]
	}
}

func (p *prompt) set(text []rune) { p.text, p.at, p.stem, p.offer = text, len(text), 0, false }

// propose puts a command and an argument of it into the prompt, to be taken as it
// is or typed over.
func (p *prompt) propose(command, argument string) {
	p.set([]rune(command + " " + argument))
	p.stem, p.offer = len([]rune(command))+1, true
}

// drop takes a proposed text away.
func (p *prompt) drop() {
	if p.offer {
		p.cut(p.stem)
		p.offer = false
	}
}

// edit does what a key does to the text, and reports whether it changed.
func (p *prompt) edit(msg tea.KeyPressMsg) (changed bool) {
	before, offer := string(p.text), p.offer
	p.offer = offer && msg.Text != "" // typed text takes its place
	switch msg.Keystroke() {
	case "left", "ctrl+b":
		p.at = max(p.at-1, 0)
	case "right", "ctrl+f":
		p.at = min(p.at+1, len(p.text))
	case "home", "ctrl+a":
		p.at = 0
	case "end", "ctrl+e":
		p.at = len(p.text)
	case "backspace", "ctrl+h":
		if p.offer = offer; offer {
			p.drop()
		} else {
			p.cut(p.at - 1)
		}
	case "delete", "ctrl+d":
		if p.at < len(p.text) {
			p.at++
			p.cut(p.at - 1)
		}
	case "ctrl+w":
		from := p.at
		for from > 0 && p.text[from-1] == ' ' {
			from--
		}
		for from > 0 && p.text[from-1] != ' ' {
			from--
		}
		p.cut(from)
	case "ctrl+u":
		if p.at > p.stem {
			p.cut(p.stem)
		} else {
			p.cut(0)
		}
	case "up", "ctrl+p":
		p.remember(-1)
	case "down", "ctrl+n":
		p.remember(1)
	default:
		p.insert(msg.Text)
	}
	return string(p.text) != before
}

// cut takes away what is between from and the cursor.
func (p *prompt) cut(from int) {
	from = max(from, 0)
	if from < p.stem {
		p.stem = 0
	}
	p.text, p.at = slices.Delete(p.text, from, p.at), from
}

func (p *prompt) insert(text string) {
	typed := []rune(line.CleanString(text))
	if len(typed) > 0 {
		p.drop()
	}
	if len(p.text)+len(typed) <= maxPrompt {
		p.text = slices.Insert(p.text, p.at, typed...)
		p.at += len(typed)
	}
}

// remember goes through what was typed before.
func (p *prompt) remember(by int) {
	h := p.history[p.kind]
	if p.recall == len(h) {
		p.draft = p.text
	}
	to := within(p.recall+by, 0, len(h))
	switch {
	case to == p.recall:
		return
	case to == len(h):
		p.set(p.draft)
	default:
		p.set([]rune(h[to]))
	}
	p.recall = to
}

// above returns the rows above the prompt that say what is wrong with its text,
// if there is something and no room for it behind the text.
func (p *prompt) above(columns int) []string {
	if !p.open || p.err == nil {
		return nil
	}
	text := p.complaint()
	if room := columns - line.Width([]byte(string(p.text))) - 6; line.Width([]byte(text)) <= room {
		return nil
	}
	return sentence(text, columns-2)
}

// draw adds the row of the prompt, with right behind its text, or what is wrong
// with it unless that is said already. The place where it is wrong is marked.
func (p *prompt) draw(b *block, st *styles, right []span, said bool) {
	b.put(st.key, " "+p.kind.sign())
	wrong := -1
	if p.err != nil {
		wrong = p.wrongAt()
		if right = nil; !said {
			right = []span{{st.fail, p.complaint()}}
		}
	}
	room := max(b.room()-2, 1) // of the text
	if w := width(right); len(right) > 0 && w+4 < room {
		room = max(room-w-2, room/2)
	}
	from := 0 // the first rune that is shown: the cursor always is
	for from < p.at && line.Width([]byte(string(p.text[from:p.at]))) >= room {
		from++
	}
	limit := b.col + room
	for i := from; i < len(p.text) && b.col < limit; i++ {
		style := ""
		switch {
		case i == wrong:
			style = st.wrong
		case i == p.at, p.offer && i >= p.stem:
			style = st.caret
		}
		b.write(style, []byte(string(p.text[i])))
	}
	if p.at == len(p.text) && b.col < limit+1 {
		if st.caret == "" {
			b.put("", "_")
		} else {
			b.put(st.caret, " ")
		}
	} else if wrong == len(p.text) && b.col < limit+1 {
		b.put(st.wrong, " ")
	}
	for len(right) > 0 && width(right) > b.room()-2 {
		if len(right) == 1 && b.room() > 2 {
			right[0].text = string(line.Cut(nil, []byte(right[0].text), 0, b.room()-2))
			break
		}
		right = right[:len(right)-1]
	}
	if len(right) > 0 {
		b.pad(b.width - width(right) - 1)
		b.spans(right, b.width-1)
	}
	b.end()
}

// wrongAt returns the rune at which the text is wrong.
func (p *prompt) wrongAt() int {
	var e *query.Error
	if !errors.As(p.err, &e) {
		return 0
	}
	at, lead := 0, len(string(p.text))-len(e.Query) // what was cut off its front
	for i, r := range p.text {
		if at >= max(e.At+lead, 0) {
			return i
		}
		at += len(string(r))
	}
	return len(p.text)
}

// complaint says what is wrong.
func (p *prompt) complaint() string {
	var e *query.Error
	if errors.As(p.err, &e) {
		return line.CleanString(e.Text)
	}
	return line.CleanString(p.err.Error())
}
