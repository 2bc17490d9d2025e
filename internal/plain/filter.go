package plain

import (
	"bytes"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// filter hands a form the records that a query matches. A record is written as
// soon as what has come of it matches; lines that continue it follow. One that
// does not match yet is held back, up to a store's MaxLine, because a line that
// continues it may still match. A line longer than that is decided on by what
// has come of it then.
type filter struct {
	form
	query   *query.Query
	sources map[string]*filtering
	order   []*filtering // of appearance
}

// filtering is the state of one source.
type filtering struct {
	source  string
	parser  line.Parser
	half    held // the beginning of a line
	long    bool // the last line goes on, and was too long to be held back
	record  held // the last record, while it does not match
	matches bool // the last record does
}

// held is text that is held back.
type held struct {
	data   []byte
	at     time.Time // when its beginning came
	offset int64
}

func newFilter(f form, q *query.Query) *filter {
	return &filter{form: f, query: q, sources: map[string]*filtering{}}
}

// samples leaves numbers out: there is nothing in them that a query is asked
// about.
func (w *filter) samples(store.Piece) error { return nil }

func (w *filter) piece(p store.Piece) error {
	s := w.sources[p.Source]
	if s == nil {
		s = &filtering{source: p.Source}
		s.parser.Learn(p.Data[p.Head:min(p.Head+learnFrom, len(p.Data))], p.At)
		w.sources[p.Source] = s
		w.order = append(w.order, s)
	}
	if p.Head == 0 { // its input ended the line without a newline
		if err := w.half(s, false); err != nil {
			return err
		}
	} else if err := w.head(s, p); err != nil {
		return err
	}
	rest := held{p.Data[p.Head:], p.At, p.Offset + int64(p.Head)}
	if !p.Open || len(rest.data) == 0 {
		return w.lines(s, rest, false)
	}
	whole := bytes.LastIndexByte(rest.data, '\n') + 1
	s.half = held{bytes.Clone(rest.data[whole:]), p.At, rest.offset + int64(whole)}
	rest.data = rest.data[:whole]
	if err := w.lines(s, rest, false); err != nil || len(s.half.data) <= store.MaxLine {
		return err
	}
	return w.half(s, true)
}

// head takes what goes on with the source's last line.
func (w *filter) head(s *filtering, p store.Piece) error {
	goesOn := p.Open && p.Head == len(p.Data)
	if s.long {
		s.long = goesOn
		if !s.matches {
			return nil
		}
		p.Data, p.Open = p.Data[:p.Head], goesOn
		return w.form.piece(p)
	}
	if len(s.half.data) == 0 {
		s.half.at, s.half.offset = p.At, p.Offset
	}
	s.half.data = append(s.half.data, p.Data[:p.Head]...)
	if goesOn && len(s.half.data) <= store.MaxLine {
		return nil
	}
	return w.half(s, goesOn)
}

// half takes the line that was held back; goesOn says that there is more of it.
func (w *filter) half(s *filtering, goesOn bool) error {
	h := s.half
	s.half = held{}
	s.long = goesOn
	return w.lines(s, h, goesOn)
}

// lines takes lines of a source; goesOn says that there is more of the last
// one, which is long.
func (w *filter) lines(s *filtering, h held, goesOn bool) error {
	// What continues the last record.
	n := 0
	for n < len(h.data) && (s.matches || s.record.data != nil) && s.parser.Continues(firstLine(h.data[n:])) {
		n = min(n+len(firstLine(h.data[n:]))+1, len(h.data))
	}
	if n > 0 {
		if err := w.more(s, held{h.data[:n], h.at, h.offset}, goesOn && n == len(h.data)); err != nil {
			return err
		}
		h.data, h.offset = h.data[n:], h.offset+int64(n)
	}
	if len(h.data) == 0 {
		return nil
	}
	end := 0
	for hit := range w.query.Hits(s.text(h)) {
		out := held{h.data[hit.Start:hit.End], h.at, h.offset + int64(hit.Start)}
		if err := w.write(s, out, goesOn && hit.End == len(h.data)); err != nil {
			return err
		}
		end = hit.End
	}
	s.matches, s.record = end == len(h.data), held{}
	if s.matches {
		return nil
	}
	last := lastRecord(h.data[end:], &s.parser)
	if len(last) <= store.MaxLine {
		s.record = held{bytes.Clone(last), h.at, h.offset + int64(len(h.data)-len(last))}
	}
	return nil
}

// more takes lines that continue the last record.
func (w *filter) more(s *filtering, h held, goesOn bool) error {
	if s.matches {
		return w.write(s, h, goesOn)
	}
	record := s.record
	if record.data[len(record.data)-1] != '\n' { // its input ended it
		record.data = append(record.data, '\n')
	}
	before := len(record.data)
	record.data = append(record.data, h.data...)
	if w.query.Match(s.text(record)) {
		s.matches, s.record = true, held{}
		record.data = record.data[:before]
		if err := w.write(s, record, false); err != nil {
			return err
		}
		return w.write(s, h, goesOn)
	}
	if s.record = record; len(record.data) > store.MaxLine {
		s.record = held{}
	}
	return nil
}

func (w *filter) write(s *filtering, h held, goesOn bool) error {
	return w.form.piece(store.Piece{Source: s.source, Data: h.data, At: h.at, Offset: h.offset, Open: goesOn})
}

// text is what a query is asked about.
func (s *filtering) text(h held) *query.Text {
	return &query.Text{Data: h.data, Source: s.source, At: h.at, Ref: h.at, Parser: &s.parser}
}

// finish takes the lines that did not become whole.
func (w *filter) finish() error {
	for _, s := range w.order {
		if err := w.half(s, false); err != nil {
			return err
		}
	}
	return w.form.finish()
}

// lastRecord returns the end of data from where its last record begins.
func lastRecord(data []byte, p *line.Parser) []byte {
	start := len(data)
	for start > 0 {
		start = bytes.LastIndexByte(data[:start-1], '\n') + 1
		if !p.Continues(firstLine(data[start:])) || len(data)-start > store.MaxLine {
			break
		}
	}
	return data[start:]
}

// firstLine returns data up to its first newline.
func firstLine(data []byte) []byte {
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		return data[:end]
	}
	return data
}
