package ui

import "bytes"

// indented writes valid JSON with a member a row, in the order and with the
// numbers that it has (RFC 8259), until there are limit rows. rest is how many
// bytes of it have no row.
func indented(text []byte, limit int) (rows [][]byte, rest int) {
	w := jsonWriter{out: make([]byte, 0, min(2*len(text), maxRecordText))}
	i := 0
	for i < len(text) && len(w.ends) < limit {
		i = w.token(text, i)
	}
	if len(w.ends) < limit {
		w.end()
	}
	rows = make([][]byte, 0, len(w.ends))
	start := 0
	for _, end := range w.ends {
		rows = append(rows, w.out[start:end])
		start = end
	}
	return rows, len(text) - i
}

// jsonWriter is one run of indented.
type jsonWriter struct {
	out   []byte
	ends  []int // of the rows in out
	depth int
	empty bool // nothing stands yet in the object or the array
}

// token writes what stands in text at i and returns the place behind.
func (w *jsonWriter) token(text []byte, i int) int {
	switch c := text[i]; c {
	case ' ', '\t', '\r', '\n':
		return i + 1
	case '{', '[':
		w.open()
		w.out = append(w.out, c)
		w.depth++
		w.empty = true
		return i + 1
	case '}', ']':
		w.depth--
		if !w.empty {
			w.end()
			w.indent()
		}
		w.out = append(w.out, c)
		w.empty = false
		return i + 1
	case ',':
		w.out = append(w.out, c)
		w.end()
		w.indent()
		return i + 1
	case ':':
		w.out = append(w.out, ':', ' ')
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
	w.out = append(w.out, text[i:end]...)
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

func (w *jsonWriter) end() { w.ends = append(w.ends, len(w.out)) }

func (w *jsonWriter) indent() {
	for range min(w.depth, maxIndent) {
		w.out = append(w.out, ' ', ' ')
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
