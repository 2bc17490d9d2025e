package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestConform(t *testing.T) {
	for _, poll := range []bool{false, true} {
		t.Run(fmt.Sprintf("poll %v", poll), func(t *testing.T) {
			var path string
			sourcetest.Conform(t, sourcetest.Case{
				New: func(t *testing.T) source.Source {
					path = filepath.Join(t.TempDir(), "app.log")
					put(t, path, "first\n")
					return newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}, Poll: poll})
				},
				Feed: func(t *testing.T) { put(t, path, "more\n") },
			})
		})
	}
}

func TestConformStream(t *testing.T) {
	var w *os.File
	sourcetest.Conform(t, sourcetest.Case{
		New: func(t *testing.T) source.Source {
			r, pipe, err := os.Pipe()
			must(t, err)
			t.Cleanup(func() { r.Close(); pipe.Close() })
			w = pipe
			return NewReader("-", r, Backlog{})
		},
		Feed: func(t *testing.T) {
			_, err := w.WriteString("line\n")
			must(t, err)
		},
	})
}

// mishap is something that happens to a followed log. It returns what must
// have been delivered in the end.
type mishap struct {
	name string
	do   func(t *testing.T, path string, r *sourcetest.Recorder) string
}

func TestFaults(t *testing.T) {
	faults := []mishap{
		{"renamed, and the old writer goes on", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			old := appender(t, path)
			write(t, old, "1\n")
			before := identityOf(t, path)
			must(t, os.Rename(path, path+".1"))
			put(t, path, "3\n")
			if identityOf(t, path) == before {
				t.Fatal("the rotation did not happen")
			}
			until(t, r, path, "0\n1\n3\n")
			write(t, old, "2\n")
			until(t, r, path, "0\n1\n3\n2\n")
			put(t, path, "4\n")
			return "0\n1\n3\n2\n4\n"
		}},
		{"renamed several times at once", func(t *testing.T, path string, _ *sourcetest.Recorder) string {
			want := "0\n"
			for i := range 5 {
				text := fmt.Sprintf("%d\n", i)
				put(t, path, text)
				for n := i; n > 0; n-- {
					must(t, os.Rename(fmt.Sprintf("%s.%d", path, n), fmt.Sprintf("%s.%d", path, n+1)))
				}
				must(t, os.Rename(path, path+".1"))
				want += text
			}
			put(t, path, "last\n")
			return want + "last\n"
		}},
		{"deleted and created again", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			put(t, path, "1\n")
			must(t, os.Remove(path))
			r.Until("a notice", func() bool { return r.Noticed("waiting for the file to appear") })
			put(t, path, "2\n")
			return "0\n1\n2\n"
		}},
		{"copied and truncated", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			until(t, r, path, "0\n")
			put(t, path, "1\n2\n")
			copyTruncate(t, path)
			put(t, path, "3\n")
			return "0\n1\n2\n3\n"
		}},
		{"truncated and grown past the place", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			until(t, r, path, "0\n")
			must(t, os.WriteFile(path, []byte("a longer line\nand one more\n"), 0o600))
			r.Until("a notice", func() bool { return r.Noticed("truncated") })
			return "0\na longer line\nand one more\n"
		}},
		{"a link switched", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			until(t, r, path, "0\n")
			must(t, os.Remove(path))
			want := "0\n"
			for i := range 3 {
				target := fmt.Sprintf("%s-target-%c", path, 'a'+i)
				put(t, target, fmt.Sprintf("link %d\n", i))
				must(t, os.Symlink(target, path+".new"))
				must(t, os.Rename(path+".new", path))
				want += fmt.Sprintf("link %d\n", i)
				until(t, r, path, want)
			}
			return want
		}},
		{"its folder renamed and made again", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			old := appender(t, path)
			dir := filepath.Dir(path)
			must(t, os.Rename(dir, dir+".old"))
			t.Cleanup(func() { os.RemoveAll(dir + ".old") })
			must(t, os.Mkdir(dir, 0o700))
			write(t, old, "1\n")
			until(t, r, path, "0\n1\n")
			put(t, path, "2\n")
			return "0\n1\n2\n"
		}},
		{"a line written in halves", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			put(t, path, "ha")
			put(t, path, "lf\nprompt")
			r.Until("the half line", func() bool { return strings.HasSuffix(r.Text(path), "prompt") })
			put(t, path, ", answer\n")
			return "0\nhalf\nprompt, answer\n"
		}},
		{"renamed without a last newline", func(t *testing.T, path string, _ *sourcetest.Recorder) string {
			put(t, path, "no end")
			must(t, os.Rename(path, path+".1"))
			put(t, path, "1\n")
			return "0\n1\nno end"
		}},
		{"odd bytes", func(t *testing.T, path string, _ *sourcetest.Recorder) string {
			odd := "cr\r\nnul \x00\x00\x00\nbad \xff\xfe\x80\n\n\n"
			put(t, path, odd)
			return "0\n" + odd
		}},
		{"a hole before the next line", func(t *testing.T, path string, r *sourcetest.Recorder) string {
			until(t, r, path, "0\n")
			must(t, os.Truncate(path, 300_000))
			put(t, path, "end\n")
			return "0\n" + strings.Repeat("\x00", 300_000-2) + "end\n"
		}},
	}
	for _, poll := range []bool{false, true} {
		for _, f := range faults {
			t.Run(fmt.Sprintf("%s, poll %v", f.name, poll), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "d", "app.log")
				must(t, os.Mkdir(filepath.Dir(path), 0o700))
				put(t, path, "0\n")
				r := sourcetest.Start(t, newSource(t, Options{
					Paths: []string{path}, Start: Start{FromLine: 1}, Poll: poll, RotateWait: source.HalfLineAfter * 2,
				}))
				until(t, r, path, "0\n")
				until(t, r, path, f.do(t, path, r))
				r.Stop()
				for _, n := range r.Notices() {
					if n.Lost != 0 && !strings.Contains(f.name, "truncated and grown") {
						t.Errorf("lost lines: %+v", n)
					}
				}
			})
		}
	}
}

// until waits for exactly the text that must come.
func until(t *testing.T, r *sourcetest.Recorder, path, want string) {
	t.Helper()
	defer func() {
		if got := r.Text(path); t.Failed() && len(got)+len(want) < 2000 {
			t.Logf("got %q, want %q", got, want)
		}
	}()
	r.Until("the text", func() bool { return r.Text(path) == want })
}

func newSource(t *testing.T, o Options) *Source {
	t.Helper()
	s, err := New(o)
	must(t, err)
	return s
}

func appender(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

func write(t *testing.T, f *os.File, text string) {
	t.Helper()
	_, err := f.WriteString(text)
	must(t, err)
}

// put appends text to the file at path.
func put(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(t, err)
	_, err = f.WriteString(text)
	must(t, err)
	must(t, f.Close())
}

// copyTruncate does what logrotate's copytruncate does.
func copyTruncate(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path+".1", data, 0o600))
	must(t, os.Truncate(path, 0))
}

func identityOf(t *testing.T, path string) identity {
	t.Helper()
	s, err := lookAt(path)
	must(t, err)
	return s.id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRankOrdersByAge(t *testing.T) {
	for _, names := range [][]string{ // oldest first
		{"app.log.3", "app.log.2", "app.log.1", "app.log"},
		{"app.log-20261121", "app.log-20261122", "app.log"},
		{"app.log.2026112209", "app.log.2026112210", "app.log"},
		{"app.log.20261122094107", "app.log.20261122094108", "app.log.1", "app.log"},
	} {
		for i := 1; i < len(names); i++ {
			if rank(names[i-1], "app.log") <= rank(names[i], "app.log") {
				t.Errorf("%s does not count as older than %s", names[i-1], names[i])
			}
		}
	}
}
