package web

import (
	"bytes"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Clients that come and go, each in its own way, leave nothing behind (TRUST.md,
// L7).
func TestChurn(t *testing.T) {
	r := start(t, nil)
	const clients, every, visits = 8, 10 * time.Millisecond, 40
	var during time.Duration // and at least so many visits each
	if text := os.Getenv("SOAK"); text != "" {
		var err error
		if during, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	files := func() int {
		all, _ := os.ReadDir("/proc/self/fd") // where there is none, none are compared
		return len(all)
	}
	visit := func(n int) error {
		path := []string{"/ws?n=5", "/ws?n=5&filter=warn", "/events?n=5", "/text?n=5"}[n%4]
		h := http.Header{"Authorization": {"Bearer " + testToken}}
		if n%4 < 2 {
			ws, _, err := websocket.DefaultDialer.Dial("ws://"+r.addr+path, h) //nolint:bodyclose // there is none behind a handshake
			if err != nil {
				return err
			}
			defer ws.Close()
			if n%3 == 0 {
				return ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
			}
			if n%3 == 1 { // it looks at something else
				err = ws.WriteMessage(websocket.TextMessage, []byte(`{"id":1,"view":{"filter":"another","n":0}}`))
			}
			for windows := 0; err == nil && windows < 1+n%3%2; {
				var data []byte
				if _, data, err = ws.ReadMessage(); bytes.Contains(data, []byte(`"reset":true`)) {
					windows++
				}
			}
			return err
		}
		q, err := http.NewRequest(http.MethodGet, "http://"+r.addr+path, nil)
		if err != nil {
			return err
		}
		q.Header = h
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			return err
		}
		defer a.Body.Close()
		_, err = a.Body.Read(make([]byte, 100))
		return err
	}
	r.write(numbered(0, 50)...)
	for n := range 4 { // what is made once is there now
		if err := visit(n); err != nil {
			t.Fatal(err)
		}
	}
	settled := func() bool { return r.server.limits.streams.count() == 0 }
	until(t, "all are gone", settled)
	http.DefaultClient.CloseIdleConnections()
	goroutines, open := runtime.NumGoroutine(), files()
	began := time.Now()
	var all sync.WaitGroup
	for k := range clients {
		all.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for n := k; n < k+visits || time.Since(began) < during; n++ {
				<-tick.C
				if err := visit(n); err != nil {
					t.Errorf("visit %d of client %d: %v", n, k, err)
					return
				}
			}
		})
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		all.Wait()
	}()
	line := time.NewTicker(time.Millisecond)
	defer line.Stop()
	for coming := true; coming; {
		select {
		case <-gone:
			coming = false
		case <-line.C:
			r.write("a line of level warn", "and another")
		}
	}
	http.DefaultClient.CloseIdleConnections()
	until(t, "all are gone", settled)
	until(t, "goroutines and files are as before", func() bool {
		return runtime.NumGoroutine() <= goroutines+2 && files() <= open+2
	})
	if n := len(r.server.peers.all); n > 0 {
		t.Errorf("%d peers are still known", n)
	}
	for key, v := range r.server.hub.views {
		if v.users > 0 || len(v.peers.all) > 0 {
			t.Errorf("view %q has %d users and %d peers", key, v.users, len(v.peers.all))
		}
	}
}

// Who looks at something else does not wait for a view that takes long to begin.
func TestOthersDoNotWaitForAView(t *testing.T) {
	var armed atomic.Bool
	reached, release := make(chan struct{}), make(chan struct{})
	r := start(t, func(o *setup) {
		o.now = func() time.Time { // a view asks for it when it begins, if a line is open
			if armed.Load() && strings.Contains(string(debug.Stack()), "(*view).send") && armed.CompareAndSwap(true, false) {
				close(reached)
				<-release
			}
			return time.Now()
		}
	})
	r.put("a", "one\nhalf", 0, 0)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 2 })
	armed.Store(true)
	asked := make(chan int, 2)
	ask := func(path string) {
		status, _ := r.do("GET", path, "")
		asked <- status
	}
	go ask("/lines?filter=half")
	<-reached
	go ask("/lines")
	select {
	case status := <-asked:
		if status != http.StatusOK {
			t.Error(status)
		}
	case <-time.After(patience):
		t.Error("it waited")
		defer func() { <-asked }()
	}
	close(release)
	if status := <-asked; status != http.StatusOK {
		t.Error("in the end:", status)
	}
}
