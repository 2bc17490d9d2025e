package web

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// turn has a filter search a block for so long.
func (a *account) turn(t *testing.T, took time.Duration) {
	t.Helper()
	if !a.Begin() {
		t.Fatal("there is no turn")
	}
	a.End(took)
}

// One filter may take so much at once, and so much over time.
func TestBudget(t *testing.T) {
	c := newClock()
	b := newBudget(c.now, 10*time.Second)
	a := b.open()
	for i, x := range []struct {
		after, took time.Duration
		paused      bool
	}{
		{0, 10 * time.Second, false},
		{time.Second, 200 * time.Millisecond, false},
		{time.Hour, 10 * time.Second, false},
		{payEvery - 1, 0, false},
		{0, 1, true},
	} {
		c.pass(x.after)
		if a.turn(t, x.took); a.costly() != x.paused {
			t.Fatalf("%d: paused: %v", i, a.costly())
		}
	}
	if a.Begin() {
		t.Error("one that is paused gets a turn")
	}
	if b.owed != 0 || len(b.owing) != 0 || b.busy != 0 {
		t.Errorf("%v is owed by %d, %d turns go on", b.owed, len(b.owing), b.busy)
	}
}

// All together may take so much at once: beyond it the dearest is paused, and
// nobody else.
func TestDearestIsPaused(t *testing.T) {
	const most = 10 * time.Second
	c := newClock()
	b := newBudget(c.now, most)
	var all []*account
	for i := range maxViews { // which owe the more the later they have come, and as much as they may
		a := b.open()
		a.turn(t, filterBursts*most/maxViews+time.Duration(i-maxViews/2)*time.Millisecond)
		all = append(all, a)
	}
	paused := func() (n int) {
		for _, a := range all {
			if a.costly() {
				n++
			}
		}
		return n
	}
	if n := paused(); n != 0 {
		t.Fatalf("%d are paused, though all owe %v", n, b.owed)
	}
	all[0].turn(t, time.Second/4)
	if !all[maxViews-1].costly() || paused() != 1 {
		t.Errorf("%d are paused", paused())
	}
	for i := range 10 { // over time, too
		for _, a := range all[1 : maxViews/2] {
			a.turn(t, time.Millisecond)
		}
		before := b.owed
		c.pass(time.Second)
		all[1].turn(t, 0)
		back := before - b.owed
		if most := time.Duration(filtersShare * float64(runtime.GOMAXPROCS(0)) * float64(time.Second)); back > most || back < most/2 {
			t.Errorf("second %d: %v are paid back, not %v", i, back, most)
		}
	}
}

// Filters never search on all cores at once, and who has had the least is next.
func TestTurns(t *testing.T) {
	b := newBudget(newClock().now, filterBurst)
	held := 0
	for ; b.room(); held++ {
		b.open().Begin()
	}
	if cores := runtime.GOMAXPROCS(0); held != max(cores-1, 1) {
		t.Fatalf("%d turns at once on %d cores", held, cores)
	}
	holder, cheap, gone := b.open(), b.open(), b.open()
	order := make(chan string)
	queue := func(n int, name string, a *account) {
		go func() { order <- fmt.Sprint(name, a.Begin()) }()
		until(t, name+" waits", func() bool {
			b.mu.Lock()
			defer b.mu.Unlock()
			return len(b.waiting) == n
		})
	}
	for i := range 3 {
		dear := b.open()
		dear.had = time.Duration(3-i) * time.Second
		queue(i+1, fmt.Sprint("dear", i), dear)
	}
	queue(4, "cheap", cheap)
	queue(5, "gone", gone)
	gone.end()
	if got := <-order; got != "gonefalse" {
		t.Errorf("who leaves: %s", got)
	}
	for _, want := range []string{"cheaptrue", "dear2true", "dear1true", "dear0true"} {
		holder.End(0)
		if got := <-order; got != want {
			t.Errorf("%s is next, not %s", got, want)
		}
	}
	if cheap.had = 0; b.done != 3*time.Second {
		t.Fatalf("who had the last turn had had %v", b.done)
	}
	holder.End(0)
	cheap.turn(t, time.Millisecond)
	if cheap.had != 3*time.Second+time.Millisecond {
		t.Errorf("who was idle may catch up: it has had %v", cheap.had)
	}
}

// A filter that takes too long ends, is said to, and others go on.
func TestCostlyFilterIsPaused(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *setup) { o.filterBurst = 50 * time.Millisecond })
	slow := "filter=" + url.QueryEscape("/(?:a?){100}(?:b?){100}c/")
	costly, cheap := r.dial("n=0&"+slow), r.dial("n=0&filter=x")
	hear(t, cheap, func(m told) bool { return m.Type == "lines" })
	text := "x" + strings.Repeat("a\xff", 500) // what is not UTF-8 is the slow way
	for range 20 {
		r.write(text, text)
	}
	hear(t, costly, func(m told) bool { return m.Type == "error" && strings.Contains(m.Error, "paused") })
	hear(t, costly, func(m told) bool { return m.Type == "state" && m.Paused && !m.Done })
	got := 0
	hear(t, cheap, func(m told) bool { got += len(m.Lines); return got == 40 })
	if status, body := r.do(http.MethodGet, "/lines?"+slow, ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "paused") {
		t.Error(status, body)
	}
	ask := func(text string) {
		t.Helper()
		if err := costly.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	ask(`{"id":1,"n":3}`)
	hear(t, costly, func(m told) bool { return m.ID == 1 && m.Type == "error" && strings.Contains(m.Error, "paused") })
	ask(`{"id":2,"view":{"filter":"x","n":3}}`)
	hear(t, costly, func(m told) bool { return m.Reset && len(m.Lines) == 3 })
}

// hold takes all turns that there are.
func (b *budget) hold() {
	for b.room() {
		b.open().Begin()
	}
}

// The server ends though who asks for lines waits for a turn.
func TestServerEndsWithoutTurns(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(r *rig){
		"socket": func(r *rig) {
			ws := r.dial("n=0")
			hear(t, ws, func(m told) bool { return m.Type == "lines" })
			ws.WriteMessage(websocket.TextMessage, []byte(`{"id":1,"view":{"filter":"line"}}`))
		},
		"history": func(r *rig) {
			go func() {
				if a, err := http.Get("http://" + r.addr + "/search?q=line"); err == nil {
					a.Body.Close()
				}
			}()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, func(o *setup) { o.Token = "" })
			r.write(numbered(0, 10)...)
			until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 10 })
			b := &r.server.hub.budget
			b.hold()
			ask(r)
			until(t, "the search and the view wait", func() bool {
				b.mu.Lock()
				defer b.mu.Unlock()
				return len(b.waiting) == 2
			})
			r.stop()
		})
	}
}
