package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// seed is that of random tests: another one each time, told when they fail.
func seed(t *testing.T) uint64 {
	t.Helper()
	n := uint64(time.Now().UnixNano())
	if text := os.Getenv("SEED"); text != "" {
		var err error
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again with SEED=%d", n)
		}
	})
	return n
}

// want is the lines of the store that match, by their number.
func (r *rig) want(text string) map[int64]string {
	r.tb.Helper()
	st := r.server.store
	snap := st.Snapshot()
	var lines []store.Line
	if text == "" {
		lines = snap.Lines(nil, snap.First, 1<<30)
	} else {
		q, err := query.Parse(text, query.Options{Now: time.Now()})
		if err != nil {
			r.tb.Fatal(err)
		}
		m := st.Match(q, snap.First)
		defer m.Close()
		const most = 1000 // so that a slow machine reads little again
		for from, n := snap.First, most; n == most; {
			var some []store.Line
			until(r.tb, "the search ends", func() (sure bool) {
				some, sure = m.From(nil, &snap, from, most)
				return sure
			})
			if n = len(some); n > 0 {
				from = behind(&some[n-1])
			}
			lines = append(lines, some...)
		}
	}
	all := map[int64]string{}
	for _, l := range lines {
		all[l.Seq] = string(l.Text)
	}
	return all
}

// viewer is a client that comes and goes, by all ways, and never forgets its
// cursor.
type viewer struct {
	rig    *rig
	rnd    *rand.Rand
	query  string
	cursor string
	lines  map[int64]string
	open   map[int64]bool
	missed int
	resets int
}

// take takes a message.
func (v *viewer) take(data []byte) {
	var m struct {
		Type, Cursor string
		Reset        bool
		Atleast      bool
		Skipped      int
		Lines        json.RawMessage
	}
	if err := json.Unmarshal(data, &m); err != nil {
		v.rig.tb.Errorf("%v: %s", err, data)
	}
	if m.Type != "lines" {
		return
	}
	var lines []struct {
		C, X string
		Open bool
	}
	if err := json.Unmarshal(m.Lines, &lines); err != nil {
		v.rig.tb.Errorf("%v: %s", err, data)
	}
	if m.Reset && v.cursor != "" {
		v.resets++
	}
	v.missed += m.Skipped
	seq := int64(0)
	for _, l := range lines {
		if seq++; l.C != "" { // else it is the next one
			seq = seqOf(l.C)
		}
		if have, ok := v.lines[seq]; ok && !strings.HasPrefix(l.X, have) {
			v.rig.tb.Errorf("line %d was %q and is %q", seq, have, l.X)
		}
		v.lines[seq], v.open[seq] = l.X, l.Open
	}
	v.cursor = m.Cursor
}

func seqOf(c string) int64 {
	_, c, _ = strings.Cut(c, ".")
	n, err := strconv.ParseInt(c, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// visit looks on for a while.
func (v *viewer) visit() {
	r := v.rig
	q := v.query + "&n=0&since=" + v.cursor
	messages := 1 + v.rnd.IntN(20)
	leaves := time.Now().Add(time.Duration(5+v.rnd.IntN(100)) * time.Millisecond)
	switch v.rnd.IntN(3) {
	case 0:
		ws, _, err := websocket.DefaultDialer.Dial( //nolint:bodyclose // there is none behind a handshake
			"ws://"+r.addr+"/ws?"+q, http.Header{"Authorization": {"Bearer " + testToken}})
		if err != nil {
			r.tb.Error(err)
			return
		}
		defer ws.Close()
		ws.SetReadDeadline(leaves)
		for range messages {
			_, data, err := ws.ReadMessage()
			if err != nil {
				return
			}
			v.take(data)
		}
	case 1:
		req, _ := http.NewRequest(http.MethodGet, "http://"+r.addr+"/events?"+q, nil)
		req.Header.Set("Authorization", "Bearer "+testToken)
		a, err := http.DefaultClient.Do(req)
		if err != nil {
			r.tb.Error(err)
			return
		}
		stop := time.AfterFunc(time.Until(leaves), func() { a.Body.Close() })
		defer stop.Stop()
		defer a.Body.Close()
		in := bufio.NewReader(a.Body)
		id := ""
		for messages > 0 {
			l, err := in.ReadString('\n')
			if err != nil {
				return
			}
			if rest, ok := strings.CutPrefix(l, "id: "); ok {
				id = strings.TrimSpace(rest)
			} else if rest, ok := strings.CutPrefix(l, "data: "); ok {
				v.take([]byte(rest))
				if id != "" {
					v.cursor = id
				}
				id = ""
				messages--
			}
		}
	case 2:
		ctx, cancel := context.WithDeadline(context.Background(), leaves)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.addr+"/poll?"+q, nil)
		req.Header.Set("Authorization", "Bearer "+testToken)
		a, err := http.DefaultClient.Do(req)
		if err != nil {
			return
		}
		defer a.Body.Close()
		var out struct {
			Messages []json.RawMessage
			Cursor   string
		}
		if err := json.NewDecoder(a.Body).Decode(&out); err != nil {
			return
		}
		for _, m := range out.Messages {
			v.take(m)
		}
		v.cursor = out.Cursor
	}
}

// Clients that come and go get every line, those too that end later or come to
// match later; one that reads text gets each of them once.
func TestEveryLineOverRandomReconnects(t *testing.T) {
	t.Parallel()
	n := seed(t)
	for _, filter := range []string{"", "needle", "level>=info", "not needle"} {
		t.Run(filter, func(t *testing.T) {
			t.Parallel()
			r := start(t, nil)
			c := &chatter{rig: r, rnd: rand.New(rand.NewPCG(n, 1))}
			for range 50 {
				c.say()
			}
			c.end()
			r.settled() // what of it ends later would be more than is wanted
			query := "filter=" + strings.ReplaceAll(strings.ReplaceAll(filter, " ", "+"), "=", "%3D")
			text := r.text(query + "&n=0")
			viewers := make([]*viewer, 3)
			for i := range viewers {
				viewers[i] = &viewer{rig: r, rnd: rand.New(rand.NewPCG(n, uint64(2+i))), query: query, lines: map[int64]string{}, open: map[int64]bool{}}
			}
			from := r.server.store.Snapshot().Next
			for _, v := range viewers {
				v.cursor = fmt.Sprintf("%s.%d", r.server.epoch, from-1)
			}
			done := make(chan struct{})
			c.open = [3]bool{}
			c.begin()
			go func() {
				defer close(done)
				tick := time.NewTicker(time.Millisecond)
				defer tick.Stop()
				for range 500 {
					c.say()
					<-tick.C
				}
				c.end()
			}()
			var all sync.WaitGroup
			for i, v := range viewers {
				all.Go(func() {
					for {
						select {
						case <-done:
							return
						default:
							v.visit()
						}
						if i == 2 { // one whose place is lost each time
							r.forget()
						}
					}
				})
			}
			<-done
			all.Wait()
			want := r.want(filter)
			maps.DeleteFunc(want, func(seq int64, _ string) bool { return seq < from })
			for i, v := range viewers {
				deadline := time.Now().Add(patience)
				for !v.right(want, filter) && time.Now().Before(deadline) {
					v.visit()
				}
				if !v.right(want, filter) || v.resets > 0 || v.missed > 0 {
					t.Errorf("viewer %d has %d lines, with %d resets and %d missed; want %d%s", i, len(v.lines), v.resets, v.missed, len(want), v.differs(want, filter))
				}
			}
			var once []string
			for _, x := range want {
				once = append(once, x)
			}
			slices.Sort(once)
			got := text(len(once))
			slices.Sort(got)
			if filter != "not needle" && !slices.Equal(got, once) {
				t.Errorf("as text: %d lines, want %d%s", len(got), len(once), unlike(got, once))
			}
		})
	}
}

// right reports whether the viewer has what the store has. What has matched once
// may be there too.
func (v *viewer) right(want map[int64]string, filter string) bool {
	for seq, x := range want {
		if v.lines[seq] != x || v.open[seq] {
			return false
		}
	}
	return filter == "not needle" || len(want) == len(v.lines)
}

func (v *viewer) differs(want map[int64]string, filter string) string {
	text := ""
	for seq, x := range want {
		if v.lines[seq] != x || v.open[seq] {
			text += fmt.Sprintf("\n%d: %q, open %v, want %q", seq, v.lines[seq], v.open[seq], x)
		}
	}
	for seq, x := range v.lines {
		if _, ok := want[seq]; !ok && filter != "not needle" {
			text += fmt.Sprintf("\n%d: %q, want none", seq, x)
		}
	}
	return text[:min(len(text), 2000)]
}

// unlike tells the lines of which there are too many, and those that lack.
func unlike(got, want []string) (text string) {
	n := map[string]int{}
	for _, x := range got {
		n[x]++
	}
	for _, x := range want {
		n[x]--
	}
	for x, n := range n {
		if n != 0 {
			text += fmt.Sprintf("\n%+d: %q", n, x)
		}
	}
	return text[:min(len(text), 2000)]
}

// forget has all views that nobody looks at end.
func (r *rig) forget() {
	h := &r.server.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.evict() {
	}
}

// text reads lines as text; what it returns waits for n of them.
func (r *rig) text(query string) func(n int) []string {
	r.tb.Helper()
	a := r.get("/text?" + query) //nolint:bodyclose // the reader does
	lines := make(chan string, 100000)
	go func() {
		defer a.Body.Close()
		in := bufio.NewReader(a.Body)
		for {
			l, err := in.ReadString('\n')
			if err != nil {
				return
			}
			lines <- strings.TrimSuffix(l, "\n")
		}
	}()
	return func(n int) (all []string) {
		quiet := time.NewTimer(patience)
		defer quiet.Stop()
		for {
			select {
			case l := <-lines:
				if all = append(all, l); len(all) == n { // are there more?
					quiet.Reset(300 * time.Millisecond)
				}
			case <-quiet.C:
				return all
			}
		}
	}
}
