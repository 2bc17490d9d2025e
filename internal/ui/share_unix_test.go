//go:build unix

package ui

import "testing"

// The screen in a terminal waits for viewers until it ends, and no longer.
func TestSharedScreen(t *testing.T) {
	changed, first := make(chan struct{}, 1), make(chan Shown, 1)
	r := newRigWith(t, Options{Title: "a.log", Shared: &Shared{
		Link: testLink, Place: ":8080", Changed: changed,
		Audience: func() Audience { return Audience{Viewers: []Viewers{{"WebSocket", 2}}} },
		Present: func(s Shown) {
			select {
			case first <- s:
			default:
			}
		},
	}})
	r.lines("a.log", "one", "two")
	r.run()
	r.untilText("⇄ :8080")
	if s := <-first; !s.Follow || s.Filter != nil {
		t.Errorf("it presents %+v at first", s)
	}
	changed <- struct{}{}
	r.untilText("2 viewers")
	r.keys("o")
	r.untilText("y copies it")
	r.keys("y")
	r.untilSent(osc52(testLink))
	r.keys("qq")
	if err := r.end(); err != nil {
		t.Error(err)
	}
	r.checkRestored()
}
