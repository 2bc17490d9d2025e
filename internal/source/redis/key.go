package redis

import (
	"fmt"
	"hash/maphash"
	"slices"
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

// key is one watched sorted set, as it was sent last.
type key struct {
	name   string
	label  string // of its batches
	shown  string // name as one line, for notices
	limit  int    // members in a full window
	seed   maphash.Seed
	is     presence
	kind   string // the type of a foreign key
	window []member

	sampler  *sampler
	offset   int64     // bytes of lines sent so far
	cutTold  bool      // that a member was cut
	fullTold bool      // that there are too many series
	flooded  time.Time // when it was last told that the window was replaced whole

	dirty bool      // changed since it was last fetched
	next  time.Time // the earliest time of the next fetch
}

func newKey(s *Source, name string, seed maphash.Seed) *key {
	return &key{
		name:    name,
		label:   s.keyLabel(name),
		shown:   oneLine(name),
		limit:   s.window,
		seed:    seed,
		sampler: newSampler(name),
	}
}

// update takes what the server says of the key now, and returns what to send:
// nothing if it is what was sent last. back says that the link was down in
// between, when missed members have been told of already.
func (k *key) update(r reply, now time.Time, back bool) []source.Batch {
	switch {
	case r.kind != "":
		return k.become(foreign, r.kind, now)
	case len(r.scores) == 0:
		return k.become(missing, "", now)
	}
	next := members(r.scores, k.seed)
	if k.is == present && slices.Equal(k.window, next) {
		return nil
	}
	changed, kept := compare(k.window, next, k.limit)
	if back && kept == 0 { // it is another set: nothing of it was there before
		changed, _ = compare(nil, next, k.limit)
	}
	var notices []source.Notice
	if k.is == missing || k.is == foreign {
		notices = append(notices, source.Notice{State: source.StateLive, Text: "key " + k.shown + " is there"})
	}
	replaced := k.is == present && !back && kept == 0 && len(changed) == k.limit
	k.is, k.kind, k.window = present, "", next

	u := unitOfWindow(next, now)
	samples := k.sampler.samples(changed, u, now)
	notices = append(notices, k.warnings(changed, replaced, now)...)
	batches := k.lines(changed, u, now)
	last := &batches[len(batches)-1]
	last.Samples = samples
	last.Tables = []source.Table{table(k.name, next, u)}
	last.Notices = notices
	return batches
}

// become says that there is no window any more, or none yet.
func (k *key) become(p presence, kind string, now time.Time) []source.Batch {
	if k.is == p && k.kind == kind {
		return nil
	}
	b := source.Batch{Source: k.label, At: now}
	if k.is == present {
		b.Tables = []source.Table{{Name: k.name, Gone: true}}
	}
	n := source.Notice{State: source.StateWaiting, Severity: source.Warn}
	switch {
	case p == foreign:
		n.Text = fmt.Sprintf("key %s is no sorted set but a %s; waiting for that to change", k.shown, kind)
	case k.is == present:
		n.Text = fmt.Sprintf("key %s is gone", k.shown)
	default:
		n.Text = fmt.Sprintf("waiting for key %s", k.shown)
		n.Severity = source.Info
	}
	b.Notices = []source.Notice{n}
	k.is, k.kind, k.window = p, kind, nil
	return []source.Batch{b}
}

// lines returns the changed members as lines, in one batch or more.
func (k *key) lines(changed []member, u unit, now time.Time) []source.Batch {
	var (
		batches []source.Batch
		b       = source.Block{Offset: k.offset}
	)
	flush := func() {
		k.offset += int64(len(b.Data))
		batches = append(batches, source.Batch{Source: k.label, At: now, Lines: b})
		b = source.Block{Offset: k.offset}
	}
	for _, m := range changed {
		if room := blockSize - source.MaxHeld; len(b.Data) > room {
			flush()
		}
		b.Data = appendLine(b.Data, m, u)
		b.Lines++
	}
	flush()
	return batches
}

// warnings says what the lines, the samples or the window leave out.
func (k *key) warnings(changed []member, replaced bool, now time.Time) []source.Notice {
	var out []source.Notice
	warn := func(lost int64, format string, args ...any) {
		text := fmt.Sprintf("key %s: ", k.shown) + fmt.Sprintf(format, args...)
		out = append(out, source.Notice{Severity: source.Warn, Lost: lost, Text: text})
	}
	for i := 0; i < len(changed) && !k.cutTold; i++ {
		if m := changed[i]; m.cut() {
			k.cutTold = true
			warn(0, "a member of %d bytes is cut to its first %d, and so will others be", m.size, len(m.text))
		}
	}
	if k.sampler.full && !k.fullTold {
		k.fullTold = true
		warn(0, "its members have more than %d numeric fields; the others make no graph", maxSeries)
	}
	if replaced && now.Sub(k.flooded) >= floodEvery {
		k.flooded = now
		warn(source.Unknown, "its whole window of %d changed at once, others may have come and gone unseen; a larger --window shows more", k.limit)
	}
	return out
}
