package tail

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestCutHeard cuts a file that is followed for real. The machine may be busy:
// then it may be told as a loss, but not each time.
func TestCutHeard(t *testing.T) {
	if name := eventless(t.TempDir()); name != "" {
		t.Skip("no events here that tell when")
	}
	told := func(r *sourcetest.Recorder) (calm bool, all int) {
		for _, n := range r.Notices() {
			calm = calm || n.Text == "truncated" && n.Lost == 0 && n.Severity == source.Info
			all++
		}
		return calm, all
	}
	for range 10 {
		path := filepath.Join(t.TempDir(), "app.log")
		put(t, path, "0\n")
		r := sourcetest.Start(t, newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}}))
		until(t, r, path, "0\n")
		<-time.After(calmAfter + calmAfter/5) // it is the quiet that is tested
		must(t, os.Truncate(path, 0))
		r.Until("a notice", func() bool { _, all := told(r); return all > 0 })
		r.Stop()
		if calm, _ := told(r); calm {
			return
		}
	}
	t.Error("told as a loss ten times")
}
