package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

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
	leave := s.limits.streams.enter(address(r))
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
		HandshakeTimeout: headerWithin, ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, WriteBufferPool: nil,
		CheckOrigin: func(*http.Request) bool { return true }, // the gate has
	}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		c.leave()
		leave()
		return // it has answered
	}
	p := &peer{client: c, ws: ws, requests: make(chan request, 1), gone: make(chan struct{})}
	s.clients.Add(2)
	go p.read()
	go func() {
		defer s.clients.Done()
		defer leave()
		p.write(first)
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

// peer is the other end of a WebSocket. Two goroutines serve it: one reads what
// it asks, the other writes everything.
type peer struct {
	*client
	ws       *websocket.Conn
	requests chan request
	gone     chan struct{} // closed when it sends no more
}

// read takes requests until the peer is gone.
func (p *peer) read() {
	defer p.server.clients.Done()
	defer close(p.gone)
	p.ws.SetReadLimit(maxMessage)
	alive := func(string) error { return p.ws.SetReadDeadline(time.Now().Add(aliveFor)) }
	p.ws.SetPongHandler(alive)
	if alive("") != nil {
		return
	}
	rate := newBuckets(p.server.now, messagesPerSecond, messagesPerSecond)
	for {
		kind, data, err := p.ws.ReadMessage()
		if err != nil {
			return
		}
		if !rate.take("", 1) {
			p.bye(websocket.ClosePolicyViolation, "too many messages")
			return
		}
		var in request
		if kind != websocket.TextMessage || decode(data, &in) != nil {
			in = request{ID: -1}
		}
		select {
		case p.requests <- in:
		case <-p.server.quit:
			return
		case <-time.After(blockedFor):
			return
		}
		if alive("") != nil {
			return
		}
	}
}

// bye says why the connection ends.
func (p *peer) bye(code int, text string) {
	p.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second)) //nolint:errcheck // it ends anyway
}

// write sends messages until the peer is gone, is too slow, or the server ends.
func (p *peer) write(first []*frame) {
	defer func() {
		_ = p.ws.Close()
		p.leave()
	}()
	if !p.say(p.server.hello()) || !p.say(message(p.view.state())) || !p.frames(first) {
		return
	}
	if !p.resumed {
		for _, m := range p.view.graphs() {
			if !p.say(m) {
				return
			}
		}
	}
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		frames, news, behind := p.next()
		if behind {
			p.bye(websocket.CloseTryAgainLater, "too slow")
			return
		}
		if !p.frames(frames) {
			return
		}
		if news == nil {
			ready := make(chan struct{})
			close(ready)
			news = ready
		}
		select {
		case <-news:
		case in := <-p.requests:
			if !p.answer(in) {
				return
			}
		case <-ping.C:
			if p.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(blockedFor)) != nil {
				return
			}
		case <-p.gone:
			return
		case <-p.server.quit:
			p.bye(websocket.CloseGoingAway, "rtwatch has ended")
			return
		}
	}
}

// frames sends frames.
func (p *peer) frames(all []*frame) bool {
	for _, f := range all {
		m, err := f.prepared()
		if err == nil {
			p.ws.SetWriteDeadline(time.Now().Add(blockedFor)) //nolint:errcheck // the write tells
			err = p.ws.WritePreparedMessage(m)
		}
		if err != nil {
			p.server.count.stalled.Add(1)
			return false
		}
	}
	return true
}

// say sends a message to this peer only.
func (p *peer) say(data []byte) bool {
	p.ws.SetWriteDeadline(time.Now().Add(blockedFor)) //nolint:errcheck // the write tells
	return p.ws.WriteMessage(websocket.TextMessage, data) == nil
}

var errRequest = errors.New("that is not a request: see docs/http.md")

// answer does what a request asks.
func (p *peer) answer(in request) bool {
	fail := func(err error) bool {
		return p.say(message(struct {
			Type  string `json:"type"`
			Error string `json:"error"`
			ID    int64  `json:"id"`
		}{"error", err.Error(), in.ID}))
	}
	switch {
	case in.ID < 0:
		return fail(errRequest)
	case in.View != nil:
		a := ask{selection: in.View.selection, n: defaultLines}
		if in.View.N != nil {
			a.n = min(max(*in.View.N, 0), maxLines)
		}
		a.Sources = slices.Clone(a.Sources)
		first, err := p.enter(a)
		if err != nil {
			return fail(err)
		}
		return p.frames(first) && p.say(message(p.view.state()))
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
	return p.say(page.encode(p.server.epoch, in.ID, true))
}
