package store

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

// survey reads every block of the log once, in the background and on all cores,
// and again what a live one has grown by: those nearest to where the reader is
// first, and those that come later as they come.
type survey[T any] struct {
	store  *Store
	task   surveyor[T]
	name   string        // of what is done, for a message
	reader *Reader       // is told what comes
	quit   chan struct{} // closed by close

	mu     sync.Mutex // may be held while the store's lock is taken, never the other way round
	wake   sync.Cond  // on mu: there is work, or none ever again
	closed bool
	ledger ledger[surveyed[T]]
	again  []uint64 // blocks that were read and have grown
	anew   []uint64 // those of them that are being read
	done   int      // blocks that are read

	// What to read next: first what has come since the survey began, at start;
	// then from where the reader is to the oldest; then from there to start.
	fresh, start, down, up spot
	busy                   int // workers that read

	turns Turns     // to read a block in; nil: at any time
	tells func()    // signals who asks; nil: all readers
	told  time.Time // when they were last signalled
	news  bool      // something was found since
}

// surveyed is what is known of a block.
type surveyed[T any] struct {
	what T
	read bool
}

// surveyor is what is done with each block.
type surveyor[T any] interface {
	// skips reports that a block need not be read. It is called under the lock.
	skips(b *block) bool
	// count reads a block. It is called by several goroutines, without the lock.
	count(j *surveyJob[T], buf *scratch) (T, error)
	// lost is what is known of a block that cannot be read. It is called under
	// the lock.
	lost(j *surveyJob[T]) T
	// file replaces what is known of a block. It is called under the lock.
	// Readers are told at once if it returns true.
	file(p spot, have *T, t T) (tell bool)
	// drop takes leave of a block that is not in the log any more, read or not.
	// It is called under the lock.
	drop(b *block, have *T, read bool)
}

// surveyJob is a block to be read.
type surveyJob[T any] struct {
	spot
	block  *block
	growth growth
	live   []*block // up to this one, which is the last of them; nil if it is of the past
	have   T        // what is known of it
	read   bool     // it was read before
}

// begin starts the survey. It must be closed.
func (s *survey[T]) begin(store *Store, name string, task surveyor[T], near int64) {
	s.store, s.name, s.task = store, name, task
	s.reader, s.quit, s.told = store.NewReader(!Hold), make(chan struct{}), store.now()
	s.wake.L = &s.mu
	if s.tells == nil {
		s.tells = store.tellReaders
	}
	v := store.Snapshot()
	s.down = v.spot(min(v.at(near), v.blocks()-1))
	s.up = s.down + 1
	s.start = max(s.up, 0)
	if n := len(v.live); n > 0 {
		s.start = spot(v.live[n-1].id + 1)
	}
	s.fresh = s.start
	s.look()
	go s.watch()
	for range runtime.GOMAXPROCS(0) {
		go s.work()
	}
}

// close ends the survey. It does not wait: a goroutine that is reading a block
// ends after it. It is called under the lock.
func (s *survey[T]) close() {
	if s.closed {
		return
	}
	s.closed = true
	close(s.quit)
	s.wake.Broadcast()
	s.reader.Close()
}

// progress returns how much of the log is read, as far as the log is known, and
// whether that is all. It takes the lock.
func (s *survey[T]) progress() (share float64, done bool) {
	s.look()
	s.store.mu.RLock()
	past := s.store.history.progress
	s.store.mu.RUnlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	share = 1
	all := len(s.ledger.past) + len(s.ledger.live)
	if all > 0 {
		share = float64(s.done) / float64(all)
	}
	if !past.Complete && past.Bytes > 0 {
		share *= min(float64(past.Read)/float64(past.Bytes), 1)
	}
	return share, s.done == all && len(s.again)+len(s.anew) == 0
}

// watch looks at the log whenever it has changed.
func (s *survey[T]) watch() {
	for {
		select {
		case <-s.reader.Changed():
			s.look()
		case <-s.quit:
			return
		}
	}
}

// look brings what is known of the log up to date.
func (s *survey[T]) look() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.mu.RLock()
	past, live, base := s.store.log.past, s.store.log.live, s.store.log.firstID
	s.store.mu.RUnlock()
	if s.closed {
		return
	}
	s.again = append(s.again, s.ledger.look(past, live, base, enterNothing, s.drop)...)
	if s.some() {
		s.wake.Broadcast()
	}
}

func enterNothing[T any](*block) (x surveyed[T]) { return x }

func (s *survey[T]) drop(b *block, x *surveyed[T]) {
	s.task.drop(b, &x.what, x.read)
	if x.read {
		s.done--
	}
}

// work reads blocks until the survey is closed.
func (s *survey[T]) work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed {
		j, ok := s.take()
		if !ok {
			if s.busy == 0 && s.news {
				s.tell()
			}
			if !s.closed {
				s.wake.Wait()
			}
			continue
		}
		s.busy++
		s.mu.Unlock()
		var t T
		var err error
		ok = inTurn(s.turns, func() {
			buf := s.store.scratch()
			defer s.store.scratches.Put(buf)
			if crash := s.store.guard(s.name, func() { t, err = s.task.count(&j, buf) }); crash != nil {
				err = crash
			}
		})
		runtime.Gosched() // all cores are busy: keys and frames come first
		s.mu.Lock()
		s.busy--
		if !ok {
			s.close()
			return
		}
		if err != nil {
			t = s.task.lost(&j)
		}
		if i := slices.Index(s.anew, uint64(j.spot)); j.read && i >= 0 {
			s.anew = slices.Delete(s.anew, i, i+1)
		}
		if s.file(j.spot, t, j.growth) || s.store.now().Sub(s.told) >= tellEvery {
			s.tell()
		}
	}
}

// tell signals who asks.
func (s *survey[T]) tell() {
	s.news = false
	s.told = s.store.now()
	s.tells()
}

// some reports whether there is work.
func (s *survey[T]) some() bool {
	return len(s.again) > 0 || s.fresh < s.ledger.end() || s.down >= -spot(len(s.ledger.past)) || s.up < s.start
}

// take returns what to read next, and files what need not be read for it.
func (s *survey[T]) take() (j surveyJob[T], ok bool) {
	for n := 1; !s.closed && s.some(); n++ {
		if len(s.again) > 0 {
			id := s.again[0]
			s.again = s.again[1:]
			if id >= s.ledger.base {
				s.anew = append(s.anew, id)
				return s.job(spot(id)), true
			}
			continue
		}
		p := s.step()
		if x := s.ledger.at(p); x == nil || x.read {
			continue
		}
		b := s.ledger.block(p)
		g := b.growth()
		if !s.task.skips(b) {
			return s.job(p), true
		}
		var none T
		s.file(p, none, g)
		if n%skipAtOnce == 0 { // let others in
			s.mu.Unlock()
			s.mu.Lock()
		}
	}
	return j, false
}

// step returns the next place to look at.
func (s *survey[T]) step() (p spot) {
	base := spot(s.ledger.base)
	switch {
	case s.fresh < s.ledger.end():
		s.fresh = max(s.fresh, base)
		p = s.fresh
		s.fresh++
	case s.down >= -spot(len(s.ledger.past)):
		if p = s.down; p >= 0 && p < base {
			p = -1
		}
		s.down = p - 1
	default:
		if p = s.up; p >= 0 && p < base {
			p = base
		}
		s.up = p + 1
	}
	return p
}

func (s *survey[T]) job(p spot) surveyJob[T] {
	j := surveyJob[T]{spot: p, block: s.ledger.block(p)}
	if p >= 0 {
		j.live = s.ledger.live[:p-spot(s.ledger.base)+1]
	}
	j.growth = j.block.growth()
	s.remember(&j)
	return j
}

// remember tells a job what is known of its block.
func (s *survey[T]) remember(j *surveyJob[T]) {
	if x := s.ledger.at(j.spot); x != nil {
		j.have, j.read = x.what, x.read
	}
}

// file notes what was found in a block that had grown so far.
func (s *survey[T]) file(p spot, t T, g growth) (tell bool) {
	x := s.ledger.at(p)
	if x == nil {
		return false
	}
	s.news = true
	tell = s.task.file(p, &x.what, t)
	if !x.read {
		s.done++
	}
	x.read = true
	if s.ledger.settle(p, g) {
		s.again = append(s.again, uint64(p))
	}
	return tell
}
