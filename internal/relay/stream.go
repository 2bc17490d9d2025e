package relay

import (
	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/exchange"
)

// stream is what is known of one stream in Redis.
type stream struct {
	key    string
	synced bool   // what follows is as the server has it, on this connection
	mine   uint64 // the last record of our own spool in it, 0 if none is
	ms     uint64 // of the last entry's id
	next   uint64 // number of the next line
	listed bool   // among the host's sources
	used   bool   // since it was listed last

	// Trimming: the line numbers at which a part of what is kept began, with
	// the ids that had them. Ids are not in order of lines alone, so that Redis
	// must be told an id.
	marks []exchange.ID
	trim  int64 // entries to keep, once after sync: more lines than wanted are there
}

// id gives out the id of the next entry.
func (s *stream) id(at int64, lines int) exchange.ID {
	s.ms = max(s.ms, uint64(max(at, 1)))
	id := exchange.ID{MS: s.ms, Seq: s.next}
	s.next += exchange.Step(lines)
	return id
}

// mark notes that an entry begins a part, and returns the id before which
// nothing needs to be kept, if there is one: the rest are at least keep lines.
func (s *stream) mark(id exchange.ID, keep uint64) (before exchange.ID, ok bool) {
	if n := len(s.marks); n == 0 || id.Seq-s.marks[n-1].Seq >= max(keep/marks, 1) {
		s.marks = append(s.marks, id)
	}
	for len(s.marks) > 1 && s.marks[1].Seq+keep <= s.next {
		s.marks = s.marks[1:]
	}
	return s.marks[0], s.marks[0].Seq+keep <= s.next
}

// sync takes what the server says of the stream (XINFO STREAM).
func (s *stream) sync(info map[string]rueidis.RedisMessage, writer string, keep int) error {
	s.synced, s.mine, s.marks, s.trim = true, 0, nil, 0
	if info == nil {
		return nil // there is none: numbers go on where they were
	}
	given := info["last-generated-id"]
	text, err := given.ToString()
	if err != nil {
		return err
	}
	id, err := exchange.ParseID(text)
	if err != nil {
		return err
	}
	s.ms, s.next = id.MS, id.Seq+1
	last, ok := entryOf(info["last-entry"])
	if !ok || last.ID != id {
		return nil
	}
	s.next = id.Seq + exchange.Step(last.N)
	if last.Writer == writer {
		s.mine = last.Record
	}
	first, ok := entryOf(info["first-entry"])
	length := info["length"]
	n, err := length.AsInt64()
	if have := s.next - first.ID.Seq; ok && err == nil && s.next > first.ID.Seq && have > uint64(keep) {
		s.trim = max(1, int64(float64(n)*float64(keep)/float64(have)))
	}
	return nil
}

// entryOf reads an entry of the server's answer. ok is false if there is none,
// or somebody else wrote it.
func entryOf(m rueidis.RedisMessage) (e exchange.Entry, ok bool) {
	x, err := m.AsXRangeSlice()
	if err != nil {
		return e, false
	}
	fields := make([]string, 0, 2*len(x.FieldValues))
	for _, f := range x.FieldValues {
		fields = append(fields, f.Field, f.Value)
	}
	e, err = exchange.ParseEntry(x.ID, fields, false)
	return e, err == nil
}
