// Package feed is the source of lines that others post: who serves them calls
// Post, and Run sends them on. It opens nothing and knows nothing of HTTP.
package feed

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/rtwatch/rtwatch/internal/source"
)

// maxNames bounds the labels: each costs the store some memory for good.
const maxNames = 64

var (
	errFull  = fmt.Errorf("lines come under %d names already: use one of them", maxNames)
	errTaken = errors.New("something that is watched has this name: use another")
	errBusy  = errors.New("nothing is taken now: try again later")
)

// Source is lines that others post, labelled with the names that they give.
type Source struct {
	taken func(name string) bool
	posts chan post
	fails chan string

	mu    sync.Mutex
	names map[string]bool

	offsets map[string]int64 // of the next line of each name; only Run knows them
}

type post struct {
	gone  <-chan struct{} // closed when nobody waits for it any more
	name  string
	lines []byte
	n     int
	sent  chan bool // tells whether it was; has room
}

// New returns a Source. Before a name is used for the first time taken is asked
// whether it is that of another source, for which its lines would be held; nil
// says no.
func New(taken func(name string) bool) *Source {
	if taken == nil {
		taken = func(string) bool { return false }
	}
	return &Source{taken: taken, posts: make(chan post), fails: make(chan string), names: map[string]bool{}, offsets: map[string]int64{}}
}

// Name is the label of notices about the source as a whole.
func (s *Source) Name() string { return "feed" }

// Run sends what is posted until ctx is done. Before that it says nothing, not
// that it is live: nobody may ever post, and what is watched beside it may have
// ended or failed, which has to be seen then.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return nil
		case text := <-s.fails:
			if !source.Send(ctx, out, source.Batch{Source: s.Name(), Notices: []source.Notice{{Text: text, Severity: source.Fail}}}) {
				return nil
			}
		case p := <-s.posts:
			b := source.Batch{Source: p.name, Lines: source.Block{Data: p.lines, Lines: p.n, Offset: s.offsets[p.name]}}
			select {
			case out <- b:
				s.offsets[p.name] += int64(len(p.lines))
				p.sent <- true
			case <-p.gone:
				p.sent <- false
			case <-ctx.Done():
				p.sent <- false
				return nil
			}
		}
	}
	return nil
}

// Post hands on n whole lines under a name. It returns when they are on their
// way, and blocks until then or until ctx is done: then none of them is. It may
// be called from any goroutine; the lines belong to the source.
func (s *Source) Post(ctx context.Context, name string, lines []byte, n int) error {
	if err := s.enter(name); err != nil {
		return err
	}
	p := post{ctx.Done(), name, lines, n, make(chan bool, 1)}
	select {
	case s.posts <- p:
	case <-ctx.Done():
		return errBusy
	}
	if !<-p.sent {
		return errBusy
	}
	return nil
}

// enter notes a name, if it is free.
func (s *Source) enter(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.names[name]:
		return nil
	case name == s.Name(), s.taken(name):
		return errTaken
	case len(s.names) >= maxNames:
		return errFull
	}
	s.names[name] = true
	return nil
}

// Fail shows as a notice that nobody can post any more, unless ctx is done first.
func (s *Source) Fail(ctx context.Context, text string) {
	select {
	case s.fails <- text:
	case <-ctx.Done():
	}
}
