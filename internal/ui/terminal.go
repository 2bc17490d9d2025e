package ui

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// errReleased says that the terminal is not rtwatch's now.
var errReleased = errors.New("the terminal has been given back")

// leave undoes enter, and whatever a frame that was cut short has left behind.
const leave = ansi.ResetModeSynchronizedOutput + ansi.ResetStyle + allRows +
	ansi.SetModeAutoWrap + ansi.SetModeTextCursorEnable +
	ansi.ResetModeAltScreenSaveCursor + popTitle

// XTWINOPS 22 and 23 keep and bring back the window's title.
const (
	pushTitle = "\x1b[22;0t"
	popTitle  = "\x1b[23;0t"
)

// terminal is the terminal as rtwatch holds it: raw, in its alternate screen,
// without a cursor. take and release switch between that and how it was
// before, any number of times. All methods may be called from any goroutine.
type terminal struct {
	in, out *os.File
	writer  *os.File // out, opened again where its writes can have a deadline then
	before  *term.State
	enter   string // what the first write begins with

	switching sync.Mutex // held for bounded time
	taken     atomic.Bool
	undo      func() // undoes what was done to the output's mode

	writing sync.Mutex // held during a write
	entered bool       // enter was written, or its beginning
}

// openTerminal prepares in and out, both terminals, without changing them.
func openTerminal(in, out *os.File, title, queries string) (*terminal, error) {
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return nil, err
	}
	enter := pushTitle + ansi.SetWindowTitle(title) + ansi.SetModeAltScreenSaveCursor +
		ansi.ResetModeTextCursorEnable + ansi.ResetModeAutoWrap + queries
	return &terminal{in: in, out: out, writer: reopen(out), before: before, enter: enter}, nil
}

// close lets go of what openTerminal opened.
func (t *terminal) close() {
	if t.writer != t.out {
		_ = t.writer.Close()
	}
}

// size returns the terminal's size in cells.
func (t *terminal) size() (width, height int) {
	width, height, err := term.GetSize(int(t.out.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return unknownWidth, unknownHeight
	}
	return width, height
}

// take makes the terminal rtwatch's, also if somebody else has changed it
// since. What it shows is unknown then.
func (t *terminal) take() error {
	t.switching.Lock()
	defer t.switching.Unlock()
	if _, err := term.MakeRaw(int(t.in.Fd())); err != nil {
		return err
	}
	if !t.taken.Load() {
		t.undo = prepareOutput(t.out)
		_ = t.writer.SetWriteDeadline(time.Time{})
		t.taken.Store(true)
	}
	return nil
}

// write writes b while the terminal is rtwatch's. It blocks for as long as the
// terminal takes nothing, until release.
func (t *terminal) write(b []byte) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if !t.taken.Load() {
		return errReleased
	}
	if !t.entered {
		b = append([]byte(t.enter), b...)
	}
	n, err := t.writer.Write(b)
	t.entered = t.entered || n > 0 // a write that release cut off has nothing to undo
	return err
}

// release gives the terminal back as it was. It ends a write that is stuck,
// and gives up on a terminal that takes nothing for restoreWithin. In the
// background the terminal is left alone: whoever has it has set it as needed.
func (t *terminal) release() {
	t.switching.Lock()
	defer t.switching.Unlock()
	if !t.taken.Swap(false) {
		return
	}
	mine := foreground(t.in)
	_ = t.writer.SetWriteDeadline(time.Now())
	left := make(chan struct{})
	go func() { // does not end where writes have no deadline and are stuck
		defer close(left)
		t.writing.Lock()
		defer t.writing.Unlock()
		entered := t.entered
		t.entered = false
		if entered && mine {
			_ = t.writer.SetWriteDeadline(time.Now().Add(restoreWithin))
			_, _ = t.writer.WriteString(leave)
		}
	}()
	select {
	case <-left:
	case <-time.After(restoreWithin):
	}
	t.undo()
	if mine {
		unstopped(func() { _ = term.Restore(int(t.in.Fd()), t.before) })
	}
}
