package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha1" //nolint:gosec // RFC 6455 asks for it
	"encoding/base64"
	wire "encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Kinds of frames (RFC 6455, 5.2).
const (
	goesOn = 0x0
	text   = 0x1
	octets = 0x2
	closes = 0x8
	ping   = 0x9
	pong   = 0xA
	final  = 0x80
)

// socket is a WebSocket made of bytes, as RFC 6455 has them.
type socket struct {
	t *testing.T
	c net.Conn
	r *bufio.Reader
}

// socket opens a WebSocket.
func (s *site) socket(t *testing.T, query string) *socket {
	t.Helper()
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	const key = "dGhlIHNhbXBsZSBub25jZQ==" // the one of section 1.3
	fmt.Fprintf(c, "GET /ws%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n\r\n", query, s.addr, s.token, key)
	w := &socket{t, c, bufio.NewReader(c)}
	w.soon()
	a, err := http.ReadResponse(w.r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // RFC 6455 asks for it
	accept := base64.StdEncoding.EncodeToString(sum[:])
	h := a.Header
	if a.StatusCode != http.StatusSwitchingProtocols || !strings.EqualFold(h.Get("Upgrade"), "websocket") || !strings.EqualFold(h.Get("Connection"), "upgrade") ||
		h.Get("Sec-WebSocket-Accept") != accept || h.Get("Sec-WebSocket-Extensions") != "" || h.Get("Sec-WebSocket-Protocol") != "" {
		t.Fatalf("the handshake: %d, %v", a.StatusCode, h)
	}
	return w
}

// soon bounds how long what comes next may take.
func (w *socket) soon() {
	if err := w.c.SetDeadline(time.Now().Add(patience)); err != nil {
		w.t.Fatal(err)
	}
}

// frame makes the bytes of a frame; first is its first byte.
func frame(first byte, masked bool, payload []byte) []byte {
	out := []byte{first}
	bit := byte(0)
	if masked {
		bit = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		out = append(out, bit|byte(n))
	case n < 1<<16:
		out = wire.BigEndian.AppendUint16(append(out, bit|126), uint16(n))
	default:
		out = wire.BigEndian.AppendUint64(append(out, bit|127), uint64(n))
	}
	if !masked {
		return append(out, payload...)
	}
	mask := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	out = append(out, mask[:]...)
	for i, b := range payload {
		out = append(out, b^mask[i%4])
	}
	return out
}

// write sends bytes; that the other end has closed meanwhile shows later.
func (w *socket) write(frames ...[]byte) {
	w.t.Helper()
	w.soon()
	if _, err := w.c.Write(bytes.Join(frames, nil)); err != nil && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, syscall.ECONNRESET) {
		w.t.Fatal(err)
	}
}

// read takes the next frame, and checks that a server may send it.
func (w *socket) read() (kind byte, payload []byte, err error) {
	w.t.Helper()
	w.soon()
	var head [2]byte
	if _, err := io.ReadFull(w.r, head[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1])
	var size [8]byte
	switch n {
	case 126:
		_, err = io.ReadFull(w.r, size[6:])
	case 127:
		_, err = io.ReadFull(w.r, size[:])
	}
	if err != nil {
		return 0, nil, err
	}
	if n >= 126 {
		least := map[uint64]uint64{126: 126, 127: 1 << 16}[n]
		if n = wire.BigEndian.Uint64(size[:]); n < least {
			w.t.Errorf("a length of %d is written too long", n)
		}
	}
	kind = head[0] & 0xf
	switch {
	case head[0]&0x70 != 0:
		w.t.Errorf("a frame has reserved bits: %x", head)
	case head[1]&0x80 != 0:
		w.t.Error("a server's frame is masked")
	case kind >= closes && (n > 125 || head[0]&final == 0):
		w.t.Errorf("a control frame of %d bytes: %x", n, head)
	case head[0]&final == 0 || kind == goesOn || kind == octets:
		w.t.Errorf("rtwatch sends whole texts, not %x", head)
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(w.r, payload)
	return kind, payload, err
}

// message is what rtwatch says, as docs/http.md has it.
type message struct {
	Type    string
	ID      int64
	Error   string
	Title   string
	Names   []string
	Cursor  string
	Reset   bool
	Skipped uint64
	Lines   lineList
	Samples map[string][][2]*float64
	Name    string
	Rows    []struct{ ID string }
	State   string
}

// lineList is the lines of a message; a state has their number under this name.
type lineList []struct{ C, S, X, L string }

func (l *lineList) UnmarshalJSON(data []byte) error {
	if data[0] != '[' {
		return nil
	}
	err := json.Unmarshal(data, (*[]struct{ C, S, X, L string })(l))
	for i := 1; i < len(*l); i++ { // what is as in the line before is left out
		line, before := &(*l)[i], &(*l)[i-1]
		if line.C != "" {
			continue
		}
		epoch, digits, _ := strings.Cut(before.C, ".")
		seq, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return err
		}
		line.C = fmt.Sprintf("%s.%d", epoch, seq+1)
		line.S, line.L = cmp.Or(line.S, before.S), cmp.Or(line.L, before.L)
	}
	return err
}

// until reads messages until one is as wanted. Pings and pongs pass.
func (w *socket) until(what string, ok func(*message) bool) message {
	w.t.Helper()
	var seen bytes.Buffer
	for {
		kind, payload, err := w.read()
		if err != nil || kind == closes {
			w.t.Fatalf("%s: the end came first: %v, %q; there was\n%s", what, err, payload, &seen)
		}
		if kind != text {
			continue
		}
		var m message
		if err := json.Unmarshal(payload, &m); err != nil {
			w.t.Fatalf("%s: %v in %q", what, err, payload)
		}
		fmt.Fprintf(&seen, "%.500s\n", payload)
		if ok(&m) {
			return m
		}
	}
}

// untilLine reads until a line has some text.
func (w *socket) untilLine(x string) message {
	w.t.Helper()
	return w.until("the line "+x, func(m *message) bool {
		for _, l := range m.Lines {
			if strings.Contains(l.X, x) {
				return true
			}
		}
		return false
	})
}

// ends reads until the connection is closed in order, and returns the code.
func (w *socket) ends() int {
	w.t.Helper()
	for {
		kind, payload, err := w.read()
		if err != nil {
			w.t.Errorf("the connection broke off: %v", err)
			return 0
		}
		if kind != closes {
			continue
		}
		w.write(frame(final|closes, true, payload[:min(2, len(payload))]))
		if _, err := io.Copy(io.Discard, w.r); err != nil && !errors.Is(err, syscall.ECONNRESET) {
			w.t.Errorf("after the close frame: %v", err)
		}
		if len(payload) < 2 {
			return 1005
		}
		return int(wire.BigEndian.Uint16(payload))
	}
}

func TestWebSocket(t *testing.T) {
	path := file(t, "a.log", numbered(0, 300))
	s := serve(t, nil, "tail", path)
	w := s.socket(t, "?n=3")
	hello := w.until("hello", func(*message) bool { return true })
	if hello.Type != "hello" || hello.Title == "" || len(hello.Names) != 1 {
		t.Errorf("the first message is %+v", hello)
	}
	if m := w.until("the window", func(m *message) bool { return m.Type == "lines" }); !m.Reset || len(m.Lines) > 3 {
		t.Errorf("the window is %+v", m)
	}
	appendTo(t, path, "a new line\n")
	last := w.untilLine("a new line").Cursor

	// A message in pieces, a ping in between, and no two of them in one packet.
	const ask = `{"id":7,"view":{"filter":"line 000123","n":5}}`
	for _, f := range [][]byte{
		frame(text, true, []byte(ask[:5])), frame(final|ping, true, []byte("are you there")),
		frame(goesOn, true, nil), frame(final|goesOn, true, []byte(ask[5:])),
	} {
		for _, b := range f {
			w.write([]byte{b})
		}
	}
	for kind := byte(0); kind != pong; {
		var payload []byte
		var err error
		if kind, payload, err = w.read(); err != nil || kind == pong && string(payload) != "are you there" {
			t.Fatalf("the pong: %q, %v", payload, err)
		}
	}
	if m := w.untilLine("line 000123"); !m.Reset || len(m.Lines) != 1 {
		t.Errorf("the filtered view is %+v", m)
	}
	w.write(frame(final|text, true, fmt.Appendf(nil, `{"id":8,"before":%q,"n":2}`, last)))
	if m := w.until("a page", func(m *message) bool { return m.Type == "page" }); m.ID != 8 || len(m.Lines) != 1 {
		t.Errorf("the page is %+v", m)
	}
	w.write(frame(final|closes, true, append([]byte{0x03, 0xe8}, "bye"...)))
	if code := w.ends(); code != 1000 {
		t.Errorf("the close is answered with %d", code)
	}

	// Who comes back gets what came meanwhile, and nothing twice.
	appendTo(t, path, "while away\n")
	until(t, "it has come", s.state, func() bool { return strings.Contains(s.curl("/metrics"), `a.log"} 302`) })
	w = s.socket(t, "?since="+last)
	if m := w.until("what was missed", func(m *message) bool { return m.Type == "lines" }); m.Reset || len(m.Lines) != 1 || m.Lines[0].X != "while away" {
		t.Errorf("after %s there is %+v", last, m)
	}

	s.signal(syscall.SIGTERM)
	if code := w.ends(); code != 1001 {
		t.Errorf("rtwatch's end is told as %d", code)
	}
	s.exits(143)
}

// What a client may do but should not is answered. What it must not do is in
// TestRudeSockets of internal/web.
func TestWebSocketRefuses(t *testing.T) {
	s := serve(t, nil, "tail", file(t, "a.log", "one\n"))
	w := s.socket(t, "")
	for _, ask := range []struct {
		kind byte
		text string
		says string
	}{
		{octets, `{"id":1,"n":1}`, "not a request"},
		{text, "", "not a request"},
		{text, "[]", "not a request"},
		{text, `{"id":1,"unknown":1}`, "not a request"},
		{text, `{"id":2,"view":{"level":"loud"}}`, "want the level"},
		{text, `{"id":3,"before":"x"}`, "not a cursor"},
	} {
		w.write(frame(final|ask.kind, true, []byte(ask.text)))
		if m := w.until("an answer", func(m *message) bool { return m.Type == "error" }); !strings.Contains(m.Error, ask.says) {
			t.Errorf("%q is answered with %q", ask.text, m.Error)
		}
	}
}
