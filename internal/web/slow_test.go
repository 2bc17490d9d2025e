package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A header that does not end and a body that does not: both are closed in their
// time, whatever signs of life there are (slowloris).
func TestSlowSenders(t *testing.T) {
	t.Parallel()
	const header, body = 200 * time.Millisecond, 600 * time.Millisecond
	headers := start(t, func(o *setup) { o.waits.header = header })
	r := start(t, func(o *setup) { o.waits.body = body }) // a header has its usual time: a slow machine sends it late
	host := "Host: " + r.addr + "\r\n"
	post := "POST /feed?source=p HTTP/1.1\r\n" + host + "Authorization: Bearer " + testToken + "\r\nContent-Type: text/plain\r\n"
	for name, c := range map[string]struct {
		text, drip string
		time       time.Duration
	}{
		"no header":       {"", "", header},
		"half a header":   {"GET /lines HTTP/1.1\r\nHost: x\r\nX: ", "", header},
		"a slow header":   {"GET /lines HTTP/1.1\r\nHost: x\r\nX: ", "x", header},
		"half a body":     {post + "Content-Length: 100\r\n\r\none", "", body},
		"a slow body":     {post + "Content-Length: 100000\r\n\r\n", "x", body},
		"chunks for ever": {post + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", body},
		"a slow token":    {"POST /session HTTP/1.1\r\n" + host + "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n", " ", body},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := r
			if c.time == header {
				to = headers
			}
			conn, began := to.connect(c.text)
			closed := make(chan struct{})
			go func() {
				defer close(closed)
				io.Copy(io.Discard, conn)
			}()
			tick := time.NewTicker(20 * time.Millisecond)
			defer tick.Stop()
			for waiting := true; waiting; {
				select {
				case <-closed:
					waiting = false
				case <-tick.C:
					io.WriteString(conn, c.drip)
				}
			}
			inTime(t, began, c.time)
		})
	}
}

// Who asks and does not take the answers is closed too.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	const answer = 600 * time.Millisecond
	r := start(t, func(o *setup) { o.waits.answer = answer })
	for i := range 10 {
		r.write(numbered(i*1000, i*1000+1000)...)
	}
	// More answers than the system's buffers take.
	one := fmt.Sprintf("GET /lines?n=5000 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", r.addr, testToken)
	conn, began := r.connect(strings.Repeat(one, historyBurst))
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if _, err := io.WriteString(conn, "\r\n"); errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	inTime(t, began, answer)
}

// connect sends text on a connection whose buffers are small.
func (r *rig) connect(text string) (net.Conn, time.Time) {
	r.tb.Helper()
	began := time.Now() // the server's time begins later
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.tb.Fatal(err)
	}
	r.tb.Cleanup(func() { conn.Close() })
	conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	conn.SetDeadline(began.Add(patience))
	if _, err := io.WriteString(conn, text); err != nil {
		r.tb.Fatal(err)
	}
	return conn, began
}

// inTime fails if a connection was closed before its time, or by its deadline alone.
func inTime(t *testing.T, began time.Time, want time.Duration) {
	t.Helper()
	if took := time.Since(began); took < want || took > patience {
		t.Errorf("it was closed after %v, not %v", took, want)
	}
}

// Some that take nothing: the others get every line, those are closed.
func TestStalledClients(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *setup) { o.waits.blocked = 500 * time.Millisecond })
	const ws = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
	stalled := []string{"/ws HTTP/1.1\r\n" + ws, "/ws HTTP/1.1\r\n" + ws, "/events HTTP/1.1\r\n", "/text HTTP/1.1\r\n"}
	for _, q := range stalled {
		r.connect(fmt.Sprintf("GET %sHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", q, r.addr, testToken))
	}
	until(t, "they are there", func() bool { return r.server.limits.streams.count() == len(stalled) })
	other := r.dial("n=0")
	hear(t, other, func(m told) bool { return m.Type == "lines" })
	long := strings.Repeat("x", 1000)
	sent, got := 0, 0
	gets := func(m told) bool {
		if m.Skipped > 0 {
			t.Errorf("%d lines were skipped", m.Skipped)
		}
		got += len(m.Lines) + m.Skipped
		return true
	}
	// As fast as the other one reads, so that it is never behind itself.
	for late := time.Now().Add(patience); r.server.limits.streams.count() > 1; {
		r.write(slices.Repeat([]string{long}, 200)...)
		for sent += 200; got < sent; {
			hear(t, other, gets)
		}
		if time.Now().After(late) {
			t.Fatal("stalled clients are not closed")
		}
	}
	if n := int(r.server.count.stalled.Load()); got != sent || n != len(stalled) {
		t.Errorf("%d of %d lines came, %d clients have stalled", got, sent, n)
	}
}
