package ui

import (
	"bytes"
	"encoding/json"
)

// jsonIn returns the JSON text, an object or an array, that text is or ends
// with, or nil.
func jsonIn(text []byte) []byte {
	text = bytes.TrimSpace(text)
	if len(text) < 2 || text[len(text)-1] != '}' && text[len(text)-1] != ']' {
		return nil
	}
	from := 0
	for range jsonTries {
		n := bytes.IndexAny(text[from:], "{[")
		if n < 0 {
			return nil
		}
		if from += n; json.Valid(text[from:]) {
			return text[from:]
		}
		from++
	}
	return nil
}

// indented writes valid JSON with a member a row, in the order and with the
// numbers that it has (RFC 8259), until there are limit rows. rest is how many
// bytes of it have no row.
func indented(text []byte, limit int) (rows [][]byte, rest int) {
	w := jsonWriter{limit: limit}
	i := 0
	for i < len(text) && len(w.rows) < limit {
		i = w.token(text, i)
	}
	if len(w.row) > 0 && len(w.rows) < limit {
		w.end()
	}
	return w.rows, len(text) - i
}

// jsonWriter is one run of indented.
type jsonWriter struct {
	rows  [][]byte
	row   []byte
	depth int
	limit int
	empty bool // nothing stands yet in the object or the array
}

// token writes what stands in text at i and returns the place behind.
func (w *jsonWriter) token(text []byte, i int) int {
	switch c := text[i]; c {
	case ' ', '\t', '\r', '\n':
		return i + 1
	case '{', '[':
		w.open()
		w.row = append(w.row, c)
		w.depth++
		w.empty = true
		return i + 1
	case '}', ']':
		w.depth--
		if !w.empty {
			w.end()
			w.indent()
		}
		w.row = append(w.row, c)
		w.empty = false
		return i + 1
	case ',':
		w.row = append(w.row, c)
		w.end()
		w.indent()
		return i + 1
	case ':':
		w.row = append(w.row, ':', ' ')
		return i + 1
	}
	w.open()
	end := i + 1
	if text[i] == '"' {
		end = stringEnd(text, i)
	} else {
		for end < len(text) && bytes.IndexByte([]byte(" \t\r\n,:]}"), text[end]) < 0 {
			end++
		}
	}
	w.row = append(w.row, text[i:end]...)
	return end
}

// open begins a row for the first of an object or an array.
func (w *jsonWriter) open() {
	if w.empty {
		w.end()
		w.indent()
		w.empty = false
	}
}

func (w *jsonWriter) end() {
	w.rows = append(w.rows, w.row)
	w.row = nil
}

func (w *jsonWriter) indent() {
	for range min(w.depth, maxIndent) {
		w.row = append(w.row, ' ', ' ')
	}
}

// stringEnd returns the place behind the string that begins at i.
func stringEnd(text []byte, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}
