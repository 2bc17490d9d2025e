package redis

import (
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/source/redis/replica"
)

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
	m := addition{text: string(a.Text[:min(len(a.Text), maxText)]), size: a.Size, score: score, by: by}
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
