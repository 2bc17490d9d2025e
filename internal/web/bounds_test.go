package web

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"
)

// knock sends a request from an address of this machine, and returns the
// status that comes within a second; 0 if the connection is closed instead,
// -1 if nothing comes.
func (r *rig) knock(from, path string) (net.Conn, int, http.Header) {
	r.tb.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	c, err := d.Dial("tcp", r.addr)
	if err != nil {
		r.tb.Skipf("no address %s: %v", from, err) // as on macOS
	}
	r.tb.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", path, r.addr, testToken)
	status, h := answered(c)
	return c, status, h
}

func answered(c net.Conn) (int, http.Header) {
	c.SetReadDeadline(time.Now().Add(time.Second))
	a, err := http.ReadResponse(bufio.NewReader(c), nil) //nolint:bodyclose // its connection is
	if e, ok := err.(net.Error); ok && e.Timeout() {     //nolint:errorlint // net wraps it in nothing
		return -1, nil
	}
	if err != nil {
		return 0, nil
	}
	return a.StatusCode, a.Header
}

func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *Options) { o.bounds = bounds{conns: 4, connsPerIP: 3, streams: 9, streamsPerIP: 9} })
	first, status, _ := r.knock("127.0.0.1", "/healthz")
	for k := range 2 {
		if _, next, _ := r.knock("127.0.0.1", "/healthz"); status != 200 || next != 200 {
			t.Fatalf("connection %d: %d, %d", k, status, next)
		}
	}
	if _, status, _ := r.knock("127.0.0.1", "/healthz"); status != 0 {
		t.Errorf("the fourth of one address: %d", status)
	}
	if _, status, _ := r.knock("127.0.0.2", "/healthz"); status != 200 {
		t.Errorf("the first of another address: %d", status)
	}
	late, status, _ := r.knock("127.0.0.3", "/healthz")
	if status != -1 {
		t.Errorf("the fifth in all did not wait: %d", status)
	}
	first.Close()
	if status, _ := answered(late); status != 200 {
		t.Errorf("once there is room: %d", status)
	}
}

func TestTooManyStreams(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *Options) { o.bounds = bounds{conns: 99, connsPerIP: 99, streams: 3, streamsPerIP: 2} })
	refused := func(what string, status int, h http.Header) {
		t.Helper()
		if status != http.StatusServiceUnavailable || h.Get("Retry-After") == "" {
			t.Errorf("%s: %d, %v", what, status, h)
		}
	}
	first, status, _ := r.knock("127.0.0.1", "/events")
	_, other, _ := r.knock("127.0.0.1", "/text")
	if status != 200 || other != 200 {
		t.Fatal(status, other)
	}
	for _, path := range []string{"/events", "/text", "/poll", "/ws"} {
		_, status, h := r.knock("127.0.0.1", path)
		refused("the third of one address at "+path, status, h)
	}
	if _, status, _ := r.knock("127.0.0.2", "/events"); status != 200 {
		t.Errorf("the first of another address: %d", status)
	}
	_, status, h := r.knock("127.0.0.3", "/events")
	refused("the fourth in all", status, h)
	if _, status, _ := r.knock("127.0.0.3", "/healthz"); status != 200 {
		t.Errorf("what is no stream: %d", status)
	}
	first.Close()
	until(t, "who has left makes room", func() bool { return r.server.limits.streams.count() == 2 })
	if _, status, _ := r.knock("127.0.0.3", "/events"); status != 200 {
		t.Errorf("once there is room: %d", status)
	}
}
