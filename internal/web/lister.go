package web

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// lister finds lines of the log: all, or those that match. Safe for concurrent
// use.
type lister struct{ matches *store.Matches }

// around returns up to n lines from seq on, or before it. It waits for no more than
// turns of the filter: sure is false if others may be between them, as long as they
// are searched for.
func (l *lister) around(snap *store.Snapshot, seq int64, n int, before bool) (lines []store.Line, sure bool) {
	switch {
	case l.matches == nil && before:
		seq = min(seq, snap.Next)
		from := max(seq-int64(n), snap.First)
		return snap.Lines(nil, from, int(max(seq-from, 0))), true
	case l.matches == nil:
		return snap.Lines(nil, seq, n), true
	case before:
		return l.matches.Before(nil, snap, seq, n)
	default:
		return l.matches.From(nil, snap, seq, n)
	}
}

// between returns how many lines there are from one on and before another; least
// if there may be more.
func (l *lister) between(snap *store.Snapshot, from, to int64) (n uint64, least bool) {
	if l.matches == nil {
		return uint64(to - from), false
	}
	n, sure := l.matches.Between(snap, from, to)
	return n, !sure
}

// surely looks until the answer is sure or the server ends, for as long as searches
// are waited for, and returns the last answer.
func (s *Server) surely(look func() ([]store.Line, bool)) (lines []store.Line, sure bool) {
	late := time.NewTimer(s.waits.search)
	defer late.Stop()
	for {
		if lines, sure = look(); sure {
			return lines, true
		}
		select {
		case <-time.After(tryAgain):
		case <-late.C:
			return lines, false
		case <-s.quit:
			return lines, false
		}
	}
}
