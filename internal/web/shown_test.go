package web

import (
	"slices"
	"testing"
)

// A line that goes on is told who comes as far as its view has told it: what the
// view has read before, and puts only now, must not make it shorter again.
func TestWhoComesGetsNoMoreOfALineThanItsViewHasTold(t *testing.T) {
	for _, filter := range []string{"", "half"} {
		t.Run(filter, func(t *testing.T) {
			clock := newClock()
			r := start(t, func(o *setup) { o.now = clock.now })
			v := stopped(r, filter)
			s := selection{Filter: filter}
			r.server.hub.mu.Lock()
			v.users++
			r.server.hub.views[s.key()] = v
			r.server.hub.mu.Unlock()
			put := func(data string, head int, offset int64) {
				t.Helper()
				r.put("a", data, head, offset)
				r.settled()
				clock.pass(growEvery)
			}
			put("half", 0, 0)
			v.pull()
			for i, more := range []string{" a", " line\n"} {
				put(more, len(more), int64(4+2*i))
				c := &client{server: r.server}
				first, err := c.enter(ask{selection: s, n: 5})
				if err != nil {
					t.Fatal(err)
				}
				v.pull()
				then, _, _ := c.next()
				c.leave()
				var got []string
				for _, f := range append(first, then...) {
					var m struct {
						Lines []struct {
							X    string
							Open bool
						}
					}
					decodeInto(t, f.data, &m)
					for _, l := range m.Lines {
						got = append(got, l.X+map[bool]string{true: "..."}[l.Open])
					}
				}
				want := [][]string{{"half...", "half a..."}, {"half a...", "half a line"}}[i]
				if !slices.Equal(got, want) {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
}
