package terminal

import (
	"sync"
	"time"
)

// PasteMsg is a text that was pasted, as it came: not clean, of at most maxPaste
// bytes.
type PasteMsg struct {
	Text string
	Cut  bool // there was more of it, or its end did not come
}

// The marks around a bracketed paste (xterm's ctlseqs, mode 2004).
const (
	pasteMode = "\x1b[?2004h"
	pasteOff  = "\x1b[?2004l"
	pasteEnd  = "\x1b[201~"
)

// pastes takes pasted texts out of what the terminal sends. Who decodes the rest
// gets pasteEnd, and no text, in the place of each: the text is taken when it
// comes to that.
//
// Whoever believes the mark before a paste is deaf until the one behind it, so a
// paste also ends by itself: when less than pasteLeast bytes of it have come
// within pasteWithin, which is no paste but somebody who types.
type pastes struct {
	ended func(PasteMsg) // is given one that ended by itself; must not block

	mu     sync.Mutex
	state  pasteState
	value  int // of the first parameter so far
	on     bool
	match  int // bytes of pasteEnd that the end of the text may be
	text   []byte
	cut    bool
	came   int // bytes since the timer was set
	timer  *time.Timer
	turn   int // of the timer, to know one that fired too late
	closed bool
	whole  []PasteMsg // not taken yet, the oldest first
	out    []byte
}

type pasteState uint8

const (
	pasteNone pasteState = iota
	pasteEscape
	pasteNumber
	pasteOther // parameters behind the first
)

// filter returns b without pastes, good until the next call. It is longer than b
// by less than len(pasteEnd).
func (p *pastes) filter(b []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out = p.out[:0]
	for _, c := range b {
		if p.on {
			p.collect(c)
		} else {
			p.out = append(p.out, p.scan(c))
		}
	}
	return p.out
}

// scan looks for the mark that begins a paste, of which it makes the one that
// ends it: nobody who decodes it waits for anything then. It may be split
// between calls.
func (p *pastes) scan(c byte) byte {
	switch digit := c >= '0' && c <= '9'; {
	case c == '\x1b':
		p.state = pasteEscape
	case p.state == pasteEscape && c == '[':
		p.state, p.value = pasteNumber, 0
	case p.state == pasteNumber && digit:
		before := p.value
		p.value = min(10*p.value+int(c-'0'), 1000)
		if before == 20 && c == '0' {
			return '1'
		}
	case c == '~' && p.state >= pasteNumber && p.value == 200:
		p.state = pasteNone
		p.begin()
	case p.state >= pasteNumber && (digit || c == ';' || c == ':'):
		p.state = pasteOther
	default:
		p.state = pasteNone
	}
	return c
}

func (p *pastes) begin() {
	p.on, p.match, p.text, p.cut, p.came = true, 0, nil, false, 0
	p.watch()
}

// watch has the paste looked at in a while.
func (p *pastes) watch() {
	p.turn++
	turn := p.turn
	p.timer = time.AfterFunc(pasteWithin, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch {
		case !p.on || p.closed || turn != p.turn:
		case p.came >= pasteLeast:
			p.came = 0
			p.watch()
		default:
			p.cut = true
			p.end()
			for _, msg := range p.whole {
				p.ended(msg)
			}
			p.whole = nil
		}
	})
}

// collect takes a byte of a paste, or of the mark behind it.
func (p *pastes) collect(c byte) {
	p.came++
	if c == pasteEnd[p.match] {
		if p.match++; p.match == len(pasteEnd) {
			p.timer.Stop()
			p.end()
			p.out = append(p.out, pasteEnd...)
		}
		return
	}
	p.add(pasteEnd[:p.match])
	p.match = 0
	if c == pasteEnd[0] {
		p.match = 1
		return
	}
	p.add(string(c))
}

// add adds to the text what has room in it.
func (p *pastes) add(s string) {
	if room := maxPaste - len(p.text); len(s) > room {
		s, p.cut = s[:room], true
	}
	p.text = append(p.text, s...)
}

func (p *pastes) end() {
	p.on = false
	p.whole = append(p.whole, PasteMsg{string(p.text), p.cut})
	p.text = nil
}

// take returns the oldest paste that was not taken.
func (p *pastes) take() (msg PasteMsg, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.whole) == 0 {
		return msg, false
	}
	msg = p.whole[0]
	p.whole = p.whole[1:]
	return msg, true
}

// close ends the timer: ended is not called any more.
func (p *pastes) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed = true; p.timer != nil {
		p.timer.Stop()
	}
}
