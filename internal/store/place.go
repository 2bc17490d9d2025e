package store

import (
	"bytes"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// place turns cells that are ready into blocks of the log. It reports whether
// it has done anything. It gives up the lock while it reads; one worker does it
// at a time.
func (h *history) place() bool {
	if h.placing || len(h.pasts) == 0 || h.more > 0 {
		return false
	}
	h.placing = true
	did := false
	if len(h.pasts) == 1 {
		did = h.placeAll(h.pasts[0])
	} else {
		for h.merge() {
			did = true
		}
	}
	h.placing = false
	if did {
		h.tell()
	}
	return did
}

// tell brings the progress up to date.
func (h *history) tell() {
	p := &h.progress
	p.Complete = h.more == 0 && !slices.ContainsFunc(h.pasts, func(p *past) bool { return !p.read() || len(p.ready) > 0 })
	if p.Complete {
		p.Read, p.Left = p.Bytes, 0
	} else if took := h.store.now().Sub(h.began); p.Read > 0 {
		p.Left = time.Duration(float64(took) / float64(p.Read) * float64(max(p.Bytes-p.Read, 0)))
	}
	h.store.signal()
}

// placeAll turns each cell of the only past into a block.
func (h *history) placeAll(p *past) bool {
	for i := range p.ready {
		r := &p.ready[i]
		b := &block{origin: p.origin, at: r.at, offset: r.from, file: r.file, format: r.format}
		f := r.facts
		f.size, f.Source = int(r.to-r.from), p.origin.stat.Name
		b.facts = &f
		h.push(b, &text{size: f.size, lines: r.lines})
		p.origin.stat.Lines += uint64(r.lines)
		p.origin.stat.Bytes += uint64(f.size)
	}
	did := len(p.ready) > 0
	p.ready = p.ready[:0]
	return did
}

// push puts a block in front of all others.
func (h *history) push(b *block, t *text) {
	l := &h.store.log
	b.seq = l.oldest() - int64(t.lines)
	b.text.Store(t)
	l.past = append(l.past, b)
	l.index += b.cost() + int64(len(b.parts))*partCost
}

// merge makes one block of all lines at or behind a time up to which every past
// is known. It reports whether there was enough.
func (h *history) merge() bool {
	from, ok := h.cut()
	if !ok {
		return false
	}
	b, t := &block{}, &text{}
	f := facts{}
	// The pasts in their order; of each, the older part first.
	for _, p := range h.pasts {
		parts, lines := h.behind(p, from, &f)
		size := 0
		for _, x := range parts {
			size += int(x.to - x.from)
		}
		t.size += size
		if len(parts) > 0 {
			b.at = later(b.at, p.seen.at)
		}
		b.parts = append(b.parts, parts...)
		t.lines += lines
		p.origin.stat.Lines += uint64(lines)
		p.origin.stat.Bytes += uint64(size)
	}
	if t.lines == 0 {
		return true
	}
	f.size, b.facts = t.size, &f
	h.push(b, t)
	return true
}

// widen has f hold for the records of another block as well.
func (f *facts) widen(more *facts) {
	if f.First.IsZero() || more.First.Before(f.First) {
		f.First = more.First
	}
	f.Last = later(f.Last, more.Last)
	for l, n := range more.Levels {
		f.Levels[l] += n
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// cellHead is the newest cell of a past that is not counted yet.
type cellHead struct {
	past *past
	at   int // in ready
}

func (c cellHead) cell() *readCell { return &c.past.ready[c.at] }

func (c cellHead) before(o cellHead) bool { return c.cell().first.After(o.cell().first) }

// cut returns the time to merge from: as late as makes a block of mergeSize. ok
// is false if too little is known yet.
func (h *history) cut() (from time.Time, ok bool) {
	known := time.Time{} // up to here all is known of every past
	complete := true
	for _, p := range h.pasts {
		if !p.read() {
			complete = false
			if p.fresh() {
				return from, false
			}
			known = later(known, p.seen.first)
		}
	}
	var heads heap[cellHead]
	for _, p := range h.pasts {
		if len(p.ready) > 0 && (complete || !p.ready[0].first.Before(known)) {
			heads = append(heads, cellHead{past: p})
		}
	}
	heads.sort()
	for size := int64(0); len(heads) > 0; {
		next := &heads[0]
		c := next.cell()
		if !complete && c.first.Before(known) {
			break
		}
		from, ok = c.first, true
		if size += c.to - c.from; size >= mergeSize {
			return from, true
		}
		if next.at++; next.at < len(next.past.ready) {
			heads.sink(0)
		} else {
			heads.drop()
		}
	}
	if complete && ok {
		return time.Time{}, true // what is left
	}
	return from, ok && len(h.store.log.past) == 0
}

// behind takes what p has at or behind a time: parts, the older ones first, and
// how many lines that are. It widens f, which bounds what is in them.
func (h *history) behind(p *past, from time.Time, f *facts) (parts []part, lines int) {
	for len(p.ready) > 0 {
		r := p.ready[0] // a copy: others may append while the lock is given up
		// A giant line is not looked into: it stands where its block begins or ends.
		whole := !r.first.Before(from) || r.to-r.from > giant
		begin := r.from
		n := r.lines
		if !whole {
			begin, n = h.split(&r, from)
		}
		if begin < r.to {
			x := part{origin: p.origin, file: r.file, from: begin, to: r.to, lines: n, at: r.at, format: r.format}
			if k := len(parts); k > 0 && parts[k-1].file == x.file && parts[k-1].from == x.to && parts[k-1].format == x.format && parts[k-1].to-x.from <= giant {
				parts[k-1].from, parts[k-1].lines = x.from, parts[k-1].lines+n
			} else {
				parts = append(parts, x)
			}
			lines += n
			f.widen(&r.facts)
		}
		if !whole {
			p.ready[0].to, p.ready[0].lines = begin, r.lines-n
			break
		}
		p.ready = p.ready[1:]
	}
	slices.Reverse(parts)
	return parts, lines
}

// split finds the first line of a cell at or behind a time, and how many lines
// follow from there. It gives up the lock while it reads.
func (h *history) split(r *readCell, from time.Time) (at int64, lines int) {
	h.store.mu.Unlock()
	defer h.store.mu.Lock()
	if size := int(r.to - r.from); len(h.buf) < size {
		h.buf = make([]byte, size+lookAhead)
	}
	data, err := readFile(r.file, r.from, int(r.to-r.from), h.buf)
	if err != nil {
		return r.to, 0 // said when it is looked at
	}
	parser := r.format.parser()
	x := run{Text: query.Text{Data: data, Ref: r.at, Parser: &parser}}
	before := x.before(from)
	return r.from + int64(before), r.lines - bytes.Count(data[:before], newline)
}
