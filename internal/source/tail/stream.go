package tail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// Stream is a stream that is read to its end: standard input, a FIFO, a
// terminal.
type Stream struct {
	label string
	open  func() (io.Reader, error)
	owned bool // the reader is this run's own, to be closed behind it

	backlog Backlog
}

var _ source.Source = (*Stream)(nil)

// NewReader returns a source that reads r to its end. The label "-" is shown
// as "stdin". Run ends with its context by a read deadline where r has those,
// else by closing r; only a file that has none, such as a standard input that
// is a pipe, stays behind in its Read, with one goroutine.
func NewReader(label string, r io.Reader, b Backlog) *Stream {
	if label == "-" {
		label = "stdin"
	}
	return &Stream{label: label, open: func() (io.Reader, error) { return r, nil }, backlog: b}
}

// Name is the label.
func (s *Stream) Name() string { return s.label }

// Run reads the stream to its end.
func (s *Stream) Run(ctx context.Context, out chan<- source.Batch) error {
	if ctx.Err() != nil {
		return nil
	}
	r, err := s.open()
	if err != nil {
		return err
	}
	if d, ok := r.(deadliner); ok {
		d.SetReadDeadline(time.Time{}) //nolint:errcheck // where there are none, there is none to lift
	}
	p := &pump{r: r, pieces: make(chan piece), free: make(chan []byte, 2), stop: make(chan struct{}), done: make(chan struct{})}
	p.free <- make([]byte, streamChunk)
	p.free <- make([]byte, streamChunk)
	go p.run()
	if s.backlog != (Backlog{}) {
		all, passed := make(chan source.Batch), make(chan struct{})
		go func(out chan<- source.Batch) {
			defer close(passed)
			s.backlog.pass(ctx, all, out)
		}(out)
		defer func() { close(all); <-passed }()
		out = all
	}
	err = s.relay(ctx, p, out)
	close(p.stop)
	if s.interrupt(r) {
		<-p.done
	}
	return err
}

// deadliner is what of an os.File or a connection ends a Read.
type deadliner interface{ SetReadDeadline(time.Time) error }

// interrupt ends a Read of r that may be under way, and reports whether it
// could.
func (s *Stream) interrupt(r io.Reader) bool {
	if c, ok := r.(io.Closer); ok && s.owned {
		c.Close()
		return true
	}
	if d, ok := r.(deadliner); ok && d.SetReadDeadline(time.Unix(1, 0)) == nil {
		return true
	}
	if _, ok := r.(*os.File); ok {
		return false // Close would not wake its Read
	}
	if c, ok := r.(io.Closer); ok {
		c.Close()
		return true
	}
	return false
}

// relay cuts what p reads into blocks and sends them.
func (s *Stream) relay(ctx context.Context, p *pump, out chan<- source.Batch) error {
	var split source.Splitter
	var sent, came time.Time
	var held [][]byte // buffers that p gets back once the gather time has passed
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	batch := func(b source.Block) source.Batch { return source.Batch{Source: s.label, At: sent, Lines: b} }
	quit := func(unsent ...source.Batch) {
		if b, ok := split.Flush(true); ok {
			unsent = append(unsent, batch(b))
		}
		offer(out, unsent...)
	}
	send := func(b source.Block, ok bool) bool {
		if !ok {
			return true
		}
		sent = time.Now()
		if source.Send(ctx, out, batch(b)) {
			return true
		}
		quit(batch(b))
		return false
	}
	for {
		select {
		case got := <-p.pieces:
			came = time.Now()
			for data := got.data; len(data) > 0; {
				n := copy(split.Space(), data)
				split.Wrote(n)
				data = data[n:]
				if split.Held() > source.MaxHeld && !send(split.Take()) {
					return nil
				}
			}
			if got.err != nil {
				if !send(split.Take()) || !send(split.Flush(false)) || ctx.Err() != nil || errors.Is(got.err, io.EOF) {
					return nil
				}
				return source.Permanent(fmt.Errorf("read %s: %w", s.label, got.err))
			}
			if len(got.data) < streamSmall && came.Sub(sent) < source.GatherFor {
				held = append(held, got.buf)
			} else {
				p.free <- got.buf
			}
		case <-timer.C:
		case <-ctx.Done():
			quit()
			return nil
		}
		now := time.Now()
		switch gather := source.GatherFor - now.Sub(sent); {
		case split.Held() > 0 && gather > 0:
			timer.Reset(gather)
			continue
		case split.Held() > 0 && !send(split.Take()):
			return nil
		}
		for _, buf := range held {
			p.free <- buf
		}
		held = held[:0]
		switch quiet := source.HalfLineAfter - now.Sub(came); {
		case split.Held() == 0:
			split.Release()
		case quiet > 0:
			timer.Reset(quiet)
		case !send(split.Flush(true)):
			return nil
		}
	}
}

// pump reads a stream in a goroutine of its own.
type pump struct {
	r      io.Reader
	pieces chan piece
	free   chan []byte
	stop   chan struct{} // closed when nobody receives any more
	done   chan struct{}
}

// piece is what one Read returned.
type piece struct {
	buf, data []byte
	err       error
}

func (p *pump) run() {
	defer close(p.done)
	for {
		var buf []byte
		select {
		case buf = <-p.free:
		case <-p.stop:
			return
		}
		n, err := p.r.Read(buf)
		select {
		case p.pieces <- piece{buf, buf[:n], err}:
		case <-p.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

// openStream opens what is not a regular file. Once says that the first
// writer's end is the stream's end.
func openStream(path string, once bool) (io.Reader, error) {
	s, err := lookAt(path)
	if err != nil {
		return nil, err
	}
	if s.mode&os.ModeNamedPipe == 0 {
		return os.OpenFile(path, os.O_RDONLY|terminalFlags, 0)
	}
	flags := fifoFlags
	if once {
		flags = os.O_RDONLY | nonblock
	}
	file, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return nil, err
	}
	return &fifo{File: file, once: once, closed: make(chan struct{})}, nil
}

// fifo is a FIFO that waits for its writers: for the first, and, unless once
// is set, for others after it.
type fifo struct {
	*os.File
	once   bool
	begun  bool
	closed chan struct{}
}

func (f *fifo) Read(p []byte) (int, error) {
	for {
		n, err := f.File.Read(p)
		f.begun = f.begun || n > 0
		if !errors.Is(err, io.EOF) || f.once && f.begun {
			return n, err
		}
		select {
		case <-time.After(fifoPoll):
		case <-f.closed:
			return 0, os.ErrClosed
		}
	}
}

func (f *fifo) Close() error {
	close(f.closed)
	return f.File.Close()
}
