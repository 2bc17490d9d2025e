package web

import "sync"

// Viewers is how many are told what comes, by the way they are told.
type Viewers struct{ Sockets, Events, Polls, Texts int }

// Viewers returns who is told what comes. It may be called from any goroutine.
func (s *Server) Viewers() Viewers {
	l := &s.limits.streams
	l.mu.Lock()
	defer l.mu.Unlock()
	return Viewers{l.by[bySocket], l.by[byEvents], l.by[byPoll], l.by[byText]}
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

// streams counts those who are told what comes.
type streams struct {
	mu     sync.Mutex
	all    int
	by     [ways]int
	from   map[string]int
	closed bool
	wait   sync.WaitGroup
}

// enter lets a stream in, and returns what ends it; nil if there are too many,
// or none any more.
func (s *streams) enter(ip string, w way) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.all >= maxStreams || s.from[ip] >= maxStreamsPerIP {
		return nil
	}
	s.wait.Add(1)
	s.all++
	s.by[w]++
	s.from[ip]++
	return sync.OnceFunc(func() {
		defer s.wait.Done()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		s.by[w]--
		if s.from[ip]--; s.from[ip] == 0 {
			delete(s.from, ip)
		}
	})
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// close lets nobody in any more, and waits for those who are in to leave.
func (s *streams) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wait.Wait()
}
