package web

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
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
	a, err := asked(r)
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return
	}
	leave := s.limits.streams.enter(address(r), bySocket)
	if leave == nil {
		busy(w, http.StatusServiceUnavailable, failuresFor)
		return
	}
	c := &client{server: s}
	first, err := c.enter(a)
	if err != nil {
		leave()
		refuseView(w, err)
		return
	}
	up := websocket.Upgrader{
		// What is sent is sent without it, and what is read is short.
		HandshakeTimeout: s.options.waits.header, ReadBufferSize: 1 << 8, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(*http.Request) bool { return true }, // the gate has
		Error:       func(w http.ResponseWriter, _ *http.Request, status int, err error) { wrong(w, status, err) },
	}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		c.leave()
		leave()
		return // it has answered
	}
	p := &peer{client: c, ws: ws, raw: raw(ws.NetConn()), turn: int(s.turn.Add(1))}
	p.writing.Lock()
	go func() {
		defer leave()
		p.run(first)
	}()
}

// refuseView says what is wrong with a view that was asked for.
func refuseView(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if errors.Is(err, errManyViews) || errors.Is(err, errClosed) || errors.Is(err, errCostly) {
		w.Header().Set("Retry-After", "30")
		status = http.StatusServiceUnavailable
	}
	wrong(w, status, err)
}

// peer is the other end of a WebSocket. One goroutine reads what it asks and
// answers. What comes is written by the view's goroutine for all its peers in
// turn, as long as a peer takes it at once; what it does not take, a goroutine
// of its own writes, until it has caught up.
type peer struct {
	*client
	ws   *websocket.Conn
	raw  syscall.RawConn // nil: nothing can be tried
	turn int             // of its pings
	rate bucket          // of what it sends

	// writing is held by who writes. Who finds it held leaves a note in called
	// for the holder, who looks once more when it has given it up: so nothing
	// that came in between stays lying.
	writing sync.Mutex
	gone    bool // guarded by writing
	called  atomic.Bool
	pinged  atomic.Bool // it is to be pinged

	presented uint64 // the version that it was told last; guarded by writing
}

// run serves the peer until it is gone, is too slow, or the server ends.
func (p *peer) run(first []*frame) {
	defer func() {
		_ = p.ws.Close()
		p.writing.Lock()
		defer p.writing.Unlock()
		p.view.sockets.drop(p)
		p.leave()
		p.gone = true
	}()
	p.say(p.server.hello())
	p.say(message(p.view.state()))
	p.frames(first)
	_, p.presented, _ = p.server.presenter.newest() // the view tells of a newer one
	if !p.resumed {
		for _, m := range p.view.graphs() {
			p.say(m)
		}
	}
	p.view.sockets.add(p)
	p.drain(nil)
	if !p.server.sockets.add(p) {
		p.dismiss()
		return
	}
	defer p.server.sockets.drop(p)
	p.read()
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
	p.ws.SetReadDeadline(time.Now().Add(p.server.options.waits.alive)) //nolint:errcheck // the read tells
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

var errFlood = errors.New("too many messages")

// alive notes that the peer has sent something, of whatever kind.
func (p *peer) alive(string) error {
	p.rate.fill(p.server.now(), messagesPerSecond, messagesPerSecond)
	if p.rate.left--; p.rate.left < 0 {
		return errFlood
	}
	return p.ws.SetReadDeadline(time.Now().Add(p.server.options.waits.alive))
}

// put writes, and waits until it is written; where that fails the connection
// ends. It is called by who holds writing, as are bye, say and frames.
func (p *peer) put(data []byte) bool {
	conn := p.ws.NetConn()
	conn.SetWriteDeadline(time.Now().Add(p.server.options.waits.blocked)) //nolint:errcheck // the write tells
	_, err := conn.Write(data)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		p.server.count.stalled.Add(1)
	}
	if err != nil {
		_ = p.ws.Close()
	}
	return err == nil
}

// bye says why the connection ends.
func (p *peer) bye(code int, text string) {
	conn := p.ws.NetConn()
	conn.SetWriteDeadline(time.Now().Add(time.Second))                  //nolint:errcheck // it ends anyway
	conn.Write(wire(opClose, websocket.FormatCloseMessage(code, text))) //nolint:errcheck // it ends anyway
	_ = p.ws.Close()
}

// end is bye, once nobody writes.
func (p *peer) end(code int, text string) {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.bye(code, text)
}

// say sends a message to this peer only.
func (p *peer) say(data []byte) { p.put(wire(opText, data)) }

// frames sends frames.
func (p *peer) frames(all []*frame) bool {
	for _, f := range all {
		if p.wants(f) && !p.put(f.socket()) {
			return false
		}
	}
	return true
}

// wants reports whether a frame says something that the peer was not told yet.
func (p *peer) wants(f *frame) bool {
	if f.presented == 0 {
		return true
	}
	fresh := f.presented > p.presented
	p.presented = max(p.presented, f.presented)
	return fresh
}

// present sends what the screen shows, unless it has been sent.
func (p *peer) present() {
	if data, version, _ := p.server.presenter.newest(); version > p.presented {
		p.presented = version
		p.say(data)
	}
}

// dismiss sends the peer home.
func (p *peer) dismiss() {
	late := time.AfterFunc(time.Second, func() { _ = p.ws.Close() })
	defer late.Stop()
	p.end(websocket.CloseGoingAway, "rtwatch has ended")
}

// due returns what is to be sent. behind says that the peer has missed lines for
// too long.
func (p *peer) due() (out [][]byte, behind bool) {
	p.called.Store(false)
	if p.pinged.Swap(false) {
		out = append(out, wire(opPing, nil))
	}
	frames, _, behind := p.next()
	for _, f := range frames {
		if p.wants(f) {
			out = append(out, f.socket())
		}
	}
	return out, behind
}

// seize takes writing, unless somebody has it or the peer is gone.
func (p *peer) seize() bool {
	if !p.writing.TryLock() {
		return false
	}
	if p.gone {
		p.writing.Unlock()
		return false
	}
	return true
}

// free gives writing up, and reports whether it has it again, for more.
func (p *peer) free() (again bool) {
	p.writing.Unlock()
	return p.called.Load() && p.seize()
}

// call sends what has come, without waiting for anything: what the peer does
// not take at once is left to a goroutine.
func (p *peer) call(t *trial) {
	p.called.Store(true)
	for again := p.seize(); again; again = p.free() { // else who has it does it
		out, behind := p.due()
		for len(out) > 0 && !behind {
			n, err := t.send(p.raw, out[0])
			if err != nil {
				_ = p.ws.Close() // its reader notices
			}
			if out[0] = out[0][n:]; len(out[0]) > 0 {
				break
			}
			out = out[1:]
		}
		if len(out) > 0 {
			p.server.clients.Go(func() {
				if behind {
					p.tooSlow()
				}
				p.drain(out)
			})
			return
		}
	}
}

// tooSlow sends the peer away.
func (p *peer) tooSlow() {
	p.server.count.stalled.Add(1)
	p.bye(websocket.CloseTryAgainLater, "too slow")
}

// drain sends what is left, and what has come since, and gives writing up.
func (p *peer) drain(out [][]byte) {
	for again := true; again; {
		for i, data := range out {
			if !p.put(data) {
				break
			}
			out[i] = nil
		}
		var behind bool
		if out, behind = p.due(); behind {
			p.tooSlow()
		}
		if len(out) == 0 {
			p.ws.NetConn().SetWriteDeadline(time.Time{}) //nolint:errcheck // nothing is written
			again = p.free()
		}
	}
}

// reply sends something between what comes.
func (p *peer) reply(data []byte) bool {
	p.writing.Lock()
	defer p.drain(nil)
	return p.put(data)
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
	q := span{before: in.Before, after: in.After, time: in.Time, n: defaultLines}
	if in.N != nil {
		q.n = min(max(*in.N, 0), maxLines)
	}
	ctx, cancel := context.WithTimeout(context.Background(), searchFor)
	defer cancel()
	page, err := p.server.page(ctx, &p.view.lister, q)
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
	old.sockets.drop(p)
	p.view.sockets.add(p)
	if p.frames(first) {
		p.say(message(p.view.state()))
		p.present()
	}
	return nil
}
