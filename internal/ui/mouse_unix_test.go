//go:build unix

package ui

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

// The bytes of a mouse at a cell, counted from 0 (xterm's ctlseqs, mode 1006).
func pressAt(x, y int) string         { return fmt.Sprintf("\x1b[<0;%d;%dM", x+1, y+1) }
func release(x, y int) string         { return fmt.Sprintf("\x1b[<0;%d;%dm", x+1, y+1) }
func dragTo(x, y int) string          { return fmt.Sprintf("\x1b[<32;%d;%dM", x+1, y+1) }
func wheelAt(x, y, button int) string { return fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1) }

const (
	wheelUp    = 64
	wheelDown  = 65
	shiftWheel = 4
)

func TestMouseOnScreen(t *testing.T) {
	r := newRig(t)
	r.count(1, 100)
	r.lines("a.log", strings.Repeat("wide ", 50))
	r.run()
	r.untilText("line 100")
	r.keys(strings.Repeat(wheelAt(10, 5, wheelUp), 10))
	r.untilText("71 of 101") // 30 rows up in a log of 20
	r.keys(strings.Repeat(wheelAt(10, 5, wheelDown), 100))
	r.untilText("wide wide")
	r.keys(wheelAt(10, 5, wheelDown|shiftWheel))
	r.untilText("column 9")
	r.keys(wheelAt(10, 5, wheelUp|shiftWheel))
	r.until("the first column", func(rows []string) bool { return !strings.Contains(strings.Join(rows, "\n"), "column") })

	r.keys(pressAt(2, 23)) // ? in the status line
	r.untilText("esc closes")
	r.keys(wheelAt(10, 5, wheelDown))
	r.until("help scrolled", func(rows []string) bool { return !strings.Contains(rows[2], "watch") })
	r.keys("\x1b")
	r.untilText("wide wide")

	r.keys("\x1bOQ") // F2
	r.untilMode(vt10x.ModeAltScreen | vt10x.ModeHide)
	r.untilText("the mouse is the terminal's: F2 takes it back")
	r.keys("\x1b[12~")
	r.untilMode(vt10x.ModeAltScreen | vt10x.ModeHide | mouseMode)
	status := shows(r.vt)[23]
	r.keys(pressAt(strings.Index(status, "quit"), 23))
	r.ends()
}

// A click moves the focus, dragging selects lines and moves borders.
func TestMouseInPanes(t *testing.T) {
	r := newRig(t)
	r.samples()
	r.count(1, 100)
	r.resize(80, 40)
	r.run()
	r.untilText("line 100")
	_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH)
	top := func(rows []string) int {
		return slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, " log ") })
	}
	r.until("40 rows", func(rows []string) bool { return top(rows) > 10 })
	first := top(shows(r.vt))
	for _, by := range []int{-3, 2, -100, 100} {
		from := top(shows(r.vt))
		to := min(max(from+by, 0), 39)
		r.keys(pressAt(10, from) + dragTo(10, to) + release(10, to))
		want := from + by
		r.until(fmt.Sprintf("the log at %d", want), func(rows []string) bool {
			at := top(rows)
			switch by {
			case -100:
				return at >= graphMinHeight && at < from
			case 100:
				return at > from && at <= 40-1-logMinHeight && rows[38][:1] != " "
			}
			return at == want
		})
	}
	r.keys(pressAt(10, top(shows(r.vt))) + dragTo(10, first) + release(10, first))
	r.until("the log at its place", func(rows []string) bool { return top(rows) == first })

	// Four lines from the one with the number on.
	rows := shows(r.vt)
	var number int
	if _, err := fmt.Sscanf(strings.Trim(rows[first+3], "│ "), "line %d", &number); err != nil {
		t.Fatal(err)
	}
	r.keys(pressAt(10, first+3) + dragTo(10, first+4) + dragTo(10, first+6) + release(10, first+6))
	r.keys("y")
	r.untilText("copied 4 lines")
	want := ""
	for i := range 4 {
		want += fmt.Sprintf("line %d\n", number+i)
	}
	r.untilSent(osc52(strings.TrimSuffix(want, "\n")))
	r.keys(pressAt(10, first+4) + release(10, first+4) + "y")
	r.untilText("copied 1 line")
	r.untilSent(osc52(fmt.Sprint("line ", number+1)))
	r.keys("q")
	r.ends()
}

// A terminal whose mouse is not wanted is not asked for it.
func TestNoMouse(t *testing.T) {
	r := newRigWith(t, Options{Title: "a.log", Settings: Settings{NoMouse: true}})
	r.count(1, 100)
	r.run()
	r.untilText("line 100")
	r.keys(strings.Repeat(wheelAt(10, 5, wheelUp), 10) + "\x19") // ^y: the view a row up
	r.untilText("99 of 100")
	r.untilMode(vt10x.ModeAltScreen | vt10x.ModeHide)
	r.keys("q")
	r.ends()
	r.mu.Lock()
	defer r.mu.Unlock()
	if all := r.all.String(); strings.Contains(all, "?1002h") || strings.Contains(all, "?1006h") {
		t.Error("the mouse was asked for")
	}
}

// A storm of sizes and of the mouse is got over.
func TestMouseStorm(t *testing.T) {
	r := newRig(t)
	r.samples()
	r.count(1, 1000)
	r.run()
	r.untilText("line 1000")
	for i := range 60 {
		r.resize(10+i*7%150, 3+i*5%50)
		_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH)
		for y := 0; y < 60; y += 3 { // in no column of the status line that says quit
			r.keys(pressAt(25+i, y) + dragTo(i+y, y+i) + wheelAt(y, i, wheelUp+i%2) + release(3, 3))
		}
	}
	r.resize(80, 24)
	_ = syscall.Kill(os.Getpid(), syscall.SIGWINCH)
	r.untilQuiet(time.Second) // a terminal that is far behind is given up when it is given back
	r.keys("\x03\x03")        // the first one leaves the prompt that a click may have opened
	r.ends()
}
