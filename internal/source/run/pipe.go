package run

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// Pipe is the reading end of a command's output. Read belongs to one goroutine,
// SetReadDeadline is safe for concurrent use.
type Pipe struct {
	file *os.File

	mu       sync.Mutex
	deadline time.Time     // the reader's, zero for none
	cutoff   time.Time     // when waiting ends; zero while the command runs
	after    int           // bytes read since cutoff was set
	waited   time.Duration // in reads since the time was up
	final    bool          // the time is up, and the file's deadline set since then
	last     bool          // the time is up, and a pipe's worth was read: one more read tells whether it is open
	held     bool          // reading ended although the pipe is open
}

// pipe returns a Pipe and its other end, for the command.
func pipe() (*Pipe, *os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	return &Pipe{file: r}, w, nil
}

// SetReadDeadline lets a Read that waits return os.ErrDeadlineExceeded at t;
// zero lifts it. An error means that the platform cannot do this (Windows).
func (p *Pipe) SetReadDeadline(t time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deadline = t
	return p.arm()
}

// Read reads like any io.Reader. The pipe ends when all who can write to it
// have closed it, or some time after the command has exited (Process).
func (p *Pipe) Read(b []byte) (int, error) {
	for {
		p.mu.Lock()
		if !p.cutoff.IsZero() {
			_ = p.arm()
		}
		began, final := time.Now(), p.final
		p.mu.Unlock()
		n, err := p.file.Read(b)
		if n == 0 && err == nil && len(b) > 0 {
			continue
		}
		p.mu.Lock()
		if final {
			p.waited += time.Since(began)
		}
		again, err := p.judge(n, err)
		p.mu.Unlock()
		if !again {
			return n, err
		}
	}
}

// judge decides what a result of the file means: a deadline may be the
// reader's, the end, or an earlier one that does not count any more.
func (p *Pipe) judge(n int, err error) (again bool, _ error) {
	if !p.cutoff.IsZero() {
		p.after += n
	}
	timeout := errors.Is(err, os.ErrDeadlineExceeded)
	switch {
	case n > 0 && p.last:
		p.held = true
		return false, io.EOF
	case n > 0:
		p.last = p.over() && p.after >= pipeSize
		return false, nil
	case timeout && p.final, errors.Is(err, os.ErrClosed):
		p.held = true
		return false, io.EOF
	case timeout && !p.over() && !p.deadline.IsZero() && !time.Now().Before(p.deadline):
		return false, err
	case timeout:
		return true, nil
	default:
		return false, err
	}
}

// over reports whether the time to wait for more is up. p.mu is held.
func (p *Pipe) over() bool { return !p.cutoff.IsZero() && !time.Now().Before(p.cutoff) }

// arm gives the file the earlier of the two deadlines. Once the time is up
// the reads get a little time together instead, since a deadline that has
// passed would end them without a look into the pipe. Who finds what the
// command wrote does not wait, so only a process that goes on writing can use
// that time up. p.mu is held.
func (p *Pipe) arm() error {
	p.final = p.over()
	switch {
	case p.final:
		return p.file.SetReadDeadline(time.Now().Add(lastWait - p.waited))
	case p.deadline.IsZero() || !p.cutoff.IsZero() && p.cutoff.Before(p.deadline):
		return p.file.SetReadDeadline(p.cutoff)
	default:
		return p.file.SetReadDeadline(p.deadline)
	}
}

// expire lets the pipe end in d if it is still open then. What is in it is
// read all the same.
func (p *Pipe) expire(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := time.Now().Add(d); p.cutoff.IsZero() || t.Before(p.cutoff) {
		p.cutoff = t
	}
	if p.arm() != nil {
		// No deadlines here: closing is the only way to end a Read.
		time.AfterFunc(d, func() { p.file.Close() })
	}
}

// close closes the pipe and reports whether somebody still held it open.
func (p *Pipe) close() (held bool) {
	p.file.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held
}
