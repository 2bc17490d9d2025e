package line

import "bytes"

// logfmt appends the fields of a line of key=value pairs. A key without a
// value is true, as in its first description (brandur.org/logfmt); a line that
// has more of those than pairs, or does not begin with a pair, is taken for
// prose.
func logfmt(dst []Field, text []byte) ([]Field, bool) {
	n := len(dst)
	pairs, bare := 0, 0
	for i := 0; ; {
		for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
			i++
		}
		if i == len(text) || i == len(text)-1 && text[i] == '\r' {
			break
		}
		start := i
		for i < len(text) && isKey(text[i]) {
			i++
		}
		f := Field{Name: text[start:i]}
		switch c := at(text, i); {
		case i == start || isDigit(text[start]):
			return dst[:n], false
		case c == '=':
			size := f.assign(text[i+1:])
			if size < 0 {
				return dst[:n], false
			}
			i += 1 + size
			pairs++
		case pairs == 0 || i < len(text) && c != ' ' && c != '\t' && c != '\r':
			return dst[:n], false
		default:
			f.Value, f.Kind = []byte("true"), Bool
			bare++
		}
		dst = append(dst, f)
	}
	if pairs == 0 || bare > pairs {
		return dst[:n], false
	}
	return dst, true
}

// isKey reports whether c may be part of a key.
func isKey(c byte) bool {
	return isWord(c) || c == '.' || c == '-' || c == '/' || c == '@' || c == ':' || c >= 0x80
}

// assign takes the value at the front of s and returns its length in s, or -1
// where a quote is not closed.
func (f *Field) assign(s []byte) int {
	if at(s, 0) == '"' {
		quoted := object{text: s}
		value, ok := quoted.string()
		if c := at(s, quoted.pos); !ok || c != 0 && c != ' ' && c != '\t' && c != '\r' {
			return -1
		}
		f.Value = unescape(value)
		return quoted.pos
	}
	end := bytes.IndexAny(s, " \t\r")
	if end < 0 {
		end = len(s)
	}
	f.Value = s[:end]
	if isNumber(f.Value) {
		f.Kind = Number
	} else if kind, ok := literal(f.Value); ok {
		f.Kind = kind
	}
	return end
}

// isNumber reports whether s is a number as JSON writes it (RFC 8259, 6);
// leading zeros are allowed.
func isNumber(s []byte) bool {
	i := 0
	if at(s, i) == '-' {
		i++
	}
	_, n := digits(s, i, len(s))
	if n == 0 {
		return false
	}
	i += n
	if at(s, i) == '.' {
		if _, n = digits(s, i+1, len(s)); n == 0 {
			return false
		}
		i += 1 + n
	}
	if at(s, i)|0x20 == 'e' {
		i++
		if c := at(s, i); c == '+' || c == '-' {
			i++
		}
		if _, n = digits(s, i, len(s)); n == 0 {
			return false
		}
		i += n
	}
	return i == len(s)
}
