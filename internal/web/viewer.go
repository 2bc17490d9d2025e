package web

import "sync"

// Viewers is how many are told what comes, by the way they are told.
type Viewers struct{ Sockets, Events, Polls, Texts int }

// Viewers returns who is told what comes. It may be called from any goroutine.
func (s *Server) Viewers() Viewers {
	by := s.limits.streams.each()
	return Viewers{by[bySocket], by[byEvents], by[byPoll], by[byText]}
}

// way is how a viewer is told.
type way uint8

const (
	bySocket way = iota
	byEvents
	byPoll
	byText
	ways
)

func (w way) String() string { return [...]string{"ws", "events", "poll", "text"}[w] }

// streams counts those who are told what comes.
type streams struct {
	most, perIP int
	changed     func() // is called when it is another number; may be nil

	mu   sync.Mutex
	all  int
	by   [ways]int
	from map[string]int // by address

	closed bool
	wait   sync.WaitGroup
}

// enter lets a stream in, and returns what ends it; nil if there are too many,
// or none any more.
func (s *streams) enter(ip string, w way) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.all >= s.most || s.from[ip] >= s.perIP {
		return nil
	}
	s.wait.Add(1)
	s.from[ip]++
	s.note(w, 1)
	return sync.OnceFunc(func() {
		defer s.wait.Done()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.from[ip]--; s.from[ip] == 0 {
			delete(s.from, ip)
		}
		s.note(w, -1)
	})
}

// note counts one more of a way, or one less.
func (s *streams) note(w way, more int) {
	s.all += more
	s.by[w] += more
	if s.changed != nil {
		s.changed()
	}
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// each returns how many there are of each way.
func (s *streams) each() [ways]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by
}

// close lets nobody in any more, and waits for those who are in to leave.
func (s *streams) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wait.Wait()
}
