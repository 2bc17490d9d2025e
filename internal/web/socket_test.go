package web

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Who reads slowly, and asks in between, gets whole messages in order: each line
// is there, or counted.
func TestSlowSocketIsToldWhatItMisses(t *testing.T) {
	for name, size := range map[string]int{"what fits": 20, "more than fits": 4000} {
		t.Run(name, func(t *testing.T) {
			r := start(t, nil)
			d := websocket.Dialer{NetDial: func(network, addr string) (net.Conn, error) {
				c, err := net.Dial(network, addr)
				if err == nil {
					err = c.(*net.TCPConn).SetReadBuffer(64 << 10)
				}
				return c, err
			}}
			ws, _, err := d.Dial("ws://"+r.addr+"/ws?n=0", http.Header{"Authorization": {"Bearer " + testToken}}) //nolint:bodyclose // there is none behind a handshake
			if err != nil {
				t.Fatal(err)
			}
			defer ws.Close()
			ws.SetReadDeadline(time.Now().Add(patience))
			hear(t, ws, func(m told) bool { return m.Type == "lines" })
			const all = 3000
			written := make(chan struct{})
			go func() {
				defer close(written)
				text := strings.Repeat("x", size)
				for range all / 10 {
					r.write(text, text, text, text, text, text, text, text, text, text)
				}
			}()
			got, missed, asked, answers, last := 0, 0, 0, 0, ""
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			for got+missed < all || answers < asked {
				<-tick.C
				if asked < messagesPerSecond-1 {
					asked++
					if ws.WriteJSON(map[string]any{"id": asked, "before": "x", "n": 1}) != nil {
						t.Fatal("it cannot be asked")
					}
				}
				hear(t, ws, func(m told) bool {
					if m.Type == "error" {
						if answers++; m.ID != int64(answers) {
							t.Fatalf("answer %d comes as the %dth", m.ID, answers)
						}
					}
					got, missed = got+len(m.Lines), missed+m.Skipped
					for _, l := range m.Lines {
						if len(l.C) < len(last) || len(l.C) == len(last) && l.C <= last {
							t.Fatalf("line %s comes behind %s", l.C, last)
						}
						last = l.C
					}
					return true
				})
			}
			<-written
			if got+missed != all || size < 1000 && missed > 0 {
				t.Errorf("%d lines and %d missed of %d", got, missed, all)
			}
		})
	}
}

// Over TLS nothing can be tried: all the same comes.
func TestSocketOverTLS(t *testing.T) {
	some := httptest.NewTLSServer(http.NotFoundHandler())
	defer some.Close()
	cert := some.TLS.Certificates[0]
	r := start(t, func(o *setup) { o.Cert = &cert })
	d := websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: some.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12}}
	ws, _, err := d.Dial("wss://"+r.addr+"/ws?n=0", http.Header{"Authorization": {"Bearer " + testToken}}) //nolint:bodyclose // there is none behind a handshake
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	ws.SetReadDeadline(time.Now().Add(patience))
	pings := 0
	ws.SetPingHandler(func(string) error { pings++; return nil })
	hear(t, ws, func(m told) bool { return m.Type == "lines" })
	got := 0
	for k := range 50 {
		if k == 20 {
			for range pingTurns {
				r.server.peers.ping()
			}
		}
		r.write("one", "two")
		hear(t, ws, func(m told) bool { got += len(m.Lines); return got == 2*k+2 })
	}
	if pings != 1 {
		t.Errorf("%d pings", pings)
	}
	r.stop()
	for err == nil {
		_, _, err = ws.ReadMessage()
	}
	if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Error(err)
	}
}

// Everybody is pinged once in so many turns, and sent home at the end.
func TestSocketsArePinged(t *testing.T) {
	r := start(t, nil)
	const clients = 25
	pinged := make(chan int, 10*clients)
	ended := make(chan error, clients)
	for k := range clients {
		ws := r.dial("n=0")
		ws.SetPingHandler(func(string) error { pinged <- k; return nil })
		hear(t, ws, func(m told) bool { return m.Type == "lines" })
		go func() {
			for {
				if _, _, err := ws.ReadMessage(); err != nil {
					ended <- err
					return
				}
			}
		}()
	}
	until(t, "all are known", func() bool {
		r.server.peers.mu.Lock()
		defer r.server.peers.mu.Unlock()
		return len(r.server.peers.all) == clients
	})
	for range pingTurns {
		r.server.peers.ping()
	}
	seen := map[int]bool{}
	until(t, "all are pinged", func() bool {
		for {
			select {
			case k := <-pinged:
				if seen[k] {
					t.Errorf("client %d is pinged twice", k)
				}
				seen[k] = true
			default:
				return len(seen) == clients
			}
		}
	})
	r.stop()
	for range clients {
		if err := <-ended; !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Error(err)
		}
	}
}

// What comes while somebody writes, but has looked already, is sent by him.
func TestNothingStaysLying(t *testing.T) {
	r := start(t, nil)
	ws := r.dial("n=0")
	hear(t, ws, func(m told) bool { return m.Type == "lines" })
	var p *peer
	until(t, "it is known", func() bool {
		r.server.peers.mu.Lock()
		defer r.server.peers.mu.Unlock()
		if len(r.server.peers.all) > 0 {
			p = r.server.peers.all[0]
		}
		return p != nil
	})
	p.writing.Lock()
	if _, behind := p.due(); behind {
		t.Fatal("it is behind")
	}
	r.write("one")
	until(t, "it is called", p.called.Load)
	if !p.free() {
		t.Fatal("the call is lost")
	}
	p.drain(nil)
	hear(t, ws, func(m told) bool { return len(m.Lines) == 1 })
	p.writing.Lock()
	if p.called.Store(false); p.free() {
		t.Error("it writes though nobody has called")
		p.writing.Unlock()
	}
}

// Whose pongs do not come is gone; who answers stays, and so does who listens to
// events, and is told that they are still there.
func TestSilentSocketIsClosed(t *testing.T) {
	t.Parallel()
	const alive = 4 * time.Second // so that a slow machine answers in time
	r := start(t, func(o *setup) { o.waits.ping, o.waits.alive = alive/5, alive })
	began := time.Now()
	ends := func(ws *websocket.Conn) chan struct{} {
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				if _, _, err := ws.ReadMessage(); err != nil {
					return
				}
			}
		}()
		return ended
	}
	silent, answers := r.dial("n=0"), r.dial("n=0")
	pings := 0
	silent.SetPingHandler(func(string) error { pings++; return nil })
	gone, stays := ends(silent), ends(answers)
	r.until("/events?n=0", ": still here")
	<-gone
	if took := time.Since(began); took < alive || pings == 0 {
		t.Errorf("it is closed after %v and %d pings", took, pings)
	}
	select {
	case <-stays:
		t.Error("who answers is closed")
	case <-time.After(alive / 2): // it was let in with the one that is gone
	}
}

// What a client must not do ends its connection with the code of RFC 6455, 7.4.1.
func TestRudeSockets(t *testing.T) {
	r := start(t, nil)
	long := strings.Repeat("x", maxMessage)
	for name, c := range map[string]struct {
		frames string
		code   int
	}{
		"messages":                  {strings.Repeat(clientFrame(0x81, "{}"), messagesPerSecond+5), websocket.ClosePolicyViolation},
		"pings":                     {strings.Repeat(clientFrame(0x89, "x"), 50), websocket.ClosePolicyViolation},
		"pongs":                     {strings.Repeat(clientFrame(0x8a, "x"), 50), websocket.ClosePolicyViolation},
		"pings, and more":           {strings.Repeat(clientFrame(0x89, long[:100]), 500), websocket.ClosePolicyViolation},
		"a long one":                {clientFrame(0x81, long+"x"), websocket.CloseMessageTooBig},
		"a long one in parts":       {clientFrame(0x01, long) + clientFrame(0x80, "x"), websocket.CloseMessageTooBig},
		"parts of nothing":          {clientFrame(0x01, "x") + strings.Repeat(clientFrame(0x00, ""), maxFrames/6), websocket.ClosePolicyViolation},
		"a length of 2^62":          {"\x81\xff\x40\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04", websocket.CloseMessageTooBig},
		"an unmasked one":           {"\x81\x01x", websocket.CloseProtocolError},
		"a reserved bit":            {clientFrame(0xc1, "x"), websocket.CloseProtocolError},
		"an unknown kind":           {clientFrame(0x83, ""), websocket.CloseProtocolError},
		"a rest of nothing":         {clientFrame(0x80, "x"), websocket.CloseProtocolError},
		"one inside another":        {clientFrame(0x01, "x") + clientFrame(0x81, "x"), websocket.CloseProtocolError},
		"a ping in parts":           {clientFrame(0x09, "x"), websocket.CloseProtocolError},
		"a long ping":               {clientFrame(0x89, long[:126]), websocket.CloseProtocolError},
		"text that is not UTF-8":    {clientFrame(0x81, "{\"id\":1,\"before\":\"\xff\"}"), websocket.CloseInvalidFramePayloadData},
		"half a sign, in two parts": {clientFrame(0x01, "\xc3") + clientFrame(0x80, "x"), websocket.CloseInvalidFramePayloadData},
		"a close without a code":    {clientFrame(0x88, ""), websocket.CloseNoStatusReceived},
		"a close":                   {clientFrame(0x88, "\x03\xe8bye"), websocket.CloseNormalClosure},
	} {
		ws := r.dial("n=0")
		if _, err := io.WriteString(ws.NetConn(), c.frames); err != nil {
			t.Fatal(err)
		}
		var err error
		for err == nil {
			_, _, err = ws.ReadMessage()
		}
		if !websocket.IsCloseError(err, c.code) {
			t.Errorf("%s: %v, want %d", name, err, c.code)
		}
		if _, err = io.Copy(io.Discard, ws.NetConn()); err != nil { // a reset may take the close with it
			t.Errorf("%s: behind the close: %v", name, err)
		}
		if name != "pings" { // that one is not waited for long
			ws.Close()
		}
		until(t, "it is forgotten", func() bool { return r.server.limits.streams.count() == 0 })
	}
}

// Who says nothing but that he is there may do so for ever.
func TestPongsAreNoFlood(t *testing.T) {
	c := newClock()
	r := start(t, func(o *setup) { o.now = c.now })
	ws := r.dial("n=0")
	heard := false
	ws.SetPingHandler(func(string) error { return nil }) // its answer would set a deadline
	ws.SetPongHandler(func(string) error { heard = true; return nil })
	const size, pongs = 100, messagesPerSecond / 2
	for n := 0; n <= maxFrames; n += pongs * size {
		c.pass(time.Second) // so many messages it may send
		frames := strings.Repeat(clientFrame(0x8a, strings.Repeat("x", size)), pongs) + clientFrame(0x89, "")
		if _, err := io.WriteString(ws.NetConn(), frames); err != nil {
			t.Fatal(err)
		}
		heard = false
		until(t, "the ping is answered", func() bool {
			r.write("one")
			hear(t, ws, func(told) bool { return true })
			return heard
		})
	}
}

// Lines that come while a client changes what it looks at are there once: in its
// new window, or behind it.
func TestChangingViewsHasNoHole(t *testing.T) {
	c := newClock()
	r := start(t, func(o *setup) { o.now = c.now })
	const changes, more, most = 100, 9, 5000
	ws := r.dial("n=0")
	hear(t, ws, func(m told) bool { return m.Type == "lines" })
	n := 0
	for i := range changes {
		c.pass(time.Second) // so many messages it may send
		filter := []string{"line", "", "line or none"}[i%3]
		written, ends := make(chan struct{}), n+more
		go func() {
			defer close(written)
			for k := ends - more; k < ends; k += 3 {
				r.write(numbered(k, k+3)...)
			}
		}()
		if err := ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"id":1,"view":{"filter":%q,"n":%d}}`, filter, most)); err != nil {
			t.Fatal(err)
		}
		<-written
		n = ends
		var got []string
		anew := false
		hear(t, ws, func(m told) bool {
			if m.Reset {
				got, anew = nil, true
			}
			if m.Skipped > 0 {
				t.Errorf("%d lines are skipped", m.Skipped)
			}
			got = append(got, texts(m)...)
			return anew && len(got) > 0 && got[len(got)-1] == fmt.Sprintf("line %06d", n-1)
		})
		if !slices.Equal(got, numbered(0, n)) {
			t.Fatalf("change %d: %d lines, and they are not the %d that there are, once", i, len(got), n)
		}
	}
}
