//go:build unix

package ui

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

func TestScreenKeysAndQuit(t *testing.T) {
	for _, quit := range []string{"q", "\x03"} {
		r := newRig(t)
		r.count(1, 100)
		r.run()
		r.untilText("line 100")
		if mode := r.mode(); mode != vt10x.ModeAltScreen|vt10x.ModeHide|mouseMode {
			t.Errorf("mode %b: want the alternate screen without a cursor, with the mouse", mode)
		}
		r.keys("\x19") // ^y
		r.untilText("99 of 100")
		r.count(101, 101)
		r.untilText("1 new below")
		r.keys("\x1b[5~") // PgUp
		r.untilText("79 of 101")
		r.keys("F")
		r.untilText("line 101")
		r.keys("?")
		r.untilText("half a page down")
		r.keys("?")
		r.untilText("line 101")
		r.keys(quit)
		r.ends()
	}
}

func TestScreenResize(t *testing.T) {
	r := newRig(t)
	r.count(1, 100)
	r.run()
	r.untilText("line 100")
	for i := range 50 {
		r.resize(20+i*3%60, 5+i*7%30)
		_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH)
	}
	r.resize(50, 12)
	_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH)
	r.until("frame of 50 by 12", func(rows []string) bool {
		return len(rows) > 11 && strings.HasPrefix(rows[1], "╭ log") && strings.Contains(rows[9], "line 100") &&
			strings.HasPrefix(rows[10], "╰") && strings.Contains(rows[11], "100 lines")
	})
	r.cancel()
	if err := r.end(); err != nil {
		t.Errorf("Run after its context was done: %v", err)
	}
	r.checkRestored()
}

// A size that has come back by the time it is looked at has changed what the
// terminal shows all the same.
func TestScreenResizedAndBack(t *testing.T) {
	r := newRig(t)
	r.count(1, 100)
	r.run()
	r.untilText("line 100")
	r.until("all of it", func(rows []string) bool { return strings.HasPrefix(rows[22], "╰") })
	want := shows(r.vt)
	for range 20 {
		r.resize(30, 7)
		r.resize(80, 24)
		_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH)
		r.until("the same screen", func(rows []string) bool { return slices.Equal(rows, want) })
	}
	r.keys("q")
	r.ends()
}

func TestScreenTerminalLost(t *testing.T) {
	r := newRig(t)
	r.count(1, 3)
	r.run()
	r.untilText("line 3")
	r.hungUp.Store(true)
	r.keys("?") // its frame wakes the reader, which would hold the terminal open
	<-r.read
	_ = r.master.Close()
	if err := r.end(); !errors.Is(err, terminal.ErrLost) {
		t.Errorf("Run: %v, want %v", err, terminal.ErrLost)
	}
}

// A terminal that takes nothing holds up neither the keys nor the way out.
func TestScreenStalledTerminal(t *testing.T) {
	for _, way := range []string{"key", "context", "restore"} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t)
			r.run()
			r.count(1, 10)
			r.untilText("line 10")
			r.stalled.Lock()
			defer r.stalled.Unlock()
			// More frames than the terminal's buffer holds.
			deadline := time.Now().Add(patience)
			for n := 11; !r.isFull(); n += 40 {
				r.count(n, n+39)
				if time.Now().After(deadline) {
					t.Fatal("the terminal still takes frames")
				}
			}
			switch way {
			case "key":
				r.keys("jjq")
			case "context":
				r.cancel()
			case "restore":
				restored := make(chan struct{})
				go func() {
					defer close(restored)
					r.screen.Restore()
				}()
				select {
				case <-restored: // although nobody reads the terminal
				case <-time.After(patience):
					t.Error("Restore waits for the terminal")
				}
				r.cancel()
			}
			if err := r.end(); err != nil {
				t.Errorf("Run: %v", err)
			}
			after, err := term.GetState(int(r.tty.Fd()))
			if err != nil || !reflect.DeepEqual(after, r.before) {
				t.Errorf("terminal mode %+v (%v), was %+v", after, err, r.before)
			}
		})
	}
}

// Search, filters and going to a line, in a terminal.
func TestScreenFinds(t *testing.T) {
	r := newRig(t)
	r.lines("a.log", levelled(0, 1000)...)
	r.run()
	r.untilText("n=999")
	r.keys("/healthz")
	r.untilText("50 of 50 records")
	r.keys("\r4")
	r.untilText("100 of 1 000 lines")
	for _, end := range []string{"records", "level ≥"} {
		r.keys("\x1b")
		r.until("end of "+end, func(rows []string) bool { return !strings.Contains(strings.Join(rows, "\n"), end) })
	}
	r.keys(":500\r")
	r.until("line 500 on top", func(rows []string) bool { return len(rows) > 2 && strings.Contains(rows[2], "n=499") })
	r.keys("q")
	r.ends()
}

// Filters from the command line are there from the start and in the list.
func TestFiltersFromTheStart(t *testing.T) {
	r := newRigWith(t, Options{Title: "a.log", Filters: []string{"!healthz", "warn"}})
	r.lines("a.log", levelled(0, 100)...)
	r.run()
	r.untilText("n=90")
	r.until("only warnings", func(rows []string) bool {
		text := strings.Join(rows, "\n")
		return !strings.Contains(text, "INFO") && !strings.Contains(text, "n=80 ") && strings.Contains(text, "log ── !healthz warn")
	})
	r.keys("q")
	r.ends()
	if _, err := Open(Options{In: r.tty, Out: r.tty, Filters: []string{"level>=x"}}); err == nil || !strings.Contains(err.Error(), `"level>=x"`) {
		t.Errorf("a wrong filter: %v", err)
	}
}

// While nothing changes nothing is written.
func TestScreenIdle(t *testing.T) {
	r := newRig(t)
	r.samples()
	r.count(1, 100)
	r.run()
	r.untilText("line 100")
	r.untilQuiet(time.Second)
	r.lines("a.log", "awake") // what is written next is this change, nothing from before it
	var next []byte
	for !bytes.Contains(next, []byte("awake")) {
		next = append(next, <-r.wrote...)
	}
	if n := bytes.Count(next, []byte(ansi.SetModeSynchronizedOutput)); n != 1 {
		t.Errorf("the next change came in %d frames: %q", n, next)
	}
	r.keys("q")
	r.ends()
}

// Nothing that a line contains reaches the terminal as a sequence.
func TestScreenHostile(t *testing.T) {
	r := newRig(t)
	for _, h := range hostile {
		r.lines("a"+strings.ReplaceAll(h, "\n", ""), h)
	}
	r.lines("a.log", "the end")
	r.run()
	r.untilText("the end")
	r.keys("q")
	r.ends()
	r.vt.Lock()
	defer r.vt.Unlock()
	if got := r.vt.Title(); got != "rtwatch a.log" {
		t.Errorf("window title %q", got)
	}
}

// BenchmarkAppendToScreen measures from a batch to its bytes at the terminal.
func BenchmarkAppendToScreen(b *testing.B) {
	r := newRig(b)
	r.samples()
	r.run()
	r.lines("a.log", "ready.")
	r.untilText("ready.")
	var took []time.Duration
	var all []byte
	gap := time.NewTicker(23 * time.Millisecond)
	defer gap.Stop()
	for i := 0; b.Loop(); i++ {
		<-gap.C
		for len(r.wrote) > 0 {
			<-r.wrote
		}
		text := fmt.Sprintf("mark %d.", i)
		began := time.Now()
		r.in <- source.Batch{Source: "a.log", At: day, Lines: source.Block{Data: []byte(text + "\n"), Lines: 1, Offset: int64(i) << 20}}
		for all = all[:0]; !bytes.Contains(all, []byte(text)); {
			all = append(all, <-r.wrote...)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	r.cancel()
	<-r.ended
}
