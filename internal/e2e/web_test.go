package e2e

import (
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The real binary, asked by the real curl.
func TestServesCurl(t *testing.T) {
	curl := need(t, "curl")
	path := file(t, "a.log", numbered(0, 300))
	p := pipe(t, nil, "tail", "--headless", "--http", ":0", path)
	link := regexp.MustCompile(`(http://localhost:\d+/)#token=([0-9a-f]{64})`)
	p.complains("#token=")
	found := link.FindStringSubmatch(p.err.String())
	if found == nil {
		t.Fatal(p.state())
	}
	ask := func(path string, args ...string) string {
		out, _ := exec.Command(curl, append([]string{"-s", "-H", "Authorization: Bearer " + found[2], found[1] + path}, args...)...).Output()
		return string(out)
	}
	var got string
	state := func() string { return got + p.state() }
	until(t, "the newest line", state, func() bool {
		got = ask("lines?n=1", "--retry", "2")
		return strings.Contains(got, "line 000299")
	})
	if got = ask("feed?source=me", "-H", "Content-Type: text/plain", "--data-binary", "hello"); got != "{\"accepted\":1}\n" {
		t.Error(got)
	}
	if got = ask("poll?n=1"); !strings.Contains(got, "hello") {
		t.Error(got)
	}
	if got = ask("metrics"); !strings.Contains(got, `rtwatch_lines_total{source="me"} 1`) {
		t.Error(got)
	}
	out, _ := exec.Command(curl, "-s", "-o", "/dev/null", "-w", "%{http_code}", found[1]+"lines").Output()
	if string(out) != "401" {
		t.Errorf("without the token: %s", out)
	}
	stream := exec.Command(curl, "-sN", "-H", "Authorization: Bearer "+found[2], found[1]+"text?n=1")
	if err := stream.Start(); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGTERM)
	p.exits(143)
	_ = stream.Wait()
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
