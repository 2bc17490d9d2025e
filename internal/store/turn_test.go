package store

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// countedTurns are turns that come at once, until they are over.
type countedTurns struct {
	begun, ended atomic.Int64
	took         atomic.Int64
	over         atomic.Bool
}

func (c *countedTurns) Begin() bool {
	if c.over.Load() {
		return false
	}
	c.begun.Add(1)
	return true
}

func (c *countedTurns) End(took time.Duration) {
	c.took.Add(int64(took))
	c.ended.Add(1)
}

// Searching, finding and counting take their turns, and end when there are no
// more.
func TestTurns(t *testing.T) {
	s := New(Options{})
	add := func() {
		s.add(source.Batch{Source: "a", Lines: source.Block{Data: []byte("one\ntwo\n"), Lines: 2}})
	}
	add()
	r := s.NewReader(!Hold)
	defer r.Close()
	var search, count countedTurns
	m := r.Match(parseQuery(t, "two"), 0, &search)
	defer m.Close()
	w := s.VolumeOf(parseQuery(t, "two"), &count)
	defer w.Close()
	counts := func() bool {
		_, done := w.Count(nil, s.now().Add(-time.Hour), s.now().Add(time.Second), 1)
		return done
	}
	await(t, r, "the search", settled(s, m))
	poll(t, "the histogram", counts)
	before := search.begun.Load()
	v := s.Snapshot()
	if lines, _ := m.Before(nil, &v, v.Next, 10); len(lines) != 1 || search.begun.Load() != before+1 {
		t.Errorf("%d lines in %d turns", len(lines), search.begun.Load()-before)
	}
	for name, c := range map[string]*countedTurns{"search": &search, "count": &count} {
		if c.begun.Load() == 0 || c.begun.Load() != c.ended.Load() || c.took.Load() <= 0 {
			t.Errorf("%s: %d turns were begun, %d ended after %d ns", name, c.begun.Load(), c.ended.Load(), c.took.Load())
		}
		c.over.Store(true)
	}
	m.mu.Lock()
	m.found = nil
	m.mu.Unlock()
	if lines, sure := m.From(nil, &v, 0, 10); len(lines) > 0 || sure {
		t.Errorf("a search that is over finds %d lines, surely: %v", len(lines), sure)
	}
	if lines, sure := m.Before(nil, &v, v.Next, 10); len(lines) > 0 || sure {
		t.Errorf("a search that is over finds %d lines back, surely: %v", len(lines), sure)
	}
	add()
	poll(t, "the search ends", func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.closed
	})
	counts()
	poll(t, "the histogram ends", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.closed
	})
}

// poll waits for ok, of which nobody is told.
func poll(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for late := time.After(20 * time.Second); !ok(); {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// firstTurn is a turn that comes once; who asks again waits.
type firstTurn struct {
	asked   atomic.Int64
	waiting chan struct{} // closed once somebody waits
	over    chan struct{}
}

func (f *firstTurn) Begin() bool {
	switch f.asked.Add(1) {
	case 1:
		return true
	case 2:
		close(f.waiting)
	}
	<-f.over
	return false
}

func (f *firstTurn) End(time.Duration) {}

// Searches that wait for a turn hold no memory for what they read.
func TestWaitingSearchesHoldNothing(t *testing.T) {
	s := New(Options{})
	s.add(heldIn("a.log", strings.Repeat("one line of some length\n", 4*cellSize/24)))
	index(t, s)
	heap := func() uint64 {
		for range 3 { // pools are emptied in the second
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	over := make(chan struct{})
	const searches = 40
	for range searches {
		turns := &firstTurn{waiting: make(chan struct{}), over: over}
		m := &Matches{query: parseQuery(t, "nowhere")}
		m.turns, m.tells = turns, func() {}
		m.begin(s, "search", m, 0)
		defer m.Close()
		<-turns.waiting
	}
	held := int64(heap()-before) / searches
	close(over)
	if held > cellSize/8 {
		t.Errorf("each holds %d KiB", held>>10)
	}
}
