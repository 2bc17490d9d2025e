package redis

import (
	"encoding/json"
	"math"
	"strconv"
)

// eachNumber calls found with the path and value of every number in a JSON
// text, in order: {"cpu":{"us":3.1}} is "cpu.us" and 3.1, [7] is "0" and 7, a
// bare number has the empty path. Strings, booleans and null are no numbers.
// What lies deeper than maxDepth, at maxIndex or beyond in an array, or is too
// large for a float64 is left out. It also calls field, if that is not nil,
// with the name and the raw text of every field of an object that is the text.
// path, name and raw are only lent. It reports whether text is JSON; if it is
// not, nothing is called.
func eachNumber(text []byte, found func(path []byte, value float64), field func(name, raw []byte)) bool {
	if !json.Valid(text) {
		return false
	}
	w := walker{text: text, found: found, field: field}
	w.value(0)
	return true
}

// walker walks over JSON that is known to be valid, and so need not look for
// anything but where things end.
type walker struct {
	text  []byte
	at    int
	path  []byte
	found func(path []byte, value float64)
	field func(name, raw []byte)
	muted int // above 0 inside of what is left out
}

func (w *walker) value(depth int) {
	w.space()
	switch c := w.text[w.at]; c {
	case '{':
		w.container(depth, '}')
	case '[':
		w.container(depth, ']')
	case '"':
		w.str()
	default:
		start := w.at
		for w.at < len(w.text) && !ends(w.text[w.at]) {
			w.at++
		}
		if w.muted > 0 || c != '-' && (c < '0' || c > '9') {
			return
		}
		v, err := strconv.ParseFloat(string(w.text[start:w.at]), 64)
		if err == nil && !math.IsInf(v, 0) {
			w.found(w.path, v)
		}
	}
}

// container walks an object or an array.
func (w *walker) container(depth int, end byte) {
	length := len(w.path)
	deep := depth >= maxDepth
	if deep {
		w.muted++
	}
	w.at++
	for i := 0; ; i++ {
		w.space()
		if w.text[w.at] == end {
			break
		}
		if w.text[w.at] == ',' {
			w.at++
			w.space()
		}
		if length > 0 {
			w.path = append(w.path, '.')
		}
		beyond := false
		if end == '}' {
			w.path = append(w.path, w.str()...)
			w.space()
			w.at++ // the colon
		} else {
			w.path = strconv.AppendInt(w.path, int64(i), 10)
			beyond = i >= maxIndex
		}
		if beyond {
			w.muted++
		}
		w.space()
		start := w.at
		w.value(depth + 1)
		if beyond {
			w.muted--
		}
		if depth == 0 && end == '}' && w.field != nil {
			w.field(w.path[length:], w.text[start:w.at])
		}
		w.path = w.path[:length]
	}
	w.at++
	if deep {
		w.muted--
	}
}

// str steps over a string and returns its text.
func (w *walker) str() []byte {
	start, escaped := w.at, false
	for w.at++; w.text[w.at] != '"'; w.at++ {
		if w.text[w.at] == '\\' {
			w.at++
			escaped = true
		}
	}
	w.at++
	if !escaped || w.muted > 0 {
		return w.text[start+1 : w.at-1]
	}
	var s string
	if err := json.Unmarshal(w.text[start:w.at], &s); err != nil {
		return nil // cannot be: the text is valid
	}
	return []byte(s)
}

func (w *walker) space() {
	for w.at < len(w.text) && (w.text[w.at] == ' ' || w.text[w.at] == '\t' || w.text[w.at] == '\n' || w.text[w.at] == '\r') {
		w.at++
	}
}

// ends reports whether c ends a number, true, false or null.
func ends(c byte) bool {
	switch c {
	case ',', ']', '}', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}
