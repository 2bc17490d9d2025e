package line

import (
	"bytes"
	"unicode/utf8"
)

// Kind tells what a field's value is.
type Kind uint8

// The kinds of values. Raw is JSON text as it stands in the line: an array, an
// empty object, or what is nested too deep.
const (
	String Kind = iota
	Number
	Bool
	Null
	Raw
)

// Field is one name and value of a structured line. Both are parts of the
// line's text where they stand there as they are, and copies where they had to
// be unescaped or joined: so they are valid as long as the text is, and must
// not be changed.
type Field struct {
	Name  []byte
	Value []byte
	Kind  Kind
}

// Fields appends the fields of a JSON or logfmt line, or of one of an access
// log, to dst in the line's order. Names of nested objects are joined by dots.
// It allocates only for nested names, strings with escapes and logfmt keys
// without a value. ok is false where the line is none of them; dst is then
// returned as it was.
//
// In the Common and the Combined Log Format of Apache and nginx fields have no
// names. Here they are vhost (if one stands in front), remote, user, method,
// path, protocol, status, size, referer, agent and request_time (nginx's, the
// number with a point behind all others); status, size and request_time are
// numbers. User and size are left out where they are "-", method, path and
// protocol where the request is none, referer and agent where not both are
// there. Values are as the server wrote them, with its escapes.
func Fields(dst []Field, text []byte) (fields []Field, ok bool) {
	if object, isObject := openObject(text); isObject {
		fields, rest, ok := appendFields(dst, object, nil, 0)
		if !ok || len(bytes.TrimSpace(rest)) > 0 {
			return fields[:len(dst)], false
		}
		return fields, true
	}
	if fields, ok = logfmt(dst, text); ok {
		return fields, true
	}
	return access(dst, text)
}

// unescape returns a string's text with its escapes resolved (RFC 8259, 7). A
// wrong escape stays as it is written, a lone surrogate becomes U+FFFD.
func unescape(s []byte) []byte {
	first := bytes.IndexByte(s, '\\')
	if first < 0 {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:first]...)
	for i := first; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case '"', '\\', '/', '\'':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, n := unicodeEscape(s[i+1:])
			if n == 0 {
				out = append(out, '\\', 'u')
				continue
			}
			out = utf8.AppendRune(out, r)
			i += n
		default:
			out = append(out, '\\', c)
		}
	}
	return out
}

// unicodeEscape reads the hexadecimal digits behind \u, and a second escape
// where the first is half of a surrogate pair. n is 0 where they are not four.
func unicodeEscape(s []byte) (r rune, n int) {
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	const high, low, end = 0xd800, 0xdc00, 0xe000
	if r < high || r >= end {
		return r, 4
	}
	if r < low && at(s, 4) == '\\' && at(s, 5) == 'u' {
		if second, ok := hex4(s[6:]); ok && second >= low && second < end {
			return (r-high)<<10 + (second - low) + 0x10000, 10
		}
	}
	return utf8.RuneError, 4
}

func hex4(s []byte) (r rune, ok bool) {
	if len(s) < 4 {
		return 0, false
	}
	for _, c := range s[:4] {
		switch {
		case isDigit(c):
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = (c | 0x20) - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
