package web

import (
	"sort"
	"sync"
)

// frame is a message that any number of clients get: encoded once, for each
// way it goes out.
type frame struct {
	data   []byte // a message as JSON, or plain text
	seq    int64  // the newest line in it or before it
	number uint64 // of this frame among those of all views; 0: it is one client's only
	cursor string // of both: what to come back with
	news   bool   // it says something, or is the first
	tally         // what is in it

	presented uint64 // the version of what the screen shows, if it is that

	packs [ways]pack
}

// pack is a frame as it goes out on one way.
type pack struct {
	once sync.Once
	data []byte
}

// tally counts lines: those that have ended, and those that were left out.
type tally struct {
	lines uint64
	least int // times that more than that were left out, nobody knows how many
}

func (t *tally) add(o tally) { t.lines, t.least = t.lines+o.lines, t.least+o.least }

// packed returns the frame as it goes out on a way.
func (f *frame) packed(w way) []byte {
	p := &f.packs[w]
	p.once.Do(func() { p.data = w.pack(f.cursor, f.data) })
	return p.data
}

// ring is the last messages of a view, for clients that lag behind: they hold
// a number, not messages of their own.
type ring struct {
	frames []*frame
	first  uint64 // how many were dropped
	bytes  int
	held   tally
	gone   tally  // in frames that were dropped
	seq    int64  // of the last frame that was dropped, or what was before the
	number uint64 // first one
}

// add adds a frame, and drops the oldest ones until so many bytes are left.
func (r *ring) add(f *frame, most int) {
	r.frames = append(r.frames, f)
	r.bytes += len(f.data)
	r.held.add(f.tally)
	for len(r.frames) > 1 && (r.bytes > most || r.held.lines > queueLines) {
		old := r.frames[0]
		r.frames[0] = nil
		r.frames = r.frames[1:]
		r.first++
		r.bytes -= len(old.data)
		r.held.lines -= old.lines
		r.held.least -= old.least
		r.gone.add(old.tally)
		r.seq, r.number = old.seq, old.number
	}
}

// end is the place behind the newest frame.
func (r *ring) end() place {
	p := place{r.first + uint64(len(r.frames)), r.gone}
	p.add(r.held)
	return p
}

// last is the number of the newest frame.
func (r *ring) last() uint64 {
	if n := len(r.frames); n > 0 {
		return r.frames[n-1].number
	}
	return r.number
}

// behind returns the place behind a frame, if it was the last one or those
// behind it are still there.
func (r *ring) behind(c cursor) (p place, ok bool) {
	p = place{r.first, r.gone}
	if c.number == r.number {
		return p, c.seq == r.seq
	}
	i := sort.Search(len(r.frames), func(i int) bool { return r.frames[i].number >= c.number })
	if i == len(r.frames) || r.frames[i].number != c.number || r.frames[i].seq != c.seq {
		return p, false
	}
	for _, f := range r.frames[:i+1] {
		p.add(f.tally)
	}
	p.at += uint64(i + 1)
	return p, true
}

// place is a client's place in a view: the next frame, and what is in those
// before it.
type place struct {
	at uint64
	tally
}
