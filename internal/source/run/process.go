package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Command is what Start starts.
type Command struct {
	Argv []string // the program, looked up in PATH, and its arguments; no shell
	Env  []string // nil: Environ()
}

// Environ returns this process's environment without the secrets that are
// meant for rtwatch alone.
func Environ() []string {
	return slices.DeleteFunc(os.Environ(), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		switch name {
		case "RTWATCH_TOKEN", "REDISCLI_AUTH", "REDIS_URL", "REDIS_PASSWORD":
			return true
		}
		return false
	})
}

// Process is a running command with a process group of its own. Its standard
// input is empty.
//
//	p, err := Start(ctx, c)
//	… read p.Stdout and p.Stderr until each says io.EOF …
//	exit := p.Wait()
//
// When ctx is done the group is ended: TERM, a second, KILL. When the command
// exits, what it left behind in its group has 2 s to end by itself, and is then
// ended likewise. A process that has left the group (setsid) lives on, but its
// output is read for these 2 s only, even if it never stops writing.
//
// On Linux the kernel kills the command, though not its children, should
// rtwatch be killed.
type Process struct {
	Stdout, Stderr *Pipe

	cmd     *exec.Cmd
	took    time.Duration // these two belong to tasks
	left    bool
	exited  chan struct{} // closed when the command is reaped
	drained chan struct{} // closed by Wait
	tasks   sync.WaitGroup
}

// Start starts c. The error is source.Permanent where another try would fail
// in the same way, as for a program that does not exist.
func Start(ctx context.Context, c Command) (*Process, error) {
	if len(c.Argv) == 0 {
		return nil, source.Permanent(errNoCommand)
	}
	p := &Process{
		cmd:     exec.Command(c.Argv[0], c.Argv[1:]...),
		exited:  make(chan struct{}),
		drained: make(chan struct{}),
	}
	if p.cmd.Env = c.Env; c.Env == nil {
		p.cmd.Env = Environ()
	}
	p.cmd.SysProcAttr = attributes()

	out, outEnd, err := pipe()
	if err != nil {
		return nil, fmt.Errorf("open a pipe for %q: %w", c.Argv[0], err)
	}
	errs, errsEnd, err := pipe()
	if err != nil {
		out.close()
		outEnd.Close()
		return nil, fmt.Errorf("open a pipe for %q: %w", c.Argv[0], err)
	}
	p.Stdout, p.Stderr = out, errs
	// As *os.File they are handed over as they are: exec starts no copying
	// goroutines, and its Wait waits for the command alone.
	p.cmd.Stdout, p.cmd.Stderr = outEnd, errsEnd

	started := make(chan error)
	p.tasks.Go(func() {
		// The kernel ties the parent death signal to the thread that started
		// the command, so that thread must live as long as the command.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		began := time.Now()
		err := p.cmd.Start()
		outEnd.Close()
		errsEnd.Close()
		started <- err
		if err != nil {
			return
		}
		_ = p.cmd.Wait() // what there is to say is in ProcessState
		p.took = time.Since(began)
		close(p.exited)
	})
	if err := <-started; err != nil {
		out.close()
		errs.close()
		p.tasks.Wait()
		return nil, startError(c.Argv[0], err)
	}
	p.tasks.Go(func() { p.watch(ctx) })
	return p, nil
}

// Wait waits until the command has exited and the rest of its group is gone,
// and closes the pipes. Call it once, when both pipes are read to their end.
func (p *Process) Wait() Exit {
	close(p.drained)
	p.tasks.Wait()
	held := p.Stdout.close()
	held = p.Stderr.close() || held
	return Exit{State: p.cmd.ProcessState, Took: p.took, Left: p.left, Held: held}
}

// PID is the process id of the command, and of its group.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// watch ends the command when ctx is done, and what it leaves behind when it
// has exited.
func (p *Process) watch(ctx context.Context) {
	select {
	case <-p.exited:
	case <-ctx.Done():
		p.terminate()
		select {
		case <-p.exited:
		case <-time.After(stopGrace):
			p.kill()
			<-p.exited
		}
	}
	p.expire(waitDelay)
	defer context.AfterFunc(ctx, func() { p.expire(endDrain) })()
	p.sweep(ctx)
	<-p.drained
}

// expire lets the pipes end after d even if somebody holds them open.
func (p *Process) expire(d time.Duration) {
	p.Stdout.expire(d)
	p.Stderr.expire(d)
}

// sweep ends what the exited command left in its group: TERM when it has had
// its time, KILL if that does not help.
func (p *Process) sweep(ctx context.Context) {
	poll := time.NewTicker(groupPoll)
	defer poll.Stop()
	next := time.NewTimer(waitDelay)
	defer next.Stop()
	ended := ctx.Done()
	grace, stage := leftGrace, 0
	for p.alive() {
		select {
		case <-poll.C:
			continue
		case <-ended:
			ended, grace = nil, endGrace
			if stage > 0 {
				next.Reset(grace)
				continue
			}
		case <-next.C:
		}
		switch stage++; stage {
		case 1:
			p.left = true
			p.terminate()
			next.Reset(grace)
		case 2:
			p.kill()
			next.Reset(endGrace)
		default:
			return // killed and still there: stuck in the kernel
		}
	}
}

// startError says why name could not be started.
func startError(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist) && isFile(name):
		return source.Permanent(fmt.Errorf("cannot run %q: the interpreter in its first line does not exist", name))
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		hint := ""
		if strings.ContainsAny(name, " \t") {
			hint = "; give the command and its arguments as words of their own, or use sh -c"
		}
		return source.Permanent(fmt.Errorf("command %q not found%s", name, hint))
	case errors.Is(err, exec.ErrDot):
		return source.Permanent(fmt.Errorf("command %q is in the current folder; write ./%s to run it", name, name))
	case errors.Is(err, fs.ErrPermission):
		return source.Permanent(fmt.Errorf("cannot run %q: permission denied, is it an executable file?", name))
	case errors.Is(err, syscall.ENOEXEC), errors.Is(err, syscall.E2BIG):
		return source.Permanent(fmt.Errorf("cannot run %q: %w", name, err))
	default: // such as no memory or no process to spare, which may pass
		return fmt.Errorf("start %q: %w", name, err)
	}
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
