//go:build unix

package ui

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// osc52 is how a terminal is told to put a text into the clipboard.
func osc52(text string) string {
	return "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
}

func TestCopy(t *testing.T) {
	r := newRig(t)
	r.lines("a.log", "one\ttab \x1b[31mred\x1b[m \x1b]52;c;ZXZpbA==\a日本 end\r")
	r.run()
	r.untilText("日本 end")
	r.keys("y")
	r.untilText("copied 1 line")
	r.untilSent(osc52("one\ttab red 日本 end"))
	r.keys("q")
	r.ends()
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := strings.Count(r.all.String(), "\x1b]52;"); n != 1 {
		t.Errorf("the clipboard was told %d times, want 1", n)
	}
}

// A program of the desktop gets the text as well; what it says is said.
func TestCopyWithProgram(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	script := fmt.Sprintf("#!/bin/sh\n[ -e %q ] && exit 7\ncat >%q\n", out, out)
	if err := os.WriteFile(filepath.Join(dir, "wl-copy"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	r := newRigWith(t, Options{Title: "a.log", Env: []string{"WAYLAND_DISPLAY=wayland-0", "PATH=" + os.Getenv("PATH")}})
	r.lines("a.log", "a line")
	r.run()
	r.untilText("a line")
	r.keys("y")
	r.untilText("copied 1 line")
	if got, err := os.ReadFile(out); err != nil || string(got) != "a line" {
		t.Errorf("the program got %q (%v)", got, err)
	}
	r.keys("c")
	r.untilText("not copied: wl-copy: exit status 7")
	r.keys("q")
	r.ends()
}

// In tmux, as it is by default, the text is in tmux's buffer, from where tmux
// gives it to the terminal around it.
func TestCopyInTmux(t *testing.T) {
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("needs tmux")
	}
	dir, err := os.MkdirTemp("", "tmux") // not t.TempDir: the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	socket := filepath.Join(dir, "s")
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(tmux, append([]string{"-S", socket, "-f", os.DevNull}, args...)...)
		cmd.Env = append(os.Environ(), "TMUX=", "TERM=xterm-256color", "SHELL=/bin/sh") // nobody has none
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %v: %v: %s", args, err, out)
		}
		return string(out)
	}
	run("new-session", "-d", "cat")
	defer run("kill-server")
	r := newRigWith(t, Options{Title: "a.log", Env: []string{"TMUX=" + socket + ",1,0", "SSH_TTY=/dev/pts/1"}})
	r.lines("a.log", "日本 line")
	r.run()
	r.untilText("日本 line")
	r.keys("y")
	r.untilText("copied 1 line")
	if got := run("show-buffer"); got != "日本 line" {
		t.Errorf("tmux has %q", got)
	}
	r.keys("q")
	r.ends()
}

// A panic while something is copied ends the program with an error.
func TestCommandCrash(t *testing.T) {
	m := newTestModel(scene(t), dark, 80, 24)
	settle(m)
	m.clipboard = func([]byte) error { panic("no clipboard") }
	m.copy()
	var cmd tea.Cmd
	for _, msg := range messages(m.taken()) {
		_, cmd = m.Update(msg)
	}
	var crash *terminal.CrashError
	if !errors.As(m.err, &crash) || !strings.Contains(string(crash.Stack), "copy") || cmd == nil || cmd() != (tea.QuitMsg{}) {
		t.Errorf("error %v: want the crash, and the end", m.err)
	}
}

// As much is copied as a clipboard takes, in whole lines and runes.
func TestCopyIsBounded(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", strings.Repeat("é", terminal.MaxCopy))
	m := newTestModel(f, dark, 80, 24)
	settle(m)
	text, what := m.clip()
	if len(text) != terminal.MaxCopy || what != "the first 75 000 bytes of the line" {
		t.Errorf("%d bytes as %q", len(text), what)
	}
	f = newFeeder(t, 0)
	for range 1000 {
		f.lines("a.log", strings.Repeat("x", 99))
	}
	m = newTestModel(f, dark, 80, 24)
	settle(m)
	m.log.cursor = cursor{999, true}
	m.log.marks.selecting = true
	text, what = m.clip()
	if len(text) != 750*100-1 || what != "the first 750 of 1 000 lines, as much as a clipboard takes" {
		t.Errorf("%d bytes as %q", len(text), what)
	}
}

// What is copied of a selection of more lines than are looked at is not called
// all of it.
func TestCopyTooMany(t *testing.T) {
	for _, c := range []struct {
		lines int
		want  string
	}{
		{maxSelected, "10 000 lines"},
		{maxSelected + 1, "the first 10 000 lines, as much as a clipboard takes"},
	} {
		f := newFeeder(t, 0)
		f.text("a.log", strings.Repeat("x\n", c.lines), false)
		m := newTestModel(f, dark, 80, 24)
		settle(m)
		m.log.fold.off = true
		press(m, "v", "g")
		if text, what := m.clip(); what != c.want {
			t.Errorf("%d lines: %q in %d bytes, want %q", c.lines, what, len(text), c.want)
		}
	}
}
