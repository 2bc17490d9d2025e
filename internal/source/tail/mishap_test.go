package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestUnseen holds what comes to pass between two looks, of which the second
// finds only traces.
func TestUnseen(t *testing.T) {
	hundred := ""
	for i := range 100 {
		hundred += fmt.Sprintf("%d\n", i)
	}
	for name, c := range map[string]struct {
		first string // what is there at the first look
		do    func(t *testing.T, path string, d *driven)
		want  string
		lost  bool
	}{
		"copied and cut before the first byte": {"", func(t *testing.T, path string, _ *driven) {
			put(t, path, hundred)
			copyTruncate(t, path)
			put(t, path, "last\n")
		}, hundred + "last\n", false},
		"cut before the first byte, seen and not read": {"", func(t *testing.T, path string, d *driven) {
			put(t, path, hundred)
			d.look(d.now)
			must(t, os.Truncate(path, 0))
			put(t, path, "last\n")
		}, "last\n", true},
		"cut between the look and the first read": {"", func(t *testing.T, path string, d *driven) {
			put(t, path, hundred)
			d.look(d.now)
			must(t, os.Truncate(path, 0))
			put(t, path, "last\n")
			d.drain()
		}, "last\n", true},
		"a sibling beside an empty file is no copy": {"", func(t *testing.T, path string, d *driven) {
			put(t, path+".7", "other\n")
			d.step(time.Second)
			sourcetest.Eventually(t, "the clock of files goes on", func() bool {
				put(t, path+".7", "other\n")
				a, err := lookAt(path)
				must(t, err)
				b, err := lookAt(path + ".7")
				must(t, err)
				return b.changed.After(a.changed)
			})
		}, "", false},
		"a copy that is not cut yet": {"", func(t *testing.T, path string, _ *driven) {
			put(t, path, "1\n")
			put(t, path+".1", "1\n")
		}, "1\n", false},
		"the same lines in each file": {"beat\nbeat\n", func(t *testing.T, path string, _ *driven) {
			must(t, os.Rename(path, path+".2"))
			put(t, path+".1", "beat\nbeat\n")
			put(t, path, "beat\nbeat\n")
		}, strings.Repeat("beat\n", 6), false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, c.first)
			d := drive(t, path)
			c.do(t, path, d)
			d.step(time.Second)
			d.step(time.Second)
			if d.text != c.want || d.lost != c.lost {
				t.Errorf("got %q, lost %v, want %q; notices: %q", d.text, d.lost, c.want, d.notices)
			}
		})
	}
}

// TestLateFolder is told once of a folder that is not there.
func TestLateFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "app.log")
	d := drive(t, path)
	for range 3 {
		d.step(time.Second)
	}
	if got := strings.Join(d.notices, "; "); got != "waiting for the file to appear" {
		t.Errorf("told %q", got)
	}
}

// That a file was cut is told behind what was in it and before what came into it
// after that.
func TestTruncationIsToldInItsPlace(t *testing.T) {
	for _, c := range []struct{ name, more, copied, want string }{
		{"all was read", "", "", "0\n(truncated"},
		{"some was not", "1\n", "", "0\n(truncated: "},
		{"a copy has it", "1\n", "0\n1\n", "0\n1\n(truncated: recovered 1 lines from app.log.1)\n2\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, "0\n")
			d := drive(t, path)
			d.step(time.Second)
			put(t, path, c.more)
			if c.copied != "" {
				put(t, path+".1", c.copied)
			}
			must(t, os.Truncate(path, 0))
			put(t, path, "2\n")
			for range 10 {
				d.step(time.Second)
			}
			if !strings.HasPrefix(d.told, c.want) || !strings.HasSuffix(d.told, ")\n2\n") {
				t.Errorf("told\n%swant it to begin with\n%s", d.told, c.want)
			}
		})
	}
}
