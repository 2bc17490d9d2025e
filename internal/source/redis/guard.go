package redis

import "sync/atomic"

// guard watches over what passes a connection, so that what is no Redis
// cannot hurt: rueidis believes every length it is told, and panics, on a
// goroutine that nobody else can recover, at a reply it has not asked for.
//
// Sent may be called by one goroutine, received by another, subscribe by a
// third before the first.
type guard struct {
	out   framing
	asked atomic.Int64 // commands sent, that under way not included

	in       framing
	answered int64 // replies received
	err      error // the first fault

	subscribed atomic.Int64 // patterns of the PSUBSCRIBE sent, and
	awaited    atomic.Int64 // those not confirmed yet: the first is its answer
}

// subscribe says that PSUBSCRIBE with n patterns will be sent next, the first
// and last of the connection.
func (g *guard) subscribe(n int) {
	g.subscribed.Store(int64(n))
	g.awaited.Store(int64(n))
}

// sent takes what is about to be written. It must come before the write: the
// answer may be there before the write has returned.
func (g *guard) sent(p []byte) error {
	for len(p) > 0 {
		n, ended, err := g.out.next(p)
		if err != nil {
			return err
		}
		if ended {
			g.asked.Add(1)
			g.out.held = 0
		}
		p = p[n:]
	}
	return nil
}

// received takes what was read and returns how much of it may be passed on,
// with an error if that is not all: errTooMuch, or one of errNotRedis.
func (g *guard) received(p []byte) (n int, err error) {
	for g.err == nil && n < len(p) {
		if g.in.idle() && p[n] != '>' && g.answered >= g.asked.Load() {
			g.err = g.surplus(p[n])
			break
		}
		g.in.awaited = g.awaited.Load() > 0
		taken, ended, err := g.in.next(p[n:])
		n += taken
		g.err = err
		if !ended {
			continue
		}
		if !g.in.push || g.in.confirms && g.awaited.Add(-1) == g.subscribed.Load()-1 {
			g.answered++
		}
		if g.answered >= g.asked.Load() {
			g.in.held = 0 // nobody waits for the rest of a round trip
		}
	}
	return n, g.err
}

// waits reports whether a command was sent whose answer is not here yet. Only
// the one who calls received may ask.
func (g *guard) waits() bool { return g.asked.Load() > g.answered }

// surplus is the fault of a reply that nobody has asked for.
func (g *guard) surplus(kind byte) error {
	if err := g.in.begin(kind); err != nil {
		return err // not even that
	}
	return fault("an answer that nobody asked for")
}
