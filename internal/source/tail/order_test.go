package tail

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// At the start files are read in the order of the arguments, as tail does,
// even if there is nothing to read in some of them.
func TestFilesBeginInTheirOrder(t *testing.T) {
	for _, once := range []bool{false, true} {
		t.Run(fmt.Sprintf("no follow %v", once), func(t *testing.T) {
			dir := t.TempDir()
			var paths, want []string
			for _, name := range []string{"c", "empty", "a", "missing", "b"} {
				path := filepath.Join(dir, name)
				paths = append(paths, path)
				switch name {
				case "missing":
				case "empty":
					put(t, path, "")
				default:
					put(t, path, strings.Repeat(name+"\n", 300_000))
					want = append(want, path)
				}
			}
			r := sourcetest.Start(t, newSource(t, Options{Paths: paths, Start: Start{FromLine: 1}, NoFollow: once}))
			r.Until("the last file is read", func() bool { return len(r.Text(want[2])) == 600_000 })
			if once {
				if err := r.Wait(); err == nil || !strings.Contains(err.Error(), "missing") {
					t.Errorf("Run returned %v", err)
				}
			} else {
				put(t, paths[0], "more\n")
				r.Until("files are followed behind that", func() bool { return strings.HasSuffix(r.Text(paths[0]), "more\n") })
				r.Stop()
			}
			if got := r.Labels(); strings.Join(got[:3], " ") != strings.Join(want, " ") {
				t.Errorf("the files came in the order %v, want %v", got, want)
			}
		})
	}
}

// TestBusyFirstFile writes to the first file faster than anybody receives: the
// next one has to wait for what was there at the start, and for no more.
func TestBusyFirstFile(t *testing.T) {
	const atStart, enough = 1 << 20, 50
	more := strings.Repeat("busy\n", 60_000) // more than one block
	dir := t.TempDir()
	busy, quiet := filepath.Join(dir, "busy"), filepath.Join(dir, "quiet")
	put(t, busy, strings.Repeat("x\n", atStart/2))
	put(t, quiet, "quiet\n")
	s := newSource(t, Options{Paths: []string{busy, quiet}, Start: Start{FromLine: 1}})
	ctx, cancel := context.WithCancel(t.Context())
	out, done := make(chan source.Batch), make(chan error, 1)
	go func() { done <- s.Run(ctx, out) }()
	defer func() { cancel(); must(t, <-done) }()
	for batches, first := 0, 0; ; batches++ {
		if batches > enough {
			t.Fatalf("%d bytes of the first file came, and nothing of the second", first)
		}
		put(t, busy, more)
		select {
		case b := <-out:
			if b.Source == busy {
				first += len(b.Lines.Data)
				continue
			}
			if first < atStart {
				t.Errorf("the second file came behind %d bytes of the first, want %d", first, atStart)
			}
			return
		case <-time.After(sourcetest.Patience):
			t.Fatal("nothing comes")
		}
	}
}
