package redis

import (
	"slices"
	"sync"
)

// changeSet gathers the names of changed keys between the links' readers,
// which must not wait, and the loop that fetches them.
type changeSet struct {
	signal   chan struct{} // there is something to take
	patterns []pattern
	values   []pattern // those of them that find other keys than streams

	mu      sync.Mutex
	byName  map[string]*key
	changed map[*key]struct{}
	strange map[string]struct{} // names that match and are of other types
	found   map[string]struct{} // names that match and are not known
	heard   bool                // anything at all
}

func newChangeSet(keys []*key, patterns, values []pattern) *changeSet {
	c := &changeSet{
		signal: make(chan struct{}, 1), patterns: patterns, values: values,
		byName: make(map[string]*key, len(keys)), changed: map[*key]struct{}{},
		strange: map[string]struct{}{}, found: map[string]struct{}{},
	}
	for _, k := range keys {
		c.byName[k.name] = k
	}
	return c
}

// add notes that keys have changed; nil stands for all of them. It never
// blocks, and is safe for concurrent use.
func (c *changeSet) add(names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = true
	if names == nil {
		for _, k := range c.byName {
			c.changed[k] = struct{}{}
		}
	}
	for _, name := range names {
		if k := c.byName[name]; k != nil {
			c.changed[k] = struct{}{}
		} else if _, is := c.strange[name]; !is && len(c.found) < maxFound && matches(c.patterns, name) {
			c.found[name] = struct{}{}
		}
	}
	c.tell()
}

// tell signals that there is something to take. The caller holds mu.
func (c *changeSet) tell() {
	if len(c.changed) > 0 || len(c.found) > 0 {
		select {
		case c.signal <- struct{}{}:
		default:
		}
	}
}

// touch is add for one name that may be none, as it is passing by; only where
// finds is set, patterns may find it.
func (c *changeSet) touch(name []byte, finds bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(name, finds)
}

// note is touch. The caller holds mu.
func (c *changeSet) note(name []byte, finds bool) {
	if k := c.byName[string(name)]; k != nil {
		c.changed[k] = struct{}{}
	} else if _, is := c.strange[string(name)]; finds && !is && len(c.found) < maxFound && matches(c.patterns, string(name)) {
		c.found[string(name)] = struct{}{}
	} else {
		return
	}
	c.tell()
}

// wants returns the name of a sorted set if it is watched as one, or is to be;
// anything else it notes as touch does.
func (c *changeSet) wants(name []byte) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.byName[string(name)]
	switch {
	case k != nil && k.stream == nil:
		return k.name
	case k == nil && len(c.values) > 0 && matches(c.values, string(name)):
		return string(name)
	}
	c.note(name, true)
	return ""
}

// key returns a known key.
func (c *changeSet) key(name string) *key {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byName[name]
}

// matches reports whether any of patterns matches.
func matches(patterns []pattern, name string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.match(name) })
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

// takeFound returns the unknown names that were added.
func (c *changeSet) takeFound() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := make([]string, 0, len(c.found))
	for name := range c.found {
		names = append(names, name)
	}
	clear(c.found)
	slices.Sort(names)
	return names
}

// isHeard reports whether the server has ever announced anything.
func (c *changeSet) isHeard() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

// isKnown reports whether a name needs no look.
func (c *changeSet) isKnown(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, is := c.strange[name]
	return is || c.byName[name] != nil
}

// know takes a key that a pattern has found.
func (c *changeSet) know(k *key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byName[k.name] = k
}

// forget lets go of a key that was found.
func (c *changeSet) forget(k *key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byName, k.name)
	delete(c.changed, k)
}

// ignore leaves a name alone until forgive.
func (c *changeSet) ignore(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.strange) >= maxFound {
		clear(c.strange) // they will be looked at again
	}
	c.strange[name] = struct{}{}
}

// forgive has all ignored names looked at once more, when they change.
func (c *changeSet) forgive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.strange)
}
