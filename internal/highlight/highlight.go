// Package highlight finds what is worth a colour in a line of a log: times,
// addresses, numbers, and what the reader's own rules name. It is pure: text in,
// places out; what they look like is the screen's to say. It is asked for the
// lines that can be seen, never for a whole log.
package highlight

import "unicode/utf8"

// Kind is what a part of a line is.
type Kind uint8

// The kinds.
const (
	Time    Kind = iota // a date, a time of day, or both
	Level               // a level's name
	Address             // an IPv4 or IPv6 address, with its port; an e-mail address
	ID                  // a UUID, a hardware address, a long hexadecimal number
	Path                // of a file, or of a request
	URL
	Number // with its unit
	Method // of a request
	Status // of an answer
	Key    // the name in name=value or "name": value
	Value  // a word behind a key
	Quoted // text in quotes that is nothing else
	Kinds  // how many there are
)

// Span is a part of a line: text[From:To].
type Span struct {
	From, To int
	Kind     Kind
}

// Spans appends to dst what is found in the front of clean text, in order and
// without overlap; spans begin and end between runes. It takes time in
// proportion to the text, and allocates only for dst. In doubt a word is just a
// word: what is coloured must be what it looks like.
func Spans(dst []Span, text []byte) []Span {
	end := len(text)
	if end > maxLine {
		for end = maxLine; end > 0 && !utf8.RuneStart(text[end]); end-- {
		}
	}
	s := scanner{text: text[:end], dst: dst, quoted: -1, value: -1, status: -1}
	s.scan()
	return s.dst
}
