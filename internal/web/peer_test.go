package web

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

// ask sends a request on a connection, and returns what is to be read of it.
func (r *rig) ask(conn net.Conn, path, proto string) *bufio.Reader {
	r.tb.Helper()
	r.tb.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "GET %s %s\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", path, proto, r.addr, testToken)
	return bufio.NewReader(conn)
}

// seek reads until there is a line with some text in it.
func seek(tb testing.TB, in *bufio.Reader, text string) {
	tb.Helper()
	for {
		l, err := in.ReadString('\n')
		if err != nil {
			tb.Fatalf("no %q: %v", text, err)
		}
		if strings.Contains(l, text) {
			return
		}
	}
}

// An answer without an end of its own is as HTTP wants it, whatever the client
// speaks: with the gate's header, with the end when the server ends, and over
// TLS.
func TestStreamsAreHTTP(t *testing.T) {
	some := httptest.NewTLSServer(http.NotFoundHandler())
	defer some.Close()
	cert := some.TLS.Certificates[0]
	for _, tt := range []struct {
		name, path, proto, encoding, kind string
		tls                               bool
	}{
		{"events", "/events?n=1", "HTTP/1.1", "chunked", "text/event-stream", false},
		{"events over TLS", "/events?n=1", "HTTP/1.1", "chunked", "text/event-stream", true},
		{"events in HTTP/1.0", "/events?n=1", "HTTP/1.0", "", "text/event-stream", false},
		{"text", "/text?n=1", "HTTP/1.1", "chunked", "text/plain; charset=utf-8", false},
		{"text of nothing first", "/text?n=0", "HTTP/1.1", "chunked", "text/plain; charset=utf-8", false},
		{"text in HTTP/1.0", "/text?n=1", "HTTP/1.0", "", "text/plain; charset=utf-8", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, func(o *setup) {
				if tt.tls {
					o.Cert = &cert
				}
			})
			r.write("zero")
			until(t, "a line is stored", func() bool { return r.server.store.Snapshot().Next == 1 })
			conn, err := net.Dial("tcp", r.addr)
			if err != nil {
				t.Fatal(err)
			}
			if tt.tls {
				pool := some.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
				conn = tls.Client(conn, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12})
			}
			a, err := http.ReadResponse(r.ask(conn, tt.path, tt.proto), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Body.Close()
			if a.StatusCode != http.StatusOK || !a.Close || strings.Join(a.TransferEncoding, "") != tt.encoding || a.ContentLength != -1 ||
				a.Header.Get("Content-Type") != tt.kind || a.Header.Get("Content-Security-Policy") != policy || a.Header.Get("Date") == "" {
				t.Errorf("the header is %+v", a)
			}
			var all strings.Builder
			in := bufio.NewReader(io.TeeReader(a.Body, &all))
			if tt.path != "/text?n=0" {
				seek(t, in, "zero")
			}
			until(t, "it is known", func() bool { return r.known() == 1 })
			for range 2 * pingTurns {
				r.server.peers.ping()
			}
			for k := range 20 {
				r.write(fmt.Sprint("line ", k))
				seek(t, in, fmt.Sprint("line ", k))
			}
			r.stop()
			if rest, err := io.ReadAll(in); err != nil {
				t.Errorf("it has no end: %v behind %q", err, rest)
			}
			for l := range strings.Lines(all.String()) {
				if !regexp.MustCompile(`^(data: \{.*\}|id: [0-9a-f.]+|: still here|zero|line \d+|)\n$`).MatchString(l) {
					t.Errorf("%q is no line", l)
				}
			}
		})
	}
}

// known is how many peers are pinged.
func (r *rig) known() int {
	r.server.peers.mu.Lock()
	defer r.server.peers.mu.Unlock()
	return len(r.server.peers.all)
}

func TestEventsArePinged(t *testing.T) {
	r := start(t, nil)
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	in := r.ask(conn, "/events?n=0", "HTTP/1.1")
	until(t, "it is known", func() bool { return r.known() == 1 })
	for range pingTurns {
		r.server.peers.ping()
	}
	seek(t, in, ": still here")
}

// Whose answer is cut off can tell: it has no end.
func TestSlowStreamsHaveNoEnd(t *testing.T) {
	passing := newClock()
	r := start(t, func(o *setup) { o.now = passing.now })
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	conn.(*net.TCPConn).SetReadBuffer(64 << 10)
	a, err := http.ReadResponse(r.ask(conn, "/text?n=0", "HTTP/1.1"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text := strings.Repeat("x", 4000)
	until(t, "it is closed", func() bool {
		r.write(text, text, text, text, text, text, text, text)
		return r.server.count.stalled.Load() == 1
	})
	if _, err := io.Copy(io.Discard, a.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("it ends with %v", err)
	}
	until(t, "it has left", func() bool { return r.server.limits.streams.count() == 0 })
}

// Who has asked for a stream and goes on talking is not listened to for long.
func TestTalkersAreClosed(t *testing.T) {
	for name, tt := range map[string]struct {
		size int
		stay bool
	}{"little": {maxMessage - 1, true}, "much": {maxMessage, false}} {
		t.Run(name, func(t *testing.T) {
			r := start(t, nil)
			conn, err := net.Dial("tcp", r.addr)
			if err != nil {
				t.Fatal(err)
			}
			in := r.ask(conn, "/text?n=0", "HTTP/1.1")
			until(t, "it is known", func() bool { return r.known() == 1 })
			if _, err := io.WriteString(conn, strings.Repeat("x", tt.size)); err != nil {
				t.Fatal(err)
			}
			if tt.stay {
				r.write("one")
				seek(t, in, "one")
				return
			}
			until(t, "it is closed", func() bool { return r.server.limits.streams.count() == 0 })
		})
	}
}
