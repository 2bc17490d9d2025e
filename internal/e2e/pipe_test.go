package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// piped is rtwatch with its output in a pipe.
type piped struct {
	tb     testing.TB
	cmd    *exec.Cmd
	out    lockedBuffer
	err    lockedBuffer
	waited chan error
}

// lockedBuffer is written by a command and read by a test.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *lockedBuffer) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Len()
}

// pipe runs rtwatch with its output in a pipe.
func pipe(tb testing.TB, stdin *os.File, args ...string) *piped {
	tb.Helper()
	p := &piped{tb: tb, cmd: exec.Command(binary, args...), waited: make(chan error, 1)}
	p.cmd.Env = append(os.Environ(), "GORACE=halt_on_error=1 atexit_sleep_ms=0")
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if stdin != nil {
		p.cmd.Stdin = stdin
	}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() { p.waited <- p.cmd.Wait() }()
	tb.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

func (p *piped) state() string {
	out := p.out.String()
	if len(out) > 2000 {
		out = out[:1000] + "\n…\n" + out[len(out)-1000:]
	}
	return "output:\n" + out + "\nerrors:\n" + p.err.String()
}

// writes waits until the output is text, no more and no less.
func (p *piped) writes(text string) {
	p.tb.Helper()
	until(p.tb, "the output is complete", p.state, func() bool { return p.out.Len() >= len(text) })
	if got := p.out.String(); got != text {
		p.tb.Errorf("the output is not what was expected:\n%s\nwant:\n%s", p.state(), text)
	}
}

// complains waits until standard error has text.
func (p *piped) complains(text string) {
	p.tb.Helper()
	until(p.tb, "standard error has "+text, p.state, func() bool { return strings.Contains(p.err.String(), text) })
}

func (p *piped) signal(sig syscall.Signal) {
	p.tb.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.tb.Fatal(err)
	}
}

// exits waits for the end and checks the exit code.
func (p *piped) exits(code int) {
	p.tb.Helper()
	wantExit(p.tb, p.waited, p.state, code)
}

// wantExit waits for rtwatch's end and checks its exit code.
func wantExit(tb testing.TB, waited <-chan error, state func() string, code int) {
	tb.Helper()
	var err error
	until(tb, "rtwatch ends", state, func() bool {
		select {
		case err = <-waited:
			return true
		default:
			return false
		}
	})
	if got := exitCode(err); got != code {
		tb.Errorf("exit code %d, want %d; there is:\n%s", got, code, state())
	}
}
