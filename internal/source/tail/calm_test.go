package tail

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestCutWhenCalm cuts a file all of which was read: whether that may be a loss
// depends on what was heard when.
func TestCutWhenCalm(t *testing.T) {
	const quiet = calmAfter
	for name, c := range map[string]struct {
		quiet time.Duration // since the last line
		heard time.Duration // before the look was the first event; negative: none was
		write string        // right before the cut
		lost  bool
	}{
		"quiet, and heard at once":           {quiet, 0, "", false},
		"quiet, and heard just in time":      {quiet, calmWindow, "", false},
		"quiet, and heard late":              {quiet, calmWindow + 1, "", true},
		"quiet, and not heard at all":        {quiet, -1, "", true},
		"heard at once, but not quiet":       {quiet - 1, 0, "", true},
		"written to and cut between looks":   {quiet - 1, 0, "lost\n", true},
		"written to and cut, heard late":     {quiet, calmWindow + 1, "lost\n", true},
		"written to and cut, without a word": {quiet, -1, "lost\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.log")
			put(t, path, "0\n")
			d := drive(t, path)
			d.step(0)
			put(t, path, c.write)
			must(t, os.Truncate(path, 0))
			d.now = d.now.Add(c.quiet)
			if c.heard >= 0 {
				d.heard = d.now.Add(-c.heard)
			}
			d.step(0)
			if len(d.notices) != 1 || d.lost != c.lost || !c.lost && d.notices[0] != "truncated" {
				t.Errorf("told %q, lost %v", d.notices, d.lost)
			}
			put(t, path, "1\n")
			d.step(time.Second)
			if d.text != "0\n1\n" {
				t.Errorf("got %q", d.text)
			}
		})
	}
	t.Run("unread was known", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "app.log")
		put(t, path, "0\n")
		d := drive(t, path)
		d.now = d.now.Add(quiet)
		put(t, path, "1\n")
		d.look(d.now)
		must(t, os.Truncate(path, 0))
		d.heard = d.now
		d.step(0)
		if !d.lost {
			t.Errorf("told %q, and no loss", d.notices)
		}
	})
}
