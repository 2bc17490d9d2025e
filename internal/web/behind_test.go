package web

import (
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// A view that is behind by more blocks than a search remembers, each of which
// takes as long to search as one call may, comes through all the same.
func TestViewBehindComesThrough(t *testing.T) {
	clock := newClock()
	now := func() time.Time {
		clock.pass(2 * time.Second) // so that no lines join, and each look is a long one
		return clock.now()
	}
	r := start(t, func(o *setup) { o.Store = store.New(store.Options{Now: now}) })
	v := stopped(r, "x")
	c := &client{server: r.server, view: v}
	c.place, _, _ = v.join()
	const n = 600
	for range n {
		r.write("x")
	}
	r.settled()
	late := time.AfterFunc(patience, func() { close(v.quit) })
	defer late.Stop()
	v.pull()
	got := 0
	frames, _, _ := c.next()
	for _, f := range frames {
		var m struct{ Lines howMany }
		decodeInto(t, f.data, &m)
		got += int(m.Lines)
	}
	if got != n {
		t.Errorf("%d lines, want %d", got, n)
	}
}
