package web

import (
	"net"
	"sync"
)

// listener bounds the connections: in all, where accepting pauses, and of one
// address, which is turned away.
type listener struct {
	net.Listener
	room  chan struct{}
	perIP int

	mu   sync.Mutex
	from map[string]int
	done chan struct{}
	once sync.Once
}

func limit(l net.Listener, total, perIP int) *listener {
	return &listener{Listener: l, room: make(chan struct{}, total), perIP: perIP, from: map[string]int{}, done: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		select {
		case l.room <- struct{}{}:
		case <-l.done:
			return nil, net.ErrClosed
		}
		c, err := l.Listener.Accept()
		if err != nil {
			<-l.room
			return nil, err
		}
		host, _, _ := net.SplitHostPort(c.RemoteAddr().String())
		l.mu.Lock()
		ok := l.from[host] < l.perIP
		if ok {
			l.from[host]++
		}
		l.mu.Unlock()
		if ok {
			return &conn{Conn: c, left: sync.OnceFunc(func() { l.leave(host) })}, nil
		}
		c.Close()
		<-l.room
	}
}

func (l *listener) leave(host string) {
	l.mu.Lock()
	if l.from[host]--; l.from[host] == 0 {
		delete(l.from, host)
	}
	l.mu.Unlock()
	<-l.room
}

// Close ends Accept too where that waits for room.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}

// conn tells its listener when it is closed. It reads on only as long as there is
// less than its bound, if it has one.
type conn struct {
	net.Conn
	left func()

	bounded bool
	room    int // bytes
}

// bound bounds what is read from now on. It may be called by who reads.
func (c *conn) bound(most int) { c.bounded, c.room = true, most }

func (c *conn) Read(p []byte) (int, error) {
	if c.bounded && c.room <= 0 {
		return 0, errFlood
	}
	n, err := c.Conn.Read(p)
	c.room -= n
	return n, err
}

func (c *conn) Close() error {
	defer c.left()
	return c.Conn.Close()
}
