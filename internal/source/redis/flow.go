package redis

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/redis/replica"
)

// flow is one connection of a replica: it reads the replication stream, picks
// the writes to watched keys, and hands them on in chunks.
type flow struct {
	ctx     context.Context //nolint:containedctx // it is the session's life, not a call's
	server  address
	changes *changeSet
	from    position
	chunks  chan chunk
	stream  atomic.Pointer[replica.Stream] // nil until the server begins it
	ears    sync.WaitGroup

	// What follows is the reading goroutine's.
	pending chunk
	size    int         // bytes of members in pending
	command change      // what is being read, and
	taken   int         // how many of its members were handed on before
	pause   *time.Timer // between two reads
}

// position is where a stream goes on: at a command, of which some members may
// have been handed on already.
type position struct {
	replica.Position
	taken int
}

// chunk is what a flow hands on at once, and what comes next.
type chunk struct {
	begun   bool // the server has answered: the stream
	resumed bool // goes on where it was left
	live    bool // the commands begin
	writes  []change
	next    position
}

// change is what a command has written to one key.
type change struct {
	key     string
	at      int64 // the offset of the command
	members []addition
}

// addition is a member as it was written.
type addition struct {
	text  string // its beginning, at most maxText bytes
	size  int    // bytes of the whole
	score float64
	by    bool // the score is to be added to the one it has
}

// run rests, then asks for the stream and reads it until ctx is done or it
// fails.
func (f *flow) run(rest time.Duration) error {
	f.pause = time.NewTimer(max(rest, 0))
	defer f.pause.Stop()
	select {
	case <-f.pause.C:
	case <-f.ctx.Done():
		return nil
	}
	conn, err := f.server.dial(f.ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	s, err := replica.Open(conn, replica.Options{
		User: f.server.user, Password: f.server.password, From: f.from.Position, Waits: f.wait,
	})
	if err != nil {
		return err
	}
	f.stream.Store(s) // nothing is read before the commands begin: wait can rely on it
	if err := f.send(chunk{begun: true, resumed: s.Resumed}); err != nil {
		return err
	}
	if err := s.Skip(); err != nil {
		return err
	}
	if !s.Resumed {
		f.from = position{}
	}
	f.taken = f.from.taken
	f.pending.next = position{Position: s.Position(), taken: f.taken}
	if err := f.send(chunk{live: true, next: f.pending.next}); err != nil {
		return err
	}
	f.ears.Go(func() { f.acknowledge(s) })
	for {
		c, err := s.Next()
		if err == nil {
			err = f.read(s, c)
		}
		if err != nil {
			return err
		}
		f.keep()
		f.taken = 0
	}
}

// acknowledge tells the server how far the stream was read.
func (f *flow) acknowledge(s *replica.Stream) {
	for gap := ackSoon; ; gap = min(2*gap, ackEvery) {
		select {
		case <-f.ctx.Done():
			return
		case <-time.After(gap):
		}
		if s.Ack() != nil {
			return // reading fails as well
		}
	}
}

// send hands on a chunk.
func (f *flow) send(c chunk) error {
	select {
	case f.chunks <- c:
		return nil
	case <-f.ctx.Done():
		return context.Cause(f.ctx)
	}
}

// wait hands on what there is before more is read, and then lets small pieces
// gather.
func (f *flow) wait() error {
	next := position{Position: f.stream.Load().Position(), taken: f.taken}
	moved := next.Offset - f.pending.next.Offset
	if moved == 0 && len(f.pending.writes) == 0 {
		return nil
	}
	full := moved >= pieceSize || f.size >= pieceSize
	f.pending.next = next
	if err := f.send(f.pending); err != nil {
		return err
	}
	f.pending, f.size = chunk{next: next, writes: make([]change, 0, len(f.pending.writes))}, 0 // as many, in a flood
	if full {
		return nil
	}
	f.pause.Reset(source.GatherFor)
	select {
	case <-f.pause.C:
		return nil
	case <-f.ctx.Done():
		return context.Cause(f.ctx)
	}
}
