package plain

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// Writer writes the lines of a store.
type Writer struct {
	options Options
	errs    *ending
	reader  *store.Reader
}

// New returns a Writer that holds the store from now on: make it before the
// sources start, and call Run, or the store stops.
func New(s *store.Store, o Options) *Writer {
	errs := &ending{Writer: o.Err}
	o.Err = errs
	return &Writer{options: o, errs: errs, reader: s.NewReader(store.Hold)}
}

// form is how lines look: text or JSON.
type form interface {
	piece(p store.Piece) error
	samples(p store.Piece) error
	flush() error
	finish() error
}

// Run writes until nothing more will come (nil) or writing fails. It blocks
// while Out does, and the sources with it.
func (w *Writer) Run() error {
	defer w.reader.Close()
	f := w.form()
	for range w.reader.Changed() {
		done, err := w.pieces(f)
		switch {
		case err != nil:
			return err
		case done:
			return f.finish()
		}
		if err := f.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) form() form {
	var f form = newText(w.options)
	if w.options.JSON {
		f = newObjects(w.options)
	}
	if w.options.Query != nil {
		return newFilter(f, w.options.Query)
	}
	return f
}

// pieces hands f what there is to read. done says that there will be no more.
func (w *Writer) pieces(f form) (done bool, err error) {
	for {
		p, ok, done := w.reader.Next()
		switch {
		case !ok:
			return done, nil
		case p.Notice:
			w.notice(p)
		case len(p.Data) > 0:
			err = f.piece(p)
		case w.options.Samples && len(p.Samples) > 0:
			err = f.samples(p)
		}
		if err != nil {
			return false, err
		}
	}
}

// notice writes a notice, with its source's name where the text lacks it. What
// does not come right by itself is an error.
func (w *Writer) notice(p store.Piece) {
	name, text := line.CleanString(p.Source), line.CleanString(string(bytes.TrimSuffix(p.Data, newline)))
	if !strings.Contains(text, name) {
		text = name + ": " + text
	}
	if p.Severity == source.Fail {
		text = "error: " + text
	}
	if w.errs.open {
		text = "\nrtwatch: " + text
	} else {
		text = "rtwatch: " + text
	}
	fmt.Fprintln(w.errs, text)
}

// ending is a stream that knows whether its last line has ended.
type ending struct {
	io.Writer
	open bool
}

func (e *ending) Write(p []byte) (int, error) {
	if n := len(p); n > 0 {
		e.open = p[n-1] != '\n'
	}
	return e.Writer.Write(p)
}
