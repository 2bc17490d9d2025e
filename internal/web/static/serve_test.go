//go:build unix

package static_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const token = "0123456789abcdef0123456789abcdef"

// served is the real rtwatch, headless, on a log that the test writes.
type served struct {
	t    testing.TB
	log  string
	args []string
	link string // lets a browser in

	cmd   *exec.Cmd
	err   *buffer
	ended chan error
}

// buffer is written by a command and read by a test.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// serve runs rtwatch on a log of n lines, with more arguments.
func serve(t testing.TB, n int, args ...string) *served {
	t.Helper()
	return serveLog(t, filepath.Join(t.TempDir(), "shop.log"), numbered(n), args...)
}

// serveLog runs rtwatch on a log that has a text.
func serveLog(t testing.TB, log, text string, args ...string) *served {
	t.Helper()
	s := &served{t: t, log: log, args: append(args, log)}
	s.append(text)
	s.run("127.0.0.1:0")
	return s
}

// numbered is a log of n lines, a millisecond behind one another.
func numbered(n int) string {
	var text []byte
	second := ""
	for i := range n {
		if i%1000 == 0 { // package time and fmt are slow for a million under the race detector
			second = time.Date(2026, 11, 22, 9, 0, i/1000, 0, time.UTC).Format("2006-01-02T15:04:05")
		}
		text = strconv.AppendInt(append(text, second...), int64(1000+i%1000), 10)
		text[len(text)-4] = '.'
		text = strconv.AppendInt(append(text, "Z INFO line "...), int64(i), 10)
		text = strconv.AppendInt(append(text, " took "...), int64(i%97), 10)
		text = append(text, "ms\n"...)
	}
	return string(text)
}

// run starts rtwatch at an address, which may be somebody's for a moment: of a
// connection that others have made meanwhile.
func (s *served) run(addr string) {
	s.t.Helper()
	if binary == "" {
		if os.Getenv("CI") != "" {
			s.t.Fatal("chromium is needed here")
		}
		s.t.Skip("chromium is needed: make deps")
	}
	link := regexp.MustCompile(`https?://\S+`)
	until(s.t, func() string {
		s.begin(addr)
		until(s.t, func() string {
			if s.link = link.FindString(s.err.String()); s.link == "" && len(s.ended) == 0 {
				return "rtwatch tells no link"
			}
			return ""
		})
		if s.link != "" {
			return ""
		}
		if text := s.err.String(); !strings.Contains(text, "in use") {
			s.t.Fatal(text)
		}
		return addr + " is in use"
	})
}

// begin starts rtwatch, and looks at how it has ended with the test.
func (s *served) begin(addr string) {
	s.t.Helper()
	said := &buffer{}
	cmd := exec.Command(binary, append([]string{"tail", "--headless", "--http", addr}, s.args...)...)
	cmd.Env = append(os.Environ(), "GORACE=halt_on_error=1 atexit_sleep_ms=0", "RTWATCH_TOKEN="+token)
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan error, 1)
	s.cmd, s.err, s.ended = cmd, said, ended
	go func() { ended <- cmd.Wait() }()
	s.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(patience):
			s.t.Error("rtwatch does not end")
			_ = cmd.Process.Kill()
		}
		if text := said.String(); strings.Contains(text, "DATA RACE") || strings.Contains(text, "panic:") {
			s.t.Error(text)
		}
	})
}

// kill ends rtwatch at once, and returns the address that it had.
func (s *served) kill() (addr string) {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		s.t.Fatal(err)
	}
	s.ended <- <-s.ended // for the cleanup, too
	at := strings.TrimSuffix(s.url(), "/")
	return "127.0.0.1" + at[strings.LastIndexByte(at, ':'):] // it goes by localhost, too
}

// url is the link without its token.
func (s *served) url() string { return strings.SplitN(s.link, "#", 2)[0] }

// with is the link with more of a view in its fragment.
func (s *served) with(view string) string { return s.link + "&" + view }

// open opens the link, and waits for the first lines.
func (s *served) open(how look) *tab {
	s.t.Helper()
	return open(s.t, s.link, how).connected()
}

// write adds whole lines to the log.
func (s *served) write(lines ...string) {
	s.t.Helper()
	s.append(strings.Join(lines, "\n") + "\n")
}

func (s *served) append(text string) { appendTo(s.t, s.log, text) }

// post sends a line as somebody's.
func (s *served) post(name, text string) {
	s.t.Helper()
	q, err := http.NewRequest(http.MethodPost, s.url()+"feed?source="+name, strings.NewReader(text+"\n"))
	if err != nil {
		s.t.Fatal(err)
	}
	q.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"text/plain"}}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		s.t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode >= 300 {
		s.t.Fatalf("posting %q: %s", text, a.Status)
	}
}

func appendTo(t testing.TB, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(f, text)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// proxy stands before rtwatch, and does to streams what proxies do.
type proxy struct {
	server *httptest.Server
	refuse bool // upgrades to WebSocket
	hold   bool // streams, until a buffer is full

	mu    sync.Mutex
	asked []string
}

// before puts a proxy before rtwatch.
func (s *served) before(refuse, hold bool) *proxy {
	s.t.Helper()
	target, err := url.Parse(s.url())
	if err != nil {
		s.t.Fatal(err)
	}
	p := &proxy{refuse: refuse, hold: hold}
	pass := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			if r.In.Header.Get("Origin") != "" { // of the page, as rtwatch knows it
				r.Out.Header.Set("Origin", strings.TrimSuffix(s.url(), "/"))
			}
		},
		ModifyResponse: func(a *http.Response) error {
			if p.hold && strings.HasPrefix(a.Header.Get("Content-Type"), "text/event-stream") {
				a.Body = held{a.Body}
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, r.URL.String())
		p.mu.Unlock()
		if p.refuse && r.Header.Get("Upgrade") != "" {
			http.Error(w, "no upgrade here", http.StatusBadRequest)
			return
		}
		pass.ServeHTTP(w, r)
	}))
	s.t.Cleanup(func() {
		p.server.CloseClientConnections()
		p.server.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	})
	return p
}

// link is the link, by way of the proxy.
func (p *proxy) link() string { return p.server.URL + "/#token=" + token }

// was reports whether something was asked for.
func (p *proxy) was(what string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.asked {
		if strings.Contains(a, what) {
			return true
		}
	}
	return false
}

// held gives what it reads only when its reader's buffer is full.
type held struct{ io.ReadCloser }

func (h held) Read(p []byte) (int, error) {
	n, err := io.ReadFull(h.ReadCloser, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
