package store

import (
	"runtime"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// Matches is what a query matches in a store: the records in which it is true.
// They are found in the background, on all cores, those nearest to where the
// reader is first, and those that come later as they come. Only counts are
// kept, so that memory does not grow with the matches. All methods but Close
// may be called from any goroutine and none waits for the search: what is not
// known yet is left out and said.
//
// A record belongs to the block where it begins. Where a live block begins in
// the middle of one, its first lines share the fate of what is above them.
type Matches struct {
	store  *Store
	query  *query.Query
	reader *Reader       // is told what comes
	quit   chan struct{} // closed by Close

	mu     sync.Mutex // may be held while the store's lock is taken, never the other way round
	wake   sync.Cond  // on mu: there is work, or none ever again
	closed bool

	// The log as it was when it was last looked at, and what is known of each
	// of its blocks.
	past, live   []*block
	base         uint64 // ID of live[0]
	pasts, lives []tally
	loose        map[uint64]growth // live blocks that may still change, as they were counted
	again        []uint64          // those of them that have changed
	sum          tally64
	done         int // blocks that are counted

	// What to count next: first what has come since the search began, at start;
	// then from where the reader is to the oldest; then from there to start.
	fresh, start, down, up spot
	busy                   int // workers that count

	told  time.Time // when readers were last signalled
	news  bool      // something was counted since
	found []found   // the blocks that were read last, the newest first
	kept  int       // lines in them
}

// spot is the place of a block in the log: live blocks count from 0, by ID;
// those of the past from -1 downwards.
type spot int64

// tally is what is known of a block.
type tally struct {
	records, lines uint32 // that match
	unread         uint32 // lines that could not be read
	counted        bool
	above          fate // of its first lines
}

// fate is what becomes of lines that go on with a record of another block.
type fate uint8

const (
	alone   fate = iota // there are none, or nobody knows the record
	fails               // it does not match
	matches             // it does
)

// tally64 is a sum of them.
type tally64 struct{ records, lines, unread uint64 }

// add counts t, less what was counted of the same block before.
func (s *tally64) add(t, before tally) {
	s.records += uint64(t.records) - uint64(before.records)
	s.lines += uint64(t.lines) - uint64(before.lines)
	s.unread += uint64(t.unread) - uint64(before.unread)
}

// MatchCount is how far a search is, and what it has found.
type MatchCount struct {
	Records uint64 // that match
	Lines   uint64 // of those records
	Unread  uint64 // lines that could not be searched: they can no longer be read
	Done    bool   // all that is known of the log was searched
	Share   float64
}

// Match begins to find what q matches, from the line near on: first the older
// lines, then the newer ones. Readers are signalled as matches are found. It
// must be closed.
func (s *Store) Match(q *query.Query, near int64) *Matches {
	m := &Matches{
		store: s, query: q, reader: s.NewReader(!Hold), quit: make(chan struct{}),
		loose: map[uint64]growth{}, told: s.now(),
	}
	m.wake.L = &m.mu
	v := s.Snapshot()
	m.down = v.spot(min(v.at(near), v.blocks()-1))
	m.up = m.down + 1
	m.start = max(m.up, 0)
	if n := len(v.live); n > 0 {
		m.start = spot(v.live[n-1].id + 1)
	}
	m.fresh = m.start
	m.look()
	go m.watch()
	for range runtime.GOMAXPROCS(0) {
		go m.work()
	}
	return m
}

// Close ends the search. It does not wait: a goroutine that is reading a block
// ends after it.
func (m *Matches) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	m.closed = true
	m.found = nil
	close(m.quit)
	m.wake.Broadcast()
	m.reader.Close()
}

// Query is what is looked for.
func (m *Matches) Query() *query.Query { return m.query }

// Count returns how far the search is.
func (m *Matches) Count() MatchCount {
	m.look()
	s := m.store
	s.mu.RLock()
	past := s.history.progress
	s.mu.RUnlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	all := len(m.past) + len(m.live)
	c := MatchCount{Records: m.sum.records, Lines: m.sum.lines, Unread: m.sum.unread, Share: 1}
	c.Done = m.done == all && len(m.again) == 0
	if all > 0 {
		c.Share = float64(m.done) / float64(all)
	}
	if !past.Complete && past.Bytes > 0 {
		c.Share *= min(float64(past.Read)/float64(past.Bytes), 1)
	}
	return c
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
