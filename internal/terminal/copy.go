package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/charmbracelet/x/ansi"
)

// errNoClipboard says that there is no way to a clipboard.
var errNoClipboard = errors.New("this terminal has no clipboard")

// Copy puts text, of which MaxCopy bytes count, into the clipboard: the
// terminal's with OSC 52, which also reaches the one in front of the reader over
// ssh, and with a program where there is one, because no terminal tells whether
// it has taken OSC 52. It may be called from any goroutine and blocks while the
// terminal takes nothing, and for as long as the program runs, at most
// copyWithin.
func (t *Terminal) Copy(ctx context.Context, text []byte) error {
	text = text[:min(len(text), MaxCopy)]
	told := t.env.talks()
	if told {
		if err := t.write([]byte(ansi.SetSystemClipboard(string(text)))); err != nil {
			return err
		}
	}
	tool := t.env.clipboard(runtime.GOOS, exec.LookPath)
	switch {
	case tool != nil:
		return runTool(ctx, tool, t.env, text)
	case !told:
		return errNoClipboard
	}
	return nil
}

// clipboard returns the command that takes a text for the clipboard from its
// standard input, or nil. A clipboard is where the reader is: over ssh only
// tmux, which has the reader's terminal, leads there.
func (e Environ) clipboard(system string, look func(string) (string, error)) []string {
	remote := e.Get("SSH_TTY") != "" || e.Get("SSH_CONNECTION") != ""
	desktop := func(variable string) bool { return !remote && e.Get(variable) != "" }
	for _, c := range [...]struct {
		there bool
		argv  []string
	}{
		// By default tmux sets the clipboard itself (set-clipboard external), but
		// not for the OSC 52 of those who run in it.
		{e.Get("TMUX") != "", []string{"tmux", "load-buffer", "-w", "-"}},
		{desktop("WAYLAND_DISPLAY"), []string{"wl-copy"}},
		{desktop("DISPLAY"), []string{"xclip", "-in", "-selection", "clipboard"}},
		{desktop("DISPLAY"), []string{"xsel", "--input", "--clipboard"}},
		{!remote && system == "darwin", []string{"pbcopy"}},
		{!remote && system == "windows", []string{"clip.exe"}},
		{desktop("WSL_DISTRO_NAME"), []string{"clip.exe"}},
	} {
		if !c.there {
			continue
		}
		if path, err := look(c.argv[0]); err == nil {
			return append([]string{path}, c.argv[1:]...)
		}
	}
	return nil
}

// runTool runs a command with text as its input.
func runTool(ctx context.Context, argv []string, env Environ, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, copyWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env, cmd.Stdin = env, bytes.NewReader(text)
	// What it leaves behind to keep the text (xclip does) has no pipe of ours.
	cmd.WaitDelay = copyWithin
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%s has taken nothing for %v", filepath.Base(argv[0]), copyWithin)
	}
	return fmt.Errorf("%s: %w", filepath.Base(argv[0]), err)
}
