package web

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is wrong on the wire is refused, by the gate or by net/http below it, and
// the answer repeats nothing of it.
func TestWire(t *testing.T) {
	t.Parallel()
	c := newClock()
	r := start(t, func(o *setup) { o.now = c.now })
	r.write("one")
	auth := "Host: " + r.addr + "\r\nAuthorization: Bearer " + testToken + "\r\n"
	post := "POST /feed?source=p HTTP/1.1\r\n" + auth + "Content-Type: text/plain\r\n"
	for _, tt := range []struct {
		name, text string
		want       int // 0: closed without an answer
	}{
		{"no HTTP", "evil\r\n\r\n", 400},
		{"no HTTP/1", "GET / HTTP/3.0\r\n" + auth + "\r\n", 505},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 421},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03evil\r\n\r\n", 400},
		{"HTTP/1.0", "GET /lines?n=0 HTTP/1.0\r\n" + auth + "\r\n", 200},
		{"HTTP/1.0 without Host", "GET /lines HTTP/1.0\r\nAuthorization: Bearer " + testToken + "\r\n\r\n", 421},
		{"HTTP/1.0 to another Host", "GET /lines HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421},
		{"HTTP/0.9", "GET /\r\n\r\n", 400},
		{"two Hosts", "GET / HTTP/1.1\r\nHost: " + r.addr + "\r\nHost: " + r.addr + "\r\n\r\n", 400},
		{"two Hosts in one", "GET / HTTP/1.1\r\nHost: " + r.addr + ", evil.example\r\n\r\n", 400},
		{"a sign in the Host", "GET / HTTP/1.1\r\nHost: evil<script>\r\n\r\n", 400},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + auth + "\r\n", 405},
		{"OPTIONS * to another Host", "OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
		{"GET *", "GET * HTTP/1.1\r\n" + auth + "\r\n", 404},
		{"CONNECT", "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", 421},
		{"CONNECT to itself", "CONNECT " + r.addr + " HTTP/1.1\r\n" + auth + "\r\n", 421},
		{"TRACE", "TRACE /lines HTTP/1.1\r\n" + auth + "X: evil\r\n\r\n", 405},
		{"a method of its own", "EVIL / HTTP/1.1\r\n" + auth + "\r\n", 405},
		{"another's address", "GET http://evil.example/ HTTP/1.1\r\n" + auth + "\r\n", 421},
		{"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\none\n", 400},
		{"a bad length", post + "Content-Length: +3\r\n\r\none", 400},
		{"a length below 0", post + "Content-Length: -1\r\n\r\n", 400},
		// Go takes what is chunked for chunked, and closes: no rest to smuggle in.
		{"a length and chunks", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n", 200},
		{"chunks in two ways", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 501},
		{"chunks of something", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		{"chunks spelt badly", post + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", 400},
		{"a space before the colon", "GET / HTTP/1.1\r\nHost : " + r.addr + "\r\n\r\n", 400},
		{"a folded header", "GET / HTTP/1.1\r\nHost: " + r.addr + "\r\n evil\r\n\r\n", 400},
		{"NUL in a header", "GET / HTTP/1.1\r\nHost: " + r.addr + "\r\nX: a\x00evil\r\n\r\n", 400},
		{"a line feed in the path", "GET /\nevil HTTP/1.1\r\n" + auth + "\r\n", 400},
		{"NUL in the path", "GET /\x00evil HTTP/1.1\r\n" + auth + "\r\n", 400},
		{"an expectation", post + "Content-Length: 3\r\nExpect: evil\r\n\r\none", 417},
		{"a chunk that is none", post + "Transfer-Encoding: chunked\r\n\r\nevil\r\n", 400},
		{"a large header", "GET / HTTP/1.1\r\n" + auth + "X: " + strings.Repeat("evil", 5000) + "\r\n\r\n", 431},
		{"many headers", "GET / HTTP/1.1\r\n" + auth + strings.Repeat("X: evil\r\n", 3000) + "\r\n", 431},
		{"too large a body, announced", post + fmt.Sprintf("Content-Length: %d\r\n\r\n", maxPost+1), 413},
		{"too large a body, in chunks", post + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", maxPost+1, strings.Repeat("x", maxPost+1)), 413},
		{"gzip", post + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\none", 415},
		{"said to be as it is", post + "Content-Encoding: identity\r\nContent-Length: 3\r\n\r\none", 415},
		{"h2c", "GET /lines HTTP/1.1\r\n" + auth + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n", 400},
		{"another upgrade", "GET /ws HTTP/1.1\r\n" + auth + "Connection: Upgrade\r\nUpgrade: evil\r\n\r\n", 400},
		{"an old WebSocket", "GET /ws HTTP/1.1\r\n" + auth + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", 400},
		{"the token in the address", "GET /?token=" + testToken + " HTTP/1.1\r\n" + auth + "\r\n", 400},
		{"the token in a file's address", "GET /static/main.js?a=b&token= HTTP/1.1\r\n" + auth + "\r\n", 400},
		{"two tokens", "GET /lines HTTP/1.1\r\nHost: " + r.addr + "\r\nAuthorization: Bearer x\r\nAuthorization: Bearer " + testToken + "\r\n\r\n", 401},
		{"a token in the wrong case", "GET /lines HTTP/1.1\r\nHost: " + r.addr + "\r\nAuthorization: Bearer " + strings.ToUpper(testToken) + "\r\n\r\n", 401},
		{"a token and more", "GET /lines HTTP/1.1\r\nHost: " + r.addr + "\r\nAuthorization: Bearer " + testToken + "x\r\n\r\n", 401},
		{"half a token", "GET /lines HTTP/1.1\r\nHost: " + r.addr + "\r\nAuthorization: Bearer " + testToken[:16] + "\r\n\r\n", 401},
		{"no token behind Bearer", "GET /lines HTTP/1.1\r\nHost: " + r.addr + "\r\nAuthorization: Bearer \r\n\r\n", 401},
		{"HEAD of a stream", "HEAD /text HTTP/1.1\r\n" + auth + "\r\n", 200},
		{"HEAD of the page", "HEAD / HTTP/1.1\r\n" + auth + "\r\n", 200},
	} {
		c.pass(failuresFor) // each begins anew
		got, answer := r.wire(tt.text)
		if got != tt.want {
			t.Errorf("%s: %d, want %d: %s", tt.name, got, tt.want, answer)
		}
		if strings.Contains(answer, "evil") || strings.Contains(answer, testToken) {
			t.Errorf("%s: the answer repeats it: %s", tt.name, answer)
		}
		ours, fixed := strings.Contains(answer, policy), strings.Contains(answer, "Content-Type: text/plain; charset=utf-8\r\n") || strings.Contains(answer, "Content-Length: 0\r\n")
		if !ours && (!fixed || !strings.Contains(answer, "Connection: close\r\n")) {
			t.Errorf("%s: neither ours nor a fixed text: %s", tt.name, answer)
		}
		if strings.Count(answer, "HTTP/1.1 ") > 1 {
			t.Errorf("%s: more than one answer: %s", tt.name, answer)
		}
	}
	if got := r.server.count.posted.Load(); got != 1 {
		t.Errorf("%d lines were taken", got)
	}
}

// What is asked for with GET has no body: one that is announced is not waited for,
// on no route, whether it comes or not.
func TestGetHasNoBody(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	for _, path := range []string{"/", "/static/main.js", "/ws", "/events", "/poll", "/text", "/lines", "/search?q=a", "/series", "/volume", "/tables", "/metrics", "/healthz", "/nothing"} {
		for _, method := range []string{"GET", "HEAD"} {
			for _, body := range []string{"Content-Length: 9\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "Content-Length: 4\r\n\r\nevil", "Content-Length: 9\r\nExpect: 100-continue\r\n\r\n"} {
				got, answer := r.wire(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s", method, path, r.addr, testToken, body))
				if got != http.StatusBadRequest || !strings.Contains(answer, "Connection: close") {
					t.Errorf("%s %s with %q: %d: %s", method, path, body, got, answer)
				}
			}
		}
	}
	if n := r.server.limits.streams.count(); n != 0 {
		t.Errorf("%d streams have begun", n)
	}
	if got, _ := r.wire(fmt.Sprintf("GET /poll HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n", r.addr, testToken)); got != http.StatusOK {
		t.Errorf("with a body of nothing: %d", got)
	}
}

// wire sends bytes and returns the status of the answer, and all that comes.
func (r *rig) wire(text string) (int, string) {
	r.tb.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.tb.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	go io.WriteString(c, text)
	in := bufio.NewReader(c)
	var all strings.Builder
	a, err := http.ReadResponse(bufio.NewReader(io.TeeReader(in, &all)), nil)
	if err != nil {
		return 0, all.String()
	}
	defer a.Body.Close()
	if text[:4] != "HEAD" {
		io.Copy(io.Discard, a.Body)
	}
	c.(*net.TCPConn).CloseWrite()
	io.Copy(&all, in)
	return a.StatusCode, all.String()
}

// Every route with every method: what is no route is 404, what is no method of
// it 405, and only reading and /session and /feed are left.
func TestMethods(t *testing.T) {
	t.Parallel()
	passing := newClock()
	r := start(t, func(o *setup) { o.now = passing.now })
	r.write("one")
	routes := map[string]string{"/": "GET HEAD", "/static/main.js": "GET HEAD", "/session": "POST", "/feed": "POST"}
	for _, path := range []string{"/ws", "/events", "/poll", "/text", "/lines", "/search", "/series", "/volume", "/tables", "/metrics", "/healthz"} {
		routes[path] = "GET HEAD"
	}
	for _, path := range []string{
		"/nothing", "/config", "/api/config/save", "/debug/pprof/", "/debug/vars", "/static", "/static/", "/static/index.html", "/static/embed.go",
		"/index.html", "/favicon.ico", "/.env", "/ws/", "/lines/", "/Lines", "/exec", "/static/./main.js", "/static//main.js",
	} {
		routes[path] = ""
	}
	for path, methods := range routes {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} {
			passing.pass(time.Second) // many are asked at once
			c, err := net.Dial("tcp", r.addr)
			if err != nil {
				t.Fatal(err)
			}
			c.SetDeadline(time.Now().Add(patience))
			fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n", method, path, r.addr, testToken)
			a, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
			if err != nil {
				t.Fatal(method, path, err)
			}
			c.Close()
			a.Body.Close()
			status := a.StatusCode
			switch {
			case strings.Contains(methods, method):
				if status == http.StatusNotFound || status == http.StatusMethodNotAllowed {
					t.Errorf("%s %s: %d", method, path, status)
				}
			case status == http.StatusMethodNotAllowed:
				if a.Header.Get("Allow") == "" {
					t.Errorf("%s %s: it does not say what is allowed", method, path)
				}
			case methods != "" || status != http.StatusNotFound:
				t.Errorf("%s %s: %d", method, path, status)
			}
			for header, want := range map[string]string{
				"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store",
				"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
				"Access-Control-Allow-Origin": "",
			} {
				if got := a.Header.Get(header); got != want {
					t.Errorf("%s %s: %s: %q", method, path, header, got)
				}
			}
		}
	}
}

// The token is told to nobody, by no route, and no line of it gets anywhere.
func TestTokenIsToldToNobody(t *testing.T) {
	r := start(t, nil)
	r.write("one")
	until(t, "a line", func() bool { return r.server.store.Snapshot().Next == 1 })
	sum := sha256.Sum256([]byte(testToken))
	for _, path := range []string{"/", "/static/main.js", "/poll?n=1", "/lines?n=9", "/search?q=.", "/series", "/volume", "/tables", "/metrics", "/healthz", "/nothing", "/feed"} {
		_, body := r.do("GET", path, "")
		for _, secret := range []string{testToken, r.server.gate.cookie.Value, fmt.Sprintf("%x", sum)} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells the token: %s", path, body)
			}
		}
	}
}
