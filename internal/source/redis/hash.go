package redis

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// hash is a hash as it was sent last.
type hash struct {
	*key
	sampler *sampler
	fields  map[string]*hashField

	fullTold bool // that there are too many series
	moreTold bool // that there are too many fields
}

// hashField is the value of one field.
type hashField struct {
	id
	value   float64
	numeric bool
	change  string // what was different when it last changed
}

// command reads the fields in one step of HSCAN, which unlike HGETALL has an
// end: it is whole if they are no more than are shown.
func (h *hash) command(l *link, _ time.Time) rueidis.Completed {
	return l.client.B().Hscan().Key(h.name).Cursor(0).Count(maxFields + 1).Build()
}

func (h *hash) parse(result rueidis.RedisResult, r *reply) error {
	page, err := result.AsScanEntry()
	if err != nil {
		return err
	}
	if len(page.Elements)%2 != 0 {
		return fault("a hash with half a field")
	}
	r.fields, r.more = page.Elements, page.Cursor != 0
	if len(r.fields) > 2*maxFields {
		r.fields, r.more = r.fields[:2*maxFields], true
	}
	r.missing = len(r.fields) == 0
	for _, f := range r.fields {
		r.size += len(f)
	}
	return nil
}

func (h *hash) update(r *reply, now time.Time, _ bool) []source.Batch {
	next := make(map[string]*hashField, len(r.fields)/2)
	var changed []string
	for i := 0; i < len(r.fields); i += 2 {
		name := r.fields[i]
		f := &hashField{id: newMember(r.fields[i+1], 0, h.seed).id}
		last := h.fields[name]
		if last != nil && last.id == f.id {
			next[name] = last
			continue
		}
		f.value, f.numeric = numeric(f.text)
		switch {
		case last != nil && last.numeric && f.numeric:
			f.change = difference(f.value-last.value, 0)
		case h.fields != nil && last == nil:
			f.change = "new"
		}
		next[name] = f
		changed = append(changed, name)
	}
	if h.fields != nil && changed == nil && len(next) == len(h.fields) {
		return nil
	}
	h.fields = next
	slices.Sort(changed)
	return h.batches(changed, r.more, now)
}

func (h *hash) batches(changed []string, more bool, now time.Time) []source.Batch {
	var batches []source.Batch
	if h.view.lines {
		p := printer{label: h.label, offset: &h.offset, at: now}
		for _, name := range changed {
			b, left := appendPairs(p.line(), []string{name, h.fields[name].text}, maxText)
			if left += h.fields[name].size - len(h.fields[name].text); left > 0 {
				b = appendLeft(b, left)
			}
			p.end(append(b, '\n'))
		}
		batches = p.batches()
	}
	b := lastOf(&batches, h.label, now)
	if h.view.graphs {
		for _, name := range changed {
			if f := h.fields[name]; f.numeric {
				b.Samples = h.sampler.add(b.Samples, place{path: name}, f.value, now)
			}
		}
	}
	if h.view.tables {
		b.Tables = []source.Table{h.table()}
	}
	warn := func(format string, args ...any) {
		b.Notices = append(b.Notices, source.Notice{Severity: source.Warn, Text: "key " + h.shown + ": " + fmt.Sprintf(format, args...)})
	}
	if h.sampler.full && !h.fullTold {
		h.fullTold = true
		warn("it has more than %d numeric fields; the others make no graph", maxSeries)
	}
	if more && !h.moreTold {
		h.moreTold = true
		warn("it has more than %d fields; only some %d are shown", maxFields, len(h.fields))
	}
	if b.Empty() {
		batches = batches[:len(batches)-1]
	}
	return batches
}

// table returns the fields as a table, by their names.
func (h *hash) table() source.Table {
	t := source.Table{Name: h.name, Columns: []string{"field", "value", "change"}}
	for _, name := range slices.SortedFunc(maps.Keys(h.fields), strings.Compare) {
		f := h.fields[name]
		whole := newMember(name, 0, h.seed).id
		t.Rows = append(t.Rows, source.Row{ID: rowID(whole), Score: f.value, Cells: []string{cell(whole), cell(f.id), f.change}})
	}
	return t
}
