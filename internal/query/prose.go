package query

import (
	"bytes"
	"iter"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
)

// inProse reports whether a line that is neither JSON nor logfmt has a pair
// name=value among its words that compares as f asks for.
func (f *field) inProse(text []byte) bool {
	if f.role != line.OtherRole {
		return false
	}
	for value := range f.prose(text) {
		if v := (line.Field{Value: value}); f.holds(&v) {
			return true
		}
	}
	return false
}

// prose returns the values of the pairs name=value among a line's words.
func (f *field) prose(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for end := 0; ; {
			i := bytes.Index(text[end:], f.name)
			if i < 0 {
				return
			}
			start := end + i
			end = start + len(f.name)
			if start > 0 && strings.IndexByte(" \t,;([{<|?&\"'", text[start-1]) < 0 || end == len(text) || text[end] != '=' {
				continue
			}
			if !yield(proseValue(text[end+1:])) {
				return
			}
		}
	}
}

// proseValue returns the value at the front of text: what is in its quotes, or
// what stands before a mark that ends a word.
func proseValue(text []byte) []byte {
	ends := " \t,;)]}>|&\"'"
	if len(text) > 0 && text[0] == '"' {
		text, ends = text[1:], `"`
	}
	if i := bytes.IndexAny(text, ends); i >= 0 {
		text = text[:i]
	}
	return text
}
