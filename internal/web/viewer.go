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
	changed func() // is called when it is another number; may be nil

	mu   sync.Mutex
	all  int
	by   [ways]int
	from map[string]int
}

// enter lets a stream in, and returns what ends it; nil if there are too many.
func (s *streams) enter(ip string, w way) (leave func()) {
	if !s.add(ip, w) {
		return nil
	}
	return sync.OnceFunc(func() { s.remove(ip, w) })
}

func (s *streams) add(ip string, w way) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= maxStreams || s.from[ip] >= maxStreamsPerIP {
		return false
	}
	s.all++
	s.by[w]++
	s.from[ip]++
	s.tell()
	return true
}

func (s *streams) remove(ip string, w way) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	s.by[w]--
	if s.from[ip]--; s.from[ip] == 0 {
		delete(s.from, ip)
	}
	s.tell()
}

func (s *streams) tell() {
	if s.changed != nil {
		s.changed()
	}
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}
