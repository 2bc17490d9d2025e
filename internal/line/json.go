package line

import (
	"bytes"
	"time"
)

// object reads the members of one JSON object one after the other. It is
// lenient: it finds where members begin and end in any JSON text (RFC 8259),
// and does not refuse all that is none.
type object struct {
	text []byte
	pos  int
	ok   bool // read to its closing brace
}

// member is one member of an object. Its value is as in the text, strings
// without their quotes.
type member struct {
	key, value []byte
	kind       Kind
}

// openObject returns a reader of the object that text begins with.
func openObject(text []byte) (object, bool) {
	o := object{text: text}
	o.space()
	if at(text, o.pos) != '{' {
		return o, false
	}
	o.pos++
	o.space()
	// A brace alone also begins templates and code.
	c := at(text, o.pos)
	return o, c == '"' || c == '}'
}

// next returns the next member; ok is false behind the last one and where the
// text is not JSON, which o.ok tells apart.
func (o *object) next() (m member, ok bool) {
	o.space()
	if at(o.text, o.pos) == '}' {
		o.pos++
		o.ok = true
		return m, false
	}
	if m.key, ok = o.string(); !ok {
		return m, false
	}
	o.space()
	if at(o.text, o.pos) != ':' {
		return m, false
	}
	o.pos++
	o.space()
	if m.value, m.kind, ok = o.value(); !ok {
		return m, false
	}
	o.space()
	switch at(o.text, o.pos) {
	case ',':
		o.pos++
		o.space()
		return m, at(o.text, o.pos) == '"'
	case '}':
		return m, true
	}
	return m, false
}

func (o *object) space() {
	for o.pos < len(o.text) {
		switch o.text[o.pos] {
		case ' ', '\t', '\r', '\n':
			o.pos++
		default:
			return
		}
	}
}

// string reads a string and returns what is between its quotes.
func (o *object) string() ([]byte, bool) {
	if at(o.text, o.pos) != '"' {
		return nil, false
	}
	start := o.pos + 1
	for i := start; ; i++ {
		n := bytes.IndexByte(o.text[min(i, len(o.text)):], '"')
		if n < 0 {
			return nil, false
		}
		i += n
		slashes := 0
		for o.text[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			o.pos = i + 1
			return o.text[start:i], true
		}
	}
}

func (o *object) value() ([]byte, Kind, bool) {
	switch c := at(o.text, o.pos); {
	case c == '"':
		s, ok := o.string()
		return s, String, ok
	case c == '{' || c == '[':
		start := o.pos
		ok := o.skip()
		return o.text[start:o.pos], Raw, ok
	case c == '-' || isDigit(c):
		return o.scalar(), Number, true
	}
	s := o.scalar()
	kind, ok := literal(s)
	return s, kind, ok
}

// literal returns the kind of a word that is no string and no number.
func literal(word []byte) (Kind, bool) {
	switch string(word) {
	case "true", "false":
		return Bool, true
	case "null":
		return Null, true
	}
	return String, false
}

// scalar reads up to the next byte that cannot be part of a number or a word.
func (o *object) scalar() []byte {
	start := o.pos
	for o.pos < len(o.text) {
		switch c := o.text[o.pos]; {
		case isWord(c) || c == '+' || c == '-' || c == '.':
			o.pos++
		default:
			return o.text[start:o.pos]
		}
	}
	return o.text[start:o.pos]
}

// skip moves behind the object or array that begins here.
func (o *object) skip() bool {
	depth := 0
	for o.pos < len(o.text) {
		switch o.text[o.pos] {
		case '"':
			if _, ok := o.string(); !ok {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		o.pos++
		if depth == 0 {
			return true
		}
	}
	return false
}

// appendFields appends the members of o, names behind prefix. It returns the
// text behind o, and whether o is well formed.
func appendFields(dst []Field, o object, prefix []byte, depth int) (fields []Field, rest []byte, ok bool) {
	for {
		m, ok := o.next()
		if !ok {
			return dst, o.text[o.pos:], o.ok
		}
		name := unescape(m.key)
		if prefix != nil {
			joined := make([]byte, 0, len(prefix)+1+len(name))
			joined = append(joined, prefix...)
			joined = append(joined, '.')
			name = append(joined, name...)
		}
		if m.kind == String {
			m.value = unescape(m.value)
		}
		if m.kind == Raw && m.value[0] == '{' && depth+1 < maxDepth {
			if nested, ok := openObject(m.value); ok && at(nested.text, nested.pos) != '}' {
				if dst, _, ok = appendFields(dst, nested, name, depth+1); !ok {
					return dst, nil, false
				}
				continue
			}
		}
		dst = append(dst, Field{Name: name, Value: m.value, Kind: m.kind})
	}
}

// objectTime returns the time that the object's own time field states. d is the
// day of earlier lines, or nil.
func objectTime(o object, ref time.Time, d *day) (time.Time, bool) {
	for {
		m, ok := o.next()
		if !ok {
			return time.Time{}, false
		}
		if (m.kind == String || m.kind == Number) && RoleOf(m.key) == TimeRole {
			if t, ok := parseTime(m.value, ref, d); ok {
				return t, true
			}
		}
	}
}
