package redis

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// errNotRedis is what all faults of framing wrap.
var errNotRedis = errors.New("what answers there does not speak the Redis protocol")

// errTooMuch is an answer that is right, but more than memory is given for.
var errTooMuch = fmt.Errorf("it sends more than %d MiB at once; fewer --keys or a smaller --window ask for less", maxHeld>>20)

func fault(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errNotRedis, fmt.Sprintf(format, args...))
}

// framing follows where the messages of a RESP stream begin and end
// (https://redis.io/docs/latest/develop/reference/protocol-spec/), however the
// stream is cut. It knows nothing of what they say, but for the kind of a
// push, and keeps nothing but counts, so that it is cheap.
//
// What Redis sends only on request is a fault: attributes, and texts and
// arrays in pieces of no announced length.
type framing struct {
	state  state
	kind   byte     // type byte of the value under way
	text   [32]byte // how its line begins, or the name of a push
	length int      // bytes of its line so far
	last   byte     // of its line
	left   int      // bytes of a bulk still to come, its line end included
	size   int      // bytes of a bulk, without

	open     [maxNested]int // values still to come of each array under way
	depth    int            // arrays under way
	elements int            // values announced by the message under way
	push     bool           // it is no reply
	naming   bool           // the value under way names the push
	awaited  bool           // a push may confirm a subscription; set by the owner
	confirms bool           // the push under way does

	held int // bytes that the messages so far take in memory; reset by the owner
}

type state uint8

const (
	atType state = iota // before a type byte
	inLine
	inBulk
)

// idle reports whether no message is under way.
func (f *framing) idle() bool { return f.state == atType && f.depth == 0 }

// next follows p to the end of a message, or to its own. It returns how many
// bytes of p may be believed, and whether they end a message. An error is one
// of errNotRedis or errTooMuch; no further call makes sense after it.
func (f *framing) next(p []byte) (n int, ended bool, err error) {
	for n < len(p) && !ended {
		switch f.state {
		case atType:
			if err := f.begin(p[n]); err != nil {
				return n, false, err
			}
			n++
		case inLine:
			end := bytes.IndexByte(p[n:], '\n')
			part := p[n:]
			if end >= 0 {
				part = p[n : n+end]
			}
			if err := f.grow(part); err != nil {
				return n, false, err
			}
			if n += len(part); end < 0 {
				return n, false, nil
			}
			if ended, err = f.line(); err != nil {
				return n, false, err
			}
			n++
		case inBulk:
			if f.left > 2 {
				skip := min(f.left-2, len(p)-n)
				if f.naming && f.size <= len(f.text) {
					copy(f.text[f.size+2-f.left:], p[n:n+skip])
				}
				f.left -= skip
				n += skip
				continue
			}
			if p[n] != "\r\n"[2-f.left] {
				return n, false, fault("a text is not as long as announced")
			}
			if f.left--; f.left == 0 {
				if ended, err = f.named(f.size); err != nil {
					return n, false, err
				}
			}
			n++
		}
	}
	return n, ended, nil
}

// begin takes a type byte.
func (f *framing) begin(kind byte) error {
	if strings.IndexByte("+-:_,#!=($*%~>", kind) < 0 {
		return fault("a message begins with %q", kind)
	}
	if f.depth == 0 {
		f.elements, f.push, f.confirms = 0, kind == '>', false
	} else if kind == '>' {
		return fault("a push inside of a reply")
	}
	if f.naming && kind != '+' && kind != '$' {
		return fault("a push without a name")
	}
	f.state, f.kind, f.length, f.last = inLine, kind, 0, 0
	return nil
}

// grow takes a part of a line.
func (f *framing) grow(part []byte) error {
	limit := len(f.text) // numbers are shorter
	switch f.kind {
	case '+', '-', ',', '(':
		limit = maxLine
	case '_': // these two rueidis takes for read without looking for the end
		limit = 1
	case '#':
		limit = 2
	}
	if f.length+len(part) > limit {
		return fault("a line of more than %d bytes", limit)
	}
	if f.length < len(f.text) {
		copy(f.text[f.length:], part)
	}
	if f.length += len(part); len(part) > 0 {
		f.last = part[len(part)-1]
	}
	return nil
}

// line ends a line.
func (f *framing) line() (ended bool, err error) {
	if f.last != '\r' {
		return false, fault("a line without its end")
	}
	f.held += f.length
	text := f.text[:min(f.length-1, len(f.text))]
	switch f.kind {
	case '+', '-', ',', '(':
		return f.named(f.length - 1)
	case '_':
		if len(text) != 0 {
			return false, fault("null with a value")
		}
		return f.value(), nil
	case '#':
		if s := string(text); s != "t" && s != "f" {
			return false, fault("the truth value %q", text)
		}
		return f.value(), nil
	}
	n, err := parseInt(text)
	if err != nil {
		return false, err
	}
	switch f.kind {
	case ':':
		return f.value(), nil
	case '$', '*':
		if n == -1 { // null, as in RESP2
			return f.named(0)
		}
	}
	if n < 0 {
		return false, fault("the length %d", n)
	}
	switch f.kind {
	case '$', '!', '=':
		if n > maxHeld {
			return false, fault("a text of %d bytes", n)
		}
		if f.held += int(n); f.held > maxHeld {
			return false, errTooMuch
		}
		f.state, f.size, f.left = inBulk, int(n), int(n)+2
		return false, nil
	default:
		return f.array(n)
	}
}

// array begins an array, a set, a map or a push of n elements.
func (f *framing) array(n int64) (ended bool, err error) {
	if n > maxElements {
		return false, fault("an array of %d elements", n)
	}
	if f.kind == '%' {
		n *= 2
	}
	f.elements += int(n)
	if f.elements > maxElements {
		return false, fault("a message of %d elements", f.elements)
	}
	if f.held += int(n) * elementSize; f.held > maxHeld {
		return false, errTooMuch
	}
	if n == 0 {
		return f.value(), nil
	}
	if f.depth == maxNested {
		return false, fault("arrays nested deeper than %d", maxNested)
	}
	f.open[f.depth] = int(n)
	f.depth++
	f.state, f.naming = atType, f.kind == '>'
	return false, nil
}

// named ends a value that is a text of n bytes, perhaps the name of a push.
// rueidis panics at confirmations of subscriptions that it has not asked for.
func (f *framing) named(n int) (ended bool, err error) {
	if f.naming && n <= len(f.text) && bytes.HasSuffix(f.text[:n], []byte("subscribe")) {
		if f.confirms = f.awaited && string(f.text[:n]) == "psubscribe"; !f.confirms {
			return false, fault("a subscription nobody asked for")
		}
	}
	f.naming = false
	return f.value(), nil
}

// value ends a value, and the arrays whose last it is.
func (f *framing) value() (ended bool) {
	f.state = atType
	for f.depth > 0 {
		if f.open[f.depth-1]--; f.open[f.depth-1] > 0 {
			return false
		}
		f.depth--
	}
	return true
}

// parseInt reads a whole number as Redis writes them, without a plus sign.
func parseInt(text []byte) (int64, error) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || text[0] == '+' {
		return 0, fault("the number %q", text)
	}
	return n, nil
}
