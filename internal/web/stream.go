package web

import (
	"net/http"
	"strings"
	"sync"
)

// streams counts those who are told what comes.
type streams struct {
	mu   sync.Mutex
	all  int
	from map[string]int // by address
	by   map[string]int // by way

	closed bool
	wait   sync.WaitGroup
}

// ways are how a client may be told what comes.
func ways() []string { return []string{"ws", "events", "poll", "text"} }

// enter lets a stream in, and returns what ends it; nil if there are too many,
// or none any more.
func (s *streams) enter(r *http.Request) (leave func()) {
	ip, way := address(r), strings.TrimPrefix(r.URL.Path, "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.all >= maxStreams || s.from[ip] >= maxStreamsPerIP {
		return nil
	}
	s.wait.Add(1)
	s.all++
	s.from[ip]++
	s.by[way]++
	return sync.OnceFunc(func() {
		defer s.wait.Done()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		s.by[way]--
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

// of counts the streams of one way.
func (s *streams) of(way string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[way]
}

// close lets nobody in any more, and waits for those who are in to leave.
func (s *streams) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wait.Wait()
}
