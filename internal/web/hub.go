package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// selection is which lines a client wants to see, and how.
type selection struct {
	Filter  string   `json:"filter"`
	Level   string   `json:"level"`
	Sources []string `json:"sources"` // only these; all if there are none
	Mute    []string `json:"mute"`    // but not these
	plain   bool     // as text, not as messages
}

// key is the same for selections that are the same.
func (s *selection) key() string {
	return fmt.Sprintf("%t %q %q %q %q", s.plain, s.Level, s.Filter, sorted(s.Sources), sorted(s.Mute))
}

// sorted returns each name once, in order.
func sorted(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }

var (
	errLongFilter  = errors.New("the filter is longer than 256 bytes: shorten it")
	errManySources = errors.New("more than 64 sources are named: name none, or match them with source: in the filter")
	errBadLevel    = errors.New("want the level trace, debug, info, notice, warn, error or fatal")
	errManyViews   = errors.New("too many different filters are in use: try again later")
)

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// query compiles a selection; nil if all lines are wanted.
func (s *selection) query(server *Server) (*query.Query, error) {
	var all []*query.Query
	add := func(text string) error {
		q, err := query.Parse(text, query.Options{Now: server.now(), Insts: maxInsts})
		if q != nil {
			all = append(all, q)
		}
		return err
	}
	if q, ok := server.presenter.meant(s.Filter); ok {
		all = append(all, q)
	} else if len(s.Filter) > maxQuery {
		return nil, errLongFilter
	} else if err := add(s.Filter); err != nil {
		return nil, err
	}
	if s.Level != "" {
		l, ok := line.ParseLevel(s.Level)
		if !ok || l.String() != s.Level {
			return nil, errBadLevel
		}
		if err := add("level>=" + s.Level); err != nil {
			return nil, err
		}
	}
	for not, sources := range map[string][]string{"": s.Sources, "not": s.Mute} {
		if len(sources) > 64 {
			return nil, errManySources
		}
		var names []string
		for _, n := range sources {
			names = append(names, `source:"=`+quoted.Replace(n)+`"`)
		}
		if len(names) == 0 {
			continue
		}
		if err := add(not + " (" + strings.Join(names, " or ") + ")"); err != nil {
			return nil, err
		}
	}
	return query.All(all...), nil
}

// hub keeps one view for each selection that somebody looks at.
type hub struct {
	server *Server
	mu     sync.Mutex
	views  map[string]*view
	closed bool
	wait   sync.WaitGroup

	numbers atomic.Uint64 // of frames
	late    late
}

// number returns the number of the next frame.
func (h *hub) number() uint64 { return h.numbers.Add(1) }

// view returns the view of a selection, which must be released.
func (h *hub) view(s selection) (*view, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := s.key()
	if v := h.views[key]; v != nil {
		if v.paused.Load() {
			return nil, errCostly
		}
		v.users++
		v.left = time.Time{}
		return v, nil
	}
	q, err := s.query(h.server)
	if err != nil {
		return nil, err
	}
	if h.closed {
		return nil, errClosed
	}
	if len(h.views) >= maxViews && !h.evict() {
		return nil, errManyViews
	}
	v := &view{
		server: h.server, query: query.All(h.server.options.Query, q), plain: s.plain, users: 1,
		news: make(chan struct{}), quit: make(chan struct{}), enc: encoder{epoch: h.server.epoch},
	}
	v.begin()
	h.views[key] = v
	h.wait.Go(v.run)
	return v, nil
}

// evict ends a view that nobody uses.
func (h *hub) evict() bool {
	for key, v := range h.views {
		if v.users == 0 {
			h.drop(key, v)
			return true
		}
	}
	return false
}

// release gives a view up. It stays for a while, for who comes back.
func (h *hub) release(v *view) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if v.users--; v.users == 0 {
		v.left = h.server.now()
	}
}

// gather returns how long lines gather for a view.
func (h *hub) gather(v *view) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return min(gatherLeast+time.Duration(v.users)*gatherClient, gatherMost)
}

// sweep ends the views that nobody has come back to.
func (h *hub) sweep() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, v := range h.views {
		if v.users == 0 && h.server.now().Sub(v.left) > lingerFor {
			h.drop(key, v)
		}
	}
}

// drop ends a view. Lines that its clients have seen in part others tell.
func (h *hub) drop(key string, v *view) {
	close(v.quit)
	delete(h.views, key)
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range v.loose {
		if half := v.loose[i].half; half != noHalf && !v.plain {
			h.late.add(half, h.number())
		}
	}
}

// close ends all views and waits for them.
func (h *hub) close() {
	h.mu.Lock()
	h.closed = true
	for key, v := range h.views {
		h.drop(key, v)
	}
	h.mu.Unlock()
	h.wait.Wait()
}

// lines returns up to n lines of a query from seq on, or before it. The
// answer is sure unless the search for it takes too long.
func (m *lister) around(snap *store.Snapshot, seq int64, n int, before bool) (lines []store.Line, sure bool) {
	switch {
	case m.matches == nil && before:
		seq = min(seq, snap.Next)
		from := max(seq-int64(n), snap.First)
		return snap.Lines(nil, from, int(max(seq-from, 0))), true
	case m.matches == nil:
		return snap.Lines(nil, seq, n), true
	case before:
		return m.matches.Before(nil, snap, seq, n)
	default:
		return m.matches.From(nil, snap, seq, n)
	}
}

// lister finds lines: all, or those that match.
type lister struct{ matches *store.Matches }
