package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// stream begins an answer that does not end by itself; nil if there are too
// many. Its end must be called.
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
	http.NewResponseController(w).SetReadDeadline(time.Time{}) //nolint:errcheck // where there is none it need not be lifted
	return c, first, func() { c.leave(); leave() }
}

// sender writes to a client that may be slow.
type sender struct {
	w     http.ResponseWriter
	ctl   *http.ResponseController
	count *counters
}

func (s *Server) sender(w http.ResponseWriter) *sender {
	return &sender{w, http.NewResponseController(w), &s.count}
}

// send waits until data is taken; ok is false if the client is gone, or has
// taken nothing for too long.
func (s *sender) send(data []byte) (ok bool) {
	s.ctl.SetWriteDeadline(time.Now().Add(blockedFor)) //nolint:errcheck // the write tells
	_, err := s.w.Write(data)
	if err == nil {
		err = s.ctl.Flush()
	}
	s.count.stall(err)
	return err == nil
}

// follow calls put with what comes until it fails or the client is gone, and
// idle each pingEvery without anything.
func (c *client) follow(ctx context.Context, put func([]*frame) bool, idle func() bool) {
	alive := time.NewTicker(pingEvery)
	defer alive.Stop()
	for {
		frames, news, behind := c.next()
		if behind {
			c.server.count.stalled.Add(1)
		}
		if behind || len(frames) > 0 && !put(frames) {
			return
		}
		if news == nil {
			select {
			case <-ctx.Done():
				return
			case <-c.server.quit:
				return
			default:
				continue
			}
		}
		select {
		case <-news:
		case <-alive.C:
			if !idle() {
				return
			}
		case <-ctx.Done():
			return
		case <-c.server.quit:
			return
		}
	}
}

// events serves server-sent events (HTML, 9.2). The id of each is the cursor to
// come back with.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	c, first, end := s.stream(w, r, byEvents)
	if c == nil {
		return
	}
	defer end()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := s.sender(w)
	var buf bytes.Buffer
	event := func(cursor string, data []byte) {
		if cursor != "" {
			buf.WriteString("id: " + cursor + "\n")
		}
		buf.WriteString("data: ")
		buf.Write(data)
		buf.WriteString("\n\n")
	}
	put := func(frames []*frame) bool {
		for _, f := range frames {
			event(f.cursor, f.data)
		}
		ok := out.send(buf.Bytes())
		if buf.Reset(); buf.Cap() > frameBytes {
			buf = bytes.Buffer{}
		}
		return ok
	}
	event("", s.hello())
	event("", message(c.view.state()))
	if !put(first) {
		return
	}
	if !c.resumed {
		for _, m := range c.view.graphs() {
			event("", m)
		}
		if !put(nil) {
			return
		}
	}
	c.follow(r.Context(), put, func() bool { return out.send([]byte(": still here\n\n")) })
}

// text serves lines for curl and pipes.
func (s *Server) text(w http.ResponseWriter, r *http.Request) {
	c, first, end := s.stream(w, r, byText)
	if c == nil {
		return
	}
	defer end()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	out := s.sender(w)
	put := func(frames []*frame) bool {
		for _, f := range frames {
			if !out.send(f.data) {
				return false
			}
		}
		return true
	}
	if !put(first) {
		return
	}
	// Nothing can be said on an idle stream of text: the connection's own probes
	// find out who is gone.
	c.follow(r.Context(), put, func() bool { return true })
}

// poll answers with what has come since a cursor, or waits for it.
func (s *Server) poll(w http.ResponseWriter, r *http.Request) {
	c, first, end := s.stream(w, r, byPoll)
	if c == nil {
		return
	}
	defer end()
	out := struct {
		Messages []json.RawMessage `json:"messages"`
		Cursor   string            `json:"cursor"`
	}{[]json.RawMessage{}, c.at}
	put := func(frames []*frame) bool {
		for _, f := range frames {
			out.Messages = append(out.Messages, f.data)
			out.Cursor = f.cursor
		}
		return true
	}
	if c.at == "" {
		out.Messages = append(out.Messages, s.hello())
	}
	news := !c.resumed && !c.named
	for _, f := range first {
		if out.Cursor = f.cursor; f.news || c.at == "" {
			put([]*frame{f})
			news = true
		}
	}
	switch {
	case !news:
		ctx, cancel := context.WithTimeout(r.Context(), pollFor)
		defer cancel()
		c.follow(ctx, func(frames []*frame) bool { cancel(); return put(frames) }, func() bool { return true })
	case !c.named:
		out.Messages = append(out.Messages, message(c.view.state()))
		for _, m := range c.view.graphs() {
			out.Messages = append(out.Messages, m)
		}
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerWithin)) //nolint:errcheck // the write tells
	answer(w, http.StatusOK, out)
}
