package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// client is somebody who is told what comes: which view of it, and how far.
type client struct {
	server  *Server
	view    *view
	place   place
	missing time.Time // it has missed lines all the time since then; zero: it has not

	at      string // the cursor that it came with
	resumed bool   // it goes on where it was
	named   bool   // it came with the name of a line: only lines are missing
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
	a.Filter, a.Level, a.Sources, a.Mute, a.since = q.Get("filter"), q.Get("level"), q["source"], q["mute"], q.Get("since")
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

// orEmpty makes JSON's [] of none, rather than null.
func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// enter begins to look at a view, and returns the lines to begin with: the
// window, or what was missed. It returns none if the client goes on where it
// was.
func (c *client) enter(a ask) (first []*frame, err error) {
	var at cursor
	if a.since != "" {
		if at, err = c.server.parseCursor(a.since); err != nil {
			return nil, err
		}
	}
	v, err := c.server.hub.view(a.selection)
	if err != nil {
		return nil, err
	}
	c.leave()
	c.view, c.missing, c.at, c.resumed, c.named = v, time.Time{}, a.since, false, false
	if at.here {
		c.await(at)
		if c.place, c.resumed = v.rejoin(at); c.resumed {
			return nil, nil
		}
	}
	var end cursor
	var blocks []loose
	c.place, end, blocks = v.join()
	b := batch{next: end.seq + 1, number: end.number, plain: v.plain}
	snap := c.server.store.Snapshot()
	if at.here && at.seq <= end.seq {
		var ok bool
		if b.lines, ok = c.missed(&snap, at, b.next); ok {
			b.lines = v.shown(blocks, b.lines)
			c.named = at.number == 0
			return v.encode(b), nil
		}
	}
	var sure bool
	b.reset = true
	b.lines, sure = c.window(&snap, b.next, a.n)
	if at.here && at.seq <= end.seq {
		first := b.next
		if len(b.lines) > 0 {
			first = b.lines[0].Seq
		}
		b.missed, b.least = v.between(&snap, at.seq+1, max(first, at.seq+1))
	}
	b.least = b.least || !sure || a.since != "" && !at.here
	b.lines = v.shown(blocks, b.lines)
	return v.encode(b), nil
}

// await waits, not for long, until the view has come to where a client was that
// another view has told more.
func (c *client) await(at cursor) {
	for range c.server.waits.await / tryAgain {
		_, end, _ := c.view.join()
		if snap := c.server.store.Snapshot(); end.seq >= at.seq || at.seq >= snap.Next {
			return
		}
		select {
		case <-time.After(tryAgain):
		case <-c.server.quit:
			return
		}
	}
}

// leave ends to look at the view.
func (c *client) leave() {
	if c.view != nil {
		c.server.hub.release(c.view)
		c.view = nil
	}
}

// missed returns the lines behind a cursor and before another line, and those
// that came late before it; ok is false if they are too many, or not known any
// more.
func (c *client) missed(snap *store.Snapshot, at cursor, to int64) (lines []store.Line, ok bool) {
	v := c.view
	if at.seq < snap.First-1 || v.query == nil && to-at.seq-1 > maxLines {
		return nil, false
	}
	if at.number > 0 && !v.plain {
		late, ok := c.server.hub.late.since(at)
		if !ok {
			return nil, false
		}
		slices.Sort(late)
		for _, seq := range late {
			some, sure := c.server.surely(func() ([]store.Line, bool) { return v.around(snap, seq, 1, false) })
			if !sure {
				return nil, false
			}
			if len(some) > 0 && some[0].Seq == seq {
				lines = append(lines, some[0])
			}
		}
	}
	n := len(lines)
	some, sure := c.server.surely(func() ([]store.Line, bool) { return v.around(snap, at.seq+1, maxLines+1, false) })
	lines = append(lines, some...)
	for len(lines) > n && lines[len(lines)-1].Seq >= to {
		lines = lines[:len(lines)-1]
	}
	return lines, sure && len(lines)-n <= maxLines
}

// window returns the last n lines before a line; sure is false if there may be
// others between them.
func (c *client) window(snap *store.Snapshot, next int64, n int) (lines []store.Line, sure bool) {
	if n == 0 {
		return nil, true
	}
	return c.server.surely(func() ([]store.Line, bool) { return c.view.around(snap, next, n, true) })
}

// next returns the frames that have come, or what is closed when some have.
// behind says that the client has missed lines for too long.
func (c *client) next() (frames []*frame, news <-chan struct{}, behind bool) {
	frames, missed, news := c.view.since(&c.place)
	if missed == nil {
		c.missing = time.Time{}
		return frames, news, false
	}
	now := c.server.now()
	if c.missing.IsZero() {
		c.missing = now
	}
	c.server.count.skipped.Add(missed.lines)
	if missed.news {
		frames = append([]*frame{missed}, frames...)
	}
	if !c.view.plain { // numbers are missing too
		last := frames[len(frames)-1]
		for _, m := range c.view.graphs() {
			frames = append(frames, &frame{data: m, seq: last.seq, cursor: last.cursor})
		}
	}
	return frames, nil, now.Sub(c.missing) > behindFor
}

// decode reads one JSON object, and nothing that it does not know.
func decode(data []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
