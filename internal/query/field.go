package query

import (
	"bytes"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
)

// field compares a field of a record's first line.
type field struct {
	name    []byte
	role    line.Role // any field of this role will do; OtherRole is none
	compare compare

	number  number
	numeric bool
	text    needle // as a whole; unused if empty
	pattern *pattern
}

// matches reports whether one of fields compares as f asks for.
func (f *field) matches(fields []line.Field) bool {
	byName := false
	for i := range fields {
		if bytes.Equal(fields[i].Name, f.name) {
			byName = true
			if f.holds(&fields[i]) {
				return true
			}
		}
	}
	if byName || f.role == line.OtherRole {
		return false
	}
	for i := range fields {
		if line.RoleOf(fields[i].Name) == f.role {
			return f.holds(&fields[i])
		}
	}
	return false
}

func (f *field) holds(v *line.Field) bool {
	if f.compare == like {
		return f.pattern.re.Match(v.Value)
	}
	if f.numeric && len(v.Value) <= maxNumber {
		if n, ok := parseNumber(string(v.Value)); ok {
			order, ok := n.order(f.number)
			return ok && f.compare.holds(order) || !ok && f.compare == notEqual
		}
	}
	switch f.compare {
	case equal:
		return f.same(v.Value)
	case notEqual:
		return !f.same(v.Value)
	}
	return false
}

func (f *field) same(value []byte) bool {
	if f.text.runes == nil {
		return bytes.Equal(value, f.text.text)
	}
	n, ok := foldPrefix(value, f.text.runes)
	return ok && n == len(value)
}

// needles returns texts of which each line that matches contains one. It knows
// that a JSON string or name may be written with escapes.
func (f *field) needles() []needle {
	const escape = `\u`
	if f.role != line.OtherRole {
		return nil
	}
	// A logfmt key alone is true without a word.
	if value := string(f.text.text); f.compare == equal && !f.numeric && value != "true" && len(value) >= minLiteral && plain(value) && len(f.text.runes) <= maxFold {
		return []needle{f.text, newNeedle(escape, false)}
	}
	name := string(f.name)
	if line.Unwritten(name) {
		return nil
	}
	name = name[strings.LastIndexByte(name, '.')+1:]
	if len(name) >= minLiteral && plain(name) {
		return []needle{newNeedle(name, false), newNeedle(escape, false)}
	}
	return nil
}

// plain reports that text is written as it is where it is not written with \u.
func plain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' || strings.ContainsRune("\"\\/'\uFFFD", r)
	})
}
