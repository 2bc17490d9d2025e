package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/muesli/cancelreader"
)

// KeysMsg is all the keys that were there at once.
type KeysMsg []tea.KeyPressMsg

// readKeys sends what is typed, and what the terminal answers, until ctx is
// done (nil) or the terminal is lost (ErrLost). Bubble Tea's own reader takes the end of
// its input for nothing special and would leave a program without a terminal
// running for ever.
func readKeys(ctx context.Context, in *os.File, termType string, send func(tea.Msg)) error {
	reader, err := uv.NewCancelReader(in)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	defer reader.Close()
	defer context.AfterFunc(ctx, func() { reader.Cancel() })()
	watched := &keyReader{done: ctx.Done(), in: in, reader: reader}
	events := make(chan uv.Event)
	go func() {
		defer close(events)
		_ = uv.NewTerminalReader(watched, termType).StreamEvents(ctx, events)
	}()
	queue := keyQueue{ready: make(chan struct{}, 1)}
	var wg sync.WaitGroup
	wg.Go(func() { queue.run(send) })
	for e := range events {
		if k, ok := e.(uv.KeyPressEvent); ok {
			queue.add(tea.KeyPressMsg(k))
		} else {
			send(e) // Bubble Tea makes its messages of ultraviolet's events
		}
	}
	close(queue.ready)
	wg.Wait()
	if ctx.Err() != nil || errors.Is(watched.err, cancelreader.ErrCanceled) {
		return nil
	}
	return lost(watched.err)
}

// keyQueue holds keys while the model is busy, so that it gets all that are
// there with its next message: an Update for each would be slower than a key
// that repeats, and quitting would come behind all of them.
type keyQueue struct {
	mu    sync.Mutex
	keys  KeysMsg
	ready chan struct{} // of capacity 1; closed when no more keys come
}

// add queues a key and never blocks.
func (q *keyQueue) add(k tea.KeyPressMsg) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.keys) == 2*maxKeys {
		q.keys = q.keys[:copy(q.keys, q.keys[maxKeys:])]
	}
	q.keys = append(q.keys, k)
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// run sends what is queued until ready is closed.
func (q *keyQueue) run(send func(tea.Msg)) {
	for range q.ready {
		q.mu.Lock()
		keys := q.keys
		q.keys = nil
		q.mu.Unlock()
		if len(keys) > 0 {
			send(keys)
		}
	}
}

// keyReader reads the terminal while it is this process's, and keeps the error
// that ended it.
type keyReader struct {
	done   <-chan struct{}
	in     *os.File
	reader io.Reader
	paste  pasteFilter
	err    error
}

// Read implements io.Reader. In the background it waits: a read there would
// stop the process, or fail.
func (r *keyReader) Read(b []byte) (n int, err error) {
	for {
		unstopped(func() { n, err = r.reader.Read(b) })
		if !errors.Is(err, syscall.EIO) || foreground(r.in) {
			break
		}
		select {
		case <-r.done:
			return 0, cancelreader.ErrCanceled
		case <-time.After(foregroundEvery):
		}
	}
	if err != nil {
		r.err = err
	}
	return r.paste.filter(b[:n]), err
}

// pasteFilter makes the marks of a bracketed paste, ESC [ 200 ~ and ESC [ 201 ~,
// into a key that nothing is bound to. rtwatch does not ask for them, and who
// believes the first one is deaf until the second one comes. They may be split
// between calls.
type pasteFilter struct {
	state pasteState
	value int // of the parameter so far
}

type pasteState uint8

const (
	pasteNone pasteState = iota
	pasteEscape
	pasteNumber
)

// filter changes b in place and returns its new length.
func (f *pasteFilter) filter(b []byte) int {
	out := b[:0]
	for _, c := range b {
		switch {
		case c == '\x1b':
			f.state = pasteEscape
		case f.state == pasteEscape && c == '[':
			f.state, f.value = pasteNumber, 0
		case f.state == pasteNumber && f.value == 20 && (c == '0' || c == '1'):
			continue // leaves F9
		case f.state == pasteNumber && c >= '0' && c <= '9':
			f.value = min(10*f.value+int(c-'0'), 1000)
		default:
			f.state = pasteNone
		}
		out = append(out, c)
	}
	return len(out)
}
