package redis

import (
	"encoding/json"
	"strings"
)

// content is what a member says, read once.
type content struct {
	// name is the member's identity: the id field of a JSON object, or the whole
	// of a member that is no JSON object or array. Empty for other JSON, which is
	// only ever itself.
	name    string
	fields  []field // of a JSON object but for its id; nil for anything else
	numbers []number
	value   float64 // of a member that is nothing but a number
	isValue bool
}

// field is one field of a JSON object.
type field struct{ name, text string }

// number is a number in a JSON text, by its path.
type number struct {
	path  string
	value float64
}

// contentOf reads a member, whose identity is in the field idField.
func contentOf(m id, idField string) *content {
	c := &content{}
	if !structured(m.text) {
		c.value, c.isValue = numeric(m.text) // a cut one is too long for a number
		c.name = rowID(m)
		return c
	}
	if m.cut() {
		return c
	}
	eachNumber([]byte(m.text), func(path []byte, v float64) {
		if string(path) != idField {
			c.numbers = append(c.numbers, number{string(path), v})
		}
	}, func(name, raw []byte) {
		text := scalar(raw)
		if string(name) == idField && raw[0] != '{' && raw[0] != '[' && text != "" && len(text) <= maxName {
			c.name = text
			return
		}
		if len(c.fields) < maxColumns {
			c.fields = append(c.fields, field{string(name), text})
		}
	})
	return c
}

// scalar returns a JSON value as a table shows it: a string without quotes,
// anything else as it is written.
func scalar(raw []byte) string {
	if raw[0] != '"' {
		return string(raw)
	}
	if text := string(raw[1 : len(raw)-1]); !strings.Contains(text, `\`) {
		return text
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return string(raw) // cannot be: raw is valid
	}
	return text
}

// structured reports whether a member looks like a JSON object or array.
func structured(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}
