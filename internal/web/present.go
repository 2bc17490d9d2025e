package web

import (
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// Presented is what the screen beside the server shows.
type Presented struct {
	Filter *query.Query // which lines; nil: all
	Follow bool         // the newest ones, as they come
	Seq    int64        // else the line that is looked at
	At     time.Time    // and its time, or when it came; zero: there is none
}

// presenter hands on what the screen shows: the newest of it, when there was
// time for it.
type presenter struct {
	news chan struct{} // there is something to hand on

	mu      sync.Mutex
	shown   Presented
	filter  *query.Query  // of data
	data    []byte        // what clients are told; nil: nobody presents
	version uint64        // of data
	changed chan struct{} // closed when there is another version
}

// Present tells all clients what the screen shows now. It may be called from
// any goroutine, does not block, and costs next to nothing: of what comes
// faster than clients are told, the newest counts.
func (s *Server) Present(shown Presented) {
	p := &s.presenter
	p.mu.Lock()
	p.shown = shown
	p.mu.Unlock()
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// present hands on what the screen shows, until the server ends.
func (s *Server) present() {
	p := &s.presenter
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-p.news:
		case <-s.quit:
			return
		}
		p.mu.Lock()
		if data := s.presentMessage(&p.shown); string(data) != string(p.data) {
			p.data, p.filter = data, p.shown.Filter
			p.version++
			close(p.changed)
			p.changed = make(chan struct{})
		}
		p.mu.Unlock()
		pause.Reset(presentEvery)
		select {
		case <-pause.C:
		case <-s.quit:
			return
		}
	}
}

func (s *Server) presentMessage(shown *Presented) []byte {
	m := struct {
		Type   string `json:"type"`
		Filter string `json:"filter"`
		Cursor string `json:"cursor"`
		At     string `json:"at"`
	}{Type: "present", Filter: shown.Filter.String()}
	if !shown.Follow {
		m.Cursor = string((&encoder{epoch: s.epoch}).cursor(nil, shown.Seq, 0))
		if !shown.At.IsZero() {
			m.At = string(appendTime(nil, shown.At))
		}
	}
	return message(m)
}

// newest returns what the screen shows, nil if there is none, which version of
// it that is, and what is closed when there is another one.
func (p *presenter) newest() (data []byte, version uint64, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.data, p.version, p.changed
}

// meant returns the filter that clients were told of, if text is that. Who
// follows means just that one: times in it are the presenter's, and what
// strangers may ask for does not limit it.
func (p *presenter) meant(text string) (q *query.Query, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.filter, text != "" && p.filter.String() == text
}
