package redis

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
)

// roster is the keys of one Run, over all nodes and links. It is safe for
// concurrent use; the keys themselves belong to the watch that took them.
type roster struct {
	source *Source
	seed   maphash.Seed

	mu       sync.Mutex
	byName   map[string]*key
	fullTold bool                // that more keys match than are watched
	strange  map[string]struct{} // keys of other types that were named in a notice
}

func newRoster(s *Source) *roster {
	r := &roster{source: s, seed: maphash.MakeSeed(), byName: map[string]*key{}, strange: map[string]struct{}{}}
	for _, name := range s.exact {
		r.byName[name] = newKey(s, name, r.seed, false, false)
	}
	for _, name := range s.exactStreams {
		r.byName[name] = newKey(s, name, r.seed, false, true)
	}
	return r
}

// of returns the keys that owns says, in order: those named first.
func (r *roster) of(owns func(name string) bool) []*key {
	r.mu.Lock()
	defer r.mu.Unlock()
	var keys []*key
	for name, k := range r.byName {
		if owns(name) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b *key) int {
		if a.found != b.found {
			if a.found {
				return 1
			}
			return -1
		}
		return strings.Compare(a.name, b.name)
	})
	return keys
}

// add returns a new key that a pattern has found; nil if there is no room.
func (r *roster) add(name string, streams bool) *key {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.byName) >= maxKeys || r.byName[name] != nil {
		return nil
	}
	k := newKey(r.source, name, r.seed, true, streams)
	r.byName[name] = k
	return k
}

// remove makes room.
func (r *roster) remove(k *key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byName, k.name)
}

// tellFull reports whether it is still to be said that there is no room.
func (r *roster) tellFull() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	told := r.fullTold
	r.fullTold = true
	return !told
}

// tellStrange reports whether a key of another type is still to be named.
func (r *roster) tellStrange(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, told := r.strange[name]; told || len(r.strange) >= maxStrange {
		return false
	}
	r.strange[name] = struct{}{}
	return true
}
