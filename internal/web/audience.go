package web

import (
	"slices"
	"sync"
)

// audience is the peers that look at a view, or all that a server has. Safe
// for concurrent use.
type audience struct {
	mu     sync.Mutex
	all    []*peer
	closed bool
	turn   int // of those that are pinged
}

// add reports whether there is room for somebody: not when all are sent home.
func (a *audience) add(p *peer) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.closed {
		a.all = append(a.all, p)
	}
	return !a.closed
}

func (a *audience) drop(p *peer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.all, p); i >= 0 {
		last := len(a.all) - 1
		a.all[i], a.all[last] = a.all[last], nil
		a.all = a.all[:last]
	}
}

// call has everybody take what is new. It does not wait for those who cannot.
func (a *audience) call() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.all) <= callAtOnce {
		callAll(a.all)
		return
	}
	var parts sync.WaitGroup
	for part := range slices.Chunk(a.all, callAtOnce) {
		parts.Go(func() { callAll(part) })
	}
	parts.Wait()
}

func callAll(all []*peer) {
	t := newTrial()
	for _, p := range all {
		p.call(t)
	}
}

// ping pings those whose turn it is: everybody once in pingTurns calls.
func (a *audience) ping() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn = (a.turn + 1) % pingTurns
	t := newTrial()
	for _, p := range a.all {
		if p.turn%pingTurns == a.turn {
			p.pinged.Store(true)
			p.call(t)
		}
	}
}

// close sends everybody home, and lets nobody in.
func (a *audience) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	for _, p := range a.all {
		p.server.clients.Go(p.dismiss)
	}
}
