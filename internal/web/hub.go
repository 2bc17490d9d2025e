package web

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

var errManyViews = errors.New("too many different filters are in use: take one that others have, or try again in a minute")

// hub keeps one view for each selection that somebody looks at.
type hub struct {
	server *Server
	mu     sync.Mutex
	views  map[string]*view
	closed bool
	wait   sync.WaitGroup

	budget  budget        // of the views' filters
	numbers atomic.Uint64 // of frames
	late    late
}

// number returns the number of the next frame.
func (h *hub) number() uint64 { return h.numbers.Add(1) }

// view returns the view of a selection, which must be released. It waits until
// the view has begun, which may take long while others search.
func (h *hub) view(s selection) (*view, error) {
	v, err := h.take(s)
	if err != nil {
		return nil, err
	}
	<-v.begun
	return v, nil
}

// take is view, but that the view may not have begun yet.
func (h *hub) take(s selection) (*view, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := s.key()
	if v := h.views[key]; v != nil {
		if v.account.costly() {
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
		server: h.server, account: h.budget.open(), query: query.All(h.server.options.Query, q), plain: s.plain, users: 1,
		begun: make(chan struct{}), news: make(chan struct{}), quit: make(chan struct{}), enc: encoder{epoch: h.server.epoch},
	}
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

// share returns how many bytes of messages a view may keep.
func (h *hub) share() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return min(queueBytes, queuesBytes/max(len(h.views), 1))
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
	v.account.end()
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
