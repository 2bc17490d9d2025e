package ui

import (
	"bufio"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"

	"github.com/rtwatch/rtwatch/internal/record"
	"github.com/rtwatch/rtwatch/internal/store"
)

// lineWriter writes lines in a form.
type lineWriter interface {
	line(l *store.Line) error
	flush() error
}

// newLineWriter returns a writer of the form that the name of a file tells.
func newLineWriter(w io.Writer, name string) lineWriter {
	out := bufio.NewWriterSize(w, saveBuffer)
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".jsonl", ".ndjson":
		return &jsonLines{out: out, enc: record.NewEncoder(out)}
	}
	return textLines{out}
}

// textLines writes lines byte for byte.
type textLines struct{ out *bufio.Writer }

func (w textLines) line(l *store.Line) error {
	_, _ = w.out.Write(l.Text)
	return w.out.WriteByte('\n')
}

func (w textLines) flush() error { return w.out.Flush() }

// jsonLines writes an object a line, as --output json does.
type jsonLines struct {
	out    *bufio.Writer
	enc    *json.Encoder
	fields record.Fields
}

func (w *jsonLines) line(l *store.Line) error {
	text := strings.TrimSuffix(string(l.Text), "\r")
	r := record.Record{Time: record.Time{Time: l.Time}, Source: l.Source, Text: text, Offset: l.Offset, Cut: l.Rest}
	if r.Time.IsZero() {
		r.Time.Time = l.At
	}
	r.SetLevel(l.Level)
	if r.SetFields(w.fields, []byte(text)); r.Fields != nil {
		w.fields = r.Fields
	}
	return w.enc.Encode(r)
}

func (w *jsonLines) flush() error { return w.out.Flush() }
