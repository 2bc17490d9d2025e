//go:build unix

package tail

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(path, 0o600))
	for _, once := range []bool{false, true} {
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, NoFollow: once}))
		want := ""
		for _, text := range []string{"1\n", "2\nhalf"} {
			w, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for the reader
			must(t, err)
			write(t, w, text)
			want += text
			until(t, r, path, want)
			must(t, w.Close())
			if once {
				must(t, r.Wait())
				break
			}
		}
		r.Stop()
	}
}

func TestPseudoFile(t *testing.T) {
	const path = "/proc/self/status"
	if _, err := os.Stat(path); err != nil {
		t.Skip("no /proc here")
	}
	r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}}))
	must(t, r.Wait())
	if !strings.Contains(r.Text(path), "Name:") {
		t.Errorf("got %q", r.Text(path))
	}
}
