package e2e

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// listening returns the TCP addresses that a process listens at, as the kernel
// writes them: 0100007F is 127.0.0.1.
func listening(t *testing.T, pid int) (all []string) {
	t.Helper()
	own := map[string]bool{}
	fds, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, fd.Name())); err == nil {
			own[to] = true
		}
	}
	for _, table := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile("/proc/net/" + table)
		if err != nil {
			continue // there is no IPv6
		}
		for l := range strings.Lines(string(text)) {
			if f := strings.Fields(l); len(f) > 9 && f[3] == "0A" && own["socket:["+f[9]+"]"] {
				address, _, _ := strings.Cut(f[1], ":")
				all = append(all, address)
			}
		}
	}
	return all
}

// Nothing listens unless it is asked to, and then on this machine's own
// addresses only (TRUST.md, S1).
func TestListensNowhereElse(t *testing.T) {
	const four, six = "0100007F", "00000000000000000000000001000000"
	path := file(t, "a.log", "one\n")
	p := pipe(t, nil, "tail", path)
	until(t, "the line", p.state, func() bool { return p.out.Len() > 0 })
	if got := listening(t, p.cmd.Process.Pid); len(got) > 0 {
		t.Errorf("without --http it listens at %q", got)
	}
	for addr, want := range map[string][]string{":0": {four, six}, "localhost:0": {four, six}, "127.0.0.1:0": {four}, "[::1]:0": {six}, "unix:" + filepath.Join(t.TempDir(), "s"): nil} {
		p, _ := served(t, "--http", addr, path)
		got := listening(t, p.cmd.Process.Pid)
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("--http %s listens at %q, want %q", addr, got, want)
		}
	}
}

// A browser that is sent to localhost must not find another program there.
func TestPortOfAnother(t *testing.T) {
	other, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("there is no IPv6:", err)
	}
	defer other.Close()
	_, port, _ := net.SplitHostPort(other.Addr().String())
	p := pipe(t, nil, "tail", "--headless", "--http", ":"+port, file(t, "a.log", ""))
	p.exits(2)
	p.complains("another program")
	p.complains("--http 127.0.0.1:" + port)
	_, link := served(t, "--http", "127.0.0.1:"+port, file(t, "a.log", ""))
	if !strings.HasPrefix(link, "http://127.0.0.1:"+port+"/#") {
		t.Error("the link leads to the other:", link)
	}
}

// It connects to nobody: no news of versions, no names looked up (S19).
func TestConnectsToNobody(t *testing.T) {
	strace := need(t, "strace")
	log := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command(strace, "-f", "-e", "trace=connect,sendto", "-o", log, binary, "tail", "--no-follow", "--plain", "--http", ":0", file(t, "a.log", "one\n"))
	if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("one\n")) {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(log)
	if err != nil || !bytes.Contains(text, []byte("+++ exited with 0")) {
		t.Fatalf("nothing is traced: %v %s", err, text)
	}
	if at := regexp.MustCompile(`.*(connect\(|AF_INET).*`).Find(text); at != nil {
		t.Errorf("it connects: %s", at)
	}
}

// reply is an answer, read.
type reply struct {
	status  int
	text    string
	cookies []*http.Cookie
	proto   string
}

// ask sends a request.
func ask(t *testing.T, c *http.Client, method, url, body string, header ...string) reply {
	t.Helper()
	q, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			q.Host = header[i+1]
		}
	}
	a, err := c.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{a.StatusCode, string(text), a.Cookies(), a.Proto}
}

// entry takes a link apart: the address, and the token.
func entry(link string) (address, token string) {
	address, token, _ = strings.Cut(link, "/#token=")
	return address, token
}

// A socket is its user's only, takes the place of one that is left over but not
// of one that is used, and is gone in the end.
func TestUnixSocket(t *testing.T) {
	curl := need(t, "curl")
	dir := t.TempDir()
	path, log := filepath.Join(dir, "s"), file(t, "a.log", "one\n")
	stale, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	stale.(*net.UnixListener).SetUnlinkOnClose(false)
	stale.Close()
	p, link := served(t, "--http", "unix:"+path, log)
	if info, err := os.Stat(path); err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	_, token := entry(link)
	for _, c := range []struct{ host, header, want string }{
		{"localhost", "Authorization: Bearer " + token, "200"},
		{"localhost", "X: y", "401"},
		{"evil.example", "Authorization: Bearer " + token, "421"},
		{"localhost:80", "Authorization: Bearer " + token, "200"}, // curl leaves it out
		{"localhost:8080", "Authorization: Bearer " + token, "421"},
	} {
		out, _ := exec.Command(curl, "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", path, "-H", c.header, "http://"+c.host+"/lines").Output()
		if string(out) != c.want {
			t.Errorf("%s with %.15s: %s, want %s", c.host, c.header, out, c.want)
		}
	}
	second := pipe(t, nil, "tail", "--headless", "--http", "unix:"+path, log)
	second.exits(2)
	second.complains("another program listens there")
	p.signal(syscall.SIGTERM)
	p.exits(143)
	if _, err := os.Lstat(path); err == nil {
		t.Error("the socket is left over")
	}

	world := filepath.Join(dir, "world")
	if err := os.Mkdir(world, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(world, 0o777); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(world, "s"): "others may write", log: "no socket", filepath.Join(dir, "none", "s"): "no such file",
		filepath.Join(dir, strings.Repeat("x", 120)): "longer than", "": "unix:PATH",
	} {
		p := pipe(t, nil, "tail", "--headless", "--http", "unix:"+path, log)
		p.exits(2)
		p.complains(says)
	}
	if text, err := os.ReadFile(log); err != nil || string(text) != "one\n" {
		t.Errorf("what was no socket is harmed: %q %v", text, err)
	}
}

// certificate makes a certificate for localhost, and its key, as files.
func certificate(t *testing.T) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(certPEM)
	return file(t, "cert.pem", string(certPEM)), file(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))), roots
}

func TestTLS(t *testing.T) {
	cert, key, roots := certificate(t)
	_, link := served(t, "--http", ":0", "--http-cert", cert, "--http-key", key, file(t, "a.log", "one\n"))
	address, token := entry(link)
	if !strings.HasPrefix(address, "https://localhost:") {
		t.Fatal(link)
	}
	trust := &tls.Config{RootCAs: roots}
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: trust}}
	defer c.CloseIdleConnections()
	in := ask(t, c, "POST", address+"/session", fmt.Sprintf(`{"token":%q}`, token), "Content-Type", "application/json", "Origin", address)
	if len(in.cookies) != 1 || !in.cookies[0].Secure || !in.cookies[0].HttpOnly || in.proto != "HTTP/1.1" {
		t.Fatalf("%+v", in)
	}
	cookie := in.cookies[0].Name + "=" + in.cookies[0].Value
	plain := "http" + strings.TrimPrefix(address, "https")
	for origin, want := range map[string]int{address: 101, plain: 403, address + "0": 403, "null": 403} {
		d := websocket.Dialer{TLSClientConfig: trust}
		ws, a, err := d.Dial("wss"+strings.TrimPrefix(address, "https")+"/ws?n=1", http.Header{"Origin": {origin}, "Cookie": {cookie}}) //nolint:bodyclose // a handshake's has been read
		if a == nil || a.StatusCode != want {
			t.Errorf("a WebSocket from %s: %v %v, want %d", origin, a, err, want)
		}
		if ws == nil {
			continue
		}
		ws.SetReadDeadline(time.Now().Add(patience))
		for {
			_, data, err := ws.ReadMessage()
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(`"x":"one"`)) {
				break
			}
		}
		ws.Close()
	}
	if a := ask(t, http.DefaultClient, "GET", plain+"/lines", ""); a.status != 400 || !strings.Contains(a.text, "HTTPS") {
		t.Errorf("HTTP without TLS: %+v", a)
	}
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11}}}
	if a, err := old.Get(address); err == nil {
		a.Body.Close()
		t.Error("TLS 1.1 is spoken")
	}

	log := file(t, "a.log", "")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--http-cert", key, "--http-key", cert}, "--http-cert"},
		{[]string{"--http-cert", cert, "--http-key", log}, "--http-key"},
		{[]string{"--http-cert", cert + "x", "--http-key", key}, "no such file"},
		{[]string{"--http-cert", cert}, "belong together"},
	} {
		p := pipe(t, nil, append([]string{"tail", "--headless", "--http", ":0", log}, c.args...)...)
		p.exits(2)
		p.complains(c.says)
	}
}

// Other machines are served with TLS, or with a warning.
func TestInsecureIsSaid(t *testing.T) {
	log := file(t, "a.log", "one\n")
	p := pipe(t, nil, "tail", "--no-follow", "--plain", "--http", "0.0.0.0:0", "--http-insecure", log)
	p.exits(0)
	p.complains("warning: ")
	p.complains("without TLS")
	p = pipe(t, nil, "tail", "--no-follow", "--plain", "--http", ":0", "--http-insecure", log)
	p.exits(0)
	if strings.Contains(p.err.String(), "warning") {
		t.Error("a warning for this machine:", p.err.String())
	}
	for _, args := range [][]string{{"--http", "0.0.0.0:0"}, {"--http", "192.0.2.1:0"}, {"--http", "[::]:0"}, {"--http", "0.0.0.0:0", "--http-insecure", "--http-open"}} {
		p := pipe(t, nil, append([]string{"tail", "--headless", log}, args...)...)
		p.exits(2)
		if strings.Contains(p.err.String(), "#token=") {
			t.Errorf("%q is served", args)
		}
	}
}

// The token comes from a private file or the environment, which no child of
// rtwatch's gets to see; from where it cannot be read it is not waited for.
func TestTokens(t *testing.T) {
	log := file(t, "a.log", "one\n")
	token := strings.Repeat("0123456789abcdef", 4)
	good := file(t, "token", " "+token+" \r\nmore\n")
	if err := os.Chmod(good, 0o600); err != nil {
		t.Fatal(err)
	}
	_, link := served(t, "--http", ":0", "--http-token-file", good, log)
	if _, got := entry(link); got != token {
		t.Errorf("the token is %q", got)
	}
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	made := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, says := range map[string]string{
		made("open", token, 0o644): "chmod 600", fifo: "at least 16", dir: "directory", made("short", "abc", 0o600): "at least 16",
		made("words", "correct horse battery staple", 0o600): "letters and digits", made("large", strings.Repeat("x", 2<<20), 0o600): "too many", filepath.Join(dir, "none"): "no such file",
	} {
		p := pipe(t, nil, "tail", "--headless", "--http", ":0", "--http-token-file", path, log)
		p.exits(2)
		if complaint := p.err.String(); !strings.Contains(complaint, says) && path != dir || strings.Contains(complaint, token) || strings.Contains(complaint, "horse") {
			t.Errorf("%s: %s", path, complaint)
		}
	}

	t.Setenv("RTWATCH_TOKEN", "short")
	p := pipe(t, nil, "tail", "--headless", "--http", ":0", log)
	p.exits(2)
	if complaint := p.err.String(); !strings.Contains(complaint, "$RTWATCH_TOKEN") || strings.Contains(complaint, "short") {
		t.Error(complaint)
	}
	t.Setenv("RTWATCH_TOKEN", token)
	t.Setenv("REDIS_PASSWORD", "secret-password")
	p = pipe(t, nil, "run", "--plain", "--http", ":0", "--", "env")
	p.exits(0)
	if out := p.out.String(); !strings.Contains(out, "PATH=") || strings.Contains(out, token) || strings.Contains(out, "secret-password") {
		t.Error("a child's environment has a secret: ", out)
	}
}

// What is posted does nothing to the terminal that shows it.
func TestFeedOnTheScreen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	tm := open(t, 100, 24, nil, "feed", "--http", "unix:"+path, "--http-open")
	tm.shows("feed")
	c := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
	defer c.CloseIdleConnections()
	text := "\x1b]0;evil\a\x1b]52;c;ZXZpbA==\a\x1b[6n\x1bPevil\x1b\\ \u009b2J\u202etxet \x1b[31mred\x1b[999mend\n\x1b]0;half\nnext\n"
	if a := ask(t, c, "POST", "http://localhost/feed?source=me", text, "Content-Type", "text/plain"); a.status != 200 {
		t.Fatal(a)
	}
	tm.shows("red", "end", "next")
	for _, bad := range []string{"\x1b]0;", "\x1b]52;", "evil\a", "\x1b[6n", "\x1bPevil", "\u009b", "\u202e", "\x1b[999m"} {
		if strings.Contains(tm.output(), bad) {
			t.Errorf("%q reaches the terminal", bad)
		}
	}
	tm.keys("q")
	tm.exits(0)
}

// Without a token this machine's own pages and programs are let in, and no
// other page; posted lines have a name of their own, and do no harm.
func TestOpenAndFeed(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("app.log", []byte("one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, link := served(t, "--http", ":0", "--http-open", "app.log", "later-*")
	address := strings.TrimSuffix(link, "/")
	c := &http.Client{Transport: &http.Transport{}}
	defer c.CloseIdleConnections()
	for _, q := range []struct {
		path   string
		header []string
		want   int
	}{
		{"me", nil, 200},
		{"me", []string{"Origin", address, "Sec-Fetch-Site", "same-origin"}, 200},
		{"me", []string{"Origin", "http://evil.example"}, 403},
		{"me", []string{"Origin", "null"}, 403},
		{"me", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"me", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"me", []string{"Host", "evil.example"}, 421},
		{"me", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"app.log", nil, 400},
		{"later-1", nil, 400},
		{"feed", nil, 400},
	} {
		a := ask(t, c, "POST", address+"/feed?source="+q.path, "\x1b]0;evil\a\x1b[31mred\u202eright\x00\u009b2J end\n", append([]string{"Content-Type", "text/plain"}, q.header...)...)
		if a.status != q.want {
			t.Errorf("%s %q: %d %s, want %d", q.path, q.header, a.status, a.text, q.want)
		}
	}
	for _, path := range []string{"/lines", "/poll"} {
		text := ask(t, c, "GET", address+path, "").text
		if !strings.Contains(text, "red") || strings.ContainsAny(text, "\a\u202e\x00\u009b") || strings.Contains(text, `\u0007`) || strings.Contains(text, "evil") {
			t.Errorf("%s: %q", path, text)
		}
	}
	a, err := c.Get(address + "/text")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	for in := bufio.NewReader(a.Body); ; {
		l, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(l, "\a\u202e\x00\u009b") || strings.Contains(l, "\x1b]") || strings.Contains(l, "evil") {
			t.Errorf("/text: %q", l)
		}
		if strings.Contains(l, "red") {
			return
		}
	}
}
