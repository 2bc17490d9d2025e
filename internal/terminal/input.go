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

// readInput sends what is typed, done with the mouse and pasted, and what the
// terminal answers, until ctx is done (nil) or the terminal is lost (ErrLost).
// Bubble Tea's own reader takes the end of its input for nothing special and
// would leave a program without a terminal running for ever.
func readInput(ctx context.Context, in *os.File, termType string, send func(tea.Msg)) error {
	reader, err := uv.NewCancelReader(in)
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	defer reader.Close()
	defer context.AfterFunc(ctx, func() { reader.Cancel() })()
	queue := inputQueue{now: time.Now, ready: make(chan struct{}, 1)}
	pasted := &pastes{ended: func(p PasteMsg) { queue.add(p) }}
	watched := &keyReader{done: ctx.Done(), in: in, reader: reader, pastes: pasted, chunks: make(chan []byte)}
	go watched.fetch()
	events := make(chan uv.Event)
	go func() {
		defer close(events)
		_ = uv.NewTerminalReader(watched, termType).StreamEvents(ctx, events)
	}()
	var wg sync.WaitGroup
	wg.Go(func() { queue.run(send) })
	for e := range events {
		switch e := e.(type) {
		case uv.KeyPressEvent:
			queue.add(tea.KeyPressMsg(e))
		case uv.MouseEvent:
			if m, ok := mouseMsg(e); ok {
				queue.add(m)
			}
		case uv.PasteEndEvent: // the place of one, or of its beginning
			if p, ok := pasted.take(); ok {
				queue.add(p)
			}
		case uv.PasteEvent: // empty: pastes has the text
		default:
			send(e) // Bubble Tea makes its messages of ultraviolet's events
		}
	}
	for range watched.chunks { // until fetch has ended
	}
	pasted.close()
	close(queue.ready)
	wg.Wait()
	if ctx.Err() != nil || errors.Is(watched.err, cancelreader.ErrCanceled) {
		return nil
	}
	return lost(watched.err)
}

// inputQueue holds what comes in while the model is busy, so that it gets all
// that is there with few messages: an Update for each key would be slower than a
// key that repeats, and quitting would come behind all of them.
type inputQueue struct {
	now   func() time.Time
	mu    sync.Mutex
	all   []tea.Msg // KeysMsg, MouseMsg and PasteMsg
	click clicks
	ready chan struct{} // of capacity 1; closed when no more comes
}

// add queues a tea.KeyPressMsg, a MouseMsg or a PasteMsg and never blocks.
func (q *inputQueue) add(msg tea.Msg) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		q.addKey(msg)
	case MouseMsg:
		q.addMouse(msg)
	default:
		q.all = append(q.all, msg)
	}
	if len(q.all) == 2*maxKeys {
		q.all = q.all[:copy(q.all, q.all[maxKeys:])]
	}
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// last returns what was queued last, or nil.
func (q *inputQueue) last() *tea.Msg {
	if len(q.all) == 0 {
		return new(tea.Msg)
	}
	return &q.all[len(q.all)-1]
}

func (q *inputQueue) addKey(k tea.KeyPressMsg) {
	last := q.last()
	keys, ok := (*last).(KeysMsg)
	if !ok {
		q.all = append(q.all, KeysMsg{k})
		return
	}
	if len(keys) == 2*maxKeys {
		keys = keys[:copy(keys, keys[maxKeys:])]
	}
	keys = append(keys, k)
	*last = keys
}

func (q *inputQueue) addMouse(m MouseMsg) {
	q.click.count(&m, q.now())
	last := q.last()
	if before, ok := (*last).(MouseMsg); ok && before.join(m) {
		*last = before
		return
	}
	q.all = append(q.all, m)
}

// run sends what is queued until ready is closed.
func (q *inputQueue) run(send func(tea.Msg)) {
	for range q.ready {
		q.mu.Lock()
		all := q.all
		q.all = nil
		q.mu.Unlock()
		for _, msg := range all {
			send(msg)
		}
	}
}

// keyReader reads the terminal while it is this process's, and keeps the error
// that ended it.
type keyReader struct {
	done      <-chan struct{}
	in        *os.File
	reader    io.Reader
	chunks    chan []byte // as they were read; closed behind the last
	pastes    *pastes
	sequences sequences
	rest      []byte // is whole, but had no room
	err       error  // for good once chunks is closed
}

// Read implements io.Reader: whole keys and sequences, if b has room for them.
func (r *keyReader) Read(b []byte) (n int, err error) {
	for len(r.rest) == 0 {
		select {
		case chunk, ok := <-r.chunks:
			if !ok {
				return 0, r.err
			}
			r.rest = r.sequences.add(r.pastes.filter(chunk))
		case <-r.sequences.due:
			r.rest = r.sequences.end()
		}
	}
	n = copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// fetch reads until there is an error.
func (r *keyReader) fetch() {
	defer close(r.chunks)
	for r.err == nil {
		var n int
		b := make([]byte, 4<<10)
		if n, r.err = r.read(b); n == 0 {
			continue
		}
		select {
		case r.chunks <- b[:n]:
		case <-r.done:
		}
	}
}

// read reads what is there. In the background it waits: a read there would stop
// the process, or fail.
func (r *keyReader) read(b []byte) (n int, err error) {
	for {
		unstopped(func() { n, err = r.reader.Read(b) })
		if !errors.Is(err, syscall.EIO) || foreground(r.in) {
			return n, err
		}
		select {
		case <-r.done:
			return 0, cancelreader.ErrCanceled
		case <-time.After(foregroundEvery):
		}
	}
}
