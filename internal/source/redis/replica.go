package redis

import (
	"context"

	"github.com/rtwatch/rtwatch/internal/source"
)

// warning is what --via replica does to a server.
const warning = "--via replica makes rtwatch a replica of the server: it forks for a full sync, WAIT and min-replicas-to-write " +
	"count rtwatch although it keeps no data, and Sentinels list it"

// enlist has the replication stream begin. Where it was followed before, it
// waits until the server says whether it goes on.
func (s *session) enlist() error {
	if _, _, err := s.plain.fetchAt(nil, 1); err != nil { // before a fork is asked for
		return err
	}
	s.way, s.how = stream, "whose replication stream is asked for; until it begins, changes are looked for"
	if !s.streamed && !s.warned {
		s.warned = true
		if !s.send(s.ctx, source.Notice{Severity: source.Warn, Text: warning}) {
			return context.Cause(s.ctx)
		}
	}
	rest := s.copied.Add(s.copyGap).Sub(s.now())
	if s.copyGap > copyGapMin && rest > 0 {
		s.restart() // there were several full syncs of late: no risk of another
	}
	if s.from != (position{}) {
		rest = 0
	}
	s.flow = &flow{ctx: s.ctx, server: s.server, changes: s.changes, from: s.from, chunks: make(chan chunk)}
	s.flow.ears.Go(func() { s.cancel(s.flow.run(rest)) })
	if s.from == (position{}) { // it will take a while, in which changes are looked for
		return nil
	}
	select {
	case c := <-s.flow.chunks:
		return s.take(s.ctx, c)
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// restart gives up where the stream was left: until it begins, lines are what
// is different between two fetches.
func (s *session) restart() {
	for _, k := range s.keys {
		k.zset.streamed = false
	}
	s.asNew = s.asNew || s.from != (position{})
	s.from = position{}
}

// take takes what the stream has brought.
func (s *session) take(ctx context.Context, c chunk) error {
	switch {
	case c.begun && c.resumed:
		s.resumed = true
		return nil
	case c.begun:
		s.restart()
		now := s.now()
		if now.Sub(s.copied) > copyGapMax {
			s.copyGap = 0
		}
		s.copied, s.copyGap = now, min(max(2*s.copyGap, copyGapMin), copyGapMax)
		return nil
	case c.live:
		s.live, s.streamed, s.from = true, true, c.next
		if err := s.fetch(ctx, s.keys); err != nil || s.resumed {
			return err
		}
		if !s.send(ctx, source.Notice{Text: "the replication stream has begun: from here on every ZADD is a line"}) {
			return ctx.Err()
		}
		return nil
	}
	var batches []source.Batch
	now := s.now()
	for i := range c.writes {
		w := &c.writes[i]
		k := s.changes.key(w.key)
		if k == nil {
			var err error
			if k, err = s.joinWritten(ctx, w.key); err != nil {
				return err
			}
			if k == nil {
				continue
			}
		}
		k.dirty = true
		if k.zset.streamed && w.at >= k.zset.from && s.view.lines {
			batches = k.zset.write(batches, w.members, now)
		}
	}
	for _, k := range s.keys {
		batches = k.zset.flush(batches, now)
	}
	for _, b := range batches {
		if !source.Send(ctx, s.out, b) {
			return ctx.Err()
		}
	}
	s.from = c.next
	return nil
}

// joinWritten watches a sorted set that the stream names for the first time;
// nil if there is no room.
func (s *session) joinWritten(ctx context.Context, name string) (*key, error) {
	if !s.join(name) {
		if s.roster.tellFull() {
			s.send(ctx, full())
		}
		return nil, ctx.Err()
	}
	k := s.changes.key(name)
	k.zset.streamed = s.live
	return k, nil
}

// missed says what became of the changes while the server was not there, and
// how many lines of them are lost.
func (s *session) missed() (text string, lost int64) {
	switch {
	case s.resumed:
		return "; what was written in between follows", 0
	case s.asNew:
		return "; the stream does not go on where it was left (repl-backlog-size is how much the server keeps of it): " +
			"changes in between were not seen one by one", source.Unknown
	}
	return "; changes in between were not seen one by one", 0
}
