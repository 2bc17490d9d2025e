package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// raw sends bytes and returns the status of the answer and all of it.
func (r *rig) raw(text string) (int, string) {
	r.tb.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.tb.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, text); err != nil {
		r.tb.Fatal(err)
	}
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		r.tb.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode == http.StatusSwitchingProtocols {
		return a.StatusCode, ""
	}
	body, _ := io.ReadAll(a.Body)
	return a.StatusCode, fmt.Sprint(a.Header) + string(body)
}

// Requests as they are on the wire: HOST and PORT stand for the server's own,
// TOKEN and COOKIE for what lets in.
func TestGate(t *testing.T) {
	r := start(t, nil)
	_, port, _ := net.SplitHostPort(r.addr)
	const ok, bearer, cookie = "Host: 127.0.0.1:PORT", "Authorization: Bearer TOKEN", "Cookie: COOKIE"
	const up = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
	const origin, text = "Origin: http://127.0.0.1:PORT", "Content-Type: text/plain"
	for _, c := range []struct {
		line   string
		header []string
		want   int
	}{
		// Host
		{"GET /tables", []string{ok, bearer}, 200},
		{"GET /tables", []string{"Host: localhost:PORT", bearer}, 200},
		{"GET /tables", []string{"Host: [::1]:PORT", bearer}, 200},
		{"GET /tables", []string{"Host: evil.example", bearer}, 421},
		{"GET /tables", []string{"Host: evil.example:PORT", bearer}, 421},
		{"GET /", []string{"Host: evil.example"}, 421},
		{"GET /static/main.js", []string{"Host: evil.example"}, 421},
		{"GET /tables", []string{"Host: localhost.:PORT", bearer}, 421},
		{"GET /tables", []string{"Host: LOCALHOST:PORT", bearer}, 421},
		{"GET /tables", []string{"Host: localhost", bearer}, 421},
		{"GET /tables", []string{"Host: localhost:1", bearer}, 421},
		{"GET /tables", []string{"Host: localhost:PORT.evil.example", bearer}, 421},
		{"GET /tables", []string{"Host: 127.0.0.1.evil.example:PORT", bearer}, 421},
		{"GET /tables", []string{"Host: 127.1:PORT", bearer}, 421},
		{"GET /tables", []string{"Host: 0.0.0.0:PORT", bearer}, 421},
		{"GET /tables", []string{"Host: user@localhost:PORT", bearer}, 400},
		{"GET /tables", []string{"Host: ", bearer}, 421},
		{"GET /tables", []string{bearer}, 400},
		{"GET /tables", []string{ok, "Host: evil.example", bearer}, 400},
		{"GET http://evil.example/tables", []string{ok, bearer}, 421},
		{"GET http://127.0.0.1:PORT/tables", []string{ok, bearer}, 421},
		{"GET //evil.example/tables", []string{ok, bearer}, 404},
		// Origin and Sec-Fetch-Site
		{"GET /tables", []string{ok, bearer, origin}, 200},
		{"GET /tables", []string{ok, bearer, "Origin: http://evil.example"}, 403},
		{"GET /tables", []string{ok, bearer, "Origin: null"}, 403},
		{"GET /tables", []string{ok, bearer, origin, "Origin: http://evil.example"}, 403},
		{"GET /tables", []string{ok, cookie, "Sec-Fetch-Site: same-origin"}, 200},
		{"GET /tables", []string{ok, cookie, "Sec-Fetch-Site: none"}, 200},
		{"GET /tables", []string{ok, cookie, "Sec-Fetch-Site: cross-site"}, 403},
		{"GET /tables", []string{ok, cookie, "Sec-Fetch-Site: same-site"}, 403},
		{"GET /", []string{ok, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"}, 200},
		{"GET /", []string{ok, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"}, 403},
		{"GET /tables", []string{ok, cookie, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"}, 403},
		// WebSockets
		{"GET /ws", []string{ok, up, origin, cookie}, 101},
		{"GET /ws", []string{ok, up, origin, bearer}, 101},
		{"GET /ws", []string{ok, up, bearer}, 101},
		{"GET /ws", []string{ok, up, cookie}, 403},
		{"GET /ws", []string{ok, up, origin}, 401},
		{"GET /ws", []string{ok, up, cookie, "Origin: http://evil.example"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: null"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: https://127.0.0.1:PORT"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: http://127.0.0.1:PORT.evil.example"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: http://evil127.0.0.1:PORT"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: http://127.0.0.1:1"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: http://127.0.0.1"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: http://127.0.0.1:PORT/"}, 403},
		{"GET /ws", []string{ok, up, cookie, "Origin: HTTP://127.0.0.1:PORT"}, 403},
		{"GET /ws", []string{ok, up, bearer, "Origin: http://evil.example"}, 403},
		{"GET /ws", []string{"Host: evil.example:PORT", up, cookie, "Origin: http://evil.example:PORT"}, 421},
		{"GET /lines", []string{ok, up, origin, cookie}, 400},
		{"GET /lines", []string{ok, bearer, "Upgrade: h2c"}, 400},
		{"GET /lines", []string{ok, bearer, "Connection: upgrade"}, 200},
		{"GET /ws", []string{ok, cookie, "Connection: upgrade"}, 400},
		// The token
		{"GET /tables", []string{ok}, 401},
		{"GET /nothing", []string{ok}, 401},
		{"GET /tables?token=TOKEN", []string{ok}, 400},
		{"GET /tables?token=TOKEN", []string{ok, bearer}, 400},
		{"GET /tables", []string{ok, "Cookie: rtwatch_PORT=TOKEN"}, 401},
		{"GET /tables", []string{ok, "Cookie: rtwatch_1=x; COOKIE"}, 200},
		{"GET /tables", []string{ok, "Authorization: Basic TOKEN"}, 401},
		{"GET /healthz", []string{ok}, 200},
		{"GET /healthz", []string{ok, "Authorization: Bearer wrong"}, 401},
		{"GET /healthz", []string{ok, "Authorization: Basic TOKEN"}, 401},
		{"GET /healthz", []string{"Host: evil.example"}, 421},
		{"GET /healthz", []string{ok, "Origin: http://evil.example"}, 403},
		{"GET /lines?n=1&filter=%2ea%2E", []string{ok, bearer}, 200},
		{"GET /metrics", []string{ok}, 401},
		// Posts
		{"POST /feed?source=a", []string{ok, bearer, text}, 200},
		{"POST /feed?source=a", []string{ok, cookie, text}, 401},
		{"POST /feed?source=a", []string{ok, cookie, origin, "Sec-Fetch-Site: same-origin", text}, 401},
		{"POST /feed?source=a", []string{ok, bearer, "Sec-Fetch-Site: cross-site", text}, 403},
		{"POST /feed?source=a", []string{ok, bearer, "Content-Type: text/html"}, 415},
		{"POST /feed?source=a", []string{ok, bearer}, 415},
		{"POST /feed?source=a", []string{ok, bearer, text, "Content-Encoding: gzip"}, 415},
		{"POST /feed?source=..", []string{ok, bearer, text}, 200},
		{"POST /feed?source=a/b", []string{ok, bearer, text}, 400},
		{"POST /feed", []string{ok, bearer, text}, 400},
		{"POST /session", []string{ok, text}, 415},
		// Methods and paths
		{"POST /lines", []string{ok, bearer}, 405},
		{"PUT /feed?source=a", []string{ok, bearer, text}, 405},
		{"DELETE /lines", []string{ok, bearer}, 405},
		{"OPTIONS /lines", []string{ok, bearer, "Origin: http://evil.example", "Access-Control-Request-Method: GET"}, 405},
		{"GET /feed", []string{ok, bearer}, 405},
		{"GET /session", []string{ok, bearer}, 405},
		{"GET /nothing", []string{ok, bearer}, 404},
		{"GET /config", []string{ok, bearer}, 404},
		{"GET /debug/pprof/", []string{ok, bearer}, 404},
		{"GET /static/", []string{ok}, 404},
		{"GET /static/../limits.go", []string{ok}, 404},
		{"GET /static/%2e%2e/limits.go", []string{ok}, 404},
		{"GET /static/..%2flimits.go", []string{ok}, 404},
		{"GET /static/a%00b", []string{ok}, 404},
		{"GET /static/main%2ejs", []string{ok}, 404},
		{"GET /static/./main.js", []string{ok}, 404},
		{"GET /static", []string{ok, bearer}, 404},
		{"GET /static/embed.go", []string{ok}, 404},
		{"GET /lines?n=0&filter=a%2eb", []string{ok, bearer}, 200},
		{"GET /static/..\\limits.go", []string{ok}, 404},
		{"GET /" + strings.Repeat("a", maxURL), []string{ok, bearer}, 414},
		{"GET /", []string{ok, "X: " + strings.Repeat("a", 20<<10)}, 431},
	} {
		head := strings.NewReplacer("PORT", port, "TOKEN", testToken, "COOKIE", r.server.gate.cookie.Name+"="+r.server.gate.cookie.Value).
			Replace(c.line + " HTTP/1.1\n" + strings.Join(c.header, "\n") + "\nContent-Length: 0\n\n")
		got, answer := r.raw(strings.ReplaceAll(head, "\n", "\r\n"))
		if got != c.want {
			t.Errorf("%s %.100q: %d, want %d", c.line[:min(len(c.line), 60)], c.header, got, c.want)
		}
		if strings.Contains(answer, "Access-Control") || got >= 400 && strings.Contains(answer, "Set-Cookie") {
			t.Errorf("%s: the answer holds %s", c.line[:min(len(c.line), 60)], answer)
		}
		if got != 101 && got != 431 && got != 400 && !strings.Contains(answer, "default-src 'none'") {
			t.Errorf("%s: no policy in %s", c.line[:min(len(c.line), 60)], answer)
		}
	}
}

func TestUnauthenticatedAnswersAreAlike(t *testing.T) {
	r := start(t, nil)
	r.write("secret")
	want := fmt.Sprintf("{\"error\":%q}\n", remedy(http.StatusUnauthorized))
	for _, path := range []string{"/lines", "/events", "/poll", "/text", "/ws", "/metrics", "/tables", "/series", "/nothing"} {
		a, err := http.Get("http://" + r.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != http.StatusUnauthorized || string(body) != want || len(a.Cookies()) > 0 || a.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: %d %q, %v; want 401 %q", path, a.StatusCode, body, a.Header, want)
		}
	}
}

func TestSession(t *testing.T) {
	r := start(t, nil)
	status, _ := r.do("POST", "/session", `{"token":"wrong"}`, "Content-Type", "application/json", "Authorization", "")
	if status != http.StatusUnauthorized {
		t.Errorf("a wrong token: %d", status)
	}
	a, err := http.Post("http://"+r.addr+"/session", "application/json", strings.NewReader(`{"token":"`+testToken+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != http.StatusNoContent || len(a.Cookies()) != 1 {
		t.Fatalf("the right one: %d, %v", a.StatusCode, a.Cookies())
	}
	c := a.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || c.Path != "/" || c.Domain != "" || strings.Contains(c.Value, testToken) {
		t.Errorf("the cookie is %v", c)
	}
	if status, _ := r.do("GET", "/lines", "", "Authorization", "", "Cookie", c.Name+"="+c.Value); status != 200 {
		t.Errorf("the cookie alone: %d", status)
	}
}

// Without a token who reaches the address is let in, but no page of others, under
// no name of others; a page of this server's may post, as curl may.
func TestOpenGate(t *testing.T) {
	r := start(t, func(o *setup) { o.Token = "" })
	_, port, _ := net.SplitHostPort(r.addr)
	const ok, text, own = "Host: localhost:PORT", "Content-Type: text/plain", "Origin: http://localhost:PORT"
	for _, c := range []struct {
		line   string
		header []string
		want   int
	}{
		{"GET /tables", []string{ok}, 200},
		{"GET /tables", []string{ok, "Authorization: Bearer wrong", "Cookie: rtwatch_PORT=wrong"}, 200},
		{"GET /tables", []string{"Host: evil.example:PORT"}, 421},
		{"GET /tables", []string{ok, "Origin: http://evil.example"}, 403},
		{"GET /tables", []string{ok, "Sec-Fetch-Site: same-site"}, 403},
		{"GET /tables?token=x", []string{ok}, 400},
		{"POST /feed?source=a", []string{ok, text}, 200},
		{"POST /feed?source=a", []string{ok, text, own, "Sec-Fetch-Site: same-origin"}, 200},
		{"POST /feed?source=a", []string{ok, text, "Origin: http://localhost:1"}, 403},
		{"POST /feed?source=a", []string{ok, text, "Origin: null"}, 403},
		{"POST /feed?source=a", []string{ok, text, own, "Sec-Fetch-Site: cross-site"}, 403},
		{"POST /feed?source=a", []string{ok, text, "Sec-Fetch-Site: same-site"}, 403},
		{"POST /feed?source=a", []string{"Host: evil.example:PORT", text}, 421},
		{"POST /feed?source=a", []string{ok, "Content-Type: application/x-www-form-urlencoded"}, 415},
		{"POST /feed?source=a", []string{ok, "Content-Type: multipart/form-data; boundary=x"}, 415},
		{"POST /session", []string{ok, text}, 415},
		{"DELETE /feed?source=a", []string{ok}, 405},
	} {
		head := strings.ReplaceAll(c.line+" HTTP/1.1\n"+strings.Join(c.header, "\n")+"\nContent-Length: 0\n\n", "PORT", port)
		if got, answer := r.raw(strings.ReplaceAll(head, "\n", "\r\n")); got != c.want || strings.Contains(answer, "Set-Cookie") {
			t.Errorf("%s %q: %d, want %d: %s", c.line, c.header, got, c.want, answer)
		}
	}
}

// reference says what the gate must, from the text of the rules alone.
func reference(host, origin, site, mode, cookie, bearer, method, path, query string, open bool) int {
	in := func(s string, all ...string) bool {
		for _, x := range all {
			if x == s {
				return true
			}
		}
		return false
	}
	if !in(host, "localhost:80", "127.0.0.1:80", "[::1]:80", "localhost", "127.0.0.1", "[::1]") {
		return 421
	}
	if !in(method, "GET", "HEAD", "POST") {
		return 405
	}
	if q, _ := url.ParseQuery(query); q.Has("token") {
		return 400
	}
	if origin != "-" && !in(origin, "http://localhost:80", "http://127.0.0.1:80", "http://[::1]:80", "http://localhost", "http://127.0.0.1", "http://[::1]") {
		return 403
	}
	post := method == "POST"
	foreign := site != "" && site != "same-origin" && site != "none"
	if path == "/" && !post {
		if foreign && mode != "navigate" {
			return 403
		}
		return 0
	}
	switch {
	case foreign:
		return 403
	case open, path == "/session" && post:
		return 0
	case bearer == "Bearer "+testToken:
		return 0
	case strings.HasPrefix(bearer, "Bearer "), post, cookie != "right":
		return 401
	case path == "/ws" && origin == "-":
		return 403
	}
	return 0
}

func FuzzGate(f *testing.F) {
	f.Add("localhost:80", "http://localhost:80", "same-origin", "cors", "right", "", "GET", uint8(1), "n=1", false)
	f.Add("evil.example", "-", "", "", "", "Bearer "+testToken, "POST", uint8(2), "", true)
	f.Add("localhost", "null", "cross-site", "navigate", "wrong", "Bearer x", "HEAD", uint8(0), "token=x", false)
	f.Add("[::1]", "-", "cross-site", "navigate", "", "bearer x", "PUT", uint8(3), "a;token=x", false)
	f.Fuzz(func(t *testing.T, host, origin, site, mode, cookie, bearer, method string, at uint8, query string, open bool) {
		o := Options{Token: testToken}
		if open {
			o.Token = ""
		}
		g := newGate(&o, origins(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, nil, false), time.Now)
		path := []string{"/", "/ws", "/lines", "/feed", "/session"}[at%5]
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL, r.RequestURI, r.Host, r.Method = &url.URL{Path: path, RawQuery: query}, path, host, method
		if origin != "-" {
			r.Header["Origin"] = []string{origin}
		}
		for name, value := range map[string]string{"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Authorization": bearer} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if cookie == "right" && !open {
			r.AddCookie(&g.cookie)
		} else if cookie != "" {
			r.Header.Set("Cookie", g.cookie.Name+"="+cookie)
		}
		if path == "/ws" {
			r.Header.Set("Upgrade", "websocket")
			r.Header.Set("Connection", "Upgrade")
		}
		got, want := g.verdict(r, http.Header{}), reference(host, origin, site, mode, cookie, bearer, method, path, query, open)
		if got == http.StatusTooManyRequests { // many wrong cookies in one header
			got = http.StatusUnauthorized
		}
		if got != want {
			t.Errorf("%s %s?%s host %q origin %q site %q mode %q cookie %q bearer %q open %t: %d, want %d",
				method, path, query, host, origin, site, mode, cookie, bearer, open, got, want)
		}
	})
}
