package redis

import (
	"fmt"
	"hash/maphash"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// presence is what a key was when it was last fetched.
type presence uint8

const (
	unseen  presence = iota // not fetched yet
	missing                 // there is no such key
	present                 // a sorted set
	foreign                 // a key of another type
)

// key is one watched key: when it is to be fetched, and what is there. What it
// holds is kept by the type for its kind. Only the loop of one watch uses it at
// a time.
type key struct {
	name  string
	label string // of its batches
	shown string // name as one line, for notices
	found bool   // by a pattern
	late  bool   // and not at the start
	is    presence
	kind  string // the type of a foreign key
	stale bool   // its server is away, and that was said
	zset  *zset

	dirty bool          // changed since it was last fetched
	next  time.Time     // the earliest time of the next fetch
	pause time.Duration // between two fetches of it while it is polled
}

func newKey(s *Source, name string, seed maphash.Seed, found bool) *key {
	label, shown := s.keyLabel(name), oneLine(name)
	return &key{
		name: name, label: label, shown: shown, found: found,
		zset: &zset{
			name: name, label: label, shown: shown, view: s.view, seed: seed,
			sampler: newSampler(name, s.view.top),
		},
	}
}

// update takes what the server says of the key now, and returns what to send:
// nothing if it is what was sent last. back says that the link was down in
// between.
func (k *key) update(r reply, now time.Time, back bool) []source.Batch {
	switch {
	case r.kind != "":
		return k.become(foreign, r.kind, now)
	case len(r.scores) == 0:
		return k.become(missing, "", now)
	}
	was := k.is
	k.is, k.kind = present, ""
	batches := k.zset.update(r.scores, now, back)
	if was == missing || was == foreign || was == unseen && k.late && !back {
		if len(batches) == 0 {
			batches = []source.Batch{{Source: k.label, At: now}}
		}
		last := &batches[len(batches)-1]
		there := source.Notice{State: source.StateLive, Text: "key " + k.shown + " is there"}
		last.Notices = append([]source.Notice{there}, last.Notices...)
	}
	return batches
}

// reach says that the server of a key that holds something has gone away, or
// is back. It returns nothing if that was said.
func (k *key) reach(away bool, now time.Time) []source.Batch {
	if k.is != present || k.stale == away {
		k.stale = away && k.stale
		return nil
	}
	k.stale = away
	state := source.StateLive
	if away {
		state = source.StateWaiting
	}
	return []source.Batch{{Source: k.label, At: now, Notices: []source.Notice{{State: state}}}}
}

// become says that there is no sorted set any more, or none yet.
func (k *key) become(p presence, kind string, now time.Time) []source.Batch {
	was := k.is
	if was == p && k.kind == kind {
		return nil
	}
	k.is, k.kind, k.zset.window, k.zset.rows = p, kind, nil, nil
	b := source.Batch{Source: k.label, At: now}
	if was == present && k.zset.view.tables {
		b.Tables = []source.Table{{Name: k.name, Gone: true}}
	}
	n := source.Notice{State: source.StateWaiting, Severity: source.Warn}
	switch {
	case p == foreign:
		n.Text = fmt.Sprintf("key %s is no sorted set but a %s; waiting for that to change", k.shown, kind)
	case was == present:
		n.Text = fmt.Sprintf("key %s is gone", k.shown)
	case k.found:
		return nil // it was gone before it could be looked at
	default:
		n.Text = fmt.Sprintf("waiting for key %s", k.shown)
		n.Severity = source.Info
	}
	b.Notices = []source.Notice{n}
	return []source.Batch{b}
}
