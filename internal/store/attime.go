package store

import (
	"iter"
	"sort"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// AtTime returns the first line whose record is at or behind t: where to go to
// see what happened then. ok is false if all are before it. It reads a few
// blocks. Where records are not in order of time it is about there.
func (v *Snapshot) AtTime(t time.Time) (seq int64, ok bool) {
	n := v.blocks()
	i := sort.Search(n, func(i int) bool {
		first, ok := v.timeFrom(i)
		return !ok || !first.Before(t)
	})
	start := max(i-1, 0)
	for k := start; k > 0 && k > i-maxLate; k-- {
		if _, last, ok := v.block(k - 1).times(); ok && !last.Before(t) {
			start = k - 1
		}
	}
	for k := start; k < n && k < i+maxUntimed; k++ {
		b := v.block(k)
		if _, last, ok := b.times(); ok && last.Before(t) && k < i {
			continue
		}
		for at, told := range v.stamps(b) {
			if !told.Before(t) {
				return at, true
			}
		}
	}
	return v.Next, false
}

// timeFrom returns the time of the first record from block i on that tells it.
func (v *Snapshot) timeFrom(i int) (time.Time, bool) {
	for end := min(v.blocks(), i+maxUntimed); i < end; i++ {
		if first, _, ok := v.block(i).times(); ok {
			return first, true
		}
	}
	return time.Time{}, false
}

// times returns the times of the first and the last record of b, as far as they
// are easy to read. ok is false if they are not.
func (b *block) times() (first, last time.Time, ok bool) {
	t := b.text.Load()
	if f := b.facts; f != nil && f.size == t.size && !f.First.IsZero() && !f.Last.IsZero() {
		return f.First, f.Last, true
	}
	if b.notice || b.samples != nil || t.size == t.head {
		return first, last, false
	}
	var e ends
	if t.data != nil {
		text := t.data[t.head:]
		e.add(&run{Text: query.Text{Ref: b.at}, format: b.form()}, text, text)
	} else {
		for _, p := range b.pieces(t) {
			e.read(p)
		}
	}
	return e.first, e.last, !e.first.IsZero() && !e.last.IsZero()
}

// pieces returns where the text of b is, if it is not in memory.
func (b *block) pieces(t *text) []part {
	switch {
	case b.parts != nil:
		return b.parts
	case b.file == nil || t.gone:
		return nil
	}
	return []part{{origin: b.origin, file: b.file, from: b.offset + int64(t.head), to: b.offset + int64(t.size), at: b.at, format: b.form()}}
}

// ends is the times of the first and the last record of several runs.
type ends struct{ first, last time.Time }

// read adds the ends of a part.
func (e *ends) read(p part) {
	size := int(min(peekSize, p.to-p.from))
	front, err := readFile(p.file, p.from, size, nil)
	if err != nil {
		return
	}
	back := front
	if p.from+int64(size) < p.to {
		if back, err = readFile(p.file, p.to-int64(size), size, nil); err != nil {
			return
		}
		back = back[min(len(lineAt(back, 0))+1, size):] // it may begin anywhere in a line
	}
	e.add(&run{Text: query.Text{Ref: p.at}, format: p.format}, front, back)
}

// add adds a run, whose first lines are front and whose last ones back.
func (e *ends) add(r *run, front, back []byte) {
	parser := r.format.parser()
	r.Parser = &parser
	r.Data = front
	if t, at := r.timedFrom(0, len(front)); at >= 0 && (e.first.IsZero() || t.Before(e.first)) {
		e.first = t
	}
	r.Data = back
	for pos := len(back); pos > 0; {
		pos = lastStart(back[:pos])
		if t, ok := r.timeAt(pos); ok {
			e.last = later(e.last, t)
			return
		}
	}
}

// stamps returns the lines of b that are the first of a record which tells its
// time, and those times.
func (v *Snapshot) stamps(b *block) iter.Seq2[int64, time.Time] {
	return func(yield func(int64, time.Time) bool) {
		if b.notice || b.samples != nil {
			return
		}
		p, err := v.cache.page(b)
		if err != nil {
			return
		}
		parsers := make([]line.Parser, len(p.runs))
		for i := range p.runs {
			parsers[i] = p.runs[i].format.parser()
		}
		for i, l := range p.lines {
			seq := b.seq + int64(i)
			text := p.text(i)
			if seq < v.First || seq >= v.Next || parsers[l.run].Continues(text) {
				continue
			}
			if t, ok := parsers[l.run].Time(text, p.runs[l.run].Ref); ok && !yield(seq, t) {
				return
			}
		}
	}
}
