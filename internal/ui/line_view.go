package ui

import (
	"slices"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// lineView is the lines that a log pane shows, in order of their numbers.
// Nothing in it waits: sure is false if there may be lines between those that
// are returned, or beside them, that are not known yet.
type lineView interface {
	// first is where the oldest line may be, next one behind the newest.
	first() int64
	next() int64
	// whole reports whether every line of the log is in it.
	whole() bool
	// from appends up to n lines to dst, from the line seq on, oldest first.
	from(dst []store.Line, seq int64, n int) (lines []store.Line, sure bool)
	// before is from for the last n lines before seq, oldest first.
	before(dst []store.Line, seq int64, n int) (lines []store.Line, sure bool)
	// since returns how many lines there are from seq on.
	since(seq int64) uint64
}

// allLines shows every line of a snapshot. In front of the oldest one stands a
// notice if there were others.
type allLines struct{ v *store.Snapshot }

func (a allLines) first() int64 {
	if a.v.First > 0 {
		return a.v.First - 1
	}
	return a.v.First
}

func (a allLines) next() int64 { return a.v.Next }

func (a allLines) whole() bool { return true }

func (a allLines) since(seq int64) uint64 { return uint64(max(a.v.Next-seq, 0)) }

func (a allLines) from(dst []store.Line, seq int64, n int) (lines []store.Line, sure bool) {
	if seq < a.v.First && a.v.First > 0 && n > 0 {
		dst, n = append(dst, older(a.v.First)), n-1
	}
	at := len(dst)
	dst = a.v.Lines(dst, seq, n)
	a.widen(dst[at:])
	return dst, true
}

func (a allLines) before(dst []store.Line, seq int64, n int) (lines []store.Line, sure bool) {
	seq = min(seq, a.v.Next)
	if n <= 0 || seq <= a.first() {
		return dst, true
	}
	at := len(dst)
	if start := max(seq-int64(n), a.v.First); start < seq {
		dst = a.v.Lines(dst, start, n)
		dst = dst[:len(dst)-countFrom(dst[at:], seq)]
		a.widen(dst[at:])
	}
	front := a.v.First
	if len(dst) > at {
		l := &dst[len(dst)-1]
		l.Gone = int(min(int64(l.Gone), seq-l.Seq))
		front = dst[at].Seq
	}
	room := n - (len(dst) - at)
	switch {
	case room > 0 && front > a.v.First: // lines that are gone are one
		more, _ := a.before(nil, front, room)
		dst = slices.Insert(dst, at, more...)
	case room > 0 && a.v.First > 0:
		dst = slices.Insert(dst, at, older(a.v.First))
	}
	return dst, true
}

// widen has the first of lines, if it stands for lines that are gone, stand for
// those before them as well, so that it is the same from wherever it is seen.
func (a allLines) widen(lines []store.Line) {
	if len(lines) == 0 || lines[0].Gone == 0 {
		return
	}
	l := &lines[0]
	end := l.Seq + int64(l.Gone)
	var one [2]store.Line
	same := func(seq int64) bool {
		found := a.v.Lines(one[:0], seq, 2)
		return len(found) > 0 && found[0].Gone > 0 && found[0].Source == l.Source && found[0].Seq+int64(found[0].Gone) >= end
	}
	start, not := l.Seq, a.v.First-1 // start is in the run, not is not
	for step := int64(1); start-1 > not && start-step > not; step *= 2 {
		if at := max(start-step, a.v.First); same(at) {
			start = at
		} else {
			not = at
		}
	}
	for start-not > 1 {
		if mid := not + (start-not)/2; same(mid) {
			start = mid
		} else {
			not = mid
		}
	}
	l.Seq, l.Gone = start, int(end-start)
}

// matchedLines shows the lines of a snapshot that filters let through.
type matchedLines struct {
	v       *store.Snapshot
	matches *store.Matches
}

func (f *matchedLines) first() int64 { return f.v.First }

func (f *matchedLines) next() int64 { return f.v.Next }

func (f *matchedLines) whole() bool { return false }

func (f *matchedLines) since(seq int64) uint64 {
	all, before := f.matches.Rank(f.v, f.v.Next), f.matches.Rank(f.v, seq)
	return all - min(all, before)
}

func (f *matchedLines) from(dst []store.Line, seq int64, n int) (lines []store.Line, sure bool) {
	return f.matches.From(dst, f.v, seq, n)
}

func (f *matchedLines) before(dst []store.Line, seq int64, n int) (lines []store.Line, sure bool) {
	return f.matches.Before(dst, f.v, seq, n)
}

// gone is the notice that stands for the n lines up to seq, which nobody keeps
// any more.
func gone(n, seq int64) store.Line {
	return store.Line{Seq: seq, Gone: 1, Notice: true, Text: []byte(group(uint64(n)) + " lines no longer kept")}
}

// older is the notice in front of the oldest line kept, first.
func older(first int64) store.Line {
	return store.Line{Seq: first - 1, Gone: 1, Notice: true, Text: []byte(group(uint64(first)) +
		" older lines are no longer kept: --memory sets how many")}
}

// goneText is what is said of lines of a source that can no longer be read.
func goneText(l *store.Line) string {
	text := "lines of "
	if l.Gone == 1 {
		text = "line of "
	}
	text = group(uint64(l.Gone)) + " " + text + line.CleanString(lastElements(l.Source, 1))
	if l.Gone == 1 {
		return text + " is no longer kept"
	}
	return text + " are no longer kept"
}

// countFrom returns how many lines are at or behind seq.
func countFrom(lines []store.Line, seq int64) int {
	n := 0
	for n < len(lines) && lines[len(lines)-1-n].Seq >= seq {
		n++
	}
	return n
}
