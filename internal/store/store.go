// Package store keeps what the sources sent: lines in blocks, numbers in
// series, rows in tables, and counts of everything. It stands between the
// sources' channel, which Run empties, and the readers (screen, standard
// output), which pull:
//
//	channel ──▶ Store.Run ────▶ blocks, series, tables, counters
//	files   ──▶ Store.Index ──▶ blocks of the past
//	                              ▲ Snapshot, Series, Thin, Tables: the screen
//	                              ├ Match, Volume: what matches, and when it was
//	                              ├ Measure, Graphs: a number in the lines, over time
//	                              └ Reader.Next: standard output
//
// There is one writer of what comes, the goroutine in Run; the workers of Index
// put what was there before in front of it. A reader never holds them up: a
// Snapshot costs the same whatever is kept, and what it refers to is never
// changed, only dropped. The one exception is asked for by name: NewReader
// with Hold, for standard output, which must not lose a line.
//
// Lines are not kept one by one, and what their files still have is not kept at
// all: a block knows where it stands and how many lines begin in it, and a
// reader finds the few that it looks at.
package store

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Options of a Store. The zero Options are the defaults.
type Options struct {
	Memory int64            // cap for what comes and no file has, in bytes; 0 means DefaultMemory
	Now    func() time.Time // the clock; nil means time.Now

	// Panicked is told of a panic in what reads text in the background; nil:
	// nobody is. It may be called from any goroutine.
	Panicked func(what string, value any, stack []byte)

	// Stream makes a store for one holding Reader and nobody else: samples
	// and tables stand in the log among the lines, no series are kept, and the
	// memory of what was read goes back to the sources. A Piece then counts
	// only until the reader's next call of Next, and a Snapshot's lines cannot
	// be used.
	Stream bool

	// Held makes a store for a holding Reader beside others: samples and tables
	// stand in the log as well, and a Piece tells its arrival as in a Stream.
	Held bool
}

// Store keeps what sources sent. All methods but Run are safe for concurrent
// use.
type Store struct {
	memory int64
	stream bool
	spoken bool // samples and tables stand in the log
	now    func() time.Time

	panicked func(what string, value any, stack []byte)

	mu      sync.RWMutex
	freed   sync.Cond // on mu: a holding reader has moved on or closed
	readers map[*Reader]struct{}
	log     log
	history history
	cache   cache
	volume  Volume
	sources map[string]*origin
	order   []*origin // sources in order of appearance
	series  seriesSet
	tables  tableSet
	graphs  graphs
	rate    rate
	said    map[string]bool // warnings of the store's own
	done    bool

	scratches sync.Pool // of *scratch
}

// New returns an empty store.
func New(o Options) *Store {
	if o.Memory <= 0 {
		o.Memory = DefaultMemory
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{
		memory:   o.Memory,
		stream:   o.Stream,
		spoken:   o.Stream || o.Held,
		now:      o.Now,
		panicked: o.Panicked,
		readers:  map[*Reader]struct{}{},
		sources:  map[string]*origin{},
		said:     map[string]bool{},
	}
	s.volume.store = s
	s.freed.L = &s.mu
	s.log.joinWithin = joinOnScreen
	if s.spoken {
		s.log.joinWithin = joinInStream
	}
	s.history.init(s)
	return s
}

// Run takes batches until in is closed. It is the store's one writer: call it
// once. When it returns, every reader has been told that no more will come, and
// sources that have not failed have ended.
func (s *Store) Run(in <-chan source.Batch) {
	for b := range in {
		s.add(b)
	}
	s.mu.Lock()
	s.done = true
	for _, o := range s.order {
		if o.stat.State < source.StateFailed {
			o.stat.State, o.stat.Since = source.StateEnded, s.now()
		}
	}
	s.signal()
	s.mu.Unlock()
}

// add files one batch.
func (s *Store) add(b source.Batch) {
	if b.At.IsZero() {
		b.At = s.now()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.origin(b.Source)
	if b.Past != nil && !s.stream {
		s.history.add(o, b.Past)
	}
	if len(b.Lines.Data) > 0 {
		s.addLines(o, b)
	}
	if s.spoken {
		s.log.addNumbers(o, b)
	}
	if !s.stream {
		s.keep(o, b)
	}
	for _, n := range b.Notices {
		s.addNotice(o, n, b.At)
	}
	s.evict()
	s.signal()
}

// guard runs f, which works on text of unknown making, and turns a panic in it
// into an error, which is said once.
func (s *Store) guard(what string, f func()) (err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		err = fmt.Errorf("%s crashed: %v", what, v)
		if s.panicked != nil {
			s.panicked(what, v, debug.Stack())
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.once(s.origin(what), err.Error(), s.now())
	}()
	f()
	return nil
}

// keep files samples and tables. What it refuses it says once.
func (s *Store) keep(o *origin, b source.Batch) {
	for _, x := range b.Samples {
		if err := s.series.add(x, b.At); err != nil {
			s.once(o, err.Error(), b.At)
		}
	}
	for _, t := range b.Tables {
		if err := s.tables.put(b.Source, t); err != nil {
			s.once(o, err.Error(), b.At)
		}
	}
}

// once files a warning of the store's own, unless it did before.
func (s *Store) once(o *origin, text string, at time.Time) {
	if !s.said[text] {
		s.said[text] = true
		s.addNotice(o, source.Notice{Severity: source.Warn, Text: text}, at)
	}
}

func (s *Store) addLines(o *origin, b source.Batch) {
	blk := b.Lines
	o.stat.Lines += uint64(blk.Lines)
	o.stat.Bytes += uint64(len(blk.Data))
	o.stat.Last = b.At
	o.long(blk)
	s.rate.add(b.At, blk.Lines)
	if !s.stream {
		o.learn(blk.Data[blk.Head:], b.At)
		s.rate.look(blk.Data[blk.Head:], o.format.Load().parser())
	}
	s.log.add(o, blk, b.At)
}

func (s *Store) addNotice(o *origin, n source.Notice, at time.Time) {
	switch {
	case n.Lost > 0:
		o.stat.Lost += uint64(n.Lost)
	case n.Lost == source.Unknown:
		o.stat.LostUnknown++
	}
	if n.State != source.StateSame && (n.State != o.stat.State || o.stat.Since.IsZero()) {
		o.stat.State, o.stat.Since = n.State, at
	}
	if o.open != nil && (n.State == source.StateEnded || n.State == source.StateFailed) {
		o.open.close()
		o.open = nil
	}
	if n.Text != "" {
		o.stat.Notices++
		s.log.addNotice(o, n, at)
	}
}

// evict lets go of the oldest text until the caps hold. With a holding reader
// whole blocks go, and it waits until that has seen them.
func (s *Store) evict() {
	if !s.holds() {
		s.log.evict(s.memory)
		return
	}
	for s.log.bytes+s.log.spare > s.memory && len(s.log.live) > 1 {
		for s.held() {
			s.signal()
			s.freed.Wait()
		}
		if lines := s.log.drop(); s.stream {
			lines.Recycle()
		}
	}
}

// holds reports whether some reader must see everything.
func (s *Store) holds() bool {
	for r := range s.readers {
		if r.hold {
			return true
		}
	}
	return s.stream
}

// held reports whether a holding reader still has to read the oldest block.
func (s *Store) held() bool {
	for r := range s.readers {
		if r.hold && r.pos.id <= s.log.firstID {
			return true
		}
	}
	return false
}

func (s *Store) signal() {
	for r := range s.readers {
		r.tell()
	}
}
