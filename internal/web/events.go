package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// stream lets a client in that is told what comes; nil if it cannot be. Its end
// must be called.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, by way) (c *client, first []*frame, end func()) {
	a, err := asked(r)
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return nil, nil, nil
	}
	a.plain = by == byText
	leave := s.limits.streams.enter(address(r), by)
	if leave == nil {
		busy(w, http.StatusServiceUnavailable, failuresFor)
		return nil, nil, nil
	}
	c = &client{server: s}
	if first, err = c.enter(a); err != nil {
		leave()
		refuseView(w, err)
		return nil, nil, nil
	}
	return c, first, func() { c.leave(); leave() }
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

// events serves server-sent events (HTML, 9.2). The id of each is the cursor to
// come back with.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, byEvents, "text/event-stream")
}

// text serves lines for curl and pipes. Nothing can be said on an idle stream of
// text: the connection's own probes find out who is gone.
func (s *Server) text(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, byText, "text/plain; charset=utf-8")
}

// serve begins an answer that does not end by itself: net/http writes the header,
// which says whether there are chunks, and a peer the rest.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, by way, kind string) {
	c, first, end := s.stream(w, r, by)
	if c == nil {
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Accel-Buffering", "no") // nginx would wait for more
	w.Header().Set("Connection", "close")
	ctl := http.NewResponseController(w)
	if ctl.Flush() != nil {
		end()
		return
	}
	conn, _, err := ctl.Hijack()
	if err != nil {
		end()
		return
	}
	p := c.newPeer(by, conn)
	p.bare = !r.ProtoAtLeast(1, 1)
	go func() {
		defer end()
		p.run(first)
	}()
}

// wait returns what comes next; nothing once ctx is done.
func (c *client) wait(ctx context.Context) []*frame {
	for {
		frames, news, _ := c.next()
		if news == nil {
			return frames
		}
		select {
		case <-news:
		case <-ctx.Done():
			return nil
		case <-c.server.quit:
			return nil
		}
	}
}

// poll answers with what has come since a cursor, or waits for it.
func (s *Server) poll(w http.ResponseWriter, r *http.Request) {
	c, first, end := s.stream(w, r, byPoll)
	if c == nil {
		return
	}
	defer end()
	ctl := http.NewResponseController(w)
	ctl.SetReadDeadline(time.Time{}) //nolint:errcheck // where there is none it need not be lifted
	out := struct {
		Messages []json.RawMessage `json:"messages"`
		Cursor   string            `json:"cursor"`
	}{[]json.RawMessage{}, c.at}
	put := func(frames ...*frame) {
		for _, f := range frames {
			out.Messages = append(out.Messages, f.data)
			out.Cursor = f.cursor
		}
	}
	if c.at == "" {
		out.Messages = append(out.Messages, s.hello())
	}
	news := !c.resumed && !c.named
	for _, f := range first {
		if out.Cursor = f.cursor; f.news || c.at == "" {
			put(f)
			news = true
		}
	}
	switch {
	case !news:
		ctx, cancel := context.WithTimeout(r.Context(), pollFor)
		defer cancel()
		put(c.wait(ctx)...)
	case !c.named:
		out.Messages = append(out.Messages, message(c.view.state()))
		for _, m := range c.view.graphs() {
			out.Messages = append(out.Messages, m)
		}
	}
	ctl.SetWriteDeadline(time.Now().Add(s.waits.answer)) //nolint:errcheck // the write tells
	answer(w, http.StatusOK, out)
}
