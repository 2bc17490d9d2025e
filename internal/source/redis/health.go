package redis

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// health is what was told of the servers of one Run: which are there, and
// since when others are not. It is safe for concurrent use.
type health struct {
	name string // of the source
	many bool   // nodes: a notice names the one it is about

	mu     sync.Mutex
	synced bool               // all were there once
	since  time.Time          // when the first of those missing went
	away   map[string]absence // nodes that are not there
	moved  bool               // the nodes have changed since all were there
	begun  bool
}

// absence is what was told of a node that is not there.
type absence struct {
	told    time.Time // zero: nothing
	verdict string    // what the user must mend, if that is known
}

// expect says which nodes there are from now on. None counts as there yet.
func (h *health) expect(nodes []string, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.away) == 0 {
		h.since = now
	}
	h.moved = h.begun
	h.begun = true
	h.away = make(map[string]absence, len(nodes))
	for _, n := range nodes {
		h.away[n] = absence{}
	}
}

// up says that a node is there and its windows are as it has them. how is
// what was connected to, and how changes are learned; missed is what became of
// the changes while it was not there, and lost how many of them that are lines.
func (h *health) up(node, how, missed string, lost int64, now time.Time) (source.Notice, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	gone, was := h.away[node]
	delete(h.away, node)
	back := func(since time.Time) string {
		return fmt.Sprintf("back after %v", now.Sub(since).Round(time.Second/10))
	}
	if len(h.away) > 0 {
		if !was || gone.told.IsZero() {
			return source.Notice{}, false
		}
		return source.Notice{Text: "node " + node + " is " + back(gone.told) + missed}, true
	}
	n := source.Notice{State: source.StateLive}
	switch {
	case !h.synced:
		n.Text = "connected to " + how
	case h.moved:
		n.Text = back(h.since) + ", with other nodes of the cluster" + missed
	default:
		n.Text = back(h.since) + missed
		n.Lost = lost
	}
	h.synced, h.moved = true, false
	return n, true
}

// down says that a node is not there, for a reason, which is the verdict where
// there is one. Only the first time is to be told, and each new verdict: a
// server closes the connection first and then wants another password.
func (h *health) down(node, reason, verdict string, heard, now time.Time) (source.Notice, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	gone := h.away[node]
	if !gone.told.IsZero() && (verdict == "" || verdict == gone.verdict) {
		return source.Notice{}, false
	}
	if len(h.away) == 0 {
		h.since = now
	}
	if gone.told.IsZero() {
		gone.told = now
	}
	gone.verdict = verdict
	h.away[node] = gone
	text := []string{h.name, " is down: ", reason}
	if h.many && node != h.name {
		text = append([]string{"node ", node, " of "}, text...)
	}
	if heard.IsZero() {
		text = append(text, "; trying again until it is there")
	} else {
		text = append(text, "; values shown are from ", heard.Format(time.TimeOnly))
	}
	return source.Notice{State: source.StateWaiting, Severity: source.Warn, Text: strings.Join(text, "")}, true
}

// isSynced reports whether all servers were there once.
func (h *health) isSynced() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.synced
}

// isWell reports whether all servers are there.
func (h *health) isWell() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.away) == 0
}
