package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// wire is the link's connection. A peer that is silent for silentFor is dead:
// pings see to it that a live one never is. What is no Redis is not listened to.
type wire struct {
	net.Conn
	link  *link
	guard *guard

	wrote     chan struct{} // something was sent, which will have an answer
	announced bool          // the last read brought announcements alone
}

// dial opens the one connection of the link.
func (l *link) dial(a address) (net.Conn, error) {
	if l.dialled.Swap(true) {
		return nil, errClosed
	}
	c, err := a.dial(l.ctx)
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c, link: l, guard: &l.guard, wrote: make(chan struct{}, 1)}, nil
}

// dial opens a connection, which is closed when life is done.
func (a address) dial(life context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(life, dialFor)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, a.network, a.host)
	if err != nil {
		return nil, err
	}
	if a.tls {
		t := tls.Client(c, &tls.Config{ServerName: a.name, RootCAs: a.roots, MinVersion: tls.VersionTLS12})
		if err := t.HandshakeContext(ctx); err != nil {
			c.Close()
			if errors.Is(err, context.DeadlineExceeded) {
				err = errNoTLS
			}
			return nil, err
		}
		c = t
	}
	context.AfterFunc(life, func() { c.Close() })
	return c, nil
}

// gather lets announcements come together before more of them are read, unless
// an answer is waited for: each read of a flood costs more than what it brings.
func (w *wire) gather() {
	select {
	case <-w.wrote:
	default:
	}
	if !w.announced || w.guard.waits() {
		return
	}
	t := time.NewTimer(gatherFor)
	defer t.Stop()
	select {
	case <-t.C:
	case <-w.wrote:
	case <-w.link.ctx.Done():
	}
}

func (w *wire) Read(p []byte) (int, error) {
	w.gather()
	before := w.guard.answered
	err := w.SetReadDeadline(time.Now().Add(silentFor))
	var n int
	if err == nil {
		n, err = w.Conn.Read(p)
	}
	if good, fault := w.guard.received(p[:n]); fault != nil {
		n, err = good, fault
	}
	if err != nil {
		w.link.cancel(err)
	}
	if n > 0 {
		w.link.heard.Store(time.Now().UnixNano())
		w.announced = w.guard.answered == before
	}
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	if err := w.guard.sent(p); err != nil {
		return 0, err
	}
	select {
	case w.wrote <- struct{}{}:
	default:
	}
	return w.Conn.Write(p)
}
