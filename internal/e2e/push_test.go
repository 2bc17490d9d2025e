package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// pushedText is what the lines of a source join up to in Redis.
func pushedText(srv *redistest.Server, name string) string {
	var b strings.Builder
	entries, _ := srv.Do("XRANGE", "rtwatch:{web1}:lines:"+name, "-", "+").([]any)
	for _, e := range entries {
		fields := e.([]any)[1].([]any)
		lines := false
		for i := 0; i+1 < len(fields); i += 2 {
			switch fields[i] {
			case "n":
				lines = true
			case "text":
				if lines {
					b.WriteString(fields[i+1].(string))
				}
			}
		}
	}
	return b.String()
}

// spooled is how many bytes wait.
func spooled(dir string) (n int64) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.seg"))
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			n += info.Size()
		}
	}
	return n
}

// What was read reaches Redis once, although both were killed.
func TestPushKilled(t *testing.T) {
	srv := redistest.Start(t)
	spool := filepath.Join(t.TempDir(), "spool")
	in, out, err := os.Pipe() // what one process has not read is there for the next
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	write := func(text string) {
		t.Helper()
		if _, err := out.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	start := func() *piped {
		p := pipe(t, in, "push", "--to", srv.URL, "--host", "web1", "--spool", spool, "-")
		p.complains("sends to " + srv.URL + " as host web1")
		return p
	}
	has := func(p *piped, from, to int) {
		t.Helper()
		until(t, "the lines are in Redis", p.state,
			func() bool { return pushedText(srv, "stdin") == numbered(from, to) })
	}
	p := start()
	write(numbered(0, 1000))
	has(p, 0, 1000)
	for i := 1; i <= 3; i++ {
		srv.Stop()
		before := spooled(spool)
		write(numbered(i*1000, i*1000+1000))
		until(t, "the lines are in the spool", p.state, func() bool { return spooled(spool)-before > int64(len(numbered(0, 1000))) })
		p.signal(syscall.SIGKILL)
		<-p.waited
		srv.Cont()
		p = start()
		has(p, 0, i*1000+1000)
	}
	p.signal(syscall.SIGTERM)
	p.exits(143)
	if spooled(spool) > 0 {
		t.Errorf("%d bytes are left in the spool", spooled(spool))
	}
}

// A signal ends push in time while Redis is away; the next one sends the rest.
func TestPushEndsInTime(t *testing.T) {
	srv := redistest.Start(t)
	srv.Kill()
	spool := t.TempDir()
	path := file(t, "app.log", numbered(0, 5000))
	p := pipe(t, nil, "push", "--to", srv.URL, "--host", "web1", "--spool", spool, "-n", "+1", path)
	p.complains("is down")
	until(t, "the lines are in the spool", p.state, func() bool { return spooled(spool) > int64(len(numbered(0, 5000))) })
	p.signal(syscall.SIGTERM)
	p.exits(143)
	p.complains("left in the spool")
	srv.Restart()
	p = pipe(t, nil, "push", "--to", srv.URL, "--host", "web1", "--spool", spool, "--no-follow", path)
	p.exits(0)
	if got := pushedText(srv, path); got != numbered(0, 5000) {
		t.Errorf("%d bytes are there, want %d", len(got), len(numbered(0, 5000)))
	}
}

func TestPushUsage(t *testing.T) {
	secret := file(t, "password", "right\n")
	for _, args := range [][]string{
		{"push"},
		{"push", "app.log"},
		{"push", "--to", "http://x", "app.log"},
		{"push", "--to", "redis://:secret@h:x", "app.log"},
		{"push", "--to", "redis://h", "--host", "a b", "app.log"},
		{"push", "--to", "redis://h", "--password-file", secret + ".not", "app.log"},
		{"fleet"},
		{"fleet", "--from", "redis://:secret@h/x"},
	} {
		p := pipe(t, nil, args...)
		p.exits(2)
		if strings.Contains(p.err.String(), "secret") {
			t.Errorf("%q shows the password: %s", args, p.err.String())
		}
	}
	srv := redistest.Start(t, "--requirepass", "right")
	p := pipe(t, nil, "push", "--to", srv.URL, "--host", "web1", "--spool", t.TempDir(), "run:echo x")
	p.exits(1)
	p = pipe(t, nil, "push", "--to", srv.URL, "--host", "web1", "--spool", t.TempDir(), "--password-file", secret, "run:echo x")
	p.exits(0)
}

func TestFleet(t *testing.T) {
	srv := redistest.Start(t)
	path := file(t, "app.log", "old\none\n")
	push := pipe(t, nil, "push", "--to", srv.URL, "--host", "web1", "--spool", t.TempDir(), "-n", "1", "iostat", path)
	has := func(p *piped, text string) {
		t.Helper()
		until(t, "the output has "+text, p.state, func() bool { return strings.Contains(p.out.String(), text) })
	}
	p := pipe(t, nil, "fleet", "--from", srv.URL, "--output", "json")
	has(p, `"source":"web1/`+path+`","text":"one"`)
	appendTo(t, path, "two\n")
	has(p, `"source":"web1/`+path+`","text":"two"`)
	has(p, `"series":"web1.cpu.user"`)
	p.signal(syscall.SIGTERM)
	p.exits(143)
	tm := open(t, 120, 40, nil, "fleet", "--from", srv.URL)
	tm.shows("web1", "two", "cpu")
	tm.keys("q")
	tm.exits(0)
	push.signal(syscall.SIGTERM)
	push.exits(143)
}
