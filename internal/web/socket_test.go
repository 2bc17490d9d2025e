package web

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
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
			ws.SetReadDeadline(time.Now().Add(20 * time.Second))
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
	r := start(t, func(o *Options) { o.Cert = &cert })
	d := websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: some.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, MinVersion: tls.VersionTLS12}}
	ws, _, err := d.Dial("wss://"+r.addr+"/ws?n=0", http.Header{"Authorization": {"Bearer " + testToken}}) //nolint:bodyclose // there is none behind a handshake
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	ws.SetReadDeadline(time.Now().Add(20 * time.Second))
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
