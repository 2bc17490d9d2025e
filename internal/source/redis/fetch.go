package redis

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

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
		replies, at, err := s.read(l, names, part)
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
			if s.live && !k.zset.streamed {
				k.zset.streamed, k.zset.from = true, at
			}
			k.rest(&replies[i], now, now.Sub(began), sent, s.polls())
		}
	}
	return nil
}

// read reads the windows of keys. Where lines of one come from the
// replication stream from now on, at is the place in it.
func (s *session) read(l *link, names []string, keys []*key) (replies []reply, at int64, err error) {
	if s.live && slices.ContainsFunc(keys, func(k *key) bool { return !k.zset.streamed }) {
		return l.fetchAt(names, s.view.window)
	}
	replies, err = l.fetch(names, s.view.window)
	return replies, 0, err
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
