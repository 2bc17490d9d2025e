package tail

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestQuitInHalfLine ends a run while a line is held whose end has not come.
func TestQuitInHalfLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "one\nHALF")
	pipe, w, err := os.Pipe()
	must(t, err)
	defer pipe.Close()
	defer w.Close()
	write(t, w, "one\nHALF")
	for name, s := range map[string]source.Source{
		"file":   newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}}),
		"stream": NewReader("-", pipe, Backlog{}),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out, done := make(chan source.Batch), make(chan error, 1)
			go func() { done <- s.Run(ctx, out) }()
			text := ""
			for ended := false; !ended; {
				select {
				case b := <-out:
					text += string(b.Lines.Data)
					cancel() // HALF is not quiet for long enough to be shown
				case err := <-done:
					must(t, err)
					ended = true
				}
			}
			if text != "one\nHALF" {
				t.Errorf("got %q", text)
			}
		})
		t.Run(name+", nobody receives", func(t *testing.T) {
			if name == "file" { // the other order of the two must not find it
				put(t, path, "\none\nHALF")
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out, done := make(chan source.Batch), make(chan error, 1)
			go func() { done <- s.Run(ctx, out) }()
			if name == "file" {
				<-out
			}
			cancel()
			if !sourcetest.Soon(10*lastSend, func() bool { return len(done) > 0 }) {
				t.Error("Run does not return")
			}
			must(t, <-done)
		})
	}
}

// TestHalfLineOfAnOldFile is shown where it stands, not behind all that comes
// within the rotate wait.
func TestHalfLineOfAnOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	put(t, path, "0\n")
	d := drive(t, path)
	put(t, path, "half")
	must(t, os.Rename(path, path+".1"))
	put(t, path, "1\n")
	d.step(0)
	wait, ok := d.due(d.now)
	if !ok || wait > source.HalfLineAfter {
		t.Fatalf("due in %v, %v", wait, ok)
	}
	d.step(source.HalfLineAfter)
	if d.text != "0\n1\nhalf" {
		t.Errorf("got %q", d.text)
	}
	put(t, path, "2\n")
	d.step(time.Millisecond)
	if d.text != "0\n1\nhalf2\n" { // the batch of "2" has no Head: it begins a line
		t.Errorf("got %q", d.text)
	}
}
