package web

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

func TestPost(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct {
		kind, body string
		status     int
		lines      int
	}{
		{"text/plain", "a\r\nb", 200, 2},
		{"text/plain", "", 200, 0},
		{"text/plain", strings.Repeat("x", maxPostLine+5) + "\n", 200, 1},
		{"text/plain", strings.Repeat("\n", maxPostLines), 200, maxPostLines},
		{"text/plain", strings.Repeat("\n", maxPostLines+1), 413, 0},
		{"text/plain", strings.Repeat("x", maxPost+1), 413, 0},
		{"application/x-ndjson", "{\"a\":1}\n\n{\"b\":2}", 200, 2},
		{"application/x-ndjson", "{\"a\":1}\n{\"b\"\n", 400, 0},
		{"application/x-ndjson", "1\n[1,\n2]\n", 400, 0},
		{"application/x-ndjson", strings.Repeat("1\n", maxPostLines+1), 413, 0},
		{"text/html", "a", 415, 0},
		{"multipart/form-data; boundary=x", "a", 415, 0},
		{"application/json", `[{"a": 1}, "two\nlines", 3]`, 200, 4},
		{"application/json", `{"a": {"b": []}}`, 200, 1},
		{"application/json", `["a", "", null, "b\n"]`, 200, 4},
		{"application/json", " [ ] ", 200, 0},
		{"application/json", "[" + strings.Repeat("1,", maxPostLines-1) + "1]", 200, maxPostLines},
		{"application/json", "[" + strings.Repeat("1,", maxPostLines) + "1]", 413, 0},
		{"application/json", `"` + strings.Repeat(`\n`, maxPostLines+1) + `"`, 413, 0},
		{"application/json", "[1, 2", 400, 0},
		{"application/json", strings.Repeat("[", maxPost/2), 400, 0},
		{"application/json", strings.Repeat(`{"a":`, maxPost/8), 400, 0},
		{"application/json", "[1,2]x", 400, 0},
		{"application/json; charset=utf-8", "1", 200, 1},
		{"application/json", "", 400, 0},
		{"application/json", "[1,]", 400, 0},
		{"application/json", "1 2", 400, 0},
		{"application/json", strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), 200, 1},
		{"application/json", strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), 400, 0},
		{"application/json", strings.Repeat("1", maxNumber+1), 400, 0},
		{"application/json", "{" + strings.Repeat(`"k":1,`, maxKeys-1) + `"k":1}`, 200, 1},
		{"application/json", "{" + strings.Repeat(`"k":1,`, maxKeys) + `"k":1}`, 400, 0},
	} {
		before := r.server.count.posted.Load()
		status, body := r.do("POST", "/feed?source=p", c.body, "Content-Type", c.kind)
		if got := r.server.count.posted.Load() - before; status != c.status || got != uint64(c.lines) {
			t.Errorf("%s %.40q: %d with %d lines, want %d with %d: %s", c.kind, c.body, status, got, c.status, c.lines, body)
		}
	}
}

// The sender dies in the middle of a line: what is whole stays.
func TestPostBreaksOff(t *testing.T) {
	r := start(t, nil)
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "POST /feed?source=p HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\none\ntwo\nthr", r.addr, testToken)
	c.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(c)
	if !strings.Contains(string(answer), "400 Bad Request") || !strings.Contains(string(answer), `{"accepted":2}`) {
		t.Errorf("the answer is %q", answer)
	}
	until(t, "two lines are stored", func() bool { return r.server.store.Snapshot().Total.Lines == 2 })
}
