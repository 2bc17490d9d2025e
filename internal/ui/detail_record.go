package ui

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// detailRecord is a line with those that it belongs together with, and what is in
// them.
type detailRecord struct {
	head   store.Line
	lines  []store.Line // the head and what continues it, as many as are shown
	ended  bool         // no more lines can come to it
	more   bool         // it has more lines than are shown
	text   []byte       // of lines; one of them: its text itself
	fields []line.Field // of the head, as many as are shown
	over   int          // fields that are not
	named  bool         // a query can name the fields: they are the line's own
	json   []byte       // of text; nil if there is none
}

// recordKey tells when a record must be read again.
type recordKey struct {
	seq   int64
	text  int // bytes of the line
	first int64
	next  int64 // of the snapshot, while more lines may come to the record
}

// key is what the record of a line depends on.
func (r *detailRecord) key(v *store.Snapshot, l *store.Line) recordKey {
	k := recordKey{seq: l.Seq, text: len(l.Text)}
	if !r.ended {
		k.first, k.next = v.First, v.Next
	}
	return k
}

// read takes the record of a line from a snapshot.
func (r *detailRecord) read(v *store.Snapshot, l store.Line) {
	*r = detailRecord{head: l, lines: r.lines[:0], fields: r.fields[:0]}
	if l.Notice {
		r.ended, r.lines, r.text = true, append(r.lines, l), l.Text
		return
	}
	if l.Continues {
		r.findHead(v)
	}
	r.follow(v)
	r.text = r.lines[0].Text
	if len(r.lines) > 1 {
		r.text = nil
		for i := range r.lines {
			if i > 0 {
				r.text = append(r.text, '\n')
			}
			r.text = append(r.text, r.lines[i].Text...)
		}
	}
	r.json = line.JSONIn(r.text)
	r.readFields()
}

// findHead looks for the line that the record begins with. If it is too far
// above, the line itself is taken for it.
func (r *detailRecord) findHead(v *store.Snapshot) {
	l := r.head
	var some []store.Line
	for to := l.Seq; to > v.First && l.Seq-to < maxRecordScan; {
		from := max(to-recordStep, v.First)
		some = v.Lines(some[:0], from, int(to-from))
		for _, above := range slices.Backward(some) {
			switch {
			case above.Seq >= to || above.Source != l.Source || above.Notice:
			case !above.Continues:
				r.head = above
				return
			}
		}
		to = from
	}
}

// follow takes the head and the lines of its source behind it that continue it.
func (r *detailRecord) follow(v *store.Snapshot) {
	r.lines = append(r.lines, r.head)
	size := len(r.head.Text)
	var some []store.Line
	for from := r.head.Seq + 1; from < v.Next; {
		if r.ended = from-r.head.Seq >= maxRecordScan; r.ended {
			return
		}
		some = v.Lines(some[:0], from, recordStep)
		if len(some) == 0 {
			return
		}
		for _, l := range some {
			from = max(from, l.Seq+int64(max(l.Gone, 1)))
			switch {
			case l.Source != r.head.Source || l.Notice:
				continue
			case !l.Continues:
				r.ended = true
				return
			}
			if size += len(l.Text); size > maxRecordText || len(r.lines) == maxRecordLines {
				r.ended, r.more = true, true
				return
			}
			r.lines = append(r.lines, l)
		}
	}
}

// readFields takes the record apart: as JSON, logfmt or a line of an access log,
// or the JSON that stands in it, else the pairs name=value among its words.
func (r *detailRecord) readFields() {
	fields, ok := line.Fields(r.fields[:0], r.head.Text)
	if r.named = ok; !ok && r.json != nil {
		fields, ok = line.Fields(fields, r.json)
	}
	if !ok {
		fields, r.named = pairs(fields, r.head.Text), true
	}
	r.over = max(len(fields)-maxDetailFields, 0)
	r.fields = fields[:len(fields)-r.over]
	if r.over > 0 {
		r.fields = slices.Clone(r.fields) // let go of the others
	}
}

// pairs appends the pairs name=value among the words of text, as queries know
// them.
func pairs(dst []line.Field, text []byte) []line.Field {
	for _, s := range highlight.Spans(nil, text) {
		if s.Kind != highlight.Key || text[s.From] == '"' || s.To+1 >= len(text) || text[s.To] != '=' ||
			s.From > 0 && strings.IndexByte(" \t,;([{<|?&\"'", text[s.From-1]) < 0 {
			continue
		}
		value, ends := text[s.To+1:], " \t,;)]}>|&\"'"
		if value[0] == '"' {
			value, ends = value[1:], `"`
		}
		if n := bytes.IndexAny(value, ends); n >= 0 {
			value = value[:n]
		}
		f := line.Field{Name: text[s.From:s.To], Value: value}
		if isNumeric(value) {
			f.Kind = line.Number
		}
		dst = append(dst, f)
	}
	return dst
}

// isNumeric reports whether a value is a number, with a unit or without.
func isNumeric(value []byte) bool {
	spans := highlight.Spans(nil, value[:min(len(value), maxNumeric)])
	return len(spans) == 1 && spans[0] == highlight.Span{To: len(value), Kind: highlight.Number}
}
