package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// span is which lines of the past are asked for: those before a cursor, behind
// one, around a time, from a place in the whole log on, or the newest.
type span struct {
	before, after, time, line string
	n                         int
}

// page is a piece of the log.
type page struct {
	lines       []store.Line
	first, last bool // there is nothing before it, or behind it
	sure        bool // all was searched that may be between them
	back        bool // it ends at the asked place; else it begins there
}

var errOneOf = errors.New("give one of before, after, time and line")

var errNotAll = errors.New("not all lines are known yet: ask again for one by its number")

// page finds the lines of a span. It waits for a search, for searchFor at
// most.
func (s *Server) page(l *lister, q span) (p page, err error) {
	snap := s.store.Snapshot()
	given := 0
	for _, x := range []string{q.before, q.after, q.time, q.line} {
		if x != "" {
			given++
		}
	}
	seq, back := snap.Next, true
	switch {
	case given > 1:
		return p, errOneOf
	case q.time != "":
		t, ok := query.ParseTime(q.time, s.now(), time.Time{})
		if !ok {
			return p, fmt.Errorf("time is %q: want a time such as 10:42, 10m or 2026-11-22T10:42:00Z", short(q.time))
		}
		seq, _ = snap.AtTime(t)
		back = false
	case q.line != "":
		if seq, err = placed(&snap, q.line); err != nil {
			return p, err
		}
		back = false
	case given == 1:
		c, err := s.parseCursor(q.before + q.after)
		if err != nil {
			return p, err
		}
		seq = c.seq
		if back = q.after == ""; !back {
			seq++
		}
		if !c.here {
			return p, errors.New("the cursor is of another run of rtwatch: begin anew")
		}
	}
	if p.sure = q.n == 0; p.sure {
		return p, nil
	}
	p.back = back
	p.lines, p.sure = s.surely(func() ([]store.Line, bool) { return l.around(&snap, seq, q.n, back) })
	switch short := len(p.lines) < q.n; {
	case back:
		p.first = p.sure && snap.Past.Complete && (short || p.lines[0].Seq <= snap.First)
		p.last = seq >= snap.Next
	default:
		p.first = seq <= snap.First && snap.Past.Complete
		p.last = p.sure && (short || behind(&p.lines[len(p.lines)-1]) >= snap.Next)
	}
	return p, nil
}

// placed returns the line of a number in the whole log, from 1 on, or of a share
// of it, such as 50%; the first or the last where there are not so many.
func placed(snap *store.Snapshot, text string) (seq int64, err error) {
	number, share := strings.CutSuffix(text, "%")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || n < 0 || share && n > 100 {
		return 0, fmt.Errorf("line is %q: want a number such as 1200, or a share such as 50%%", short(text))
	}
	if !snap.Past.Complete {
		return 0, errNotAll
	}
	if seq = min(snap.First, 0) + n - 1; share {
		seq = snap.First + (snap.Next-snap.First)*n/100
	}
	return max(snap.First, min(seq, snap.Next-1)), nil
}

// encode encodes a page, as far as it has room: what is farthest from the asked
// place is left out, so that the reader can go on from what there is.
func (p *page) encode(epoch string, id int64, typed bool) []byte {
	e := encoder{epoch: epoch}
	var all []byte // the lines, in the order in which they are kept
	var ends []int
	for i := range p.lines {
		if len(all) > historyBytes {
			if p.back {
				p.first = false
			} else {
				p.last = false
			}
			break
		}
		l := &p.lines[i]
		if p.back {
			l = &p.lines[len(p.lines)-1-i]
		}
		all = e.line(all, l)
		ends = append(ends, len(all))
	}
	dst := make([]byte, 0, len(all)+len(ends)+100)
	dst = append(dst, '{')
	if typed {
		dst = append(dst, `"type":"page","id":`...)
		dst = append(strconv.AppendInt(dst, id, 10), ',')
	}
	dst = append(dst, `"lines":[`...)
	for i := range ends {
		k := i
		if p.back {
			k = len(ends) - 1 - i
		}
		from := 0
		if k > 0 {
			from = ends[k-1]
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, all[from:ends[k]]...)
	}
	dst = append(dst, `],"first":`...)
	dst = strconv.AppendBool(dst, p.first)
	dst = append(dst, `,"last":`...)
	dst = strconv.AppendBool(dst, p.last)
	if !p.sure {
		dst = append(dst, `,"sure":false`...)
	}
	return append(dst, '}')
}

// history bounds how often an address may ask for what was.
func (s *Server) history(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.limits.history.take(address(r), 1) {
			busy(w, http.StatusTooManyRequests, time.Second)
			return
		}
		h(w, r)
	}
}

// look reads a request for lines of the past and calls found with them.
func (s *Server) look(w http.ResponseWriter, r *http.Request, also string, found func(l *lister, p page)) {
	a, err := asked(r)
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return
	}
	if also != "" && a.Filter != "" {
		a.Filter = "(" + a.Filter + ") and (" + also + ")"
	} else if also != "" {
		a.Filter = also
	}
	v, err := s.hub.view(a.selection)
	if err != nil {
		refuseView(w, err)
		return
	}
	defer s.hub.release(v)
	q := r.URL.Query()
	p, err := s.page(&v.lister, span{q.Get("before"), q.Get("after"), q.Get("time"), q.Get("line"), a.n})
	if err != nil {
		wrong(w, http.StatusBadRequest, err)
		return
	}
	found(&v.lister, p)
}

// lines answers with a piece of the log.
func (s *Server) lines(w http.ResponseWriter, r *http.Request) {
	s.look(w, r, "", func(_ *lister, p page) { answerRaw(w, http.StatusOK, p.encode(s.epoch, 0, false)) })
}

var errNoQuery = errors.New("q is missing: say what to look for, as in /search?q=timeout")

// search answers with the lines of records that match.
func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query().Get("q")
	if q == "" {
		wrong(w, http.StatusBadRequest, errNoQuery)
		return
	}
	s.look(w, r, q, func(l *lister, p page) {
		data := p.encode(s.epoch, 0, false)
		var n store.MatchCount
		if l.matches != nil {
			n = l.matches.Count()
		}
		answerRaw(w, http.StatusOK, fmt.Appendf(data[:len(data)-1], `,"records":%d,"count":%d,"done":%t}`, n.Records, n.Lines, n.Done))
	})
}
