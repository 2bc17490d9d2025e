//go:build unix

package redistest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"testing"
	"time"
)

// answerWithin bounds one command, a large one under the race detector too.
const answerWithin = 20 * time.Second

// Conn is a connection that speaks RESP2, the protocol of Redis, written for
// tests alone so that they do not share their client's mistakes.
type Conn struct {
	net.Conn
	r *bufio.Reader
	w *bufio.Writer
	t testing.TB // nil outside of tests
}

// Connect opens a connection from a process that is no test; use Queue and
// Receive on it, not Do.
func Connect(addr string) (*Conn, error) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &Conn{Conn: nc, r: bufio.NewReader(nc), w: bufio.NewWriter(nc)}, nil
}

// Dial opens a connection, logged in. The caller closes it.
func (s *Server) Dial() *Conn {
	s.t.Helper()
	c, err := s.dial()
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *Server) dial() (*Conn, error) {
	c, err := Connect(s.Addr)
	if err != nil {
		return nil, err
	}
	c.t = s.t
	for _, login := range append(s.logins, []string{"PING"}) {
		c.Queue(login...)
		if _, err := c.Receive(); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

// Do sends one command and returns its answer, as Server.Do.
func (c *Conn) Do(args ...string) any {
	c.t.Helper()
	c.Queue(args...)
	v, err := c.Receive()
	if err != nil {
		c.t.Fatalf("%.60q: %v", args, err)
	}
	return v
}

// Queue writes a command without waiting for its answer.
func (c *Conn) Queue(args ...string) {
	fmt.Fprintf(c.w, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(c.w, "$%d\r\n%s\r\n", len(a), a)
	}
}

// Flush sends what is queued.
func (c *Conn) Flush() error { return c.w.Flush() }

// Receive flushes what is queued and returns the next answer. An answer that
// is an error is returned as one.
func (c *Conn) Receive() (any, error) {
	if err := c.SetDeadline(time.Now().Add(answerWithin)); err != nil {
		return nil, err
	}
	if err := c.w.Flush(); err != nil {
		return nil, err
	}
	return c.read()
}

func (c *Conn) read() (any, error) {
	line, err := c.r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if len(line) < 3 {
		return nil, fmt.Errorf("short answer %q", line)
	}
	kind, rest := line[0], line[1:len(line)-2]
	switch kind {
	case '+':
		return rest, nil
	case '-':
		return nil, errors.New(rest)
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil || n < -1 && kind != ':' {
		return nil, fmt.Errorf("strange answer %q", line)
	}
	switch {
	case kind == ':':
		return n, nil
	case n == -1:
		return nil, nil
	case kind == '$':
		b := make([]byte, n+2)
		_, err := io.ReadFull(c.r, b)
		return string(b[:n]), err
	case kind == '*':
		out := make([]any, n)
		for i := range out {
			if out[i], err = c.read(); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("strange answer %q", line)
}
