package ui

import (
	"hash/maphash"
	"slices"
	"sort"

	"github.com/rtwatch/rtwatch/internal/store"
)

// fold shows lines that repeat as one row, whose text is that of the newest of
// them. It knows the runs in one window of the view, which grows as lines are
// asked for at its ends and moves on where they are far from it, so that what a
// frame costs depends neither on the log nor on how long a run is: every line is
// looked at once, and no more than foldLook of them a frame.
type fold struct {
	off bool // every line is a row

	lo, hi int64   // every line from lo up to, not including, hi was looked at
	runs   []run   // in it, by number: those that fold, and the first and the last line's
	bare   bool    // nothing is before the window
	oldest int64   // where the view began then
	loose  bool    // there may be lines in the window that were not known yet
	opened []int64 // a line of each run that is shown line by line

	held bool
	cut  int64 // no line from it on joins a run before it

	left  int  // lines that may still be looked at
	short bool // there was more to look at

	seed  maphash.Seed
	text  []byte // scratch
	lines []store.Line
	back  []row
}

// run is lines of a view, one behind the other, that repeat.
type run struct {
	first, last int64
	lines       int
	key         uint64 // what they have in common; 0: nothing ever repeats them
	start       stamp  // of the first
	gone        bool   // it can no longer be read
	cut         bool   // only hold keeps it apart from the run before it
	more        bool   // there may be more of it before its first line
}

// reset forgets every run.
func (f *fold) reset() {
	f.lo, f.hi, f.runs, f.bare, f.loose = 0, 0, f.runs[:0], false, false
}

// begin allows as many lines to be looked at as a frame may.
func (f *fold) begin() {
	if f.left, f.short = foldLook, false; f.loose {
		f.reset()
	}
}

// hold keeps lines from seq on apart from those before it: what the reader looks
// at does not change when lines come.
func (f *fold) hold(seq int64) {
	f.held, f.cut = true, seq
	i := f.index(seq)
	if i == len(f.runs) || f.runs[i].first >= seq || f.runs[i].lines != 2 {
		return
	}
	r := &f.runs[i] // it does not fold, but would with one more line
	behind := run{first: r.last, last: r.last, lines: 1, key: r.key, cut: true}
	r.last, r.lines = r.first, 1
	f.runs = slices.Insert(f.runs, i+1, behind)
}

// release ends that.
func (f *fold) release() {
	if !f.held {
		return
	}
	f.held = false
	for i := len(f.runs) - 1; i > 0; i-- {
		if r, before := &f.runs[i], &f.runs[i-1]; r.cut {
			before.last, before.lines = r.last, before.lines+r.lines
			f.runs = slices.Delete(f.runs, i, i+1)
		}
	}
}

// from appends up to n rows to dst, from the one with the line seq on. sure is
// as in lineView.
func (f *fold) from(dst []row, v lineView, seq int64, n int) (rows []row, sure bool) {
	if f.off {
		f.lines, sure = v.from(f.lines[:0], seq, n)
		return plainRows(dst, f.lines), sure
	}
	at, sure := f.enter(v, max(seq, v.first())), true
	for want := len(dst) + n; len(dst) < want; {
		tail := len(f.runs) - 1
		if (tail < 0 || at >= f.runs[tail].first) && f.down(v) {
			continue
		}
		i := f.index(at)
		for i < len(f.runs) && !f.folds(i) {
			i++
		}
		end := f.hi
		switch tail := len(f.runs) - 1; {
		case at >= f.hi:
			return dst, sure && !f.short && !f.loose
		case i < len(f.runs):
			end = f.runs[i].begin(v)
		case tail >= 0 && at < f.runs[tail].first:
			end = f.runs[tail].first
		}
		if at >= end {
			if l, ok := f.newest(v, i); ok {
				dst = append(dst, row{Line: l, run: f.shown(v, i)})
				at = f.runs[i].last + 1
			}
			continue
		}
		var got bool
		f.lines, got = v.from(f.lines[:0], at, int(min(int64(want-len(dst)), end-at)))
		dst = plainRows(dst, f.lines[:len(f.lines)-countFrom(f.lines, end)])
		at, sure = end, sure && got
	}
	return dst, sure && !f.short && !f.loose
}

// before appends up to n rows to dst, the last ones before that with the line
// seq, oldest first.
func (f *fold) before(dst []row, v lineView, seq int64, n int) (rows []row, sure bool) {
	if f.off {
		f.lines, sure = v.before(f.lines[:0], seq, n)
		return plainRows(dst, f.lines), sure
	}
	at, sure := f.enter(v, min(seq, v.next())), true
	for f.back = f.back[:0]; len(f.back) < n; {
		if (len(f.runs) == 0 || at <= f.runs[0].last+1) && f.up(v) {
			continue
		}
		if at <= f.lo {
			break
		}
		i := f.index(at) - 1
		for i >= 0 && !f.folds(i) {
			i--
		}
		end := f.lo
		switch {
		case i >= 0:
			end = f.runs[i].last + 1
		case len(f.runs) > 0 && at > f.runs[0].last+1:
			end = f.runs[0].last + 1
		}
		if at <= end {
			if l, ok := f.newest(v, i); ok {
				f.back = append(f.back, row{Line: l, run: f.shown(v, i)})
				at = f.runs[i].begin(v)
			}
			continue
		}
		var got bool
		f.lines, got = v.before(f.lines[:0], at, int(min(int64(n-len(f.back)), at-end)))
		for _, l := range slices.Backward(f.lines[len(f.lines)-countFrom(f.lines, end):]) {
			f.back = append(f.back, row{Line: l})
		}
		at, sure = end, sure && got
	}
	slices.Reverse(f.back)
	return append(dst, f.back...), sure && !f.short && !f.loose
}

// folds reports whether a run is shown as one row.
func (f *fold) folds(i int) bool {
	r := &f.runs[i]
	return r.lines >= foldLeast && !r.gone && !slices.ContainsFunc(f.opened, r.has)
}

// has reports whether a line is between the first and the last one of a run.
func (r *run) has(seq int64) bool { return r.first <= seq && seq <= r.last }

// begin is where what is kept of a run begins: behind the notice of what is not.
func (r *run) begin(v lineView) int64 {
	switch {
	case r.first >= v.first():
		return r.first
	case v.whole():
		return v.first() + 1
	}
	return v.first()
}

// shown returns a run as its row tells of it.
func (f *fold) shown(v lineView, i int) run {
	r := f.runs[i]
	r.more = i == 0 && !f.bared(v)
	return r
}

// bared reports whether the view has nothing before the window.
func (f *fold) bared(v lineView) bool { return f.bare && v.first() >= f.oldest }

// newest returns the newest line of a run. Where that is gone the run is shown as
// what is left of it.
func (f *fold) newest(v lineView, i int) (store.Line, bool) {
	r := &f.runs[i]
	f.lines, _ = v.from(f.lines[:0], r.last, 1)
	if len(f.lines) == 0 || f.lines[0].Seq != r.last || f.lines[0].Gone > 0 {
		r.gone = true
		return store.Line{}, false
	}
	return f.lines[0], true
}

// index returns the run with the line seq, or the first one behind it.
func (f *fold) index(seq int64) int {
	return sort.Search(len(f.runs), func(i int) bool { return f.runs[i].last >= seq })
}

// enter has the window reach the line seq, and returns where its row begins.
func (f *fold) enter(v lineView, seq int64) int64 {
	far := seq < f.lo-foldLook || seq > f.hi+foldLook || f.lo == f.hi
	for !far && f.lo > seq && f.up(v) {
	}
	for !far && f.hi < seq && f.down(v) {
	}
	if far || f.lo > seq || f.hi < seq && f.left <= 0 {
		f.reset()
		f.lo, f.hi, f.left = seq, seq, max(f.left, 2*foldChunk)
	}
	if f.hi <= seq {
		f.down(v)
	}
	for {
		i := f.index(seq)
		if i == len(f.runs) || f.runs[i].first > seq {
			return seq
		}
		if i > 0 || f.runs[i].key == 0 || !f.up(v) {
			if i = f.index(seq); f.folds(i) {
				return min(f.runs[i].begin(v), seq)
			}
			return seq
		}
	}
}
