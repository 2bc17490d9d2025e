package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// site is a headless rtwatch that is asked over HTTP.
type site struct {
	*piped
	addr  string // localhost:PORT
	token string
}

// serve runs a watching command for clients. It is told to end with the test,
// so that what it runs ends too.
func serve(t *testing.T, stdin *os.File, args ...string) *site {
	t.Helper()
	args = append([]string{args[0], "--headless", "--http", ":0"}, args[1:]...)
	s := &site{piped: pipe(t, stdin, args...)}
	s.complains("#token=")
	m := regexp.MustCompile(`http://(localhost:\d+)/#token=([0-9a-f]{64})`).FindStringSubmatch(s.err.String())
	if m == nil {
		t.Fatal(s.state())
	}
	s.addr, s.token = m[1], m[2]
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		until(t, "rtwatch ends", s.state, func() bool { return s.cmd.Process.Signal(syscall.Signal(0)) != nil })
	})
	return s
}

// request is one of somebody who knows the token.
func (s *site) request(path string) *http.Request {
	s.tb.Helper()
	r, err := http.NewRequestWithContext(s.tb.Context(), http.MethodGet, "http://"+s.addr+path, http.NoBody)
	if err != nil {
		s.tb.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	return r
}

// curl asks with the real curl, as somebody who knows the token, and returns
// what it says.
func (s *site) curl(path string, args ...string) string {
	s.tb.Helper()
	args = append([]string{"-sS", "--max-time", "20", "-H", "Authorization: Bearer " + s.token}, args...)
	out, err := exec.Command(need(s.tb, "curl"), append(args, "http://"+s.addr+path)...).CombinedOutput()
	if err != nil && !strings.Contains(err.Error(), "exit status 28") { // that is --max-time
		s.tb.Errorf("curl %s: %v: %s", path, err, out)
	}
	return string(out)
}
