package ui

import (
	"hash/maphash"
	"slices"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// down looks at lines behind the window, and reports whether there were any.
func (f *fold) down(v lineView) bool {
	if f.hi >= v.next() || !f.may() {
		return false
	}
	lines, sure := v.from(f.lines[:0], f.hi, foldChunk)
	f.lines, f.loose = lines, f.loose || !sure
	f.left -= len(lines)
	for i := range lines {
		one := f.alone(&lines[i])
		one.first = max(one.first, f.hi)
		if one.last < one.first {
			continue // a notice of older lines
		}
		f.hi = one.last + 1
		tail := len(f.runs) - 1
		switch {
		case tail < 0:
			f.runs = append(f.runs, one)
		case f.runs[tail].repeats(&one) && !f.parts(&f.runs[tail], &one):
			f.runs[tail].last, f.runs[tail].lines = one.last, f.runs[tail].lines+1
		case f.runs[tail].repeats(&one):
			one.cut = true
			f.runs = append(f.runs, one)
		case tail > 0 && f.runs[tail].passing():
			f.runs[tail] = one
		default:
			f.runs = append(f.runs, one)
		}
	}
	if len(lines) < foldChunk && sure {
		f.hi = v.next()
	}
	if over := len(f.runs) - maxRuns; over > 0 { // those that are farthest
		f.runs = slices.Delete(f.runs, 0, over)
		f.lo, f.bare = f.runs[0].first, false
	}
	return len(lines) > 0
}

// up looks at lines before the window, and reports whether there were any.
func (f *fold) up(v lineView) bool {
	if f.bared(v) || len(f.runs) > 0 && f.runs[0].lines >= foldMost || !f.may() {
		return false
	}
	lines, sure := v.before(f.lines[:0], f.lo, foldChunk)
	f.lines, f.loose = lines, f.loose || !sure
	f.left -= 2 * len(lines) // older ones have to be read first
	if len(lines) == 0 {
		f.bare, f.oldest = sure, v.first()
	}
	for i := range slices.Backward(lines) {
		one := f.alone(&lines[i])
		one.last = min(one.last, f.lo-1)
		if one.last < one.first {
			continue
		}
		f.lo = one.first
		switch {
		case len(f.runs) == 0:
			f.runs = append(f.runs, one)
		case one.repeats(&f.runs[0]) && !f.parts(&one, &f.runs[0]):
			r := &f.runs[0]
			r.first, r.lines, r.start = one.first, r.lines+1, one.start
		case one.repeats(&f.runs[0]):
			f.runs[0].cut = true
			f.runs = slices.Insert(f.runs, 0, one)
		case len(f.runs) > 1 && f.runs[0].passing() && !f.runs[1].cut:
			f.runs[0] = one
		default:
			f.runs = slices.Insert(f.runs, 0, one)
		}
	}
	if len(f.runs) > maxRuns {
		f.runs = f.runs[:maxRuns]
		f.hi = f.runs[maxRuns-1].last + 1
	}
	return len(lines) > 0
}

// may reports whether lines may still be looked at.
func (f *fold) may() bool {
	f.short = f.short || f.left <= 0
	return f.left > 0
}

// repeats reports whether next tells the same as r.
func (r *run) repeats(next *run) bool { return r.key != 0 && r.key == next.key }

// parts reports whether next is to be kept apart from r, though it repeats it.
func (f *fold) parts(r, next *run) bool { return f.held && r.last < f.cut && next.first >= f.cut }

// passing reports whether a run need not be remembered once it has ended.
func (r *run) passing() bool { return r.lines < foldLeast && !r.cut }

// alone returns a line as a run.
func (f *fold) alone(l *store.Line) run {
	return run{first: l.Seq, last: l.Seq + int64(max(l.Gone-1, 0)), lines: 1, key: f.key(l), start: stampOf(l)}
}

// key returns what a line has in common with those that it repeats. Lines that
// go on with a record are no repeats, and neither are those that may still
// change.
func (f *fold) key(l *store.Line) uint64 {
	if l.Continues || l.Open || l.Gone > 0 || l.Rest > 0 || len(l.Text) > maxFolded || len(l.Text) == 0 {
		return 0
	}
	if f.seed == (maphash.Seed{}) {
		f.seed = maphash.MakeSeed()
	}
	f.text = append(f.text[:0], byte(l.Level), byte(l.Severity), 0)
	if l.Notice {
		f.text[2] = 1
	}
	f.text = append(append(f.text, l.Source...), 0)
	f.text = line.Template(f.text, l.Text)
	return maphash.Bytes(f.seed, f.text) | 1
}

// toggle shows the run with the line seq line by line, or as one row again, and
// reports whether there is one.
func (f *fold) toggle(v lineView, seq int64) bool {
	r := f.of(v, seq)
	if r == nil {
		return false
	}
	open := len(f.opened)
	if f.opened = slices.DeleteFunc(f.opened, r.has); len(f.opened) == open {
		f.open(seq)
	}
	return true
}

// unfold has the line seq be a row of its own.
func (f *fold) unfold(v lineView, seq int64) {
	if r := f.of(v, seq); r != nil && r.last != seq && !slices.ContainsFunc(f.opened, r.has) {
		f.open(seq)
	}
}

func (f *fold) open(seq int64) {
	if f.opened = append(f.opened, seq); len(f.opened) > maxOpened {
		f.opened = slices.Delete(f.opened, 0, 1)
	}
}

// of returns the run with the line seq, or nil.
func (f *fold) of(v lineView, seq int64) *run {
	if f.off || seq < v.first() || seq >= v.next() {
		return nil
	}
	f.begin()
	f.enter(v, seq)
	for tail := len(f.runs) - 1; tail >= 0 && f.runs[tail].has(seq) && f.runs[tail].lines < foldLeast && f.down(v); {
		tail = len(f.runs) - 1
	}
	if i := f.index(seq); i < len(f.runs) && f.runs[i].has(seq) && f.runs[i].lines >= foldLeast {
		return &f.runs[i]
	}
	return nil
}
