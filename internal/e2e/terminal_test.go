package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// terminal is rtwatch in a terminal of its own.
type terminal struct {
	tb     testing.TB
	cmd    *exec.Cmd
	pid    int      // of rtwatch
	ptmx   *os.File // the terminal's side
	tty    *os.File // rtwatch's side, kept to look at its modes
	before *term.State
	ended  chan struct{} // all output has been read
	waited chan error

	mu     sync.Mutex
	screen vt10x.Terminal
	raw    bytes.Buffer // all that was written to the terminal
	wanted string       // what watch waits for
	seen   chan time.Time
}

// open runs rtwatch in a terminal of the given size. stdin, if not nil, is
// piped in; the keys then come from the terminal all the same.
func open(tb testing.TB, cols, rows int, stdin *os.File, args ...string) *terminal {
	tb.Helper()
	return openCommand(tb, cols, rows, stdin, exec.Command(binary, args...))
}

// openCommand runs a command that runs rtwatch in a terminal.
func openCommand(tb testing.TB, cols, rows int, stdin *os.File, cmd *exec.Cmd) *terminal {
	tb.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		tb.Fatal(err)
	}
	tm := &terminal{
		tb: tb, ptmx: ptmx, tty: tty, ended: make(chan struct{}), waited: make(chan error, 1),
		screen: vt10x.New(vt10x.WithSize(cols, rows)),
	}
	tm.size(cols, rows)
	if tm.before, err = term.GetState(int(tty.Fd())); err != nil {
		tb.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8", "GORACE=halt_on_error=1 atexit_sleep_ms=0", "NO_COLOR=")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if stdin != nil {
		cmd.Stdin = stdin
	}
	tm.cmd = cmd
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tm.pid = cmd.Process.Pid
	go tm.read()
	go func() { tm.waited <- cmd.Wait() }()
	tb.Cleanup(tm.close)
	return tm
}

func (tm *terminal) read() {
	defer close(tm.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := tm.ptmx.Read(buf)
		tm.mu.Lock()
		tm.raw.Write(buf[:n])
		_, _ = tm.screen.Write(buf[:n])
		if tm.seen != nil && strings.Contains(tm.screen.String(), tm.wanted) {
			tm.seen <- time.Now()
			tm.seen = nil
		}
		tm.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (tm *terminal) close() {
	_ = tm.cmd.Process.Kill()
	tm.tty.Close()
	tm.ptmx.Close()
	<-tm.ended
}

// size sets the terminal's size.
func (tm *terminal) size(cols, rows int) {
	tm.tb.Helper()
	if err := pty.Setsize(tm.ptmx, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		tm.tb.Fatal(err)
	}
	tm.mu.Lock()
	tm.screen.Resize(max(cols, 1), max(rows, 1))
	tm.mu.Unlock()
}

// keys types.
func (tm *terminal) keys(s string) {
	tm.tb.Helper()
	if _, err := tm.ptmx.WriteString(s); err != nil {
		tm.tb.Fatal(err)
	}
}

func (tm *terminal) signal(sig syscall.Signal) {
	tm.tb.Helper()
	if err := syscall.Kill(tm.pid, sig); err != nil {
		tm.tb.Fatal(err)
	}
}

// text is what the screen shows.
func (tm *terminal) text() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.screen.String()
}

// watch returns a channel that receives the time at which the screen first
// shows a text.
func (tm *terminal) watch(text string) <-chan time.Time {
	seen := make(chan time.Time, 1)
	tm.mu.Lock()
	defer tm.mu.Unlock()
	tm.wanted, tm.seen = text, seen
	return seen
}

// written is how many bytes have come to the terminal.
func (tm *terminal) written() int {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.raw.Len()
}

// output is every byte that has come to the terminal.
func (tm *terminal) output() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.raw.String()
}

// shows waits until the screen shows all of the texts.
func (tm *terminal) shows(texts ...string) {
	tm.tb.Helper()
	until(tm.tb, "the screen shows "+strings.Join(texts, " and "), tm.text, func() bool {
		have := tm.text()
		for _, s := range texts {
			if !strings.Contains(have, s) {
				return false
			}
		}
		return true
	})
}

// hides waits until the screen does not show a text.
func (tm *terminal) hides(text string) {
	tm.tb.Helper()
	until(tm.tb, "the screen does not show "+text, tm.text, func() bool { return !strings.Contains(tm.text(), text) })
}

// exits waits for the end of rtwatch and checks its exit code and that the
// terminal is as it was: modes, screen, cursor.
func (tm *terminal) exits(code int) {
	tm.tb.Helper()
	tm.ends(code)
	after, err := term.GetState(int(tm.tty.Fd()))
	if err != nil {
		tm.tb.Fatal(err)
	}
	if *after != *tm.before {
		tm.tb.Errorf("the terminal's modes were %+v and are %+v", tm.before, after)
	}
	until(tm.tb, "the terminal is left as it was", tm.output, func() bool {
		out := tm.output()
		return strings.LastIndex(out, "\x1b[?1049l") > strings.LastIndex(out, "\x1b[?1049h") &&
			strings.LastIndex(out, "\x1b[?25h") > strings.LastIndex(out, "\x1b[?25l")
	})
}

// ends waits for the end of rtwatch and checks its exit code.
func (tm *terminal) ends(code int) {
	tm.tb.Helper()
	wantExit(tm.tb, tm.waited, tm.text, code)
}

// exitCode is the code that a shell would show.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
			return 128 + int(ws.Signal())
		}
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}
