package web

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// request is what a client says over a WebSocket.
type request struct {
	ID   int64 `json:"id"`
	View *struct {
		selection
		N *int `json:"n"`
	} `json:"view"`
	Before string `json:"before"`
	After  string `json:"after"`
	Time   string `json:"time"`
	N      *int   `json:"n"`
}

// socket serves a WebSocket (RFC 6455): messages of the view, and answers to
// requests.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	c, first, end := s.stream(w, r, bySocket)
	if c == nil {
		return
	}
	up := websocket.Upgrader{
		// What is sent is sent without it, and what is read is short.
		HandshakeTimeout: s.waits.header, ReadBufferSize: 1 << 8, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(*http.Request) bool { return true }, // the gate has
		Error:       func(w http.ResponseWriter, _ *http.Request, status int, err error) { wrong(w, status, err) },
	}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		end()
		return // it has answered
	}
	p := c.newPeer(bySocket, ws.NetConn())
	p.ws = ws
	go func() {
		defer end()
		p.run(first)
	}()
}

// read takes requests until the peer is gone, and answers them.
func (p *peer) read() {
	p.ws.SetReadLimit(maxMessage)
	p.rate = bucket{left: messagesPerSecond, at: p.server.now()}
	p.ws.SetPongHandler(p.alive)
	p.ws.SetPingHandler(func(text string) error {
		err := p.alive("")
		if err == nil {
			p.reply(wire(opPong, []byte(text)))
		}
		return err
	})
	p.ws.SetCloseHandler(func(code int, _ string) error {
		p.end(code, "")
		return nil
	})
	_ = p.expect() // the read tells
	defer p.linger()
	for {
		kind, data, err := p.ws.ReadMessage()
		if err == nil {
			err = p.alive("")
		}
		if errors.Is(err, errFlood) {
			p.end(websocket.ClosePolicyViolation, errFlood.Error())
		}
		if err != nil {
			return
		}
		if kind == websocket.TextMessage && !utf8.Valid(data) { // RFC 6455, 8.1
			p.end(websocket.CloseInvalidFramePayloadData, "a text must be UTF-8")
			return
		}
		var in request
		if kind != websocket.TextMessage || decode(data, &in) != nil {
			in = request{ID: -1}
		}
		if !p.answer(in) {
			return
		}
	}
}

// below is the connection that the listener has let in; nil if it is another's.
func (p *peer) below() *conn {
	c := p.ws.NetConn()
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	b, _ := c.(*conn)
	return b
}

var errFlood = errors.New("too many messages")

// alive notes that the peer has sent something, of whatever kind.
func (p *peer) alive(string) error {
	p.rate.fill(p.server.now(), messagesPerSecond, messagesPerSecond)
	if p.rate.left--; p.rate.left < 0 {
		return errFlood
	}
	return p.expect()
}

// expect says how long, and how much, the peer may send before it shows another
// sign of life.
func (p *peer) expect() error {
	if c := p.below(); c != nil {
		c.bound(maxFrames)
	}
	return p.ws.SetReadDeadline(time.Now().Add(p.server.waits.alive))
}

// linger waits until the peer has heard why the connection ends: closing it while
// something is unread resets it, and what was said last may be lost (RFC 9112, 9.6).
func (p *peer) linger() {
	c := p.below()
	if c == nil {
		return
	}
	if p.writing.TryLock() { // else a write is stuck: it does not hear
		p.gone = true
		p.writing.Unlock()
	}
	if tcp, ok := c.Conn.(*net.TCPConn); ok && tcp.CloseWrite() == nil {
		tcp.SetReadDeadline(time.Now().Add(byeWithin)) //nolint:errcheck // the read tells
		io.CopyN(io.Discard, tcp, maxFrames)           //nolint:errcheck // it ends anyway
	}
}

var errRequest = errors.New("that is not a request: see docs/http.md")

// answer does what a request asks.
func (p *peer) answer(in request) bool {
	fail := func(err error) bool {
		return p.reply(wire(opText, message(struct {
			Type  string `json:"type"`
			Error string `json:"error"`
			ID    int64  `json:"id"`
		}{"error", err.Error(), in.ID})))
	}
	switch {
	case in.ID < 0:
		return fail(errRequest)
	case in.View != nil:
		a := ask{selection: in.View.selection, n: defaultLines}
		if in.View.N != nil {
			a.n = min(max(*in.View.N, 0), maxLines)
		}
		a.Sources, a.Mute = slices.Clone(a.Sources), slices.Clone(a.Mute)
		if err := p.look(a); err != nil {
			return fail(err)
		}
		return true
	}
	if p.view.account.costly() {
		return fail(errCostly)
	}
	q := span{before: in.Before, after: in.After, time: in.Time, n: defaultLines}
	if in.N != nil {
		q.n = min(max(*in.N, 0), maxLines)
	}
	page, err := p.server.page(&p.view.lister, q)
	if err != nil {
		return fail(err)
	}
	return p.reply(wire(opText, page.encode(p.server.epoch, in.ID, true)))
}

// look has the peer look at another view.
func (p *peer) look(a ask) error {
	p.writing.Lock()
	defer p.drain(nil)
	old := p.view
	first, err := p.enter(a)
	if err != nil {
		return err
	}
	old.peers.drop(p)
	p.view.peers.add(p)
	if p.frames(first) {
		p.say(message(p.view.state()))
		for _, m := range p.view.tables() { // the old view may not have told of the newest ones
			p.say(m)
		}
		p.present()
	}
	return nil
}
