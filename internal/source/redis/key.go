package redis

import (
	"fmt"
	"hash/maphash"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// presence is what a key was when it was last fetched.
type presence uint8

const (
	unseen  presence = iota // not fetched yet
	missing                 // there is no such key
	present                 // a key of a type that is shown
	foreign                 // a key of another type
)

// holding is what a key of one type holds, as it was sent last.
type holding interface {
	// command reads it.
	command(l *link, now time.Time) rueidis.Completed
	// parse reads the answer into r. An error is the server's or one of
	// errNotRedis.
	parse(result rueidis.RedisResult, r *reply) error
	// update returns what to send for an answer: nothing if all of it was sent
	// before. back says that the link was down in between.
	update(r *reply, now time.Time, back bool) []source.Batch
}

// key is one watched key: when it is to be fetched, and what is there. Only the
// loop of one watch uses it at a time.
type key struct {
	name   string
	label  string // of its batches
	shown  string // name as one line, for notices
	found  bool   // by a pattern
	late   bool   // and not at the start
	view   view
	seed   maphash.Seed
	offset int64 // bytes of lines sent so far

	is     presence
	alien  string // the type of a foreign key
	kind   string // what holds is for
	holds  holding
	stream *stream // what it holds, where --streams has named it, else nil
	stale  bool    // its server is away, and that was said
	tabled bool    // a table of it was sent, and not that it is gone

	replicated     bool  // its lines as a sorted set come from the replication stream, from
	replicatedFrom int64 // this offset on

	dirty    bool          // changed since it was last fetched
	replaced bool          // the last fetch brought nothing that was there before
	next     time.Time     // the earliest time of the next fetch
	pause    time.Duration // between two fetches of it while it is polled
}

// newKey returns a key of --keys, or of --streams.
func newKey(s *Source, name string, seed maphash.Seed, found, streams bool) *key {
	k := &key{name: name, label: s.keyLabel(name), shown: oneLine(name), found: found, view: s.view, seed: seed}
	if streams {
		k.stream = newStream(k, s.from)
		k.holds, k.kind = k.stream, "stream"
	} else {
		k.turn("zset")
	}
	return k
}

// turn makes ready for what a key of such a type holds. It reports whether that
// is shown.
func (k *key) turn(kind string) bool {
	switch {
	case k.stream != nil:
		return kind == "stream"
	case kind == k.kind && k.holds != nil:
		return true
	case kind == "zset":
		k.holds = &zset{key: k, sampler: newSampler(k.name, k.view.top)}
	case kind == "hash":
		k.holds = &hash{key: k, sampler: newSampler(k.name, false)}
	case kind == "string":
		k.holds = &str{key: k, sampler: newSampler(k.name, false)}
	default:
		return false
	}
	k.kind = kind
	return true
}

// forget lets go of what the key held.
func (k *key) forget() {
	if k.stream != nil {
		k.stream.restart()
		return
	}
	kind := k.kind
	k.holds = nil
	k.turn(kind)
}

// wakes is when the key is to be fetched although it has not changed; zero for
// never.
func (k *key) wakes() time.Time {
	if k.stream == nil || k.is != present {
		return time.Time{}
	}
	return k.stream.checkAt
}

// update takes what the server says of the key now, and returns what to send:
// nothing if it is what was sent last. back says that the link was down in
// between.
func (k *key) update(r reply, now time.Time, back bool) []source.Batch {
	switch {
	case r.kind != "":
		return k.become(foreign, r.kind, now)
	case r.missing:
		return k.become(missing, "", now)
	}
	was := k.is
	k.is, k.alien, k.replaced = present, "", false
	batches := k.holds.update(&r, now, back)
	var first []source.Notice
	if was == missing || was == foreign || was == unseen && k.late && !back {
		first = append(first, source.Notice{State: source.StateLive, Text: "key " + k.shown + " is there"})
	}
	if r.turned && was == present {
		first = append(first, source.Notice{Text: "key " + k.shown + " is a " + k.kind + " now"})
	}
	if len(first) > 0 {
		last := lastOf(&batches, k.label, now)
		last.Notices = append(first, last.Notices...)
	}
	return k.table(batches, now)
}

// table notes whether batches bring the key's table, and takes away one that is
// of a type it has no more.
func (k *key) table(batches []source.Batch, now time.Time) []source.Batch {
	for i := range batches {
		if len(batches[i].Tables) > 0 {
			k.tabled = true
			return batches
		}
	}
	if k.tabled && k.kind == "string" {
		k.tabled = false
		gone := source.Batch{Source: k.label, At: now, Tables: []source.Table{{Name: k.name, Gone: true}}}
		return append([]source.Batch{gone}, batches...)
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

// become says that there is nothing to show of the key any more, or not yet.
func (k *key) become(p presence, kind string, now time.Time) []source.Batch {
	was := k.is
	if was == p && k.alien == kind {
		return nil
	}
	k.forget()
	k.is, k.alien = p, kind
	b := source.Batch{Source: k.label, At: now}
	if k.tabled {
		k.tabled = false
		b.Tables = []source.Table{{Name: k.name, Gone: true}}
	}
	n := source.Notice{State: source.StateWaiting, Severity: source.Warn}
	switch {
	case p == foreign:
		n.Text = fmt.Sprintf("key %s is no %s but a %s; waiting for that to change", k.shown, k.wanted(), kind)
		if kind == "stream" {
			n.Text += " (--streams shows it)"
		}
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

// wanted names the types that the key may have.
func (k *key) wanted() string {
	if k.stream != nil {
		return "stream"
	}
	return "sorted set, hash or string"
}
