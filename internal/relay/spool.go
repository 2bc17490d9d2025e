package relay

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// spool keeps records on disk from when they are read until Redis has them, in
// segment files that are only appended to. When it is full the oldest segment
// goes, and what was in it is counted. One goroutine appends, one reads and
// acknowledges.
//
// What append has returned for outlives the process, kill -9 included: it is in
// the system's cache. It is not forced to the disk, so that a machine that loses
// power may lose the last seconds.
//
//	spool/id               name of this spool: who wrote an entry
//	spool/lost.json        what was dropped and not yet told
//	spool/0000000000000001.seg …
type spool struct {
	dir     string
	limit   int64 // of all segments, in bytes
	segment int64 // when the next one begins
	id      string
	torn    int64 // bytes that open could not make sense of
	lock    *os.File
	more    chan struct{} // something was appended

	mu       sync.Mutex
	room     sync.Cond  // on mu: a segment has gone, or taken has changed
	taken    bool       // Redis takes what is read, however slowly
	segments []*segment // oldest first, never empty
	total    int64
	at       place  // all before it is in Redis
	next     uint64 // number of the next record
	buf      []byte
	lost     losses
	dropped  uint64 // lines and other records, since the start
	fault    error  // why the last append failed
}

// batch is what is sent at once: notices of what was lost, then records.
type batch struct {
	lost    losses
	records []record
	end     place
}

type segment struct {
	first uint64 // number of its first record
	size  int64
	file  *os.File
}

// place is a position between two records: in the segment that begins with
// first.
type place struct {
	first  uint64
	offset int64
}

// errInUse is another process with the same spool.
var errInUse = errors.New("another rtwatch push uses it")

// roll begins a new segment.
func (s *spool) roll() error {
	name := filepath.Join(s.dir, fmt.Sprintf("%016x.seg", s.next))
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	s.segments = append(s.segments, &segment{first: s.next, file: f})
	return nil
}

// append numbers r and puts it behind all others. If the spool is full it waits
// while Redis takes from its other end; else, and where the disk fails, the
// oldest records are dropped and counted.
func (s *spool) append(r *record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.number = s.next
	s.buf = r.append(s.buf[:0])
	for s.total+int64(len(s.buf)) > s.limit {
		if s.taken && s.total > s.at.offset {
			s.room.Wait()
		} else if !s.dropOldest() {
			break
		}
	}
	s.fault = s.write(s.buf)
	if s.fault != nil && s.dropOldest() { // a full disk has room again
		s.fault = s.write(s.buf)
	}
	if s.fault != nil {
		s.drop(r)
		s.saveLosses()
		return
	}
	s.next++
	select {
	case s.more <- struct{}{}:
	default:
	}
}

func (s *spool) write(data []byte) error {
	if s.last().size >= s.segment {
		if err := s.roll(); err != nil {
			return err
		}
	}
	g := s.last()
	if _, err := g.file.WriteAt(data, g.size); err != nil {
		_ = g.file.Truncate(g.size) // what is behind size is not read anyway
		return err
	}
	g.size += int64(len(data))
	s.total += int64(len(data))
	return nil
}

func (s *spool) last() *segment { return s.segments[len(s.segments)-1] }

// dropOldest drops the oldest segment and counts what Redis does not have of
// it. It returns false if there is nothing to drop.
func (s *spool) dropOldest() bool {
	g := s.segments[0]
	if g.size == 0 {
		return false
	}
	if len(s.segments) == 1 {
		if s.roll() != nil {
			return false
		}
	}
	from := int64(0)
	if s.at.first == g.first {
		from = s.at.offset
	}
	data := make([]byte, g.size-from)
	if _, err := g.file.ReadAt(data, from); err == nil {
		for len(data) > 0 {
			r, n, err := parse(data)
			if err != nil {
				break
			}
			s.drop(&r)
			data = data[n:]
		}
	}
	s.remove()
	s.saveLosses()
	return true
}

// remove takes the oldest segment away.
func (s *spool) remove() {
	g := s.segments[0]
	s.segments, s.total = s.segments[1:], s.total-g.size
	g.file.Close()
	_ = os.Remove(g.file.Name()) // it is read again if it stays, and known to Redis
	s.room.Signal()
	if s.at.first == g.first {
		s.at = place{first: s.segments[0].first}
	}
}

// read returns the records behind the acknowledged ones, at most about size
// bytes, in buf's memory or a larger one that it returns, where they end, and
// what was dropped before them.
func (s *spool) read(buf []byte, size int) (b batch, _ []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.segments[0]
	b = batch{end: s.at, lost: maps.Clone(s.lost)}
	have := g.size - s.at.offset
	for size = int(min(int64(size), have)); len(b.records) == 0 && have > 0; size = int(min(int64(2*size), have)) {
		buf = slices.Grow(buf[:0], size)[:size]
		if _, err := g.file.ReadAt(buf, s.at.offset); err != nil {
			return b, buf, err
		}
		for rest := buf; len(b.records) < batchRecords; {
			r, n, err := parse(rest)
			if err != nil {
				break
			}
			b.records, rest, b.end.offset = append(b.records, r), rest[n:], b.end.offset+int64(n)
		}
		if len(b.records) == 0 && int64(size) == have {
			return b, buf, fmt.Errorf("%q: %w", g.file.Name(), errTorn)
		}
	}
	return b, buf, nil
}

// ack says that Redis has all records before end.
func (s *spool) ack(end place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if end.first != s.at.first {
		return // dropped meanwhile
	}
	s.at = end
	if g := s.segments[0]; end.offset == g.size && len(s.segments) > 1 {
		s.remove()
	}
}

// taking says whether Redis takes what is read.
func (s *spool) taking(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = yes
	s.room.Signal()
}

// skip gives up what cannot be read of the oldest segment.
func (s *spool) skip() {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.segments[0]
	s.torn += g.size - s.at.offset
	if len(s.segments) == 1 && s.roll() != nil {
		return
	}
	s.remove()
}

// waiting is how many bytes Redis does not have yet.
func (s *spool) waiting() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total - s.at.offset
}

// close gives the spool up. If Redis has everything nothing is left of it.
func (s *spool) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeFiles()
	if s.total == s.at.offset && len(s.lost) == 0 {
		for _, g := range s.segments {
			_ = os.Remove(g.file.Name()) // else it is read again, and known to Redis
		}
	}
	s.lock.Close()
}

func (s *spool) closeFiles() {
	for _, g := range s.segments {
		g.file.Close()
	}
}

// replaceFile writes a small file so that it is whole at any time.
func replaceFile(name string, data []byte) error {
	if err := os.WriteFile(name+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
