package web

import (
	"strconv"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// view is one selection of lines, read and encoded once for all who look at
// it. Its goroutine pulls from the store and adds frames; clients pull them.
type view struct {
	server *Server
	query  *query.Query
	plain  bool
	users  int       // guarded by the hub
	left   time.Time // when the last of them left; guarded by the hub
	quit   chan struct{}

	lister
	reader  *store.Reader
	enc     encoder
	sockets audience
	open    []int64 // lines that went out before they had ended
	told    telling

	mu   sync.Mutex
	ring ring
	next int64         // the line that the next frame begins with
	news chan struct{} // closed when there is a frame
}

// begin takes the view's place at the log's end.
func (v *view) begin() {
	st := v.server.store
	v.reader = st.NewReader(!store.Hold)
	snap := st.Snapshot()
	v.next = snap.Next
	if v.query != nil {
		v.matches = st.Match(v.query, snap.Next)
	}
	if !v.plain {
		_, _, v.told.presents = v.server.presenter.newest()
	}
}

// run adds frames until the view is closed: at once after a pause, then at
// most one each time that lines gather.
func (v *view) run() {
	defer v.reader.Close()
	if v.matches != nil {
		defer v.matches.Close()
	}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(stateEvery)
		select {
		case <-v.quit:
			return
		case <-v.reader.Changed():
		case <-v.told.presents:
		case <-timer.C:
		}
		v.pull()
		v.tell()
		timer.Reset(v.server.hub.gather(v))
		select {
		case <-v.quit:
			return
		case <-timer.C:
		}
	}
}

// pull adds what has come since the last time.
func (v *view) pull() {
	snap := v.server.store.Snapshot()
	v.regrow(&snap)
	for v.next < snap.Next {
		missed := uint64(0)
		if lag := snap.Next - v.next; v.query == nil && lag > maxLag {
			missed = uint64(lag - frameLines)
			v.next = snap.Next - frameLines
		}
		lines, sure := v.around(&snap, v.next, frameLines, false)
		if !sure { // the search is behind: it says when it knows more
			select {
			case <-v.quit:
				return
			case <-v.reader.Changed():
			case <-time.After(tryAgain):
			}
			continue
		}
		next := snap.Next
		if len(lines) >= frameLines {
			next = behind(&lines[len(lines)-1])
		}
		v.add(lines, next, missed)
		select {
		case <-v.quit:
			return
		default:
		}
	}
}

// behind is the number of the line after l.
func behind(l *store.Line) int64 { return l.Seq + int64(max(l.Gone, 1)) }

// add adds lines, in as many frames as they need, up to the line next.
func (v *view) add(lines []store.Line, next int64, missed uint64) {
	for len(lines) > 0 {
		f := &frame{missed: missed}
		var n int
		f.data, n, f.missed = v.enc.lines(nil, lines, next, v.plain, false, missed)
		f.lines = n
		upto := next
		if n < len(lines) {
			upto = lines[n].Seq
		}
		for i := range lines[:n] {
			if l := &lines[i]; l.Open && len(v.open) < 64 {
				v.open = append(v.open, l.Seq)
			}
		}
		lines, missed = lines[n:], 0
		f.cursor = string(v.enc.cursor(nil, upto-1))
		v.put(f, upto)
	}
	v.mu.Lock()
	v.next = next
	v.mu.Unlock()
}

// put adds a frame, and has it sent.
func (v *view) put(f *frame, next int64) {
	v.mu.Lock()
	v.next = next
	v.ring.add(f)
	close(v.news)
	v.news = make(chan struct{})
	v.mu.Unlock()
	v.sockets.call()
}

// regrow sends lines once more that had not ended when they went out.
func (v *view) regrow(snap *store.Snapshot) {
	if len(v.open) == 0 {
		return
	}
	if v.plain {
		v.open = v.open[:0]
		return
	}
	var again []store.Line
	kept := v.open[:0]
	for _, seq := range v.open {
		l := snap.Lines(nil, seq, 1)
		switch {
		case len(l) == 0 || l[0].Gone > 0:
		case l[0].Open:
			kept = append(kept, seq)
		default:
			again = append(again, l[0])
		}
	}
	v.open = kept
	if len(again) > 0 {
		data, _, _ := v.enc.lines(nil, again, v.next, false, false, 0)
		v.put(&frame{data: data, cursor: string(v.enc.cursor(nil, v.next-1))}, v.next)
	}
}

// lines encodes lines as one message, until there are too many; n of them are
// in it. Those that can be read no longer are counted as missed. The cursor is
// in front of the line next, or of the first one left out.
func (e *encoder) lines(dst []byte, lines []store.Line, next int64, plain, reset bool, missed uint64) (data []byte, n int, skipped uint64) {
	if !plain {
		dst = append(dst, `{"type":"lines","lines":[`...)
	}
	e.last = last{}
	start := len(dst)
	for n < len(lines) && len(dst)-start < frameBytes {
		l := &lines[n]
		n++
		if l.Gone > 0 {
			missed += uint64(l.Gone)
		}
		if plain {
			dst = e.text(dst, l)
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = e.another(dst, l)
	}
	if plain {
		return dst, n, missed
	}
	dst = append(dst, `],"cursor":"`...)
	if n < len(lines) {
		next = lines[n].Seq
	}
	dst = e.cursor(dst, next-1)
	dst = append(dst, '"')
	if reset {
		dst = append(dst, `,"reset":true`...)
	}
	if missed > 0 {
		dst = append(dst, `,"skipped":`...)
		dst = strconv.AppendUint(dst, missed, 10)
	}
	return append(dst, '}'), n, missed
}

// place is a client's place in a view.
type place struct {
	at    uint64 // the next frame
	lines uint64 // in frames before it
}

// join returns the place at the view's end, and the line that is next there.
func (v *view) join() (p place, next int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return place{v.ring.end(), v.ring.gone + uint64(v.ring.lines)}, v.next
}

// since returns the frames from p on, moves p behind them, and says how many
// lines were dropped before them. Of none it returns what is closed when there
// is one.
func (v *view) since(p *place) (frames []*frame, missed uint64, news <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if p.at == v.ring.end() {
		return nil, 0, v.news
	}
	if p.at < v.ring.first {
		missed = v.ring.gone - p.lines
		p.at, p.lines = v.ring.first, v.ring.gone
	}
	frames = append(frames, v.ring.frames[p.at-v.ring.first:]...)
	p.at, p.lines = v.ring.end(), v.ring.gone+uint64(v.ring.lines)
	return frames, missed, nil
}
