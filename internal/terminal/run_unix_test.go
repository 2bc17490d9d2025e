//go:build unix

package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/creack/pty"
	"golang.org/x/term"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// still is a model that draws the same frame again and again, and tells when it
// has; q quits it.
type still struct {
	frame Frame
	drawn chan struct{}
}

func (m *still) Init() tea.Cmd  { return nil }
func (m *still) View() tea.View { return tea.View{} }

func (m *still) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case FrameMsg:
		*msg.Frame = m.frame
		close(msg.Done)
		select {
		case m.drawn <- struct{}{}:
		default:
		}
	case KeysMsg:
		return m, tea.Quit
	}
	return m, nil
}

// On every way out the terminal is as it was, with the mouse and without pastes
// in brackets.
func TestRunRestores(t *testing.T) {
	for _, c := range []struct {
		name  string
		way   func(master *os.File, cancel func(), t *Terminal)
		frame func(f *Frame)
		crash bool
	}{
		{name: "quit", way: func(m *os.File, _ func(), _ *Terminal) { _, _ = m.WriteString("q") }},
		{name: "context", way: func(_ *os.File, cancel func(), _ *Terminal) { cancel() }},
		{name: "panic", frame: func(f *Frame) { f.Drift = nil }, crash: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			master, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer master.Close()
			defer tty.Close()
			before, err := term.GetState(int(tty.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			tm, err := Open(Options{In: tty, Out: tty, Env: Environ{"TERM=xterm-256color"}, Title: "test\x1b[2J"})
			if err != nil {
				t.Fatal(err)
			}
			m := &still{frame: *textFrame(20, "one", "two"), drawn: make(chan struct{}, 1)}
			if m.frame.Mouse = true; c.frame != nil {
				c.frame(&m.frame)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			changed := make(chan struct{}, 1)
			ended := make(chan error, 1)
			go func() { ended <- tm.Run(ctx, m, changed) }()
			out := make(chan string, 1)
			go func() {
				var all bytes.Buffer
				buf := make([]byte, 4096)
				for !strings.Contains(all.String(), popTitle) {
					n, err := master.Read(buf)
					if all.Write(buf[:n]); err != nil {
						break
					}
				}
				out <- all.String()
			}()
			<-m.drawn
			tm.Draw()
			if !c.crash {
				<-m.drawn // so that the first frame was written
				c.way(master, cancel, tm)
			}
			select {
			case err = <-ended:
			case <-time.After(patience):
				t.Fatal("still running")
			}
			var crash *CrashError
			if errors.As(err, &crash) != c.crash || !c.crash && err != nil {
				t.Errorf("Run: %v", err)
			}
			after, err := term.GetState(int(tty.Fd()))
			if err != nil || !reflect.DeepEqual(after, before) {
				t.Errorf("terminal mode %+v (%v), was %+v", after, err, before)
			}
			if c.crash {
				return // before anything was written
			}
			got := <-out
			for _, mode := range []string{"2004", "1002", "1006", "1049"} {
				set, reset := strings.LastIndex(got, "\x1b[?"+mode+"h"), strings.LastIndex(got, "\x1b[?"+mode+"l")
				if set < 0 || reset < set {
					t.Errorf("mode %s is set at %d and reset at %d of %q", mode, set, reset, got)
				}
			}
			if !strings.Contains(got, "]2;test\a") {
				t.Errorf("the title is not clean: %q", got)
			}
		})
	}
}

// taken is a terminal that is taken, on a pty of its own.
func taken(t *testing.T) (tm *Terminal, master, tty *os.File) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close(); master.Close() })
	tm, err = Open(Options{In: tty, Out: tty, Env: Environ{"TERM=xterm"}, Title: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if tm.writer == tm.out {
		t.Skip("writes have no deadline here")
	}
	if err := tm.take(); err != nil {
		t.Fatal(err)
	}
	return tm, master, tty
}

// A machine that is so busy that a write takes its time to end does not keep the
// terminal from being given back.
func TestRestoreOnABusyMachine(t *testing.T) {
	tm, master, tty := taken(t)
	if err := tm.write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	tm.writing.Lock() // by a write that has had no turn since it was told to end
	restored := make(chan struct{})
	go func() {
		defer close(restored)
		tm.Restore()
		tm.close()
	}()
	<-time.After(2 * restoreWithin)
	tm.writing.Unlock()
	<-restored
	tty.Close()
	if all, _ := io.ReadAll(master); !bytes.Contains(all, []byte(leave)) {
		t.Errorf("it is not given back: %q", all)
	}
}

// A terminal that takes nothing does not hold up Restore, nor is it written to
// afterwards.
func TestRestoreStalled(t *testing.T) {
	tm, _, _ := taken(t)
	defer tm.close()
	wrote := make(chan error, 1)
	go func() {
		var err error
		for err == nil { // nobody reads it
			err = tm.write(bytes.Repeat([]byte("x"), 4096))
		}
		wrote <- err
	}()
	for tm.writing.TryLock() { // until a write is stuck
		tm.writing.Unlock()
		<-time.After(20 * time.Millisecond)
	}
	tm.Restore()
	select {
	case err := <-wrote:
		if !errors.Is(err, errReleased) && !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the write ended with %v", err)
		}
	case <-time.After(patience):
		t.Fatal("the write is still under way")
	}
	if err := tm.write([]byte("x")); !errors.Is(err, errReleased) {
		t.Errorf("a write after Restore: %v, want %v", err, errReleased)
	}
}
