//go:build unix

package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// childScreen is what the shell in TestSuspended runs: a screen that ends on
// SIGTERM, and tells its process ID in a file.
func childScreen(file string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := Open(Options{Title: "child", In: os.Stdin, Out: os.Stdout, Env: os.Environ()})
	if err != nil {
		return err
	}
	st, in := store.New(store.Options{}), make(chan source.Batch, 1)
	in <- source.Batch{Source: "a", Lines: source.Block{Data: []byte("child line\n"), Lines: 1}}
	close(in)
	st.Run(in)
	if err := os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		return err
	}
	return s.Run(ctx, st)
}

// shell is an interactive bash in a terminal of its own.
type shell struct {
	t      *testing.T
	master *os.File
	mu     sync.Mutex
	out    bytes.Buffer
}

func newShell(t *testing.T) *shell {
	bash, err := exec.LookPath("bash")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("needs bash")
	}
	cmd := exec.Command(bash, "--norc", "--noprofile", "-i")
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8", "PS1=ready>")
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	s := &shell{t: t, master: master}
	read := make(chan struct{})
	go func() {
		defer close(read)
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			s.mu.Lock()
			s.out.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = master.Close()
		<-read
	})
	return s
}

// shows waits until the terminal has shown text since something was typed.
func (s *shell) shows(text string) {
	s.t.Helper()
	s.until(text, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return strings.Contains(s.out.String(), text)
	})
}

// types types and waits until all of what the terminal has shown since then
// contains text.
func (s *shell) types(keys, text string) {
	s.t.Helper()
	s.mu.Lock()
	s.out.Reset()
	s.mu.Unlock()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
	s.shows(text)
}

func (s *shell) until(what string, cond func() bool) {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for tick := range time.Tick(5 * time.Millisecond) {
		if cond() {
			return
		} else if tick.After(deadline) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.t.Fatalf("no %s; the terminal had %q", what, s.out.String())
		}
	}
}

// A screen that is stopped, or in the background, can be ended, comes back
// with fg, and does not stop itself again.
func TestSuspended(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps [][2]string // what is typed, and what is shown then
	}{
		{"killed", [][2]string{{"kill %1\n", "kill"}}},
		{"continued in the background and killed", [][2]string{
			{"bg\n", "&"}, {"echo go''od\n", "good"}, {"echo go''od\n", "good"}, {"kill %1\n", "kill"},
		}},
		{"back in the foreground", [][2]string{{"fg\n", "\x1b[?1002h"}, {"q", "\x1b[?1002l"}}},
		{"from the background to the foreground", [][2]string{
			{"bg\n", "&"}, {"echo go''od\n", "good"}, {"fg\n", "child line"}, {"q", "\x1b[?1049l"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "pid")
			s := newShell(t)
			s.shows("ready>")
			s.types(fmt.Sprintf("%s=%s %s\n", childVariable, file, os.Args[0]), "child line")
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(string(text))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
			s.types("\x1a", "Stopped")
			s.mu.Lock()
			if out := s.out.String(); !strings.Contains(out, "\x1b[?1002l") {
				t.Errorf("the mouse was not given back: %q", out)
			}
			s.mu.Unlock()
			for _, step := range c.steps {
				s.types(step[0], step[1])
			}
			s.until("end of the screen", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
			s.types("stty -a\n", " icanon")
		})
	}
}
