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

// ErrFull says that there are too many names.
var ErrFull = fmt.Errorf("lines come under %d names already: use one of them", maxNames)

var errNotRunning = errors.New("nothing is taken now: try again later")

// Source is lines that others post, labelled with the names that they give.
type Source struct {
	posts chan post
	fails chan string

	mu      sync.Mutex
	offsets map[string]int64 // of the next line of each name
}

type post struct {
	name  string
	lines []byte
	n     int
	taken chan struct{}
}

// New returns a Source.
func New() *Source {
	return &Source{posts: make(chan post), fails: make(chan string), offsets: map[string]int64{}}
}

// Name is the label of notices about the source as a whole.
func (s *Source) Name() string { return "feed" }

// Run sends what is posted until ctx is done.
func (s *Source) Run(ctx context.Context, out chan<- source.Batch) error {
	if ctx.Err() != nil {
		return nil
	}
	if !source.Send(ctx, out, source.Batch{Source: s.Name(), Notices: []source.Notice{{State: source.StateLive}}}) {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case text := <-s.fails:
			if !source.Send(ctx, out, source.Batch{Source: s.Name(), Notices: []source.Notice{{Text: text, Severity: source.Fail}}}) {
				return nil
			}
		case p := <-s.posts:
			b := source.Batch{Source: p.name, Lines: source.Block{Data: p.lines, Lines: p.n, Offset: s.offset(p.name)}}
			if !source.Send(ctx, out, b) {
				return nil
			}
			s.move(p.name, len(p.lines))
			close(p.taken)
		}
	}
}

func (s *Source) offset(name string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offsets[name]
}

func (s *Source) move(name string, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offsets[name] += int64(by)
}

// Post hands on n whole lines under a name. It returns when they are on their
// way, and blocks until then or until ctx is done. It may be called from any
// goroutine; the lines belong to the source.
func (s *Source) Post(ctx context.Context, name string, lines []byte, n int) error {
	s.mu.Lock()
	if _, known := s.offsets[name]; !known {
		if len(s.offsets) >= maxNames {
			s.mu.Unlock()
			return ErrFull
		}
		s.offsets[name] = 0
	}
	s.mu.Unlock()
	p := post{name, lines, n, make(chan struct{})}
	select {
	case s.posts <- p:
	case <-ctx.Done():
		return errNotRunning
	}
	select {
	case <-p.taken:
		return nil
	case <-ctx.Done():
		return errNotRunning
	}
}

// Fail shows as a notice that nobody can post any more, unless ctx is done first.
func (s *Source) Fail(ctx context.Context, text string) {
	select {
	case s.fails <- text:
	case <-ctx.Done():
	}
}
