package tail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

// TestBlocked rotates a log again and again while nobody receives: within the
// bound of open files, and far beyond it.
func TestBlocked(t *testing.T) {
	for _, rotations := range []int{3, maxGenerations - 1, maxGenerations, 3 * maxGenerations} {
		for _, poll := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d rotations, poll %v", rotations, poll), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "app.log")
				put(t, path, "first\n")
				s := newSource(t, Options{Paths: []string{path}, Start: Start{FromLine: 1}, Poll: poll})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				out, done := make(chan source.Batch), make(chan error, 1)
				go func() { done <- s.Run(ctx, out) }()
				var got, want strings.Builder
				want.WriteString("first\n")
				b := <-out // it reads; from now on nobody receives
				got.Write(b.Lines.Data)
				for i := range rotations {
					line := fmt.Sprintf("%d\n", i)
					put(t, path, line)
					want.WriteString(line)
					must(t, os.Rename(path, fmt.Sprintf("%s.%d", path, rotations-i)))
					if i%10 == 0 { // now and then it has time to look
						<-time.After(3 * time.Millisecond)
					}
				}
				put(t, path, "last\n")
				want.WriteString("last\n")
				deadline := time.After(sourcetest.Patience)
				for got.Len() < want.Len() {
					select {
					case b := <-out:
						got.Write(b.Lines.Data)
					case <-deadline:
						t.Fatalf("got %d of %d bytes", got.Len(), want.Len())
					}
				}
				if got.String() != want.String() {
					t.Errorf("got %q", got.String())
				}
				cancel()
				must(t, <-done)
			})
		}
	}
}

// TestOpenLine checks that a line sent in part is never mixed with another
// file's, and keeps them waiting no longer than it may.
func TestOpenLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	long := strings.Repeat("x", 2*source.MaxHeld)
	old := appender(t, path)
	write(t, old, long)
	now := time.Now()
	f := newFollower(path, path, &registry{})
	f.first, f.start = identityOf(t, path), Start{FromLine: 1}
	defer f.close()
	var text strings.Builder
	step := func(d time.Duration) (notices string) {
		now = now.Add(d)
		f.look(now)
		for b, ok := f.next(now); ok; b, ok = f.next(now) {
			if got := text.String(); b.Lines.Head == 0 && len(b.Lines.Data) > 0 && got != "" && !strings.HasSuffix(got, "\n") {
				text.WriteByte('\n')
			}
			text.Write(b.Lines.Data)
			for _, n := range b.Notices {
				notices += n.Text
			}
		}
		return notices
	}
	step(0)
	must(t, os.Rename(path, path+".1"))
	put(t, path, "new 1\n")
	step(10 * time.Millisecond)
	if got := text.String(); got != long {
		t.Fatalf("something was put into the open line: %d bytes", len(got))
	}
	write(t, old, "end\n")
	step(10 * time.Millisecond)
	if got := text.String(); got != long+"end\nnew 1\n" {
		t.Fatalf("got %q behind the long line", strings.TrimPrefix(got, long))
	}
	write(t, old, long)
	step(10 * time.Millisecond)
	put(t, path, "new 2\n")
	step(10 * time.Millisecond)
	for waited := time.Duration(0); waited < source.HalfLineAfter; {
		wait, ok := f.due(now)
		if !ok {
			t.Fatal("nothing is due")
		}
		step(wait)
		waited += wait
	}
	if got := text.String(); !strings.HasSuffix(got, "x\nnew 2\n") {
		t.Fatalf("the new line is still kept waiting; got %q", got[len(got)-40:])
	}
	write(t, old, "late end\n")
	if notices := step(10 * time.Millisecond); !strings.HasSuffix(text.String(), "\nlate end\n") || !strings.Contains(notices, "two parts") {
		t.Errorf("the late end is not told: %q", notices)
	}
}

func TestRetire(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.log")
	old := appender(t, path)
	now := time.Now()
	f := newFollower(path, path, &registry{})
	defer f.close()
	lost := false
	step := func(d time.Duration) int {
		now = now.Add(d)
		f.look(now)
		for b, ok := f.next(now); ok; b, ok = f.next(now) {
			for _, n := range b.Notices {
				lost = lost || n.Lost == source.Unknown
			}
		}
		return len(f.gens)
	}
	step(0)
	must(t, os.Rename(path, path+".1"))
	put(t, path, "new\n")
	if n := step(0); n != 2 {
		t.Fatalf("%d files are open after a rotation", n)
	}
	for waited := time.Duration(0); waited < rotateWaitMax-4*time.Second; waited += 4 * time.Second {
		write(t, old, "late\n")
		if n := step(4 * time.Second); n != 2 {
			t.Fatalf("the old file was closed after %v although it is written to", waited)
		}
	}
	if n := step(4 * time.Second); n != 1 || !lost {
		t.Errorf("%d files are open after %v, told: %v", n, rotateWaitMax, lost)
	}
}

func TestReport(t *testing.T) {
	var r report
	now := time.Now()
	r.say(rotated, source.Notice{Text: "one"})
	if got := r.take(now); len(got) != 1 || got[0].Text != "one" {
		t.Fatalf("the first is not sent at once: %+v", got)
	}
	for range 50 {
		r.say(rotated, source.Notice{Text: "more", Lost: 2})
	}
	r.say(truncated, source.Notice{Text: "other"})
	if got := r.take(now); len(got) != 1 || got[0].Text != "other" {
		t.Fatalf("another kind is not sent at once: %+v", got)
	}
	wait, ok := r.next(now)
	if !ok || wait != noticeEvery {
		t.Fatalf("due in %v, %v", wait, ok)
	}
	r.say(rotated, source.Notice{Text: "bad", Severity: source.Warn, State: source.StateWaiting})
	r.say(rotated, source.Notice{Text: "last", State: source.StateLive})
	want := source.Notice{Text: "bad (52 times)", Severity: source.Warn, State: source.StateLive, Lost: 100}
	if got := r.take(now.Add(wait)); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	r.say(rotated, source.Notice{Lost: 5})
	r.say(rotated, source.Notice{Lost: source.Unknown})
	r.say(rotated, source.Notice{Lost: 5})
	if got := r.take(now.Add(5 * noticeEvery)); got[0].Lost != source.Unknown {
		t.Errorf("an unknown loss became %d", got[0].Lost)
	}
	if _, ok := r.next(now); ok {
		t.Error("something is due though nothing was said")
	}
}
