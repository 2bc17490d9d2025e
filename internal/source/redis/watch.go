package redis

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// watch is one Run: the keys as they were sent last, over all its links.
type watch struct {
	*Source
	out    chan<- source.Batch
	keys   []*key
	byName map[string]*key

	synced bool      // every key was fetched at least once
	isDown bool      // and told to be
	since  time.Time // it is down
	fresh  time.Time // when the server was last heard
}

func newWatch(s *Source, out chan<- source.Batch) *watch {
	w := &watch{Source: s, out: out, byName: make(map[string]*key, len(s.keys))}
	seed := maphash.MakeSeed()
	for _, name := range s.keys {
		k := newKey(s, name, seed)
		w.keys = append(w.keys, k)
		w.byName[name] = k
	}
	return w
}

// session watches over one link, from its dial to its loss, and returns why
// it was lost.
func (w *watch) session(ctx context.Context) error {
	changes := newChangeSet(w.byName)
	l, err := connect(ctx, w.server, w.tracking, changes.add)
	if err != nil {
		return err
	}
	defer l.close()
	defer func() {
		if at := l.heard.Load(); at != 0 && w.synced {
			w.fresh = time.Unix(0, at)
		}
	}()
	// Tracking is on before the first fetch: no change falls between them.
	if err := w.fetch(ctx, l, w.keys); err != nil {
		return err
	}
	if !w.up(ctx, l) {
		return ctx.Err()
	}
	return w.follow(ctx, l, changes)
}

// follow fetches what changes until the link is lost.
func (w *watch) follow(ctx context.Context, l *link, changes *changeSet) error {
	poll := time.NewTicker(w.poll)
	defer poll.Stop()
	due := time.NewTimer(0)
	defer due.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return context.Cause(l.ctx)
		case <-changes.signal:
			changes.take()
		case <-poll.C:
			for _, k := range w.keys {
				k.dirty = true
			}
		case <-due.C:
		}
		ready, wait := w.ready()
		if err := w.fetch(ctx, l, ready); err != nil {
			return err
		}
		if wait > 0 {
			due.Reset(wait)
		}
	}
}

// ready returns the changed keys whose next fetch is due, and how long to wait
// for the others, 0 if there are none.
func (w *watch) ready() (ready []*key, wait time.Duration) {
	now := w.now()
	for _, k := range w.keys {
		if !k.dirty {
			continue
		}
		if left := k.next.Sub(now); left <= 0 {
			ready = append(ready, k)
		} else if wait == 0 || left < wait {
			wait = left
		}
	}
	return ready, wait
}

// fetch reads the windows of keys and sends what is new in them.
func (w *watch) fetch(ctx context.Context, l *link, keys []*key) error {
	for len(keys) > 0 {
		n := min(len(keys), fetchAtOnce)
		names := make([]string, n)
		for i, k := range keys[:n] {
			names[i] = k.name
			k.dirty = false
		}
		replies, err := l.fetch(names, w.window)
		if err != nil {
			return err
		}
		now := w.now()
		for i, k := range keys[:n] {
			k.next = now.Add(replies[i].rest())
			for _, b := range k.update(replies[i], now, w.isDown) {
				if !source.Send(ctx, w.out, b) {
					return ctx.Err()
				}
			}
		}
		keys = keys[n:]
	}
	return nil
}

// up tells that every window is as the server has it.
func (w *watch) up(ctx context.Context, l *link) bool {
	n := source.Notice{State: source.StateLive}
	if w.synced {
		n.Text = fmt.Sprintf("back after %v; changes in between were not seen one by one", w.now().Sub(w.since).Round(time.Second/10))
	} else {
		n.Text = fmt.Sprintf("connected to Redis %s, which announces changes", l.version)
	}
	w.synced, w.isDown = true, false
	return w.notice(ctx, n)
}

// down tells, once, that the server is not there.
func (w *watch) down(ctx context.Context, err error) {
	if w.isDown {
		return
	}
	w.isDown, w.since = true, w.now()
	text := fmt.Sprintf("%s is down: %s; ", w.Name(), w.server.reason(err))
	if w.synced {
		text += "values shown are from " + w.fresh.Format(time.TimeOnly)
	} else {
		text += "trying again until it is there"
	}
	w.notice(ctx, source.Notice{State: source.StateWaiting, Severity: source.Warn, Text: text})
}

func (w *watch) notice(ctx context.Context, n source.Notice) bool {
	return source.Send(ctx, w.out, source.Batch{Source: w.Name(), At: w.now(), Notices: []source.Notice{n}})
}

// changeSet gathers the names of changed keys between the link's reader, which
// must not wait, and the loop that fetches them.
type changeSet struct {
	signal chan struct{} // there is something to take
	byName map[string]*key

	mu      sync.Mutex
	changed map[*key]struct{}
}

func newChangeSet(byName map[string]*key) *changeSet {
	return &changeSet{signal: make(chan struct{}, 1), byName: byName, changed: map[*key]struct{}{}}
}

// add notes that keys have changed; nil stands for all of them. It never
// blocks, and is safe for concurrent use.
func (c *changeSet) add(names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if names == nil {
		for _, k := range c.byName {
			c.changed[k] = struct{}{}
		}
	}
	for _, name := range names {
		if k := c.byName[name]; k != nil {
			c.changed[k] = struct{}{}
		}
	}
	if len(c.changed) > 0 {
		select {
		case c.signal <- struct{}{}:
		default:
		}
	}
}

// take marks the keys that were added as dirty.
func (c *changeSet) take() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.changed {
		k.dirty = true
	}
	clear(c.changed)
}
