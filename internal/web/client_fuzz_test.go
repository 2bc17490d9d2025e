package web

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// frames makes a client's frame of a WebSocket (RFC 6455, 5.2), masked with 0.
func clientFrame(first byte, data string) string {
	head := []byte{first, 0x80 | byte(min(len(data), 126))}
	if len(data) >= 126 {
		head = append(head, byte(len(data)>>8), byte(len(data)))
	}
	return string(head) + "\x00\x00\x00\x00" + data
}

// Whatever a client sends behind the handshake: the server lives, and forgets it.
func FuzzSocket(f *testing.F) {
	text := func(s string) string { return clientFrame(0x81, s) }
	for _, s := range []string{
		"", text(`{"id":1,"before":"x"}`), text(`{"id":1,"view":{"filter":"a","level":"warn","sources":["a"],"n":3}}`),
		text("[") + text("{}") + text("null") + text(`{"id":1e99}`), text(strings.Repeat("[", 4000)), text(strings.Repeat("x", maxMessage+1)),
		clientFrame(0x82, "binary"), clientFrame(0x01, "a") + clientFrame(0x00, "b") + clientFrame(0x80, "c"), clientFrame(0x80, "no beginning"),
		clientFrame(0x89, "ping") + clientFrame(0x8a, "pong") + clientFrame(0x88, "\x03\xe8bye"), clientFrame(0x88, "\x00"), clientFrame(0xc1, "a bit"),
		"\x81\x05unmasked", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff0000", clientFrame(0x01, strings.Repeat("x", 3000)) + clientFrame(0x80, strings.Repeat("x", 3000)),
		text("\xff\xfe"), strings.Repeat(clientFrame(0x89, ""), 100), "GET / HTTP/1.1\r\n\r\n",
	} {
		f.Add(s)
	}
	r := start(f, nil)
	r.write(numbered(0, 100)...)
	head := "GET /ws?n=1 HTTP/1.1\r\nHost: " + r.addr + "\r\nAuthorization: Bearer " + testToken +
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
	f.Fuzz(func(t *testing.T, data string) {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(patience))
		io.WriteString(c, head)
		a, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || a.StatusCode != http.StatusSwitchingProtocols {
			t.Fatal(a, err)
		}
		a.Body.Close()
		io.WriteString(c, data)
		c.(*net.TCPConn).CloseWrite()
		if _, err := io.Copy(io.Discard, c); err != nil && !strings.Contains(err.Error(), "reset") { // it has not read all
			t.Errorf("%q: it does not end: %v", data, err)
		}
		until(t, "it is forgotten", func() bool { return r.server.limits.streams.count() == 0 })
	})
}

// Whatever is asked about the past: an answer that is JSON, and no fault of the
// server's.
func FuzzAsk(f *testing.F) {
	for i, q := range []string{
		"", "n=5&before=00000000.17", "after=00000000.-9", "before=x", "before=.", "before=00000000.99999999999999999999", "time=10:42", "time=-1s",
		"q=error&n=3", "q=(", "q=/(a?){1000}/", "filter=a&level=warn&source=a&source=b", "level=x", "n=-1", "n=5001", "n=x", "name=cpu&from=1&to=2&n=3",
		"n=2&from=10m&to=now", "from=9999-01-01&to=0001-01-01", "filter=%00%ff", "a;b", "name=0", "q=a&filter=%22", "time=x&before=y",
	} {
		f.Add(uint8(i), q)
		f.Add(uint8(2), q)
	}
	c := newClock()
	r := start(f, func(o *setup) { o.now = c.now })
	r.write(numbered(0, 100)...)
	until(f, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 100 })
	routes := r.server.routes()
	f.Fuzz(func(t *testing.T, at uint8, query string) {
		c.pass(time.Second)
		path := []string{"/lines", "/search", "/series", "/volume", "/tables"}[at%5]
		q := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		q.URL = &url.URL{Path: path, RawQuery: strings.ReplaceAll(query, "00000000.", r.server.epoch+".")}
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, q)
		none := path == "/series" && w.Code == http.StatusNotFound // there is none of that name
		if w.Code != 200 && w.Code != 400 && !none || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s?%s: %d %.200s", path, query, w.Code, w.Body)
		}
	})
}

// What is a cursor is read as it is written, and no text makes it fail.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{"1f2e3d4c.17", "1f2e3d4c.-1", "", ".", "x.1", "1f2e3d4c.+1", "1f2e3d4c.01", "1f2e3d4c.0x1", "1f2e3d4c.1.1", "1f2e3d4c.1.0", "1f2e3d4c.9223372036854775808"} {
		f.Add(s)
	}
	s := New(Options{}, nowhere())
	f.Fuzz(func(t *testing.T, text string) {
		c, err := s.parseCursor(text)
		switch {
		case err == nil && (text[8] != '.' || strings.Trim(text[9:], "+-.0123456789") != ""):
			t.Errorf("%q is taken for %v", text, c)
		case c.here && (err != nil || text[:8] != s.epoch):
			t.Errorf("%q is of this run", text)
		}
		if err != nil {
			return
		}
		c.here = true
		e := encoder{epoch: s.epoch}
		own := string(e.cursor(nil, c.seq, c.number))
		if again, err := s.parseCursor(own); err != nil || again != c {
			t.Errorf("%q is read as %v: %v", own, again, err)
		}
	})
}
