package store

import (
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

// Matches is what a query matches in a store: the records in which it is true.
// They are found in the background, on all cores, those nearest to where the
// reader is first, and those that come later as they come. Only counts are
// kept, so that memory does not grow with the matches. All methods but Close
// may be called from any goroutine and none waits for the search, but for a turn
// where it takes turns: what is not known yet is left out and said.
//
// A record belongs to the block where it begins. Where a live block begins in
// the middle of one, its first lines share the fate of what is above them.
type Matches struct {
	survey[tally]
	query *query.Query
	fails bool // notices of failures and losses match, too
	sum   tally64
	found []found // the blocks that were read last, the newest first
	kept  int     // lines in them
}

// tally is what is known of a block.
type tally struct {
	records, lines uint32 // that match
	unread         uint32 // lines that could not be read
	above          fate   // of its first lines
	notice         bool   // it is one, not a line
}

// noticed is what is known of a notice that is found.
func noticed() tally { return tally{records: 1, lines: 1, notice: true} }

// fate is what becomes of lines that go on with a record of another block.
type fate uint8

const (
	alone   fate = iota // there are none, or nobody knows the record
	fails               // it does not match
	matches             // it does
)

// tally64 is a sum of them.
type tally64 struct{ records, lines, unread, notices uint64 }

// add counts t, less what was counted of the same block before.
func (s *tally64) add(t, before tally) {
	s.records += uint64(t.records) - uint64(before.records)
	s.lines += uint64(t.lines) - uint64(before.lines)
	s.unread += uint64(t.unread) - uint64(before.unread)
	if before.notice {
		s.notices--
	}
	if t.notice {
		s.notices++
	}
}

// MatchCount is how far a search is, and what it has found.
type MatchCount struct {
	Records uint64 // that match, and notices
	Lines   uint64 // of those records
	Unread  uint64 // lines that could not be searched: they can no longer be read
	Done    bool   // all that is known of the log was searched
	Share   float64
}

// Match begins to find what q matches, from the line near on: first the older
// lines, then the newer ones. Readers are signalled as matches are found. It
// must be closed.
func (s *Store) Match(q *query.Query, near int64) *Matches {
	m := &Matches{query: q}
	m.begin(s, "search", m, near)
	return m
}

// Match is the store's, but for r alone: no other reader is signalled as matches
// are found. Each block is read in turn.
func (r *Reader) Match(q *query.Query, near int64, turns Turns) *Matches {
	m := &Matches{query: q}
	m.tells, m.turns = r.tell, turns
	m.begin(r.store, "search", m, near)
	return m
}

// MatchFailures is Match that also finds the notices of failures and of lines
// that are lost, where lines of their source and time may match.
func (s *Store) MatchFailures(q *query.Query, near int64) *Matches {
	m := &Matches{query: q, fails: true}
	m.begin(s, "search", m, near)
	return m
}

// finds reports whether b is a notice that is found.
func (m *Matches) finds(b *block) bool {
	return m.fails && b.notice && (b.severity == source.Fail || b.lost) &&
		!m.query.Skips(&query.Facts{Source: b.origin.stat.Name, First: b.at, Last: b.at})
}

// Close ends the search. It does not wait: a goroutine that is reading a block
// ends after it.
func (m *Matches) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.close()
	m.found = nil
}

// Count returns how far the search is.
func (m *Matches) Count() MatchCount {
	share, done := m.progress()
	m.mu.Lock()
	defer m.mu.Unlock()
	return MatchCount{Records: m.sum.records, Lines: m.sum.lines - m.sum.notices, Unread: m.sum.unread, Done: done, Share: share}
}

// spot returns the place of the block at i, or of the one behind the last.
func (v *Snapshot) spot(i int) spot {
	if i < len(v.past) {
		return spot(i - len(v.past))
	}
	if len(v.live) == 0 {
		return 0
	}
	return spot(v.live[0].id) + spot(i-len(v.past))
}
