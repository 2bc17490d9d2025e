package web

import (
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// A line goes out at once where nothing went out before it. Lines that come
// steadily go out as they come while few look at them, and with every other of them
// where many do; what nothing follows does not wait for long.
func TestPace(t *testing.T) {
	const many = 200
	ms := func(all ...int) []int { return all }
	for name, c := range map[string]struct {
		users      int
		come, goes []int // ms from the first line on
	}{
		"one line":               {1, ms(0), ms(0)},
		"one line, many":         {many, ms(0), ms(0)},
		"steadily":               {1, ms(0, 15, 30, 45), ms(0, 15, 30, 45)},
		"steadily, many":         {many, ms(0, 15, 30, 45, 60), ms(0, 30, 60)},
		"slowly, many":           {many, ms(0, 25, 50), ms(0, 25, 50)},
		"the last one, many":     {many, ms(0, 15), ms(0, 40)},
		"very fast, one":         {1, ms(0, 1, 2, 3, 4, 5, 6), ms(0, 5, 14)},
		"very many are not late": {5000, ms(0, 15, 30, 45), ms(0, 30, 70)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := sent(t, c.users, c.come); !slices.Equal(got, c.goes) {
					t.Errorf("of lines that come at %v ms messages go out at %v, not %v", c.come, got, c.goes)
				}
			})
		})
	}
}

// sent is when messages go out of lines that come at such times.
func sent(t *testing.T, users int, come []int) (at []int) {
	st, in := store.New(store.Options{}), make(chan source.Batch)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		st.Run(in)
	}()
	s := New(Options{Store: st, Token: testToken}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	defer func() {
		s.hub.close()
		close(in)
		<-ended
	}()
	v, err := s.hub.view(selection{})
	if err != nil {
		t.Fatal(err)
	}
	s.hub.mu.Lock()
	v.users = users
	s.hub.mu.Unlock()
	<-time.After(10 * time.Second) // what a view tells first is long over
	offset, seen := int64(0), s.hub.numbers.Load()
	for now := range 200 {
		if slices.Contains(come, now) {
			in <- source.Batch{Source: "a", Lines: source.Block{Data: []byte("a\n"), Lines: 1, Offset: offset}}
			offset += 2
		}
		synctest.Wait()
		v.mu.Lock()
		frames := v.ring.frames
		v.mu.Unlock()
		if k := len(frames); k > 0 && frames[k-1].number > seen {
			for _, f := range frames {
				if f.number > seen && f.lines > 0 {
					at = append(at, now)
				}
			}
			seen = frames[k-1].number
		}
		<-time.After(time.Millisecond)
	}
	return at
}
