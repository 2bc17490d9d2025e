package tail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// relic is a file that is read once and not followed: a compressed one, or one
// that rotation left beside the followed one. It is not open.
type relic struct {
	path    string // of the followed one: beside it a renamed relic is found again; empty: none
	name    string
	id      identity
	size    int64
	changed time.Time
	start   Start // where to begin in its text; never the zero Start
}

// past offers the relic to be looked back at. Its Open returns what could be
// read together with the error that cut it short.
func (r relic) past() source.PastFile {
	return source.PastFile{Name: r.name, Size: r.size, Modified: r.changed, Open: r.open}
}

// open opens the relic's text, held for the caller: in a temporary file without
// a name, if it is compressed. With an error the file, if there is one, is the
// part of the text that could be read.
func (r relic) open(ctx context.Context) (f *source.File, from, to int64, err error) {
	file, s, err := r.find()
	if err != nil {
		return nil, 0, 0, err
	}
	how, err := codecOf(file)
	if err != nil {
		_ = file.Close()
		return nil, 0, 0, fmt.Errorf("read %q: %w", r.name, cause(err))
	}
	to = s.size
	var partial error
	if how != plain {
		var text *os.File
		text, to, partial = unpackFile(ctx, file, how)
		_ = file.Close() // only read from
		if text == nil {
			return nil, 0, 0, partial
		}
		file = text
	}
	if from, _, err = r.start.reach(file, to, s.changed); err != nil {
		_ = file.Close()
		return nil, 0, 0, fmt.Errorf("read %q: %w", r.name, cause(err))
	}
	return newContent(r.name, &descriptor{File: file}).file, from, to, partial
}

// left is what of the relic's start is to be found in older files.
func (r relic) left(ctx context.Context) Start {
	f, _, to, _ := r.open(ctx) // an error is told when the relic is read
	if f == nil {
		return r.start
	}
	_, left, err := r.start.reach(f, to, r.changed)
	_ = f.Close() // only read from
	if err != nil {
		return r.start
	}
	return left
}

// find opens the file, wherever it was renamed to meanwhile.
func (r relic) find() (*os.File, stat, error) {
	names := []string{r.name}
	if r.path != "" {
		others, _ := rotatedOf(r.path) // what cannot be listed is not found
		for _, o := range others {
			if o.stat.id == r.id {
				names = append(names, o.name)
			}
		}
	}
	var failed error
	for _, name := range names {
		file, s, err := openRegular(name)
		switch {
		case err != nil:
			failed = errors.Join(failed, cause(err))
		case s.id != r.id:
			_ = file.Close()
		default:
			return file, s, nil
		}
	}
	if failed == nil {
		failed = errors.New("another file has its name now: it was removed or compressed meanwhile")
	}
	return nil, stat{}, fmt.Errorf("open %q: %w", r.name, failed)
}

// reader reads the relic's text from its start on, for a Stream. Only a start
// that is found from the end takes a temporary file.
func (r relic) reader(ctx context.Context) (io.ReadCloser, error) {
	file, _, err := r.find()
	if err != nil {
		return nil, err
	}
	how, err := codecOf(file)
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("read %q: %w", r.name, cause(err))
	}
	if how != plain && r.start.FromLine == 1 {
		return unpack(file, how), nil
	}
	_ = file.Close() // open looks again
	text, from, to, err := r.open(ctx)
	if text == nil {
		return nil, err
	}
	return &piecemeal{SectionReader: io.NewSectionReader(text, from, to-from), text: text, partial: err}, nil
}

// piecemeal reads a part of a text and then fails if that is not all of it.
type piecemeal struct {
	*io.SectionReader
	text    *source.File
	partial error
}

func (p *piecemeal) Read(b []byte) (int, error) {
	n, err := p.SectionReader.Read(b)
	if errors.Is(err, io.EOF) && p.partial != nil {
		err = p.partial
	}
	return n, err
}

func (p *piecemeal) Close() error { return p.text.Close() }
