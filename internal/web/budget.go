package web

import (
	"errors"
	"time"
)

// budget is the time that a filter may take, which comes back slowly.
type budget struct {
	left  time.Duration
	spent time.Duration // of what was taken
	at    time.Time
}

var errCostly = errors.New("the filter takes too much time and is paused: make it simpler")

// take takes what was spent in all by now, and reports whether there was enough.
func (b *budget) take(spent time.Duration, now time.Time, most time.Duration) bool {
	if b.at.IsZero() {
		b.left = most
	} else {
		b.left = min(b.left+time.Duration(filterShare*float64(now.Sub(b.at))), most)
	}
	b.left -= spent - b.spent
	b.spent, b.at = spent, now
	return b.left >= 0
}

// spent is how long the view's filter was asked.
func (v *view) spent() time.Duration {
	if v.matches == nil {
		return 0
	}
	spent := v.matches.Spent()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.volume != nil {
		spent += v.volume.Spent()
	}
	return spent
}

// affords reports whether the view's filter may go on. If not, its search ends
// and its clients are told.
func (v *view) affords() bool {
	if v.matches == nil || v.budget.take(v.spent(), v.server.now(), v.server.filterBurst) {
		return true
	}
	v.pause()
	f := &frame{seq: v.next - 1, number: v.server.hub.number(), news: true}
	f.cursor = string(v.enc.cursor(nil, f.seq, f.number))
	f.data = message(struct {
		Type  string `json:"type"`
		Error string `json:"error"`
	}{"error", errCostly.Error()})
	if v.plain {
		f.data = remark(nil, errCostly.Error())
		v.put(v.next, v.loose, f)
		return false
	}
	state := &frame{data: message(v.state()), seq: f.seq, number: v.server.hub.number()}
	state.cursor = string(v.enc.cursor(nil, state.seq, state.number))
	v.put(v.next, v.loose, f, state)
	return false
}

// pause ends the searches of the view's filter for good.
func (v *view) pause() {
	v.paused.Store(true)
	v.matches.Close()
	v.closeVolume()
}
