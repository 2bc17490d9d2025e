package terminal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestClipboard(t *testing.T) {
	all := "wl-copy xclip xsel pbcopy clip.exe tmux"
	for _, c := range []struct{ env, system, have, want string }{
		{"", "linux", all, ""},
		{"WAYLAND_DISPLAY=w DISPLAY=:0", "linux", all, "wl-copy"},
		{"WAYLAND_DISPLAY=w DISPLAY=:0", "linux", "xsel xclip", "xclip -in -selection clipboard"},
		{"DISPLAY=:0", "freebsd", "xsel", "xsel --input --clipboard"},
		{"DISPLAY=:0", "linux", "wl-copy", ""},
		{"DISPLAY=:0 SSH_TTY=/dev/pts/1", "linux", all, ""},
		{"DISPLAY=:0 SSH_CONNECTION=1", "linux", all, ""},
		{"TMUX=/tmp/t SSH_TTY=/dev/pts/1", "linux", all, "tmux load-buffer -w -"},
		{"", "darwin", all, "pbcopy"},
		{"SSH_TTY=x", "darwin", all, ""},
		{"", "windows", all, "clip.exe"},
		{"WSL_DISTRO_NAME=u", "linux", all, "clip.exe"},
	} {
		look := func(name string) (string, error) {
			if slices.Contains(strings.Fields(c.have), name) {
				return name, nil
			}
			return "", errors.New("not found")
		}
		if got := strings.Join(Environ(strings.Fields(c.env)).clipboard(c.system, look), " "); got != c.want {
			t.Errorf("%q on %s: %q, want %q", c.env, c.system, got, c.want)
		}
	}
}

// A program gets all of the text, and one that fails or hangs is said.
func TestRunTool(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell script")
	}
	out := filepath.Join(t.TempDir(), "out")
	text := strings.Repeat("0123456789\n", MaxCopy/11)
	for _, c := range []struct{ name, script, want string }{
		{"takes", "cat >" + out, ""},
		{"fails", "cat >/dev/null; exit 3", "tool: exit status 3"},
		{"hangs", "exec sleep 60", fmt.Sprintf("tool has taken nothing for %v", copyWithin)},
		{"leaves", "exit 0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tool")
			if err := os.WriteFile(path, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := runTool(t.Context(), []string{path}, os.Environ(), []byte(text)); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("error %q, want %q", got, c.want)
			}
		})
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != text {
		t.Errorf("the program got %d bytes (%v), want %d", len(got), err, len(text))
	}
}
