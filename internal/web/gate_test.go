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
	c.SetDeadline(time.Now().Add(5 * time.Second))
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
	var want string
	for _, path := range []string{"/lines", "/events", "/poll", "/text", "/ws", "/metrics", "/tables", "/series", "/nothing"} {
		a, err := http.Get("http://" + r.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if want == "" {
			want = string(body)
		}
		if a.StatusCode != http.StatusUnauthorized || string(body) != want || len(a.Cookies()) > 0 {
			t.Errorf("%s: %d %q with cookies %v, want 401 %q", path, a.StatusCode, body, a.Cookies(), want)
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
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Value == testToken {
		t.Errorf("the cookie is %v", c)
	}
	if status, _ := r.do("GET", "/lines", "", "Authorization", "", "Cookie", c.Name+"="+c.Value); status != 200 {
		t.Errorf("the cookie alone: %d", status)
	}
	for range maxFailures {
		status, _ = r.do("GET", "/lines", "", "Authorization", "Bearer wrong")
	}
	if status != 429 {
		t.Errorf("the sixth wrong token: %d", status)
	}
	if status, _ := r.do("GET", "/lines", ""); status != 429 {
		t.Errorf("the right token after it: %d", status)
	}
}

// reference says what the gate must, from the text of the rules alone.
func reference(host, origin, site, cookie, bearer, path string, post bool) int {
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
	if origin != "-" && !in(origin, "http://localhost:80", "http://127.0.0.1:80", "http://[::1]:80", "http://localhost", "http://127.0.0.1", "http://[::1]") {
		return 403
	}
	if site != "" && site != "same-origin" && site != "none" {
		return 403
	}
	if path == "/" && !post {
		return 0
	}
	if path == "/session" && post {
		return 0
	}
	if strings.HasPrefix(bearer, "Bearer ") {
		if bearer == "Bearer "+testToken {
			return 0
		}
		return 401
	}
	if post || cookie != "right" {
		return 401
	}
	if path == "/ws" && origin == "-" {
		return 403
	}
	return 0
}

func FuzzGate(f *testing.F) {
	f.Add("localhost:80", "http://localhost:80", "same-origin", "right", "", uint8(1), false)
	f.Add("evil.example", "-", "", "", "Bearer "+testToken, uint8(2), true)
	f.Add("localhost", "null", "cross-site", "wrong", "Bearer x", uint8(0), false)
	o := Options{Token: testToken}
	f.Fuzz(func(t *testing.T, host, origin, site, cookie, bearer string, at uint8, post bool) {
		g := newGate(&o, hosts(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, nil, false), time.Now)
		path := []string{"/", "/ws", "/lines", "/feed", "/session"}[at%5]
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL, r.RequestURI, r.Host = &url.URL{Path: path}, path, host
		if post {
			r.Method = http.MethodPost
		}
		if origin != "-" {
			r.Header["Origin"] = []string{origin}
		}
		if site != "" {
			r.Header.Set("Sec-Fetch-Site", site)
		}
		if cookie == "right" {
			r.AddCookie(&g.cookie)
		} else if cookie != "" {
			r.Header.Set("Cookie", g.cookie.Name+"="+cookie)
		}
		if bearer != "" {
			r.Header.Set("Authorization", bearer)
		}
		if path == "/ws" {
			r.Header.Set("Upgrade", "websocket")
			r.Header.Set("Connection", "Upgrade")
		}
		if got, want := g.verdict(r, http.Header{}), reference(host, origin, site, cookie, bearer, path, post); got != want {
			t.Errorf("%s host %q origin %q site %q cookie %q bearer %q post %t: %d, want %d", path, host, origin, site, cookie, bearer, post, got, want)
		}
	})
}
