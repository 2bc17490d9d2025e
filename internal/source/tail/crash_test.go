package tail

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
)

// crashing is a watcher with a bug, found out in a file's goroutine.
type crashing struct{}

func (crashing) watch(*waker, []place) error { panic("a bug") }
func (crashing) close()                      {}

// TestCrashTellsWhere checks that a panic in a file's goroutine goes on in Run,
// in one line, with the place where it began.
func TestCrashTellsWhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	s := newSource(t, Options{Paths: []string{path}})
	s.watcher = func() (watcher, error) { return crashing{}, nil }
	defer func() {
		text, _ := recover().(string)
		for _, want := range []string{"a bug", path, "crashing.watch crash_test.go:", "(*follow).subscribe follow.go:"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing in %q", want, text)
			}
		}
		if strings.Contains(text, "\n") {
			t.Errorf("a notice is one line, but it says %q", text)
		}
	}()
	t.Errorf("Run returned %v", s.Run(t.Context(), make(chan source.Batch, 8)))
}
