package plain

import (
	"bytes"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// filter hands a form the records that a query matches. A record is written as
// soon as what has come of it matches; lines that continue it follow. One that
// does not match yet is held back, up to a store's MaxLine, because a line that
// continues it may still match.
type filter struct {
	form
	query   *query.Query
	sources map[string]*filtering
}

// learnFrom is how much of a source's first block its format is learned from,
// in bytes.
const learnFrom = 64 << 10

// filtering is the state of one source.
type filtering struct {
	parser  line.Parser
	half    []byte // the beginning of a line
	record  []byte // the last record, while it does not match
	offset  int64  // of record, or of half where there is no record
	matches bool   // the last record does
}

func newFilter(f form, q *query.Query) *filter {
	return &filter{form: f, query: q, sources: map[string]*filtering{}}
}

func (w *filter) piece(p store.Piece) error {
	s := w.sources[p.Source]
	if s == nil {
		s = &filtering{}
		s.parser.Learn(p.Data[p.Head:min(p.Head+learnFrom, len(p.Data))], p.At)
		w.sources[p.Source] = s
	}
	if len(s.half) > 0 && p.Head == 0 { // its input ended it without a newline
		if err := w.lines(s, p, s.half); err != nil {
			return err
		}
		s.half = nil
	}
	data := p.Data
	if len(s.half) > 0 {
		data = append(s.half, data...)
		p.Offset -= int64(len(s.half))
		s.half = nil
	}
	if p.Open {
		whole := bytes.LastIndexByte(data, '\n') + 1
		if rest := data[whole:]; len(rest) <= store.MaxLine {
			s.half = bytes.Clone(rest)
			data = data[:whole]
		}
	}
	p.Open, p.Head = false, 0
	return w.lines(s, p, data)
}

// lines takes whole lines of a source; p tells where they come from.
func (w *filter) lines(s *filtering, p store.Piece, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	// What continues the last record.
	n := 0
	for n < len(data) && s.parser.Continues(firstLine(data[n:])) && (s.matches || s.record != nil) {
		n += len(firstLine(data[n:])) + 1
	}
	n = min(n, len(data))
	if n > 0 {
		if err := w.more(s, p, data[:n]); err != nil {
			return err
		}
	}
	data = data[n:]
	if len(data) == 0 {
		return nil
	}
	p.Offset += int64(n)
	t := query.Text{Data: data, Source: p.Source, At: p.At, Ref: p.At, Parser: &s.parser}
	end := 0
	for h := range w.query.Hits(&t) {
		out := p
		out.Data, out.Offset = data[h.Start:h.End], p.Offset+int64(h.Start)
		if err := w.form.piece(out); err != nil {
			return err
		}
		end = h.End
	}
	s.matches, s.record = end == len(data), nil
	if s.matches {
		return nil
	}
	last := lastRecord(data[end:], &s.parser)
	if len(last) <= store.MaxLine {
		s.record, s.offset = bytes.Clone(last), p.Offset+int64(len(data)-len(last))
	}
	return nil
}

// more takes lines that continue the last record.
func (w *filter) more(s *filtering, p store.Piece, data []byte) error {
	if s.matches {
		p.Data = data
		return w.form.piece(p)
	}
	s.record = append(s.record, data...)
	if len(s.record) > store.MaxLine {
		s.record = nil
		return nil
	}
	t := query.Text{Data: s.record, Source: p.Source, At: p.At, Ref: p.At, Parser: &s.parser}
	for range w.query.Hits(&t) {
		p.Data, p.Offset = s.record, s.offset
		s.matches, s.record = true, nil
		return w.form.piece(p)
	}
	return nil
}

// finish takes the lines that did not become whole.
func (w *filter) finish() error {
	for name, s := range w.sources {
		if len(s.half) > 0 {
			if err := w.lines(s, store.Piece{Source: name}, s.half); err != nil {
				return err
			}
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
