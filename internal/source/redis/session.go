package redis

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// session is a watch from a connection's dial to its loss: one link, or two
// where some keys were named and others are found by patterns.
type session struct {
	*watch
	ctx    context.Context //nolint:containedctx // it is the session's life, not a call's
	cancel context.CancelCauseFunc

	server  address
	changes *changeSet
	links   []*link // all of them
	plain   *link   // asks
	wide    *link   // asks for keys that were found, where it is told of them

	way    way
	how    string // it goes that way
	unsure bool   // notifications may never come

	scanned time.Time     // when patterns were last looked for, and
	took    time.Duration // how long that was
	asked   time.Time     // when found names were last looked at
}

// open connects a session. The caller closes it.
func (w *watch) open(ctx context.Context) (*session, error) {
	server, err := w.locate(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{watch: w, server: server, changes: newChangeSet(w.keys, w.patterns)}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	if s.plain, err = s.connect(); err != nil {
		s.close()
		return nil, err
	}
	switch {
	case s.plain.mode == "sentinel":
		err = errSentinel
	case s.plain.mode == "cluster" && w.alone:
		err = errCluster
	case s.plain.role != "" && s.plain.role != "master" && w.needMaster:
		err = errReplica
	default:
		err = s.choose()
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *session) connect() (*link, error) {
	l, err := connect(s.ctx, s.cancel, s.server, s.changes.add)
	if err == nil {
		s.links = append(s.links, l)
	}
	return l, err
}

// close ends all connections.
func (s *session) close() {
	s.cancel(errClosed)
	for _, l := range s.links {
		l.close()
	}
}

// heard is when the server last said anything.
func (s *session) heard() time.Time {
	return time.Unix(0, s.plain.heard.Load())
}

// follow fetches what changes until a link is lost.
func (s *session) follow(ctx context.Context) error {
	slow := time.NewTicker(s.pollEvery)
	defer slow.Stop()
	due := time.NewTimer(0)
	defer due.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return context.Cause(s.ctx)
		case <-s.changes.signal:
			s.changes.take()
		case <-slow.C:
			for _, k := range s.keys {
				k.dirty = true
			}
			if err := s.rescan(ctx); err != nil {
				return err
			}
		case <-due.C:
		}
		if n := s.proven(); n != nil && !s.send(ctx, *n) {
			return ctx.Err()
		}
		wait, err := s.look(ctx)
		if err != nil {
			return err
		}
		ready, next := s.ready()
		if err := s.fetch(ctx, ready); err != nil {
			return err
		}
		if s.polls() {
			_, next = s.ready()
		}
		if wait = least(wait, next); wait > 0 {
			due.Reset(wait)
		}
	}
}

// least is the shorter of two waits, of which 0 is none.
func least(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// polls reports whether keys are to be fetched without being announced.
func (s *session) polls() bool { return s.way == poll || s.unsure }

// ready returns the changed keys whose next fetch is due, and how long to wait
// for the others, 0 if there are none.
func (s *session) ready() (ready []*key, wait time.Duration) {
	now := s.now()
	for _, k := range s.keys {
		if !k.dirty {
			continue
		}
		if left := k.next.Sub(now); left <= 0 {
			ready = append(ready, k)
		} else {
			wait = least(wait, left)
		}
	}
	return ready, wait
}

// fetch reads the windows of keys and sends what is new in them.
func (s *session) fetch(ctx context.Context, keys []*key) error {
	wide := s.wide != nil && s.wide != s.plain
	if !wide {
		return s.fetchBy(ctx, s.plain, keys)
	}
	var named, found []*key
	for _, k := range keys {
		if k.found {
			found = append(found, k)
		} else {
			named = append(named, k)
		}
	}
	if err := s.fetchBy(ctx, s.plain, named); err != nil {
		return err
	}
	return s.fetchBy(ctx, s.wide, found)
}

func (s *session) fetchBy(ctx context.Context, l *link, keys []*key) error {
	for part := range slices.Chunk(keys, fetchAtOnce) {
		began := s.now()
		names := make([]string, len(part))
		for i, k := range part {
			names[i] = k.name
			k.dirty = false
		}
		replies, err := l.fetch(names, s.view.window)
		if err != nil {
			return err
		}
		if err := s.ask(names, replies); err != nil {
			return err
		}
		for i, k := range part {
			now := s.now()
			sent := false
			for _, b := range k.update(replies[i], now, s.back) {
				sent = true
				if !source.Send(ctx, s.out, b) {
					return ctx.Err()
				}
			}
			k.rest(&replies[i], now, now.Sub(began), sent, s.polls())
		}
	}
	return nil
}

// rest decides when the key is fetched next. Where it is polled, that is soon
// after it has changed and later the longer it does not, and never so often
// that reading it took more than a twentieth of the time.
func (k *key) rest(r *reply, now time.Time, took time.Duration, changed, polled bool) {
	gap := r.rest()
	if polled {
		k.dirty = true
		k.pause = min(2*k.pause, pollIdle)
		if changed || k.pause == 0 {
			k.pause = time.Second / pollRate
		}
		gap = max(gap, k.pause, 20*took)
	}
	if r.ask != "" { // the node that takes over announces nothing to us yet
		k.dirty = true
		gap = max(gap, time.Second/pollRate)
	}
	k.next = now.Add(gap)
}

// ask fills in what is on its way to another node of the cluster.
func (s *session) ask(names []string, replies []reply) error {
	for i := range replies {
		addr := replies[i].ask
		if addr == "" || replies[i].asked {
			continue
		}
		var moving []int
		var keys []string
		for j := i; j < len(replies); j++ {
			if replies[j].ask == addr {
				moving, keys = append(moving, j), append(keys, names[j])
			}
		}
		got, err := s.askNode(s.server.at(addr), keys)
		if err != nil {
			return fmt.Errorf("node %s: %w", addr, err)
		}
		for n, j := range moving {
			replies[j] = got[n]
			replies[j].ask, replies[j].asked = addr, true
		}
	}
	return nil
}

func (s *session) askNode(node address, keys []string) ([]reply, error) {
	ctx, cancel := context.WithCancelCause(s.ctx)
	l, err := connect(ctx, cancel, node, func([]string) {})
	if err != nil {
		return nil, err
	}
	defer l.close()
	return l.ask(keys, s.view.window)
}

// rescan looks for what patterns match once more, now and then, for keys that
// were not announced.
func (s *session) rescan(ctx context.Context) error {
	gap := scanEvery
	if s.polls() {
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

// meet takes in the sorted sets among names, which match a pattern, and reports
// whether there is room for more.
func (s *session) meet(ctx context.Context, names []string) (more bool, err error) {
	names = slices.DeleteFunc(slices.Clone(names), s.changes.isKnown)
	var strange []string
	for part := range slices.Chunk(names, fetchAtOnce) {
		kinds, err := s.plain.kinds(part)
		if err != nil {
			return false, err
		}
		for i, name := range part {
			switch kinds[i] {
			case "none":
			case "zset", "":
				if !s.join(name) {
					if s.roster.tellFull() {
						s.send(ctx, source.Notice{Severity: source.Warn, Text: fmt.Sprintf(
							"more than %d keys match, and no more are watched at once; narrow --keys to choose which", maxKeys)})
					}
					return false, s.stop(ctx, strange)
				}
			default:
				s.changes.ignore(name)
				if s.roster.tellStrange(name) {
					strange = append(strange, oneLine(name)+" ("+kinds[i]+")")
				}
			}
		}
	}
	return true, s.stop(ctx, strange)
}

// stop names, once each, the keys that match and are no sorted sets.
func (s *session) stop(ctx context.Context, strange []string) error {
	if len(strange) == 0 {
		return ctx.Err()
	}
	text := "no sorted sets, and left out: " + strings.Join(strange[:min(len(strange), 8)], ", ")
	if more := len(strange) - 8; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	s.send(ctx, source.Notice{Text: text})
	return ctx.Err()
}

// join watches one more key, if need be in place of one that is gone.
func (s *session) join(name string) bool {
	k := s.roster.add(name)
	for i := 0; i < len(s.keys) && k == nil; i++ {
		if old := s.keys[i]; old.found && (old.is == missing || old.is == foreign) {
			s.keys = slices.Delete(s.keys, i, i+1)
			s.changes.forget(old)
			s.roster.remove(old)
			k = s.roster.add(name)
		}
	}
	if k == nil {
		return false
	}
	k.dirty = true
	s.keys = append(s.keys, k)
	s.changes.know(k)
	return true
}
