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
	Time   Time   `json:"time"` // that of its record, else of its arrival
	Level  string `json:"level,omitempty"`
	Source string `json:"source"`
	Text   string `json:"text"`            // without its end; bytes that are not UTF-8 become U+FFFD
	Fields Fields `json:"fields,omitzero"` // of a JSON or logfmt line, or of the JSON that it ends with
	Offset int64  `json:"offset"`          // in the file or stream
	Cut    int64  `json:"cut,omitempty"`   // bytes of the line beyond Text
}

// Time is written in RFC 3339 with three digits of a second, or six or nine where
// it has them: nothing is lost, and times of one precision are of one length.
type Time struct{ time.Time }

// MarshalJSON writes the time.
func (t Time) MarshalJSON() ([]byte, error) {
	layout := `"2006-01-02T15:04:05.000Z07:00"`
	switch ns := t.Nanosecond(); {
	case ns%1000 != 0:
		layout = `"2006-01-02T15:04:05.000000000Z07:00"`
	case ns%1_000_000 != 0:
		layout = `"2006-01-02T15:04:05.000000Z07:00"`
	}
	return t.AppendFormat(nil, layout), nil
}

// SetFields sets the fields of a line, if it has any, in the memory of scratch.
func (r *Record) SetFields(scratch Fields, text []byte) {
	f, ok := line.Fields(scratch[:0], text)
	if !ok {
		if in := line.JSONIn(text); in != nil {
			f, ok = line.Fields(f[:0], in)
		}
	}
	if ok {
		r.Fields = f
	}
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
