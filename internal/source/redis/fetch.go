package redis

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// fetch reads what keys hold and sends what is new of it.
func (s *session) fetch(ctx context.Context, keys []*key) error {
	switch {
	case s.live:
		begin, others := split(keys, func(k *key) bool { return k.stream == nil && !k.replicated })
		if err := s.fetchBy(ctx, s.plain, placed, begin); err != nil {
			return err
		}
		return s.fetchBy(ctx, s.plain, plainly, others)
	case s.wide == nil || s.wide == s.plain:
		return s.fetchBy(ctx, s.plain, plainly, keys)
	}
	found, named := split(keys, func(k *key) bool { return k.found })
	if err := s.fetchBy(ctx, s.plain, plainly, named); err != nil {
		return err
	}
	return s.fetchBy(ctx, s.wide, plainly, found)
}

// split returns the keys that are so, and the others.
func split(keys []*key, is func(*key) bool) (those, others []*key) {
	for _, k := range keys {
		if is(k) {
			those = append(those, k)
		} else {
			others = append(others, k)
		}
	}
	return those, others
}

func (s *session) fetchBy(ctx context.Context, l *link, how manner, keys []*key) error {
	for part := range slices.Chunk(keys, fetchAtOnce) {
		began := s.now()
		for _, k := range part {
			k.dirty = false
		}
		replies, err := l.fetch(part, how, began)
		if err != nil {
			return err
		}
		if err := s.ask(part, replies); err != nil {
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
			if how == placed { // from here on its lines come from there
				k.replicated, k.replicatedFrom = true, replies[i].at
			}
			k.rest(&replies[i], now, now.Sub(began), sent, s.polls(k))
		}
	}
	return nil
}

// rest decides when the key is fetched next. Where it is polled, that is soon
// after it has changed and later the longer it does not, and never so often
// that reading it took more than a twentieth of the time.
func (k *key) rest(r *reply, now time.Time, took time.Duration, changed, polled bool) {
	gap := r.rest()
	if k.replaced {
		gap = max(gap, floodGap)
	}
	if polled {
		k.dirty = true
		k.pause = min(2*k.pause, pollIdle)
		if changed || k.pause == 0 {
			k.pause = time.Second / pollRate
		}
		if !r.behind {
			gap = max(gap, k.pause)
		}
		gap = max(gap, 20*took)
	}
	if r.ask != "" { // the node that takes over announces nothing to us yet
		k.dirty = true
		gap = max(gap, time.Second/pollRate)
	}
	k.next = now.Add(gap)
}

// ask fills in what is on its way to another node of the cluster.
func (s *session) ask(keys []*key, replies []reply) error {
	for i := range replies {
		addr := replies[i].ask
		if addr == "" || replies[i].asked {
			continue
		}
		var moving []int
		var there []*key
		for j := i; j < len(replies); j++ {
			if replies[j].ask == addr {
				moving, there = append(moving, j), append(there, keys[j])
			}
		}
		got, err := s.askNode(s.server.at(addr), there)
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

func (s *session) askNode(node address, keys []*key) ([]reply, error) {
	ctx, cancel := context.WithCancelCause(s.ctx)
	l, err := connect(ctx, cancel, node, func([]string) {})
	if err != nil {
		return nil, err
	}
	defer l.close()
	return l.fetch(keys, asking, s.now())
}
