package redis

import (
	"errors"
	"time"
)

// pulse is how a stream that brings nothing is told from one that is dead.
type pulse struct {
	want  int64     // the server's stream was this long
	since time.Time // then
}

// errBehind is a stream that brings nothing although there is something.
var errBehind = errors.New("the replication stream brings nothing any more")

// feel finds out whether the stream is dead: the server says nothing over it
// for 10 s if nothing is written, and must not be asked over it.
func (s *session) feel() error {
	f := s.flow.stream.Load()
	if !s.live || f == nil {
		return nil
	}
	now, heard := s.now(), f.Heard()
	if f.Acked() < s.pulse.want && !heard.After(s.pulse.since) {
		if now.Sub(s.pulse.since) >= behindFor {
			return errBehind
		}
		return nil
	}
	if now.Sub(heard) < pingEvery {
		return nil
	}
	want, err := s.plain.written()
	s.pulse = pulse{want: want, since: now}
	return err
}
