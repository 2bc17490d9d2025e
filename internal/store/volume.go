package store

import (
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// Bar is how many records there are of each level in a span of time.
type Bar [line.Fatal + 1]uint32

func (b *Bar) add(more *Bar) {
	for l, n := range more {
		b[l] += n
	}
}

// Volume counts records over time: all, or those that a query matches. What is
// known of a block is from its facts, or counted in the background where it is
// asked for. Its methods may be called from any goroutine.
type Volume struct {
	store *Store
	query *query.Query // nil: all records
	turns Turns        // to read a block in; nil: at any time

	mu      sync.Mutex // may be held while the store's lock is taken, never the other way round
	closed  bool
	ledger  ledger[spells]
	size    int // of all of them, in parts
	wanted  []wantedSpells
	width   time.Duration // that they are wanted at
	workers int
	told    time.Time
}

// spells is the records of a block, counted by time.
type spells struct {
	state       spellState
	timed       bool  // some record tells its time
	first, last int64 // Unix times in nanoseconds
	all         Bar
	width       time.Duration // that the parts were asked for
	parts       []spell       // in order of time
}

// spell is the records from a time on, up to the next spell.
type spell struct {
	at  int64
	bar Bar
}

// spellState is how well a block is known.
type spellState uint8

const (
	unknown spellState = iota
	never              // there are no records in it
	stated             // by its facts: all but the parts
	stale              // counted, but it has grown
	counted
)

// Volume counts all records, as Count.
func (s *Store) Volume(dst []Bar, from, to time.Time, n int) (bars []Bar, done bool) {
	return s.volume.Count(dst, from, to, n)
}

// VolumeOf counts the records that q matches, each block in turn; nil: at any
// time. It must be closed.
func (s *Store) VolumeOf(q *query.Query, turns Turns) *Volume {
	return &Volume{store: s, query: q, turns: turns}
}

// Close ends the counting. It does not wait: a goroutine that is reading a block
// ends after it.
func (w *Volume) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed, w.wanted = true, nil
}

// Count counts the records of the log by level in n equal spans from one time
// to another, and appends these to dst. It reads no text and never waits: done is
// false if some blocks are not counted yet; they are counted in the background
// then, and readers are signalled. Records that tell no time are counted with
// those above them, or at their arrival.
func (w *Volume) Count(dst []Bar, from, to time.Time, n int) (bars []Bar, done bool) {
	dst = append(dst, make([]Bar, max(n, 0))...)
	a := axis{bars: dst[len(dst)-max(n, 0):], from: from.UnixNano(), span: int64(to.Sub(from)) / int64(max(n, 1))}
	if n <= 0 || a.span <= 0 {
		return dst, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.store.Snapshot()
	w.look(&v)
	w.wanted = w.wanted[:0]
	w.width = max(time.Duration(a.span/spellsPerSpan), 1)
	for i := range v.blocks() {
		if k := w.ledger.at(v.spot(i)); !a.add(k) {
			w.wanted = append(w.wanted, wantedSpells{v.spot(i), v.block(i)})
		}
	}
	done = len(w.wanted) == 0
	w.start()
	return dst, done
}

// Extent returns the times of the oldest and the newest record, as far as they
// are known. ok is false if no line tells a time.
func (s *Store) Extent() (first, last time.Time, ok bool) {
	w := &s.volume
	w.mu.Lock()
	defer w.mu.Unlock()
	v := s.Snapshot()
	w.look(&v)
	var unsure []wantedSpells
	var from, to int64
	for i := range v.blocks() {
		k := w.ledger.at(v.spot(i))
		if k.state == unknown || k.state == stale {
			unsure = append(unsure, wantedSpells{v.spot(i), v.block(i)})
		}
		x, y := k.first, k.last
		if k.state == unknown { // for now
			x = v.block(i).at.UnixNano()
			y = x
		} else if !k.timed {
			continue
		}
		if !ok {
			from, to = x, y
		}
		from, to, ok = min(from, x), max(to, y), true
	}
	if len(w.wanted) == 0 && len(unsure) > 0 {
		w.wanted, w.width = unsure, max(w.width, time.Second)
	}
	w.start()
	return time.Unix(0, from).UTC(), time.Unix(0, to).UTC(), ok
}

// look brings the blocks up to date.
func (w *Volume) look(v *Snapshot) {
	base := w.ledger.base
	if len(v.live) > 0 {
		base = v.live[0].id
	}
	drop := func(_ *block, k *spells) { w.size -= len(k.parts) }
	for _, id := range w.ledger.look(v.past, v.live, base, w.enter, drop) {
		w.ledger.at(spot(id)).state = stale
	}
}

// enter returns what is known of a block of which the records are to be counted.
func (w *Volume) enter(b *block) spells {
	switch {
	case w.query == nil:
		return b.stated()
	case b.skips(w.query):
		return spells{state: never}
	}
	return spells{}
}

// stated returns what is known of b without reading it.
func (b *block) stated() (k spells) {
	f := b.facts
	switch {
	case b.wordless():
		k.state = never
	case b.seq < 0 && f != nil && f.exact:
		first, last := f.First, f.Last
		k.timed = !last.IsZero()
		if first.IsZero() {
			first = b.at
		}
		if last.Before(first) {
			last = first
		}
		k.state, k.first, k.last, k.all = stated, first.UnixNano(), last.UnixNano(), f.Levels
	}
	return k
}

// axis is the spans that records are counted in.
type axis struct {
	bars       []Bar
	from, span int64
}

// at returns the bar for a time, which may be out of range.
func (a *axis) at(t int64) int {
	if t < a.from {
		return -1
	}
	return int(min((t-a.from)/a.span, int64(len(a.bars))))
}

// put counts records in the bar at i, if there is one.
func (a *axis) put(i int, bar *Bar) {
	if i >= 0 && i < len(a.bars) {
		a.bars[i].add(bar)
	}
}

// add counts the records of a block, as far as they are known. It returns
// false if more must be known to count them right.
func (a *axis) add(k *spells) (enough bool) {
	switch k.state {
	case unknown:
		return false
	case never:
		return true
	}
	i, j := a.at(k.first), a.at(k.last)
	if i == j {
		a.put(i, &k.all)
		return k.state != stale
	}
	if k.state == stated {
		a.put(max(i, 0), &k.all) // for now
		return false
	}
	for i := range k.parts {
		a.put(a.at(k.parts[i].at), &k.parts[i].bar)
	}
	return k.state != stale && int64(k.width) <= max(a.span/spellsPerBar, 1)
}
