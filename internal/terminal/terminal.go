package terminal

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"github.com/rtwatch/rtwatch/internal/line"
)

// errReleased says that the terminal is not rtwatch's now.
var errReleased = errors.New("the terminal has been given back")

// leave undoes enter, and whatever a frame that was cut short has left behind.
const leave = ansi.ResetModeSynchronizedOutput + leaveMouse + pasteOff + ansi.ResetStyle + allRows +
	ansi.SetModeAutoWrap + ansi.SetModeTextCursorEnable +
	ansi.ResetModeAltScreenSaveCursor + popTitle

// XTWINOPS 22 and 23 keep and bring back the window's title.
const (
	pushTitle = "\x1b[22;0t"
	popTitle  = "\x1b[23;0t"
)

// Options say which terminal it is.
type Options struct {
	In    *os.File // keys; it stays open
	Out   *os.File
	Env   Environ
	Title string // of the window
}

// Terminal is the terminal as rtwatch holds it: raw, in its alternate screen,
// without a cursor. take and Restore switch between that and how it was
// before, any number of times. All methods may be called from any goroutine.
type Terminal struct {
	in, out *os.File
	env     Environ
	writer  *os.File // out, opened again where its writes can have a deadline then
	before  *term.State
	enter   string // what the first write begins with

	switching sync.Mutex // held for bounded time
	taken     atomic.Bool
	undo      func() // undoes what was done to the output's mode

	writing sync.Mutex // held during a write
	entered bool       // enter was written, or its beginning

	dirty chan struct{} // of capacity 1: a frame is wanted
}

// Open prepares a terminal without changing it. In and Out must be one.
func Open(o Options) (*Terminal, error) {
	before, err := term.GetState(int(o.In.Fd()))
	if err != nil {
		return nil, fmt.Errorf("open the terminal: %w", err)
	}
	title := string(line.Cut(nil, []byte(line.CleanString(o.Title)), 0, maxTitle))
	enter := pushTitle + ansi.SetWindowTitle(title) + ansi.SetModeAltScreenSaveCursor +
		ansi.ResetModeTextCursorEnable + ansi.ResetModeAutoWrap + pasteMode + o.Env.queries()
	return &Terminal{
		in: o.In, out: o.Out, env: o.Env, writer: reopen(o.Out), before: before, enter: enter,
		dirty: make(chan struct{}, 1),
	}, nil
}

// close lets go of what Open opened.
func (t *Terminal) close() {
	if t.writer != t.out {
		_ = t.writer.Close()
	}
}

// Size returns the terminal's size in cells.
func (t *Terminal) Size() (width, height int) {
	width, height, err := term.GetSize(int(t.out.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return unknownWidth, unknownHeight
	}
	return width, height
}

// take makes the terminal rtwatch's, also if somebody else has changed it
// since. What it shows is unknown then.
func (t *Terminal) take() error {
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
// terminal takes nothing, until Restore.
func (t *Terminal) write(b []byte) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if !t.taken.Load() {
		return errReleased
	}
	if !t.entered {
		b = append([]byte(t.enter), b...)
	}
	n, err := t.writer.Write(b)
	t.entered = t.entered || n > 0 // a write that Restore cut off has nothing to undo
	return err
}

// Restore gives the terminal back as it was. It ends a write that is stuck,
// and gives up on a terminal that takes nothing for restoreWithin. In the
// background the terminal is left alone: whoever has it has set it as needed.
func (t *Terminal) Restore() {
	t.switching.Lock()
	defer t.switching.Unlock()
	if !t.taken.Swap(false) {
		return
	}
	mine := foreground(t.in)
	cuts := t.writer.SetWriteDeadline(time.Now()) == nil // a write that is stuck
	left := make(chan struct{})
	go func() { // does not end where writes have no deadline and are stuck
		defer close(left)
		t.writing.Lock()
		defer t.writing.Unlock()
		entered := t.entered
		t.entered = false
		if entered && mine {
			t.writeLeave()
		}
	}()
	limit := restoreWithin
	if cuts {
		limit = restoreStarved
	}
	select {
	case <-left:
	case <-time.After(limit):
	}
	t.undo()
	if mine {
		unstopped(func() { _ = term.Restore(int(t.in.Fd()), t.before) })
	}
}

// writeLeave writes leave, in as many tries as it takes restoreWithin to pass: a
// process that gets no time may find a deadline over before it has tried at all.
func (t *Terminal) writeLeave() {
	rest := leave
	for range restoreTries {
		_ = t.writer.SetWriteDeadline(time.Now().Add(restoreWithin / restoreTries))
		n, err := t.writer.WriteString(rest)
		if rest = rest[n:]; err == nil {
			return
		}
	}
}
