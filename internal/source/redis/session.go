package redis

import (
	"context"
	"fmt"
	"time"
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

	flow           *flow // the replication stream, where that is the way
	live           bool  // and it has begun
	resumed, asNew bool  // it went on where it was left, or could not
	pulse          pulse // whether it still comes

	way    way
	how    string // it goes that way
	unsure bool   // notifications may never come

	setting string // which notifications the server sends; "" if it does not say

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
	s := &session{watch: w, server: server, changes: newChangeSet(w.keys, w.patterns, w.keyPatterns)}
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
	if s.flow != nil {
		s.flow.ears.Wait()
	}
}

// describe says what is connected to, how changes are learned, and what was
// found.
func (s *session) describe() string {
	text := "Redis"
	if s.plain.version != "" {
		text += " " + s.plain.version
	}
	text += ", " + s.how
	if len(s.patterns) > 0 {
		found := 0
		for _, k := range s.keys {
			if k.found {
				found++
			}
		}
		text += fmt.Sprintf("; keys that match: %d", found)
	}
	return text
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
	var chunks <-chan chunk
	var beat <-chan time.Time
	if s.flow != nil {
		chunks = s.flow.chunks
		tick := time.NewTicker(beatEvery)
		defer tick.Stop()
		beat = tick.C
	}
	for {
		select {
		case <-s.ctx.Done():
			return context.Cause(s.ctx)
		case <-s.changes.signal:
			s.changes.take()
		case c := <-chunks:
			if err := s.take(ctx, c); err != nil {
				return err
			}
		case <-beat:
			if err := s.feel(); err != nil {
				return err
			}
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
		ready, _ := s.ready()
		if err := s.fetch(ctx, ready); err != nil {
			return err
		}
		late, next := s.ready()
		if len(late) > 0 { // they came due while others were fetched
			next = time.Nanosecond
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

// polls reports whether a key is to be fetched without being announced.
func (s *session) polls(k *key) bool {
	return s.blind() || s.way == notify && s.setting != "" && !announces(s.setting, k.kind)
}

// blind reports whether no key is announced, for all that is known.
func (s *session) blind() bool {
	return s.way == poll || s.unsure || s.way == replication && !s.live
}

// ready returns the changed keys whose next fetch is due, and how long to wait
// for the others, 0 if there are none.
func (s *session) ready() (ready []*key, wait time.Duration) {
	now := s.now()
	for _, k := range s.keys {
		at := k.next
		if !k.dirty {
			wakes := k.wakes()
			if wakes.IsZero() {
				continue
			}
			if wakes.After(at) {
				at = wakes
			}
		}
		if left := at.Sub(now); left <= 0 {
			ready = append(ready, k)
		} else {
			wait = least(wait, left)
		}
	}
	return ready, wait
}
