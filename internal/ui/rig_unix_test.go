//go:build unix

package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// rig is a Screen that runs in a pseudo terminal with an emulator behind it. The
// emulator takes frames in one piece, so that nobody looks at half of one.
type rig struct {
	*feeder
	t        testing.TB
	screen   *Screen
	master   *os.File
	tty      *os.File
	before   *term.State
	vt       vt10x.Terminal
	part     []byte // of a frame, which the emulator is to have in one piece
	answered bool   // that it takes them so
	mu       sync.Mutex
	all      bytes.Buffer // what came out of the terminal so far
	wrote    chan []byte  // what came out of the terminal, if somebody listens
	stalled  sync.Mutex   // held while nobody reads the terminal
	cancel   context.CancelFunc
	ended    chan error
	hungUp   atomic.Bool
	read     chan struct{} // closed when nobody reads the terminal any more
}

func newRig(t testing.TB) *rig { return newRigWith(t, Options{Title: "a.log"}) }

func newRigWith(t testing.TB, o Options) *rig {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{
		feeder: newFeeder(t, 0), t: t, master: master, tty: tty,
		vt: vt10x.New(vt10x.WithSize(80, 24)), wrote: make(chan []byte, 4096), ended: make(chan error, 1),
		read: make(chan struct{}),
	}
	r.resize(80, 24)
	if r.before, err = term.GetState(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	o.In, o.Out, o.Env = tty, tty, append([]string{"TERM=xterm-256color", "LANG=C.UTF-8"}, o.Env...)
	r.screen, err = Open(o)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(r.read)
		buf := make([]byte, 64<<10)
		for {
			n, err := master.Read(buf)
			if err != nil || r.hungUp.Load() {
				return
			}
			r.stalled.Lock()
			r.take(buf[:n])
			r.stalled.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = tty.Close()
		_ = master.Close()
		<-r.read
	})
	return r
}

// take is what the terminal does with what is written to it. What the emulator
// shows, wrote has told before.
func (r *rig) take(b []byte) {
	r.mu.Lock()
	r.all.Write(b)
	asked := !r.answered && bytes.Contains(r.all.Bytes(), []byte(ansi.RequestModeSynchronizedOutput))
	r.mu.Unlock()
	if asked {
		r.answered = true
		_, _ = r.master.WriteString(ansi.ReportMode(ansi.ModeSynchronizedOutput, ansi.ModeReset))
	}
	select {
	case r.wrote <- bytes.Clone(b):
	default:
	}
	r.part = append(r.part, b...)
	whole := wholeFrames(r.part)
	_, _ = r.vt.Write(r.part[:whole])
	r.part = append(r.part[:0], r.part[whole:]...)
}

// wholeFrames returns how much of b is no part of a frame whose end is missing.
func wholeFrames(b []byte) int {
	begin := []byte(ansi.SetModeSynchronizedOutput)
	if i := bytes.LastIndex(b, begin); i >= 0 && !bytes.Contains(b[i:], []byte(ansi.ResetModeSynchronizedOutput)) {
		return i
	}
	if i := bytes.LastIndexByte(b, '\x1b'); i >= 0 && bytes.HasPrefix(begin, b[i:]) {
		return i
	}
	return len(b)
}

// run runs the screen until the test ends it.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ended <- r.screen.Run(ctx, r.Store)
	}()
	r.t.Cleanup(func() { cancel(); <-done })
}

func (r *rig) resize(width, height int) {
	if err := pty.Setsize(r.master, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		r.t.Fatal(err)
	}
	r.vt.Resize(width, height)
}

func (r *rig) keys(keys string) {
	if _, err := r.master.WriteString(keys); err != nil {
		r.t.Fatal(err)
	}
}

// until waits for the screen to show text.
func (r *rig) until(what string, cond func(rows []string) bool) {
	r.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if cond(shows(r.vt)) {
			return
		}
		select {
		case <-tick.C:
		case err := <-r.ended:
			r.t.Fatalf("ended (%v) while waiting for %s", err, what)
		case <-deadline:
			r.t.Fatalf("no %s on the screen:\n%s", what, strings.Join(shows(r.vt), "\n"))
		}
	}
}

func (r *rig) untilText(text string) {
	r.t.Helper()
	r.until(text, func(rows []string) bool { return strings.Contains(strings.Join(rows, "\n"), text) })
}

// end waits for Run to return.
func (r *rig) end() error {
	r.t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(patience):
		r.t.Fatalf("still running after %v", patience)
		return nil
	}
}

// ends waits for the end of Run, which must be a good one.
func (r *rig) ends() {
	r.t.Helper()
	if err := r.end(); err != nil {
		r.t.Errorf("Run: %v", err)
	}
	r.checkRestored()
}

// checkRestored asserts that the terminal is as it was.
func (r *rig) checkRestored() {
	r.t.Helper()
	after, err := term.GetState(int(r.tty.Fd()))
	if err != nil {
		r.t.Fatal(err)
	}
	if !reflect.DeepEqual(after, r.before) {
		r.t.Errorf("terminal mode %+v, was %+v", after, r.before)
	}
	deadline := time.Now().Add(patience)
	for tick := range time.Tick(2 * time.Millisecond) {
		if mode := r.mode(); mode == vt10x.ModeWrap {
			return
		} else if tick.After(deadline) {
			r.t.Fatalf("terminal mode is %b, after %q", mode, r.tail())
		}
	}
}

// mode returns the modes of the emulator that the screen has to do with.
func (r *rig) mode() vt10x.ModeFlag {
	r.vt.Lock()
	defer r.vt.Unlock()
	return r.vt.Mode() & (vt10x.ModeWrap | vt10x.ModeAltScreen | vt10x.ModeHide | vt10x.ModeMouseMask | vt10x.ModeMouseSgr)
}

// mouseMode is what the emulator has while the mouse is told.
const mouseMode = vt10x.ModeMouseMotion | vt10x.ModeMouseSgr

// untilSent waits for the terminal to have got some bytes.
func (r *rig) untilSent(text string) {
	r.t.Helper()
	r.until(fmt.Sprintf("%q", text), func([]string) bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return bytes.Contains(r.all.Bytes(), []byte(text))
	})
}

// untilQuiet waits until nothing has come out of the terminal for so long.
func (r *rig) untilQuiet(d time.Duration) {
	r.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case <-r.wrote:
		case <-time.After(d):
			return
		case <-deadline:
			r.t.Fatal("the terminal is never quiet")
		}
	}
}

// untilMode waits for the emulator's modes.
func (r *rig) untilMode(mode vt10x.ModeFlag) {
	r.t.Helper()
	r.until(fmt.Sprintf("mode %b", mode), func([]string) bool { return r.mode() == mode })
}

// tail returns the last of what came out of the terminal.
func (r *rig) tail() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.all.Bytes()
	return bytes.Clone(all[max(len(all)-300, 0):])
}

// isFull reports whether the terminal has taken no more for a while.
func (r *rig) isFull() bool {
	for range 25 {
		fds := []unix.PollFd{{Fd: int32(r.tty.Fd()), Events: unix.POLLOUT}}
		if n, err := unix.Poll(fds, 0); err != nil && !errors.Is(err, unix.EINTR) {
			r.t.Fatal(err)
		} else if n > 0 {
			return false
		}
		<-time.After(2 * time.Millisecond)
	}
	return true
}

// shows returns what the emulator shows, without trailing blanks.
func shows(vt vt10x.Terminal) []string {
	rows := strings.Split(vt.String(), "\n")
	for i, r := range rows {
		rows[i] = strings.TrimRight(r, " \x00")
	}
	return rows
}
