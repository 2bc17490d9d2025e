package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// Every watching command is served: it says what it watches, and its lines,
// numbers and tables come as they do to the screen.
func TestEveryCommandIsServed(t *testing.T) {
	for _, c := range []struct {
		name  string
		args  func(t *testing.T) (stdin *os.File, args []string)
		names string // among those of the hello
		want  []string
	}{
		{"tail", func(t *testing.T) (*os.File, []string) {
			return nil, []string{"tail", file(t, "a.log", "first\n")}
		}, "a.log", []string{"line first"}},
		{"tail of two, and the CPU", func(t *testing.T) (*os.File, []string) {
			return nil, []string{"tail", "--with", "iostat", file(t, "a.log", "first\n"), file(t, "b.log", "second\n")}
		}, "b.log", []string{"line first", "line second", "samples cpu.user"}},
		{"standard input", func(t *testing.T) (*os.File, []string) {
			in, out, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { in.Close(); out.Close() })
			fmt.Fprintln(out, "from a pipe")
			return in, []string{"tail"}
		}, "stdin", []string{"line from a pipe"}},
		{"run", func(*testing.T) (*os.File, []string) {
			return nil, []string{"run", "--", "sh", "-c", "echo said; echo complained >&2; exec sleep 600"}
		}, "echo said", []string{"line said", "line complained"}},
		{"a run that has ended", func(*testing.T) (*os.File, []string) {
			return nil, []string{"run", "--", "echo", "said"}
		}, "echo", []string{"line said"}},
		{"iostat", func(*testing.T) (*os.File, []string) {
			return nil, []string{"iostat", "--interval", "1"}
		}, "iostat", []string{"samples cpu.user"}},
		{"iostat of its own", func(*testing.T) (*os.File, []string) {
			return nil, []string{"iostat", "--builtin", "--interval", "200ms"}
		}, "iostat", []string{"samples cpu.user"}},
		{"redis", func(t *testing.T) (*os.File, []string) {
			srv := redistest.Start(t)
			srv.Do("ZADD", "rank:game", "10", "ann", "20", "bob")
			srv.Do("XADD", "log:web", "*", "text", "of a stream")
			srv.Do("SET", "visits", "7")
			return nil, []string{"redis", "--url", srv.URL, "--keys", "rank:game,visits", "--streams", "log:web"}
		}, "redis://", []string{"line of a stream", "table rank:game", "row bob", "samples visits"}},
		{"fleet", func(t *testing.T) (*os.File, []string) {
			srv := redistest.Start(t)
			push := pipe(t, nil, "push", "--to", srv.URL, "--host", "web1", "--spool", t.TempDir(), "-n", "1", "iostat", file(t, "app.log", "pushed\n"))
			t.Cleanup(func() {
				push.signal(syscall.SIGTERM)
				push.exits(143)
			})
			return nil, []string{"fleet", "--from", srv.URL}
		}, "redis", []string{"line pushed", "samples web1.cpu.user"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			stdin, args := c.args(t)
			s := serve(t, stdin, args...)
			w := s.socket(t, "")
			hello := w.until("hello", func(*message) bool { return true })
			if all := strings.Join(hello.Names, " "); hello.Type != "hello" || !strings.Contains(all, c.names) || !strings.Contains(hello.Title, c.names) {
				t.Errorf("it begins with %+v, want the name %s", hello, c.names)
			}
			missing := map[string]bool{}
			for _, x := range c.want {
				missing[x] = true
			}
			w.until(fmt.Sprint(c.want), func(m *message) bool {
				for _, l := range m.Lines {
					for x := range missing {
						if text, ok := strings.CutPrefix(x, "line "); ok && strings.Contains(l.X, text) {
							delete(missing, x)
						}
					}
				}
				for name := range m.Samples {
					delete(missing, "samples "+name)
				}
				if m.Type == "table" {
					delete(missing, "table "+m.Name)
				}
				for _, r := range m.Rows {
					delete(missing, "row "+r.ID)
				}
				return len(missing) == 0
			})
			if got := s.curl("/healthz"); !strings.Contains(got, `"status":"ok"`) {
				t.Errorf("/healthz says %s", got)
			}
			if got := s.curl("/metrics"); !strings.Contains(got, "rtwatch_source_up{") {
				t.Errorf("/metrics says %s", got)
			}
		})
	}
}

// Two who post at once come under their own names, in order, and whoever looks
// sees both.
func TestFeed(t *testing.T) {
	s := serve(t, nil, "feed")
	w := s.socket(t, "")
	if hello := w.until("hello", func(*message) bool { return true }); hello.Title != "feed" {
		t.Errorf("it begins with %+v", hello)
	}
	posted := make(chan string)
	for _, name := range []string{"web1", "web2"} {
		go func() {
			var wrong string
			for i := range 20 {
				if got := s.curl("/feed?source="+name, "-H", "Content-Type: text/plain", "--data-binary", fmt.Sprintf("%s says %d\n", name, i)); got != "{\"accepted\":1}\n" {
					wrong = got
				}
			}
			posted <- wrong
		}()
	}
	next := map[string]int{}
	w.until("all that was posted", func(m *message) bool {
		for _, l := range m.Lines {
			if l.S == "feed" {
				continue
			}
			if want := fmt.Sprintf("%s says %d", l.S, next[l.S]); l.X != want {
				t.Errorf("%s: %q, want %q", l.S, l.X, want)
			}
			next[l.S]++
		}
		return next["web1"] == 20 && next["web2"] == 20
	})
	for range 2 {
		if wrong := <-posted; wrong != "" {
			t.Errorf("a post is answered with %s", wrong)
		}
	}
}

// That more could be posted does not hide that all that is watched has ended.
func TestHealthOfWhatHasEnded(t *testing.T) {
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"ended", `{"status":"ok","state":"ended"`, []string{"tail", "--no-follow", file(t, "a.log", "first\n")}},
		{"failed", `{"status":"failed","state":"failed"`, []string{"tail", "--no-follow", filepath.Join(t.TempDir(), "none.log")}},
		{"only posts", `{"status":"ok","state":"live"`, []string{"feed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, nil, c.args...)
			until(t, c.want, s.state, func() bool { return strings.HasPrefix(s.curl("/healthz"), c.want) })
		})
	}
}
