// Package record is a line of a log as a line of JSON: what rtwatch writes to
// pipes, and saves to files.
package record

import (
	"encoding/json"
	"io"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// Record is a line as JSON has it.
type Record struct {
	Time   time.Time `json:"time"` // that of its record, else of its arrival
	Level  string    `json:"level,omitempty"`
	Source string    `json:"source"`
	Text   string    `json:"text"`            // without its end; bytes that are not UTF-8 become U+FFFD
	Fields Fields    `json:"fields,omitzero"` // of a JSON or logfmt line
	Offset int64     `json:"offset"`          // in the file or stream
	Cut    int64     `json:"cut,omitempty"`   // bytes of the line beyond Text
}

// SetLevel sets the level, if there is one.
func (r *Record) SetLevel(l line.Level) {
	if l != line.None {
		r.Level = l.String()
	}
}

// NewEncoder returns an encoder that writes a value a line.
func NewEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
