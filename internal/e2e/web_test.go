package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// All routes of the real binary, asked by the real curl.
func TestServesCurl(t *testing.T) {
	path := file(t, "a.log", numbered(0, 300)+"status=503 dur=12ms\n")
	s := serve(t, nil, "tail", "--with", "iostat", path)
	source := "source=" + url.QueryEscape(path) // and nothing of rtwatch's own
	var got string
	state := func() string { return got + s.state() }
	until(t, "lines and numbers", state, func() bool {
		got = s.curl("/metrics") // how often lines are asked for is limited
		return strings.Contains(got, "rtwatch_lines_total{source=\""+path+"\"} 301\n") && strings.Contains(got, `rtwatch_series{series="cpu.user",unit="%"} `)
	})
	for _, c := range []struct {
		path string
		args []string
		has  []string
	}{
		{"/search", []string{"-G", "--data-urlencode", "q=status>=500", "--data-urlencode", "n=5"}, []string{`"x":"status=503`, `"count":1,"done":true`}},
		{"/lines?n=2&filter=line+00012", nil, []string{`"x":"line 000128"`, `"x":"line 000129"`, `"first":false,"last":true`}},
		{"/poll?n=1", nil, []string{`"type":"hello"`, `"reset":true`}},
		{"/volume?n=3", nil, []string{`"buckets":[`}},
		{"/tables", nil, []string{`{"tables":[`}},
		{"/series?name=cpu.user&n=2", nil, []string{`{"name":"cpu.user","unit":"%","buckets":[[`}},
		{"/healthz", nil, []string{`"status":"ok"`, `"lines":301`}},
		{"/metrics", nil, []string{"rtwatch_lines_total{source=\"" + path + "\"} 301\n", `rtwatch_series{series="cpu.user",unit="%"} `}},
		{"/text?n=2&" + source, []string{"-N", "--max-time", "1"}, []string{"line 000299\nstatus=503 dur=12ms\n"}},
		{"/events?n=1", []string{"-N", "--max-time", "1"}, []string{"data: {\"type\":\"hello\"", "\nid: "}},
		{"/", []string{"--compressed"}, []string{"<title>rtwatch</title>", "static/main.js"}},
		{"/static/main.js", []string{"--compressed", "-w", "%{content_type}"}, []string{"import ", "text/javascript"}},
		{"/static/main.js", []string{"-I", "--compressed"}, []string{"Content-Encoding: gzip", "Content-Length: "}},
		{"/feed?source=me", []string{"-H", "Content-Type: text/plain", "--data-binary", "hello"}, []string{`{"accepted":1}`}},
		{"/feed?source=me", []string{"-H", "Content-Type: application/json", "-d", `["a",{"b":1},3]`}, []string{`{"accepted":3}`}},
		{"/feed?source=me", []string{"-H", "Content-Type: application/x-ndjson", "--data-binary", "{\"a\":1}\n{\"a\":2}\n"}, []string{`{"accepted":2}`}},
		{"/feed?source=me", []string{"-H", "Expect: 100-continue", "-H", "Content-Type: text/plain", "--data-binary", strings.Repeat("0123456789\n", 9000)}, []string{`{"accepted":9000}`}},
		{"/feed?source=me", []string{"--json", `{"a":1}`}, []string{`{"accepted":1}`}},
		{"/feed?source=me", []string{"-d", "hello"}, []string{`{"error":"want Content-Type: text/plain`}},
		{"/metrics", nil, []string{"rtwatch_posted_lines_total 9007"}},
	} {
		got := s.curl(c.path, c.args...)
		for wait := 2; slices.Contains(c.args, "--max-time") && wait < 60 && !strings.Contains(got, c.has[len(c.has)-1]); wait *= 2 {
			got = s.curl(c.path, "-N", "--max-time", strconv.Itoa(wait)) // a busy machine may need more than the second
		}
		for _, want := range c.has {
			if !strings.Contains(got, want) {
				t.Errorf("curl %s %.100q gives\n%.2000s\nwithout %s", c.path, c.args, got, want)
			}
		}
	}
	until(t, "what was posted is stored", state, func() bool {
		got = s.curl("/metrics")
		return strings.Contains(got, `rtwatch_lines_total{source="me"} 9007`)
	})
	out, err := exec.Command(need(t, "curl"), "-s", "-w", "%{http_code}", "http://"+s.addr+"/lines").Output()
	if err != nil || !strings.HasSuffix(string(out), "401") || !strings.Contains(string(out), "Authorization: Bearer TOKEN") {
		t.Errorf("without the token: %s, %v", out, err)
	}
	stream := exec.Command(need(t, "curl"), "-sN", "-H", "Authorization: Bearer "+s.token, "http://"+s.addr+"/text?n=1")
	var told lockedBuffer
	stream.Stdout = &told
	if err := stream.Start(); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, "the last line\n")
	until(t, "the last line", told.String, func() bool { return strings.Contains(told.String(), "the last line\n") })
	s.signal(syscall.SIGTERM)
	s.exits(143)
	if err := stream.Wait(); err != nil {
		t.Errorf("the stream is not ended in order: %v", err)
	}
}

// A loop of curl that asks with its last cursor gets each line once.
func TestPollsInALoop(t *testing.T) {
	path := file(t, "a.log", numbered(0, 10))
	s := serve(t, nil, "tail", path)
	var lines []string
	cursor := ""
	poll := func() {
		t.Helper()
		query := "/poll?n=100&source=" + url.QueryEscape(path)
		if cursor != "" {
			query += "&since=" + cursor
		}
		var said struct {
			Messages []message
			Cursor   string
		}
		got := s.curl(query)
		if err := json.Unmarshal([]byte(got), &said); err != nil || said.Cursor == "" {
			t.Fatalf("%v: %s", err, got)
		}
		for _, m := range said.Messages {
			if m.Reset && cursor != "" || m.Skipped > 0 {
				t.Errorf("since %s there is %.300s", cursor, got)
			}
			for _, l := range m.Lines {
				lines = append(lines, l.X)
			}
		}
		cursor = said.Cursor
	}
	state := func() string { return strings.Join(lines, "\n") + s.state() }
	for i := range 10 {
		until(t, "the lines", state, func() bool {
			poll()
			return len(lines) >= 10+5*i
		})
		appendTo(t, path, numbered(10+5*i, 15+5*i))
	}
	until(t, "the last lines", state, func() bool { poll(); return len(lines) >= 60 })
	for i, x := range lines {
		if want := fmt.Sprintf("line %06d", i); x != want {
			t.Fatalf("line %d is %q", i, x)
		}
	}
}

func TestHTTPFlagsAreChecked(t *testing.T) {
	path := file(t, "a.log", "")
	for _, c := range []struct{ args, says string }{
		{"--http 0.0.0.0:0", "there is no TLS"},
		{"--http :0 --http-cert x", "belong together"},
		{"--http 0.0.0.0:0 --http-open", "this machine"},
		{"--headless", "--http"},
		{"--http nonsense", "want HOST:PORT"},
		{"--http :0 --http-token-file " + path + ".none", "no such file"},
	} {
		p := pipe(t, nil, append(append([]string{"tail"}, strings.Fields(c.args)...), path)...)
		p.exits(2)
		p.complains(c.says)
	}
}

// Served or not, plain output ends with its sources, and with their exit code.
func TestServedPlainOutputEnds(t *testing.T) {
	p := pipe(t, nil, "tail", "--no-follow", "--plain", "--http", "127.0.0.1:0", file(t, "a.log", "one\n"))
	p.exits(0)
	p = pipe(t, nil, "run", "--plain", "--http", "127.0.0.1:0", "--", "sh", "-c", "exit 7")
	p.exits(7)
}
