package web

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

// Who leaves while lines come has not stalled; who takes nothing has.
func TestOnlyStalledClientsAreCounted(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	ask := func(path string) net.Conn {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.(*net.TCPConn).SetReadBuffer(4 << 10)
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", path, r.addr, testToken)
		return c
	}
	long := strings.Repeat("x", 10000) // the system's buffers take some megabytes
	streams := func(n int) {
		t.Helper()
		until(t, fmt.Sprint(n, " streams, while lines come"), func() bool {
			r.write(long, long, long, long, long)
			return r.server.limits.streams.count() == n
		})
	}
	var leaving []net.Conn
	for range 20 {
		leaving = append(leaving, ask("/text"), ask("/events"))
	}
	// On a busy machine the first must not stall until the last is there.
	until(t, "all are there", func() bool { return r.server.limits.streams.count() == len(leaving) })
	for range 20 {
		r.write(long, long, long, long, long)
	}
	for _, c := range leaving {
		c.Close()
	}
	streams(0)
	if n := r.server.count.stalled.Load(); n > 0 {
		t.Errorf("%d that left are counted", n)
	}
	ask("/text")
	ask("/events")
	streams(2)
	streams(0)
	if n := r.server.count.stalled.Load(); n != 2 {
		t.Errorf("%d that took nothing are counted, not 2", n)
	}
}
