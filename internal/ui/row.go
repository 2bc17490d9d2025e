package ui

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// row is a line as the pane shows it. What it says besides its own is the same
// from wherever it is looked at.
type row struct {
	store.Line
	run    run           // the lines it stands for, of which it is the newest; else of no lines
	before stamp         // of the line above it
	quiet  time.Duration // between the two, if that is worth a row of its own
}

// first is the oldest line that the row stands for.
func (r *row) first() int64 {
	if r.run.lines > 0 {
		return r.run.first
	}
	return r.Seq
}

// has reports whether the row is a line, or stands for it.
func (r *row) has(seq int64) bool { return r.first() <= seq && seq <= r.Seq }

// lead is how many rows stand above the text.
func (r *row) lead() int {
	if r.quiet > 0 {
		return 1
	}
	return 0
}

// plainRows returns lines as rows that stand for nothing else.
func plainRows(dst []row, lines []store.Line) []row {
	for i := range lines {
		dst = append(dst, row{Line: lines[i]})
	}
	return dst
}

// stamp is the time of a line: its own, or when it came. The two cannot be
// compared.
type stamp struct {
	at  time.Time
	own bool
}

// stampOf returns the time of a line; zero if nobody knows it: when lines of the
// past came tells only when their file was written to last.
func stampOf(l *store.Line) stamp {
	switch {
	case !l.Time.IsZero():
		return stamp{l.Time, true}
	case l.Seq >= 0 && l.Gone == 0:
		return stamp{l.At, false}
	}
	return stamp{}
}

// since returns the time from one stamp to the other, if both are of one kind.
func (s stamp) since(before stamp) (d time.Duration, ok bool) {
	if s.at.IsZero() || before.at.IsZero() || s.own != before.own {
		return 0, false
	}
	return s.at.Sub(before.at), true
}
