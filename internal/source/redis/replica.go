package redis

import (
	"context"
	"slices"

	"github.com/rtwatch/rtwatch/internal/source"
)

// warning is what --via replica does to a server.
const warning = "--via replica makes rtwatch a replica of the server: it forks for a full sync, WAIT and min-replicas-to-write " +
	"count rtwatch although it keeps no data, and Sentinels list it"

// enlist has the replication stream begin. Where it was followed before, it
// waits until the server says whether it goes on.
func (s *session) enlist() error {
	if _, _, err := s.plain.do(placed); err != nil { // before a fork is asked for
		return err
	}
	s.way, s.how = replication, "whose replication stream is asked for; until it begins, changes are looked for"
	if !s.enlisted && !s.warned {
		s.warned = true
		if !s.send(s.ctx, source.Notice{Severity: source.Warn, Text: warning}) {
			return context.Cause(s.ctx)
		}
	}
	rest := s.copied.Add(s.copyGap).Sub(s.now())
	if s.copyGap > copyGapMin && rest > 0 {
		s.restart() // there were several full syncs of late: no risk of another
	}
	if s.left != (position{}) {
		rest = 0
	}
	s.flow = &flow{ctx: s.ctx, server: s.server, changes: s.changes, from: s.left, chunks: make(chan chunk)}
	s.flow.ears.Go(func() { s.cancel(s.flow.run(rest)) })
	if s.left == (position{}) { // it will take a while, in which changes are looked for
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
		k.replicated = false
	}
	s.asNew = s.asNew || s.left != (position{})
	s.left = position{}
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
		s.live, s.enlisted, s.left = true, true, c.next
		if !s.resumed { // what has come since the last look was not announced
			if err := s.scan(ctx); err != nil {
				return err
			}
		}
		if err := s.fetch(ctx, s.keys); err != nil || s.resumed {
			return err
		}
		if !s.send(ctx, source.Notice{Text: "the replication stream has begun: from here on every ZADD is a line"}) {
			return ctx.Err()
		}
		return nil
	}
	now := s.now()
	size := 0
	for i := range c.writes {
		for j := range c.writes[i].members {
			size += writtenRoom + len(c.writes[i].members[j].text)
		}
	}
	var lines []*printer
	byKey := map[*key]*printer{}
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
		if !k.replicated || w.at < k.replicatedFrom || !s.view.lines {
			continue
		}
		if byKey[k] == nil {
			byKey[k] = &printer{label: k.label, offset: &k.offset, at: now}
			if len(lines) == 0 { // most are of one key: it need not grow
				byKey[k].block.Data = make([]byte, 0, min(size, blockSize))
			}
			lines = append(lines, byKey[k])
		}
		k.write(byKey[k], w.members, now)
	}
	for _, p := range lines {
		for _, b := range p.batches() {
			if !source.Send(ctx, s.out, b) {
				return ctx.Err()
			}
		}
	}
	s.left = c.next
	return nil
}

// joinWritten watches a sorted set that the stream names for the first time;
// nil if there is no room.
func (s *session) joinWritten(ctx context.Context, name string) (*key, error) {
	if !s.join(name, false) {
		if s.roster.tellFull() {
			s.send(ctx, full())
		}
		return nil, ctx.Err()
	}
	k := s.changes.key(name)
	k.replicated = s.live
	return k, nil
}

// missed says what became of the changes while the server was not there, and
// how many lines of them are lost.
func (s *session) missed() (text string, lost int64) {
	switch {
	case !s.watchesValues(): // streams go on where they were, and tell what they miss
		return "", 0
	case s.resumed && slices.ContainsFunc(s.keys, func(k *key) bool { return k.is == present && (k.kind == "hash" || k.kind == "string") }):
		return "; what was written to sorted sets in between follows, of hashes and strings what they hold now", 0
	case s.resumed:
		return "; what was written in between follows", 0
	case s.asNew:
		return "; the stream does not go on where it was left (repl-backlog-size is how much the server keeps of it): " +
			"changes in between were not seen one by one", source.Unknown
	}
	return "; changes in between were not seen one by one", 0
}
