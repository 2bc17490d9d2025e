package web

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"
)

// knock sends a request from an address of this machine, and returns what
// hears of the answer.
func (r *rig) knock(from, path string) (net.Conn, func() (status int, h http.Header)) {
	r.tb.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	c, err := d.Dial("tcp", r.addr)
	if err != nil {
		r.tb.Skipf("no address %s: %v", from, err) // as on macOS
	}
	r.tb.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", path, r.addr, testToken)
	return c, func() (status int, h http.Header) {
		c.SetReadDeadline(time.Now().Add(patience))
		return answered(c)
	}
}

// answered returns the status that comes; 0 if the connection is closed instead,
// -1 if nothing comes in its time.
func answered(c net.Conn) (int, http.Header) {
	a, err := http.ReadResponse(bufio.NewReader(c), nil) //nolint:bodyclose // its connection is
	if e, ok := err.(net.Error); ok && e.Timeout() {     //nolint:errorlint // net wraps it in nothing
		return -1, nil
	}
	if err != nil {
		return 0, nil
	}
	return a.StatusCode, a.Header
}

// Of one address only so many connections are let in, and in all so many: those
// that are too many are closed, or wait until another one leaves.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *setup) { o.bounds = bounds{conns: 4, connsPerIP: 3, streams: 9, streamsPerIP: 9} })
	knock := func(what, from string, want int) net.Conn {
		t.Helper()
		c, answer := r.knock(from, "/healthz")
		if status, _ := answer(); status != want {
			t.Fatalf("%s: %d, want %d", what, status, want)
		}
		return c
	}
	first := knock("the first", "127.0.0.1", 200)
	all := []net.Conn{knock("the second", "127.0.0.1", 200), knock("the third", "127.0.0.1", 200)}
	knock("the fourth of one address", "127.0.0.1", 0)
	all = append(all, knock("the first of another address", "127.0.0.2", 200))
	late, answer := r.knock("127.0.0.3", "/healthz")
	late.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if status, _ := answered(late); status != -1 {
		t.Fatalf("the fifth in all does not wait: %d", status)
	}
	first.Close()
	if status, _ := answer(); status != 200 {
		t.Fatalf("once there is room: %d", status)
	}
	for _, c := range append(all, late) {
		c.Close()
	}
	until(t, "those who have left have left room", func() bool {
		ok := true
		for range 3 {
			c, answer := r.knock("127.0.0.1", "/healthz")
			defer c.Close()
			status, _ := answer()
			ok = ok && status == 200
		}
		return ok
	})
}

// Of one address only so many are told what comes, and in all so many.
func TestStreamsAreBounded(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *setup) { o.bounds = bounds{conns: 99, connsPerIP: 99, streams: 3, streamsPerIP: 2} })
	knock := func(what, from, path string, want int) net.Conn {
		t.Helper()
		c, answer := r.knock(from, path)
		status, h := answer()
		if status != want || want == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
			t.Fatalf("%s: %d, want %d: %v", what, status, want, h)
		}
		return c
	}
	first := knock("the first", "127.0.0.1", "/events", 200)
	knock("the second", "127.0.0.1", "/text", 200)
	for _, path := range []string{"/events", "/text", "/poll", "/ws"} {
		knock("the third of one address at "+path, "127.0.0.1", path, 503)
	}
	knock("the first of another address", "127.0.0.2", "/events", 200)
	knock("the fourth in all", "127.0.0.3", "/events", 503)
	knock("what is no stream", "127.0.0.3", "/healthz", 200)
	first.Close()
	until(t, "who has left makes room", func() bool { return r.server.limits.streams.count() == 2 })
	knock("once there is room", "127.0.0.3", "/events", 200)
}
