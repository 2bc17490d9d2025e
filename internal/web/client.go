package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// client is somebody who is told what comes: which view of it, and how far.
type client struct {
	server *Server
	view   *view
	place  place
	since  time.Time // it has missed lines all the time since then; zero: it has not
}

// ask is what a client wants to begin with.
type ask struct {
	selection
	n     int
	since string // a cursor; "": the newest lines
}

// asked reads what a request asks for.
func asked(r *http.Request) (a ask, err error) {
	q := r.URL.Query()
	a.Filter, a.Level, a.Sources, a.since = q.Get("filter"), q.Get("level"), q["source"], q.Get("since")
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		a.since = id
	}
	a.n, err = count(q.Get("n"))
	return a, err
}

// count reads a number of lines.
func count(text string) (int, error) {
	if text == "" {
		return defaultLines, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > maxLines {
		return 0, fmt.Errorf("n is %q: want a number from 0 to %d", short(text), maxLines)
	}
	return n, nil
}

// short cuts text of a client's to what is fit for an answer.
func short(text string) string {
	if len(text) > 40 {
		return text[:40] + "..."
	}
	return text
}

var errCursor = errors.New("that is not a cursor: want the c of a line, such as 1f2e3d4c.17")

// seq returns the line of a cursor. here is false if it is of another run.
func (s *Server) seq(cursor string) (seq int64, here bool, err error) {
	epoch, digits, ok := strings.Cut(cursor, ".")
	seq, bad := strconv.ParseInt(digits, 10, 64)
	if !ok || len(epoch) != 8 || bad != nil || seq > 1<<50 || seq < -1<<50 {
		return 0, false, errCursor
	}
	return seq, epoch == s.epoch, nil
}

// hello is the first message.
func (s *Server) hello() []byte {
	return message(struct {
		Type    string   `json:"type"`
		Epoch   string   `json:"epoch"`
		Title   string   `json:"title"`
		Names   []string `json:"names"`
		Post    bool     `json:"post"`
		Version string   `json:"version"`
		Filters []string `json:"filters"`
	}{"hello", s.epoch, s.options.Title, orEmpty(s.options.Names), s.options.Post != nil, s.options.Version, orEmpty(s.options.Filters)})
}

func orEmpty(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// enter begins to look at a view, and returns the lines to begin with: the
// window, or what was missed.
func (c *client) enter(a ask) ([]*frame, error) {
	seq, here := int64(0), false
	if a.since != "" {
		var err error
		if seq, here, err = c.server.seq(a.since); err != nil {
			return nil, err
		}
	}
	v, err := c.server.hub.view(a.selection)
	if err != nil {
		return nil, err
	}
	c.leave()
	c.view, c.since = v, time.Time{}
	var next int64
	c.place, next = v.join()
	snap := c.server.store.Snapshot()
	if here && seq < next && seq >= snap.First-1 {
		if lines, ok := c.missed(&snap, seq+1, next); ok {
			return v.encode(lines, next, false, 0), nil
		}
	}
	lines := c.window(&snap, next, a.n)
	gap := uint64(0)
	if here && seq < next {
		gap = uint64(next - seq - 1)
		if v.query != nil {
			gap = 0 // how many of them it would have seen nobody knows
		} else if n := uint64(len(lines)); n < gap {
			gap -= n
		}
	}
	return v.encode(lines, next, true, gap), nil
}

// leave ends to look at the view.
func (c *client) leave() {
	if c.view != nil {
		c.server.hub.release(c.view)
		c.view = nil
	}
}

// missed returns the lines from one to another; ok is false if they are too
// many.
func (c *client) missed(snap *store.Snapshot, from, to int64) (lines []store.Line, ok bool) {
	if c.view.query == nil && to-from > maxLines {
		return nil, false
	}
	lines = c.surely(func() ([]store.Line, bool) { return c.view.around(snap, from, maxLines+1, false) })
	for len(lines) > 0 && lines[len(lines)-1].Seq >= to {
		lines = lines[:len(lines)-1]
	}
	return lines, len(lines) <= maxLines
}

// window returns the last n lines before a line.
func (c *client) window(snap *store.Snapshot, next int64, n int) []store.Line {
	if n == 0 {
		return nil
	}
	return c.surely(func() ([]store.Line, bool) { return c.view.around(snap, next, n, true) })
}

// surely looks until the answer is sure, or it takes too long.
func (c *client) surely(look func() ([]store.Line, bool)) []store.Line {
	for tries := searchFor / tryAgain; ; tries-- {
		lines, sure := look()
		if sure || tries == 0 {
			return lines
		}
		select {
		case <-time.After(tryAgain):
		case <-c.server.quit:
			return lines
		}
	}
}

// encode encodes lines for one client.
func (v *view) encode(lines []store.Line, next int64, reset bool, missed uint64) []*frame {
	e := encoder{epoch: v.server.epoch}
	var all []*frame
	for first := true; first || len(lines) > 0; first = false {
		f := &frame{}
		var n int
		f.data, n, f.missed = e.lines(nil, lines, next, v.plain, reset && first, missed)
		f.lines, missed = n, 0
		upto := next
		if n < len(lines) {
			upto = lines[n].Seq
		}
		f.cursor = string(e.cursor(nil, upto-1))
		lines = lines[n:]
		all = append(all, f)
	}
	return all
}

// skipped is the message that so many lines were left out.
func (v *view) skipped(n uint64, at *frame) *frame {
	f := &frame{cursor: at.cursor, missed: n}
	if v.plain {
		f.data = fmt.Appendf(nil, "-- %d lines skipped --\n", n)
		return f
	}
	f.data = fmt.Appendf(nil, `{"type":"lines","lines":[],"cursor":"%s","skipped":%d}`, at.cursor, n)
	return f
}

// next returns the frames that have come, or what is closed when some have.
// behind says that the client has missed lines for too long.
func (c *client) next() (frames []*frame, news <-chan struct{}, behind bool) {
	frames, missed, news := c.view.since(&c.place)
	if missed == 0 {
		c.since = time.Time{}
		return frames, news, false
	}
	now := c.server.now()
	if c.since.IsZero() {
		c.since = now
	}
	c.server.count.skipped.Add(missed)
	return append([]*frame{c.view.skipped(missed, frames[0])}, frames...), nil, now.Sub(c.since) > behindFor
}

// answer writes JSON.
func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(message(v), '\n')) //nolint:errcheck // who has left need not be told
}

// wrong answers with what is wrong.
func wrong(w http.ResponseWriter, status int, err error) {
	answer(w, status, map[string]string{"error": err.Error()})
}

// decode reads one JSON object, and nothing that it does not know.
func decode(data []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
