package store

import (
	"bytes"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Reader is one reader's place in the log, with a signal of its own. It must
// be closed. Changed may be used from any goroutine, the other methods from
// one at a time.
type Reader struct {
	store   *Store
	changed chan struct{}
	hold    bool
	pos     place // guarded by store.mu
}

// place is a position between two bytes of the log.
type place struct {
	id  uint64 // block
	off int    // bytes of it that were read
}

// Hold asks the store to drop nothing that the reader has not read: the store
// then stops taking batches, and with it its sources, when the reader falls
// behind by the store's memory.
const Hold = true

// NewReader returns a reader at the oldest line kept.
func (s *Store) NewReader(hold bool) *Reader {
	r := &Reader{store: s, changed: make(chan struct{}, 1), hold: hold}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.pos = place{id: s.log.firstID}
	s.readers[r] = struct{}{}
	r.changed <- struct{}{}
	return r
}

// Changed receives a value after something in the store has changed: at most
// one, however much has changed.
func (r *Reader) Changed() <-chan struct{} { return r.changed }

// tell signals the reader.
func (r *Reader) tell() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// Close ends the reader; the store no longer waits for it.
func (r *Reader) Close() {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	delete(r.store.readers, r)
	r.store.freed.Broadcast()
}

// Piece is a run of bytes of one source, as a Reader gets them: like a
// source.Block, but it may begin or end anywhere that the reader's last piece
// made it.
type Piece struct {
	Source   string
	Data     []byte          // must not be changed
	Samples  []source.Sample // instead of Data, in a store made with Stream or Held;
	Tables   []source.Table  // these too
	Head     int             // bytes that go on with the source's last line
	Open     bool            // the last line goes on, or may go on, in a later piece
	At       time.Time
	Offset   int64
	Notice   bool
	Severity source.Severity
}

// Next returns what comes next in the log. ok is false if there is nothing
// now; done says that nothing will come any more.
func (r *Reader) Next() (p Piece, ok, done bool) {
	s := r.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.pos.id < s.log.firstID {
		r.pos = place{id: s.log.firstID}
	}
	for r.pos.id < s.log.end() {
		b := s.log.live[r.pos.id-s.log.firstID]
		t := b.text.Load()
		if b.numbers() && r.pos.off == 0 {
			p.Source, p.At, p.Samples, p.Tables = b.origin.stat.Name, b.at, b.samples, b.tables
			r.pos.off = 1
			return p, true, false
		}
		if r.pos.off < len(t.data) {
			p.fill(b, t, r.pos.off)
			r.pos.off = len(t.data)
			return p, true, false
		}
		if r.pos.id+1 == s.log.end() {
			break // the last block may still grow
		}
		r.pos.id, r.pos.off = r.pos.id+1, 0
		s.freed.Broadcast()
	}
	return p, false, s.done
}

// fill sets p to the text of b from off on.
func (p *Piece) fill(b *block, t *text, off int) {
	p.Source, p.At, p.Notice, p.Severity = b.origin.stat.Name, b.at, b.notice, b.severity
	p.Data, p.Open, p.Offset = t.data[off:], t.open, b.offset+int64(off)
	switch {
	case off == 0:
		p.Head = t.head
	case t.data[off-1] != '\n': // the block has grown in the middle of a line
		if p.Head = bytes.IndexByte(p.Data, '\n') + 1; p.Head == 0 {
			p.Head = len(p.Data)
		}
	}
}
