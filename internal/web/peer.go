package web

import (
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// peer is who is told what comes over a connection of its own, taken from
// net/http: that would keep buffers and a goroutine more. One goroutine reads
// what it asks, and notices when it is gone. What comes is written by the
// view's goroutine for all its peers in turn, as long as a peer takes it at
// once; what it does not take, a goroutine of its own writes, until it has
// caught up.
type peer struct {
	*client
	way  way
	bare bool            // it does not know chunks
	ws   *websocket.Conn // nil: it is none
	conn net.Conn
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

// newPeer returns the other end of a connection. Its run must be called.
func (c *client) newPeer(w way, conn net.Conn) *peer {
	p := &peer{client: c, way: w, conn: conn, raw: raw(conn), turn: int(c.server.turn.Add(1))}
	p.writing.Lock()
	return p
}

// run serves the peer until it is gone, is too slow, or the server ends.
func (p *peer) run(first []*frame) {
	defer func() {
		_ = p.conn.Close()
		p.writing.Lock()
		defer p.writing.Unlock()
		p.view.peers.drop(p)
		p.leave()
		p.gone = true
	}()
	p.greet(first)
	p.view.peers.add(p)
	p.drain(nil)
	if !p.server.peers.add(p) {
		p.dismiss()
		return
	}
	defer p.server.peers.drop(p)
	if p.ws != nil {
		p.read()
	} else {
		p.watch()
	}
}

// greet says what comes first. It is called by who holds writing, as are put,
// bye, say and frames.
func (p *peer) greet(first []*frame) {
	if p.way == byText {
		p.frames(first)
		return
	}
	p.say(p.server.hello())
	p.say(message(p.view.state()))
	p.frames(first)
	if !p.resumed {
		_, p.presented, _ = p.server.presenter.newest() // the view tells of a newer one
		for _, m := range p.view.graphs() {
			p.say(m)
		}
	}
}

// watch waits until the peer is gone. It has asked, and need not say more.
func (p *peer) watch() {
	said := make([]byte, 64)
	for n := 0; n < maxMessage; {
		k, err := p.conn.Read(said)
		if err != nil {
			return
		}
		n += k
	}
}

// put writes, and waits until it is written; where that fails the connection
// ends.
func (p *peer) put(data []byte) bool {
	if len(data) == 0 {
		return true
	}
	p.conn.SetWriteDeadline(time.Now().Add(p.server.waits.blocked)) //nolint:errcheck // the write tells
	_, err := p.conn.Write(data)
	p.server.count.stall(err)
	if err != nil {
		_ = p.conn.Close()
	}
	return err == nil
}

// bye says why the connection ends. Nothing is said behind it.
func (p *peer) bye(code int, text string) {
	if p.gone {
		return
	}
	p.gone = true
	p.conn.SetWriteDeadline(time.Now().Add(byeWithin)) //nolint:errcheck // it ends anyway
	p.conn.Write(p.last(code, text))                   //nolint:errcheck // it ends anyway
}

// end is bye, once nobody writes. The reader is to end then.
func (p *peer) end(code int, text string) {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.bye(code, text)
}

// say sends a message to this peer only.
func (p *peer) say(data []byte) { p.put(p.strip(p.way.pack("", data))) }

// frames sends frames.
func (p *peer) frames(all []*frame) bool {
	for _, f := range all {
		if p.wants(f) && !p.put(p.strip(f.packed(p.way))) {
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
	late := time.AfterFunc(byeWithin, func() { _ = p.conn.Close() })
	defer late.Stop()
	p.end(websocket.CloseGoingAway, "rtwatch has ended")
	_ = p.conn.Close()
}

// due returns what is to be sent. behind says that the peer has missed lines for
// too long.
func (p *peer) due() (out [][]byte, behind bool) {
	p.called.Store(false)
	if p.pinged.Swap(false) {
		out = append(out, p.ping())
	}
	frames, _, behind := p.next()
	for _, f := range frames {
		if p.wants(f) {
			out = append(out, p.strip(f.packed(p.way)))
		}
	}
	return slices.DeleteFunc(out, func(data []byte) bool { return len(data) == 0 }), behind
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
				_ = p.conn.Close() // its reader notices
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
	_ = p.conn.Close()
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
			p.conn.SetWriteDeadline(time.Time{}) //nolint:errcheck // nothing is written
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
