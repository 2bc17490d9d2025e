package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What is wrong with a request is said in one sentence, as JSON, with what to do.
func TestRefusals(t *testing.T) {
	r := start(t, func(o *Options) { o.Token = "" })
	for _, c := range []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", "/none", 404, "docs/http.md"},
		{"GET", "/lines/", 404, "docs/http.md"},
		{"GET", "/static/none.js", 404, "docs/http.md"},
		{"POST", "/lines", 405, "GET and HEAD"},
		{"DELETE", "/lines", 405, "GET and HEAD"},
		{"GET", "/lines?n=-1", 400, `n is "-1": want a number from 0 to 5000`},
		{"GET", "/lines?n=5001", 400, `n is "5001"`},
		{"GET", "/lines?n=1e3", 400, `n is "1e3"`},
		{"GET", "/lines?n=1&n=2", 400, "n is given 2 times"},
		{"GET", "/lines?filtr=error", 400, `there is no parameter "filtr": want filter, level, source, mute, n, before, after, time`},
		{"GET", "/lines?level=loud", 400, "want the level"},
		{"GET", "/lines?filter=%zz", 400, "--data-urlencode"},
		{"GET", "/lines?filter=a;b", 400, "--data-urlencode"},
		{"GET", "/lines?before=1", 400, "that is not a cursor"},
		{"GET", "/lines?before=00000000.1", 400, "another run"},
		{"GET", "/lines?before=00000000.1&after=00000000.1", 400, "give one of"},
		{"GET", "/lines?time=noon", 400, `time is "noon"`},
		{"GET", "/lines?line=101%25", 400, `line is "101%": want a number`},
		{"GET", "/lines?line=-1", 400, `line is "-1": want a number`},
		{"GET", "/search", 400, "/search?q=timeout"},
		{"GET", "/events?since=x", 400, "that is not a cursor"},
		{"GET", "/poll?before=00000000.1", 400, "there is no parameter"},
		{"GET", "/series?name=none", 404, `there is no series "none"`},
		{"GET", "/volume?from=2026-11-23T10:00&to=2026-11-23T09:00", 400, "from is not before to"},
		{"GET", "/ws", 400, "websocket"},
		{"POST", "/feed?source=a&source=b", 415, "want Content-Type"},
		{"POST", "/session", 415, "want Content-Type"},
	} {
		q, err := http.NewRequest(c.method, "http://"+r.addr+c.path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		var said struct{ Error string }
		err = json.NewDecoder(a.Body).Decode(&said)
		a.Body.Close()
		if a.StatusCode != c.status || err != nil || a.Header.Get("Content-Type") != "application/json" || !strings.Contains(said.Error, c.says) {
			t.Errorf("%s %s: %d %s %q, %v; want %d with %q", c.method, c.path, a.StatusCode, a.Header.Get("Content-Type"), said.Error, err, c.status, c.says)
		}
		if a.StatusCode == http.StatusMethodNotAllowed && a.Header.Get("Allow") == "" {
			t.Errorf("%s %s: does not say what is allowed", c.method, c.path)
		}
	}
	for range historyBurst {
		r.do("GET", "/tables", "")
	}
	if status, body := r.do("GET", "/tables", ""); status != 429 || !strings.Contains(body, "Retry-After") {
		t.Errorf("too often: %d %s", status, body)
	}
}

// HEAD of what does not end answers, and holds no place.
func TestHeadOfStreams(t *testing.T) {
	r := start(t, nil)
	for path, kind := range map[string]string{"/events": "text/event-stream", "/text": "text/plain; charset=utf-8", "/poll": "application/json"} {
		q, err := http.NewRequest(http.MethodHead, "http://"+r.addr+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Authorization", "Bearer "+testToken)
		a, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if got := a.Header.Get("Content-Type"); a.StatusCode != http.StatusOK || got != kind {
			t.Errorf("HEAD %s: %d, %s", path, a.StatusCode, got)
		}
		if n := r.server.limits.streams.count(); n != 0 {
			t.Errorf("HEAD %s holds %d places", path, n)
		}
	}
}

// Without the token a server says that it is there, with it how it is.
func TestHealth(t *testing.T) {
	r := start(t, nil)
	r.write("secret")
	until(t, "a line", func() bool { return r.server.store.Snapshot().Total.Lines == 1 })
	if status, body := r.do("GET", "/healthz", ""); status != 200 || !strings.Contains(body, `"sources":[{"name":"a"`) {
		t.Errorf("with the token: %d %s", status, body)
	}
	a, err := http.Get("http://" + r.addr + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	body := make([]byte, 100)
	n, _ := a.Body.Read(body)
	if a.StatusCode != http.StatusOK || string(body[:n]) != "{\"status\":\"ok\"}\n" {
		t.Errorf("without: %d %s", a.StatusCode, body[:n])
	}
	for i := range maxFailures + 1 {
		want := map[bool]int{false: 401, true: 429}[i == maxFailures]
		if status, _ := r.do("GET", "/healthz", "", "Authorization", fmt.Sprint("Bearer wrong", i)); status != want {
			t.Errorf("wrong token %d: %d", i, status)
		}
	}
}
