package redis

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// full is the notice that there is no room for more keys.
func full() source.Notice {
	return source.Notice{Severity: source.Warn, Text: fmt.Sprintf(
		"more than %d keys match, and no more are watched at once; narrow --keys to choose which", maxKeys)}
}

// rescan looks for what patterns match once more, now and then, for keys that
// were not announced.
func (s *session) rescan(ctx context.Context) error {
	gap := scanEvery
	if s.blind() {
		gap = s.pollEvery
	}
	if len(s.patterns) == 0 || s.now().Sub(s.scanned) < max(gap, 50*s.took) {
		return nil
	}
	s.changes.forgive()
	return s.scan(ctx)
}

// scan looks for keys that patterns match.
func (s *session) scan(ctx context.Context) error {
	began := s.now()
	for _, p := range s.patterns {
		err := s.plain.scan(p, func(names []string) (bool, error) { return s.meet(ctx, names) })
		if err != nil {
			return err
		}
	}
	s.scanned = s.now()
	s.took = s.scanned.Sub(began)
	return nil
}

// look takes in the keys that the server has told of and that are new, and
// returns how long to wait with the next ones, 0 if there are none.
func (s *session) look(ctx context.Context) (wait time.Duration, err error) {
	if len(s.patterns) == 0 {
		return 0, nil
	}
	if wait := s.asked.Add(lookGap).Sub(s.now()); wait > 0 {
		return wait, nil
	}
	names := s.changes.takeFound()
	if len(names) == 0 {
		return 0, nil
	}
	s.asked = s.now()
	_, err = s.meet(ctx, names)
	return 0, err
}

// meet takes in the keys of the types wanted among names, which match a
// pattern, and reports whether there is room for more.
func (s *session) meet(ctx context.Context, names []string) (more bool, err error) {
	names = slices.DeleteFunc(slices.Clone(names), s.changes.isKnown)
	var strange []string
	for part := range slices.Chunk(names, fetchAtOnce) {
		kinds, err := s.plain.kinds(part)
		if err != nil {
			return false, err
		}
		for i, name := range part {
			wanted, streams := s.wants(name, kinds[i])
			switch {
			case kinds[i] == "none":
			case wanted:
				if !s.join(name, streams) {
					if s.roster.tellFull() {
						s.send(ctx, full())
					}
					return false, s.leaveOut(ctx, strange)
				}
			default:
				s.changes.ignore(name)
				if s.roster.tellStrange(name) {
					strange = append(strange, oneLine(name)+" ("+kinds[i]+")")
				}
			}
		}
	}
	return true, s.leaveOut(ctx, strange)
}

// leaveOut names, once each, the keys that match and are of other types.
func (s *session) leaveOut(ctx context.Context, strange []string) error {
	if len(strange) == 0 {
		return ctx.Err()
	}
	text := "of a type that is not shown, and left out: " + strings.Join(strange[:min(len(strange), 8)], ", ")
	if more := len(strange) - 8; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	s.send(ctx, source.Notice{Text: text})
	return ctx.Err()
}

// join watches one more key, if need be in place of one that is gone.
func (s *session) join(name string, streams bool) bool {
	k := s.roster.add(name, streams)
	for i := 0; i < len(s.keys) && k == nil; i++ {
		if old := s.keys[i]; old.found && (old.is == missing || old.is == foreign) {
			s.keys = slices.Delete(s.keys, i, i+1)
			s.changes.forget(old)
			s.roster.remove(old)
			k = s.roster.add(name, streams)
		}
	}
	if k == nil {
		return false
	}
	k.dirty, k.late = true, s.synced
	s.keys = append(s.keys, k)
	s.changes.know(k)
	return true
}
