package line

import (
	"bytes"
	"encoding/json"
)

// JSONIn returns the JSON text (RFC 8259), an object or an array, that text is
// or ends with, or nil.
func JSONIn(text []byte) []byte {
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
