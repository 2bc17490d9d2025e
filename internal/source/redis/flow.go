package redis

import (
	"context"
	"strconv"
	"strings"
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
	members []entry
}

// entry is a member as it was written.
type entry struct {
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
	f.pending, f.size = chunk{next: next}, 0
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

// read reads a command.
func (f *flow) read(s *replica.Stream, c replica.Command) error {
	f.command = change{at: c.At}
	skip := f.taken
	here := c.DB == f.server.db
	switch string(c.Name) {
	case "zadd":
		if here {
			return f.zadd(s, c.Args, skip)
		}
	case "zincrby":
		if here && c.Args == 3 {
			return f.zincrby(s, skip)
		}
	case "flushdb":
		if here {
			f.changes.add(nil)
		}
	case "flushall", "swapdb":
		f.changes.add(nil)
	case "publish", "spublish", "ping":
	case "move", "copy": // between databases
		return f.touch(s, c.Args)
	default:
		if here {
			return f.touch(s, c.Args)
		}
	}
	return nil
}

// touch marks all watched keys that a command names, whatever it does to them:
// one fetch too many costs less than a list of all commands that is not
// complete. A key that is not known yet is looked for where commands name
// what they write to.
func (f *flow) touch(s *replica.Stream, args int) error {
	const written = 2 // RENAME, COPY and some STORE name it second
	for i := range args {
		a, err := s.Argument()
		if err != nil {
			return err
		}
		if len(a.Text) == a.Size {
			f.changes.touch(a.Text, i < written)
		}
	}
	return nil
}

// zadd reads ZADD KEY [NX|XX|GT|LT|CH|INCR …] SCORE MEMBER ….
// https://redis.io/docs/latest/commands/zadd/
func (f *flow) zadd(s *replica.Stream, args, skip int) error {
	wanted, err := f.key(s)
	if !wanted || err != nil {
		return err
	}
	by := false
	for args--; args > 0; args-- {
		a, err := s.Argument()
		if err != nil {
			return err
		}
		if incr, is := zaddOption(a.Text); is { // no score looks like one
			by = by || incr
			continue
		}
		score, ok := parseScore(a.Text)
		if args--; args == 0 {
			return nil // no server says so
		}
		if err := f.member(s, score, ok, by, &skip); err != nil {
			return err
		}
	}
	return nil
}

// zaddOption reports whether text is an option of ZADD, and whether it is the
// one that has scores added.
func zaddOption(text []byte) (incr, is bool) {
	if len(text) < 2 || len(text) > 4 {
		return false, false
	}
	switch strings.ToUpper(string(text)) {
	case "NX", "XX", "GT", "LT", "CH":
		return false, true
	case "INCR":
		return true, true
	}
	return false, false
}

// zincrby reads ZINCRBY KEY SCORE MEMBER.
func (f *flow) zincrby(s *replica.Stream, skip int) error {
	wanted, err := f.key(s)
	if !wanted || err != nil {
		return err
	}
	a, err := s.Argument()
	if err != nil {
		return err
	}
	score, ok := parseScore(a.Text)
	return f.member(s, score, ok, true, &skip)
}

// key reads the key of a command, and reports whether its members are wanted.
func (f *flow) key(s *replica.Stream) (bool, error) {
	a, err := s.Argument()
	if err != nil || len(a.Text) < a.Size {
		return false, err
	}
	f.command.key = f.changes.wants(a.Text)
	return f.command.key != "", nil
}

// member reads a member, and keeps it unless it is one of the first skip.
func (f *flow) member(s *replica.Stream, score float64, ok, by bool, skip *int) error {
	a, err := s.Argument()
	if err != nil {
		return err
	}
	if *skip > 0 {
		*skip--
		return nil
	}
	if !ok { // the window will say it
		f.changes.touch([]byte(f.command.key), false)
		return nil
	}
	m := entry{text: string(a.Text[:min(len(a.Text), maxText)]), size: a.Size, score: score, by: by}
	if len(m.text) < m.size {
		m.text = head(string(a.Text), maxText)
	}
	f.command.members = append(f.command.members, m)
	if f.size += len(m.text); f.size >= pieceSize {
		f.keep()
	}
	return nil
}

// keep takes what was read of a command so far into the chunk.
func (f *flow) keep() {
	if n := len(f.command.members); n > 0 {
		f.pending.writes = append(f.pending.writes, f.command)
		f.command.members = nil
		f.taken += n
	}
}

// parseScore reads a score as Redis does, by strtod(3).
func parseScore(text []byte) (float64, bool) {
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		v, err = strconv.ParseFloat(string(text)+"p0", 64) // of 0x10
	}
	return v, err == nil
}
