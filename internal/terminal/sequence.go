package terminal

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// sequences makes whole keys and control sequences of what the terminal sends
// (ECMA-48 5.4 and 5.6; SS3 is DEC's). Whoever decodes them behind it then waits
// for nothing: ultraviolet would, for as long as less than 50 ms lie between what
// comes, and be deaf to all keys meanwhile.
//
// An escape is the beginning of a sequence, the key of that name, or alt with
// the key behind it, and only time tells. What was there at once belongs
// together; an escape alone waits escapeWithin for a sequence, never for a key.
type sequences struct {
	decoder uv.EventDecoder
	held    []byte           // one that is not at its end
	first   int              // how much of it was there at once
	due     <-chan time.Time // it is not waited for any longer
}

// extent is what is known of the bytes at the front of some.
type extent uint8

const (
	whole      extent = iota
	unfinished        // more of it may come
	broken            // it is none
)

// escapeKey is the key as kitty's protocol has it, which nobody takes for the
// beginning of something else.
const escapeKey = "\x1b[27;1u"

// add returns what is whole of b and of what was held before it.
func (s *sequences) add(b []byte) []byte {
	switch {
	case len(b) == 0:
		return nil
	case len(s.held) == 0:
		return s.scan(nil, b, 0)
	}
	held := s.held
	s.held = nil
	if n := escapes(held); n == len(held) && !introduces(b[0]) {
		return s.scan([]byte(strings.Repeat(escapeKey, n)), b, 0)
	}
	return s.scan(nil, append(held, b...), s.first)
}

// end returns what is to be made of what is held, whose time is over.
func (s *sequences) end() []byte {
	b, n := s.held, escapes(s.held)
	s.held, s.due = nil, nil
	switch {
	case n == 0: // half a character
		return nil
	case s.first <= n:
		return s.scan([]byte(strings.Repeat(escapeKey, n)), b[n:], 0)
	case s.first == n+1:
		out := s.put([]byte(strings.Repeat(escapeKey, n-1)), b[n-1:n+1])
		return s.scan(out, b[n+1:], 0)
	}
	return s.put(nil, b) // some have no end, as rxvt's shift with a function key
}

// scan appends to out what is whole of b and holds the rest. If first is positive
// b begins with what was held before, of which so much was there at once.
func (s *sequences) scan(out, b []byte, first int) []byte {
	for i := 0; i < len(b); {
		n, e := measure(b[i:])
		switch {
		case e == whole && b[i] != '\x1b':
			out = append(out, b[i:i+n]...)
		case e == whole:
			out = s.put(out, b[i:i+n])
		case e == unfinished && len(b)-i <= maxSequence:
			s.hold(b[i:], i == 0 && first > 0)
			return out
		}
		i += n
	}
	s.due = nil
	return out
}

func (s *sequences) hold(b []byte, goesOn bool) {
	s.held = append([]byte(nil), b...)
	if goesOn {
		return
	}
	s.first = len(b)
	wait := escapeWithin
	if s.first > escapes(b)+1 { // nobody types so fast
		wait = replyWithin
	}
	s.due = time.After(wait)
}

// put appends a sequence, but none that a decoder does not know the end of. The
// short ones, alt with a key, become kitty's, which have an end.
func (s *sequences) put(out, b []byte) []byte {
	n, event := s.decoder.Decode(b)
	if _, unknown := event.(uv.UnknownEvent); unknown || n != len(b) {
		return out
	}
	if len(b) > 2 {
		return append(out, b...)
	}
	k, ok := event.(uv.KeyPressEvent)
	if !ok {
		return out
	}
	code := fmt.Sprint(k.Code)
	if k.ShiftedCode != 0 {
		code += fmt.Sprint(":", k.ShiftedCode)
	}
	return fmt.Appendf(out, "\x1b[%s;%du", code, 1+int(k.Mod))
}

// measure returns how long the key or sequence is that b, which is not empty,
// begins with, or what to leave out if it is broken.
func measure(b []byte) (n int, e extent) {
	switch {
	case b[0] != '\x1b':
		return measureRune(b)
	case len(b) == 1:
		return 1, unfinished
	case !introduces(b[1]):
		n, e = measureRune(b[1:])
		return n + 1, e
	}
	n = 2
	switch b[1] {
	case '\x1b':
		if n, e = measure(b[1:]); e == unfinished || e == whole && n > 2 && (b[2] == '[' || b[2] == 'O') {
			return n + 1, e // alt with what has a sequence of its own
		}
		return 1, whole
	case '[':
		n += span(b[n:], '0', '?')
		n += span(b[n:], ' ', '/')
		if e = final(b[n:], '@'); e == whole && n == 2 && b[n] == 'M' { // the mouse, where mode 1006 is not known
			if n += 3; n >= len(b) {
				return len(b), unfinished
			}
		}
	case 'O':
		n += span(b[n:], '0', '9')
		e = final(b[n:], '!')
	default:
		n, e = measureString(b)
	}
	switch {
	case e == whole:
		return n + 1, whole
	case e == broken && n == 2:
		return 2, whole // alt with a key, and something else
	}
	return n, e
}

// measureString returns where the last byte of a control string is.
func measureString(b []byte) (n int, e extent) {
	for n = 2; n < len(b); n++ {
		switch {
		case b[n] == '\a' && b[1] == ']':
			return n, whole
		case b[n] == '\x18', b[n] == '\x1a': // CAN, SUB
			return n + 1, broken
		case b[n] != '\x1b':
		case n+1 == len(b):
			return len(b), unfinished
		case b[n+1] == '\\':
			return n + 1, whole
		default:
			return n, broken
		}
	}
	return n, unfinished
}

func measureRune(b []byte) (n int, e extent) {
	r, n := utf8.DecodeRune(b)
	switch {
	case !utf8.FullRune(b):
		return len(b), unfinished
	case r == utf8.RuneError && n == 1:
		return 1, broken
	}
	return n, whole
}

// final tells what b, where the last byte of a sequence should be, makes of it.
func final(b []byte, lowest byte) extent {
	switch {
	case len(b) == 0:
		return unfinished
	case b[0] >= lowest && b[0] <= '~':
		return whole
	}
	return broken
}

// span returns how many bytes b begins with that lie between from and to.
func span(b []byte, from, to byte) (n int) {
	for n < len(b) && b[n] >= from && b[n] <= to {
		n++
	}
	return n
}

// escapes returns how many escapes b begins with.
func escapes(b []byte) int { return span(b, '\x1b', '\x1b') }

// introduces reports whether c behind an escape begins a longer sequence: an
// escape, CSI, SS3, OSC, DCS, APC, PM or SOS.
func introduces(c byte) bool { return strings.IndexByte("\x1b[O]P_^X", c) >= 0 }
