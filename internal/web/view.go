package web

import (
	"slices"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// view is one selection of lines, read and encoded once for all who look at
// it. Its goroutine pulls from the store and adds frames; clients pull them. All
// lines before next went out, or were left out and counted, or are in a block that
// is loose: of those settle tells what has changed.
type view struct {
	server *Server
	query  *query.Query
	plain  bool
	users  int           // guarded by the hub
	left   time.Time     // when the last of them left; guarded by the hub
	begun  chan struct{} // closed when the view has begun: nobody looks at it before
	quit   chan struct{}

	lister
	reader  *store.Reader
	enc     encoder
	peers   audience
	told    telling
	account *account // of its filter, if it has one

	// Only the view's goroutine changes these, under the lock.
	mu    sync.Mutex
	ring  ring
	next  int64         // the line that the next frame begins with
	loose []loose       // what may still change of the lines before it
	news  chan struct{} // closed when there is a frame

	// Under the lock too: what the filter lets through over time, once somebody
	// has asked.
	volume *store.Volume
	over   bool // it is asked no more
}

// begin takes the view's place at the log's end.
func (v *view) begin() {
	v.mu.Lock()
	defer v.mu.Unlock()
	st := v.server.store
	v.reader = st.NewReader(!store.Hold)
	v.know()
	snap := st.Snapshot()
	if v.query != nil {
		v.matches = v.reader.Match(v.query, snap.Next, v.account)
	}
	v.ring.seq, v.ring.number = snap.Next-1, v.server.hub.number()
	v.next = snap.Next
	v.loose = v.fresh(nil, &snap, snap.First)
	for i := range v.loose {
		b := &v.loose[i]
		var lines []store.Line
		if v.query != nil {
			lines = v.matches.In(nil, &snap, &b.Loose)
		} else if b.Open() {
			lines = snap.Lines(nil, min(b.End(), snap.Next)-1, 1)
		}
		v.send(v.loose[i:i+1], lines)
	}
}

// run begins, and adds frames until the view is closed: at once after a pause,
// then at most one each time that lines gather.
func (v *view) run() {
	v.begin()
	close(v.begun)
	defer v.end()
	timer := time.NewTimer(0)
	defer timer.Stop()
	var last time.Time // when the last frame was
	for {
		select {
		case <-v.quit:
			return
		case <-v.account.paused:
			v.pause()
			<-v.quit
			return
		case <-v.reader.Changed():
		case <-v.told.presents:
		case <-timer.C:
		}
		if !v.gather(timer, last) {
			return
		}
		soon := v.pull()
		wait := v.tell()
		if soon && (wait == 0 || wait > growEvery) {
			wait = growEvery
		}
		last = time.Now()
		timer.Stop()
		if wait > 0 { // else nothing changes but what the reader tells
			timer.Reset(wait)
		}
	}
}

// gather waits until lines have gathered behind the last frame, and reports
// whether the view goes on. What comes too early waits for what comes next, at most
// as long again: a timer that ends between two reads of a file would send the first
// late and the second later.
func (v *view) gather(timer *time.Timer, last time.Time) bool {
	least := v.server.hub.gather(v)
	for {
		passed := time.Since(last)
		if passed >= least {
			return true
		}
		timer.Reset(2*least - passed)
		select {
		case <-v.quit:
			return false
		case <-v.reader.Changed():
		case <-timer.C:
			return true
		}
	}
}

// end lets go of the store.
func (v *view) end() {
	v.reader.Close()
	if v.matches != nil {
		v.matches.Close()
	}
	v.closeVolume()
}

// pull adds what has come since the last time. soon says that it is to be asked
// again though nothing comes.
func (v *view) pull() (soon bool) {
	snap := v.server.store.Snapshot()
	blocks, lines, missed, soon := v.settle(&snap)
	v.add(batch{lines: lines, missed: missed, next: v.next, late: true}, blocks)
	most := frameLines
	for v.next < snap.Next {
		g, ok := v.lag(&snap, most)
		blocks := v.fresh(g.blocks, &snap, g.next)
		var lines []store.Line
		if ok {
			lines, ok = v.around(&snap, g.next, most, false)
		}
		if !ok { // the search is behind: it says when it knows more
			most = fewLines
			select {
			case <-v.quit:
				return false
			case <-v.account.paused:
				return false
			case <-v.reader.Changed():
				soon = true // it may have told of lines behind snap
			case <-time.After(tryAgain):
			}
			continue
		}
		next := snap.Next
		if len(lines) >= most {
			next = behind(&lines[len(lines)-1])
		}
		v.add(batch{lines: v.send(blocks, lines), missed: g.missed, least: g.least, next: next}, blocks)
		select {
		case <-v.quit:
			return false
		default:
		}
	}
	return soon
}

// gap is what a view leaves out because it is too far behind: the lines before
// next.
type gap struct {
	next   int64
	missed uint64
	least  bool
	blocks []loose
}

// lag returns what is left out before the next lines; if the filter leaves too
// many, all but the newest most. ok is false if it is not known yet.
func (v *view) lag(snap *store.Snapshot, most int) (g gap, ok bool) {
	g = gap{next: v.next, blocks: slices.Clone(v.loose)}
	if g.next < snap.First { // they are gone
		g.missed, g.least = uint64(snap.First-g.next), v.query != nil
		if g.least {
			g.missed = 0 // nobody knows which of them matched
		}
		g.next = snap.First
	}
	if snap.Next-g.next <= maxLag {
		return g, true
	}
	if v.query == nil {
		g.missed += uint64(snap.Next - frameLines - g.next)
		g.next = snap.Next - frameLines
		return g, true
	}
	if n, sure := v.matches.Between(snap, g.next, snap.Next); !sure || n <= maxLag {
		return g, true
	}
	newest, sure := v.around(snap, snap.Next, most, true)
	if !sure || len(newest) == 0 {
		return g, false
	}
	n, sure := v.matches.Between(snap, g.next, newest[0].Seq)
	g.missed, g.least = g.missed+n, g.least || !sure
	for i := range g.blocks { // what of them is left out is not told later
		if b := &g.blocks[i]; b.End() > g.next {
			left := slices.DeleteFunc(b.within(v.matches.In(nil, snap, &b.Loose)), func(l store.Line) bool {
				return l.Seq < g.next || l.Seq >= newest[0].Seq
			})
			v.send(g.blocks[i:i+1], left)
		}
	}
	g.next = newest[0].Seq
	return g, true
}

// behind is the number of the line after l.
func behind(l *store.Line) int64 { return l.Seq + int64(max(l.Gone, 1)) }

// add adds lines, in as many frames as they need, up to the line next, and keeps
// the blocks that may still change.
func (v *view) add(b batch, blocks []loose) {
	b.plain = v.plain
	var frames []*frame
	for next := b; len(next.lines) > 0 || next.missed > 0 || next.least; {
		next.number = v.server.hub.number()
		for i := range next.lines {
			if b.late && !v.plain {
				v.server.hub.late.add(next.lines[i].Seq, next.number)
			}
		}
		var f *frame
		f, next = v.enc.frame(&next)
		frames = append(frames, f)
	}
	v.put(b.next, blocks, frames...)
}

// put adds frames, and has them sent.
func (v *view) put(next int64, blocks []loose, frames ...*frame) {
	most := v.server.hub.share()
	v.mu.Lock()
	v.next, v.loose = next, blocks
	if len(frames) == 0 {
		v.mu.Unlock()
		return
	}
	for _, f := range frames {
		v.ring.add(f, most)
	}
	close(v.news)
	v.news = make(chan struct{})
	v.mu.Unlock()
	v.peers.call()
}

// join returns the place at the view's end, the cursor there, and which lines
// before it the view tells only later.
func (v *view) join() (p place, c cursor, blocks []loose) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ring.end(), cursor{v.next - 1, v.ring.last(), true}, v.loose
}

// rejoin returns the place behind the message that a cursor names, if what came
// behind it is still there.
func (v *view) rejoin(c cursor) (p place, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ring.behind(c)
}

// since returns the frames from p on, moves p behind them, and says what was
// dropped before them. Of none it returns what is closed when there is one.
func (v *view) since(p *place) (frames []*frame, missed *frame, news <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if p.at >= v.ring.first+uint64(len(v.ring.frames)) {
		return nil, nil, v.news
	}
	if p.at < v.ring.first {
		missed = v.skipped(v.ring.gone.lines-p.lines, v.ring.gone.least > p.least)
		*p = place{v.ring.first, v.ring.gone}
	}
	frames = append(frames, v.ring.frames[p.at-v.ring.first:]...)
	*p = v.ring.end()
	return frames, missed, nil
}

// skipped is the message that lines in dropped frames were left out; nil if
// none were.
func (v *view) skipped(n uint64, least bool) *frame {
	b := batch{next: v.ring.seq + 1, number: v.ring.number, plain: v.plain, missed: n, least: least}
	e := encoder{epoch: v.server.epoch}
	f, _ := e.frame(&b)
	return f
}

// encode encodes lines for one client.
func (v *view) encode(b batch) (all []*frame) {
	e := encoder{epoch: v.server.epoch}
	for first := true; first || len(b.lines) > 0; first = false {
		var f *frame
		f, b = e.frame(&b)
		all = append(all, f)
	}
	return all
}
