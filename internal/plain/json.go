package plain

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/record"
	"github.com/rtwatch/rtwatch/internal/store"
)

// number is one sample of the JSON output.
type number struct {
	Time   time.Time `json:"time"`
	Series string    `json:"series"`
	Value  float64   `json:"value"`
	Unit   string    `json:"unit,omitempty"`
}

// objects writes a JSON object for each line, and for each sample. A line is
// written once, when it is whole; beyond MaxLine bytes its text is cut and the
// object says by how much.
type objects struct {
	out    *bufio.Writer
	enc    *json.Encoder
	half   map[string]*half // by source
	last   map[string]*head // record of each source
	fields record.Fields
}

// head is what the first line of a record says of all of it.
type head struct {
	parser line.Parser
	time   time.Time
	level  line.Level
}

func newObjects(o Options) *objects {
	out := bufio.NewWriterSize(o.Out, bufferSize)
	return &objects{out: out, enc: record.NewEncoder(out), half: map[string]*half{}, last: map[string]*head{}}
}

// half is a line whose end has not come yet.
type half struct {
	text   []byte
	cut    int64
	at     time.Time
	offset int64
}

func (h *half) add(data []byte) {
	take := min(len(data), store.MaxLine-len(h.text))
	h.text = append(h.text, data[:take]...)
	h.cut += int64(len(data) - take)
}

func (w *objects) piece(p store.Piece) error {
	h := w.half[p.Source]
	if h != nil && p.Head == 0 { // its input ended it without a newline
		if err := w.end(p.Source); err != nil {
			return err
		}
		h = nil
	}
	data, offset := p.Data, p.Offset
	for len(data) > 0 {
		text, rest, ended := bytes.Cut(data, newline)
		if last := len(rest) == 0 && !ended; h != nil || last && p.Open {
			if h == nil {
				h = &half{at: p.At, offset: offset}
				w.half[p.Source] = h
			}
			h.add(text)
			if !last || !p.Open {
				if err := w.end(p.Source); err != nil {
					return err
				}
				h = nil
			}
		} else if err := w.write(p.Source, half{text: text, at: p.At, offset: offset}); err != nil {
			return err
		}
		offset += int64(len(data) - len(rest))
		data = rest
	}
	return nil
}

// end writes the half line of a source as it is.
func (w *objects) end(source string) error {
	h := w.half[source]
	delete(w.half, source)
	return w.write(source, *h)
}

func (w *objects) write(source string, h half) error {
	text := bytes.TrimSuffix(h.text, []byte{'\r'})
	last := w.last[source]
	if last == nil {
		last = &head{}
		w.last[source] = last
	}
	if t, ok := last.parser.Time(text, h.at); ok || last.time.IsZero() || !last.parser.Continues(text) {
		if last.time = t; !ok {
			last.time = h.at
		}
		last.level = last.parser.Level(text)
	}
	r := record.Record{Time: last.time, Source: source, Text: string(text), Offset: h.offset, Cut: h.cut}
	r.SetLevel(last.level)
	if f, ok := line.Fields(w.fields[:0], text); ok {
		r.Fields, w.fields = f, f
	}
	return w.enc.Encode(r)
}

func (w *objects) samples(p store.Piece) error {
	for _, x := range p.Samples {
		if err := w.enc.Encode(number{sampled(x, p), x.Series, x.Value, x.Unit}); err != nil {
			return err
		}
	}
	return nil
}

func (w *objects) flush() error { return w.out.Flush() }

func (w *objects) finish() error {
	for _, source := range slices.Sorted(maps.Keys(w.half)) {
		if err := w.end(source); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

var newline = []byte{'\n'}
