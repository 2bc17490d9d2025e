package web

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// stopped makes a view whose goroutine does not run.
func stopped(r *rig, filter string) *view {
	s := selection{Filter: filter}
	q, err := s.query(r.server)
	if err != nil {
		r.tb.Fatal(err)
	}
	v := &view{
		server: r.server, account: r.server.hub.budget.open(), query: q,
		begun: make(chan struct{}), news: make(chan struct{}), quit: make(chan struct{}), enc: encoder{epoch: r.server.epoch},
	}
	v.begin()
	close(v.begun)
	r.tb.Cleanup(v.end)
	return v
}

// A view that is far behind leaves lines out, and says how many; a client that is
// behind its view is told those and its own.
func TestLagIsCounted(t *testing.T) {
	for _, filter := range []string{"", "odd", "99"} {
		t.Run(filter, func(t *testing.T) {
			r := start(t, nil)
			v := stopped(r, filter)
			c := &client{server: r.server, view: v}
			c.place, _, _ = v.join()
			const n = 3 * maxLag
			for i := 0; i < n; i += 100 {
				var some []string
				for k := i; k < i+100; k++ {
					some = append(some, fmt.Sprintf("line %06d %s", k, []string{"even", "odd"}[k%2]))
				}
				r.write(some...)
			}
			until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == n })
			want := uint64(len(r.want(filter)))
			v.pull()
			var lines, skipped uint64
			count := func() {
				frames, _, _ := c.next()
				for _, f := range frames {
					var p struct {
						Type    string
						Lines   howMany
						Skipped uint64
						Atleast bool
					}
					decodeInto(t, f.data, &p)
					lines, skipped = lines+uint64(p.Lines), skipped+p.Skipped
					if p.Atleast {
						t.Error("a bound")
					}
				}
			}
			count()
			if lines+skipped != want || skipped == 0 && want > maxLag {
				t.Errorf("%d lines and %d skipped, want %d", lines, skipped, want)
			}
			for i := 0; i < 6*queueLines; i += 64 {
				var some []string
				for k := i; k < i+64; k++ {
					some = append(some, fmt.Sprintf("more %06d %s 99", k, []string{"even", "odd"}[k%2]))
				}
				r.write(some...)
			}
			until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == n+6*queueLines })
			want = uint64(len(r.want(filter)))
			v.pull()
			before := skipped
			count()
			if lines+skipped != want || skipped == before {
				t.Errorf("behind the view: %d lines and %d skipped, want %d", lines, skipped, want)
			}
		})
	}
}

// A view that ends does not wait for its search, which has ended too.
func TestViewEndsWhileItIsBehind(t *testing.T) {
	r := start(t, nil)
	v := stopped(r, "line")
	r.server.hub.drop("", v)
	r.write("line")
	until(t, "it is stored", func() bool { return r.server.store.Snapshot().Next == 1 })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		v.pull()
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Error("it waits")
	}
}

// Lines that come while a view waits for its search are told behind it.
func TestNothingIsLostBehindASearch(t *testing.T) {
	r := start(t, nil)
	v := stopped(r, "line")
	b := &r.server.hub.budget
	holder, held := b.open(), 0
	for ; b.room(); held++ {
		holder.Begin()
	}
	write := func(next int64) {
		r.write("line")
		until(t, "the view has noticed", func() bool {
			return r.server.store.Snapshot().Next == next && len(v.reader.Changed()) == 0
		})
	}
	soon := make(chan bool)
	r.write("line")
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 1 })
	go func() { soon <- v.pull() }()
	write(2)
	write(3)
	for range held {
		holder.End(0)
	}
	if again := <-soon; v.next != 3 && !again {
		t.Errorf("it stays at %d", v.next)
	}
}

// Who misses lines for too long without a break is too slow; a break begins anew.
func TestTooFarBehindForTooLong(t *testing.T) {
	clock := newClock()
	r := start(t, func(o *setup) { o.now = clock.now })
	v := stopped(r, "")
	c := &client{server: r.server, view: v}
	c.place, _, _ = v.join()
	n := 0
	hears := func(what string, lines int, want bool) {
		t.Helper()
		for range lines / 64 {
			r.write(numbered(n, n+64)...)
			n += 64
		}
		until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == int64(n) })
		v.pull()
		if _, _, behind := c.next(); behind != want {
			t.Errorf("%s: too far behind is %v", what, behind)
		}
	}
	const many = 2 * queueLines
	hears("the first time", many, false)
	clock.pass(behindFor)
	hears("all that time", many, false)
	hears("a break", 64, false)
	clock.pass(time.Second)
	hears("after it", many, false)
	clock.pass(behindFor)
	hears("all that time again", many, false)
	clock.pass(time.Nanosecond)
	hears("longer", many, true)
}

// Lines that are gone before the view has read them are counted, or it says that
// nobody has.
func TestLinesGoneBeforeTheViewAreTold(t *testing.T) {
	for filter, exact := range map[string]bool{"": true, "line": false} {
		r := start(t, func(o *setup) { o.Store = store.New(store.Options{Memory: 64 << 10}) })
		v := stopped(r, filter)
		c := &client{server: r.server, view: v}
		c.place, _, _ = v.join()
		const n = 10000
		for i := 0; i < n; i += 100 {
			r.write(numbered(i, i+100)...)
		}
		until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == n })
		v.pull()
		frames, _, _ := c.next()
		lines, skipped, bound := uint64(0), uint64(0), false
		for _, f := range frames {
			var p struct {
				Lines   howMany
				Skipped uint64
				Atleast bool
			}
			decodeInto(t, f.data, &p)
			lines, skipped, bound = lines+uint64(p.Lines), skipped+p.Skipped, bound || p.Atleast
		}
		if exact && (lines+skipped != n || bound) || !exact && !bound || lines == 0 {
			t.Errorf("%q: %d lines, %d skipped, a bound %v", filter, lines, skipped, bound)
		}
	}
}

// howMany is how many lines a message has; of a state it is nothing.
type howMany int

func (l *howMany) UnmarshalJSON(data []byte) error {
	if data[0] != '[' {
		return nil
	}
	var all []json.RawMessage
	err := json.Unmarshal(data, &all)
	*l = howMany(len(all))
	return err
}

func decodeInto(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
}
