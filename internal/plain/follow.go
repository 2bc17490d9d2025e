package plain

import (
	"fmt"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// Writer writes the lines of a store.
type Writer struct {
	options Options
	store   *store.Store
	reader  *store.Reader
}

// New returns a Writer that holds the store from now on: make it before the
// sources start, and call Run, or the store stops.
func New(s *store.Store, o Options) *Writer {
	return &Writer{options: o, store: s, reader: s.NewReader(store.Hold)}
}

// form is how lines look: text or JSON.
type form interface {
	piece(p store.Piece) error
	sample(at time.Time, series []store.Series) error
	flush() error
	finish() error
}

// Run writes until nothing more will come (nil) or writing fails. It blocks
// while Out does, and the sources with it.
func (w *Writer) Run() error {
	defer w.reader.Close()
	f := w.form()
	var fresh samples
	for range w.reader.Changed() {
		done, err := w.pieces(f)
		if err == nil && w.options.Samples {
			err = fresh.write(w.store, f)
		}
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
	if w.options.JSON {
		return newObjects(w.options)
	}
	return newText(w.options)
}

// pieces hands f what there is to read. done says that there will be no more.
func (w *Writer) pieces(f form) (done bool, err error) {
	for {
		p, ok, done := w.reader.Next()
		switch {
		case !ok:
			return done, nil
		case p.Notice:
			fmt.Fprintf(w.options.Err, "rtwatch: %s: %s\n", clean(p.Source), clean(string(p.Data[:len(p.Data)-1])))
		default:
			if err := f.piece(p); err != nil {
				return false, err
			}
		}
	}
}

// samples finds what is new among the store's series.
type samples struct {
	version uint64
	written map[string]time.Time // the newest point of a series that was written
}

// write hands f the series that have a new value, those of one time together.
func (n *samples) write(s *store.Store, f form) error {
	all, version := s.Series()
	if version == n.version {
		return nil
	}
	if n.written == nil {
		n.written = map[string]time.Time{}
	}
	n.version = version
	var fresh []store.Series
	var at time.Time
	for _, x := range all {
		if x.Last.At.After(n.written[x.Name]) {
			n.written[x.Name] = x.Last.At
			fresh = append(fresh, x)
			if x.Last.At.After(at) {
				at = x.Last.At
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return f.sample(at, fresh)
}
