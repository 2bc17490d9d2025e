package redis

import (
	"fmt"
	"slices"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

// stream is a stream, up to the entry that was sent last. It is read in pages,
// by XRANGE from there on: XREAD BLOCK would take a connection for each stream
// of a Cluster, which refuses one command for several slots, and would be no
// faster than the server's announcement, on which it is woken.
//
//	missing ─▶ XINFO ─▶ (XREVRANGE ─▶)* XRANGE ─▶ … ─▶ XINFO ─▶ XRANGE ─▶ …
//	           counts     find the -Nth    pages         was anything lost?
type stream struct {
	*key
	from    from
	sampler *sampler

	waited bool      // there was none at first: all of it is news
	placed bool      // cursor is where to go on
	cursor entryID   // behind which
	pos    int64     // the cursor's place among all entries ever added; -1 if unknown
	first  entryID   // of all, when the counts were asked for last
	recent []entryID // some that were sent, in order, the cursor last
	seek   int       // newest entries still to be stepped over until the cursor is found
	low    entryID   // the last that was

	asked   question
	count   int       // entries asked for
	page    int       // entries to be asked for next
	counts  bool      // the server says how many there ever were
	checkAt time.Time // when to ask for the counts; zero for not yet
	checked time.Time // when they were asked for last

	cutTold  bool      // that an entry was cut
	fullTold bool      // that there are too many series
	lostTold time.Time // when it was last told that entries may be lost
}

// question is what was asked last.
type question uint8

const (
	askState question = iota // XINFO
	askBack                  // XREVRANGE
	askOn                    // XRANGE
)

func newStream(k *key, f from) *stream {
	return &stream{key: k, from: f, sampler: newSampler(k.name, false), page: pageStart}
}

// resume has the counts asked for first: the link was down, or is new.
func (s *stream) resume(now time.Time) { s.checkAt = now }

// restart lets go of a stream that is gone. All of the next one is new.
func (s *stream) restart() {
	if s.placed || s.from.newest > 0 || s.from.end {
		s.from = from{}
	}
	s.waited, s.placed, s.seek, s.checkAt = true, false, 0, time.Time{}
	s.first, s.recent = entryID{}, nil
}

func (s *stream) command(l *link, now time.Time) rueidis.Completed {
	s.count = s.page
	switch {
	case s.seek > 0:
		s.asked = askBack
		s.count = min(s.count, s.seek)
		end := "+"
		if s.low != (entryID{}) {
			end = s.low.prev().String()
		}
		return l.client.B().Xrevrange().Key(s.name).End(end).Start("-").Count(int64(s.count)).Build()
	case !s.placed || s.is != present || !s.checkAt.IsZero() && !now.Before(s.checkAt):
		s.asked = askState
		return l.client.B().XinfoStream().Key(s.name).Build()
	}
	s.asked = askOn
	return l.client.B().Xrange().Key(s.name).Start(s.cursor.next().String()).End("+").Count(int64(s.count)).Build()
}

func (s *stream) parse(result rueidis.RedisResult, r *reply) error {
	if s.asked == askState {
		m, err := result.AsMap()
		if isNoKey(err) {
			r.missing = true
			return nil
		}
		if err == nil {
			r.state, err = parseState(m)
		}
		return err
	}
	list, err := result.ToArray()
	if err != nil {
		return err
	}
	elements := 0
	r.entries = make([]entry, len(list))
	for i := range list {
		var size int
		if r.entries[i], size, err = parseEntry(list[i]); err != nil {
			return err
		}
		r.size += size
		elements += 4 + len(r.entries[i].fields)
	}
	if r.behind = len(list) == s.count; len(list) > 0 {
		n := len(list)
		fitting := min(pageSize*n/max(r.size, 1), maxElements/2*n/elements)
		s.page = max(1, min(fitting, maxPage, 4*s.page))
	}
	return nil
}

func (s *stream) update(r *reply, now time.Time, back bool) []source.Batch {
	switch {
	case r.state != nil && !s.placed:
		s.checkAt, s.checked, s.counts = time.Time{}, now, r.state.added >= 0
		s.first = r.state.first
		s.place(r.state)
	case r.state != nil:
		s.checkAt, s.checked = time.Time{}, now
		return s.check(r.state, now, back)
	case s.asked == askBack:
		s.back(r.entries)
	default:
		return s.take(r.entries, now)
	}
	return nil
}

// place sets the cursor to where to begin, or has it looked for.
func (s *stream) place(is *streamState) {
	f := s.from
	if s.late { // it came while others were watched
		f, s.waited = from{}, true
	}
	s.dirty = true
	if f.newest > 0 && is.length > int64(f.newest) {
		s.seek, s.low = f.newest, entryID{}
		return
	}
	s.placed, s.cursor, s.pos = true, f.after, -1
	switch {
	case f.end:
		s.cursor, s.pos = is.last, is.added
	case s.cursor != (entryID{}) || is.added < 0:
	case s.waited: // what was trimmed of it meanwhile is lost
		s.pos = 0
	default:
		s.pos = is.added - is.length
	}
}

// back steps over entries, newest first.
func (s *stream) back(entries []entry) {
	s.dirty = true
	if n := len(entries); n > 0 {
		s.low = entries[n-1].id
	}
	if s.seek -= len(entries); s.seek <= 0 || len(entries) < s.count {
		s.placed, s.seek, s.pos = true, 0, -1
		s.cursor = s.low.prev()
	}
}

// fellBack reports whether a stream that ends before the cursor is the one that
// was read: another master has taken over, or a restarted one has read its disk,
// and had not all of it yet.
func (s *stream) fellBack(is *streamState) bool {
	_, sent := slices.BinarySearchFunc(s.recent, is.last, entryID.compare)
	return sent || is.first == s.first && s.first != (entryID{})
}

// check finds out what can no longer be read, by the server's count. back says
// that the link was down in between.
func (s *stream) check(is *streamState, now time.Time, back bool) (out []source.Batch) {
	tell := func(lost int64, text string) {
		b := lastOf(&out, s.label, now)
		b.Notices = append(b.Notices, source.Notice{Severity: source.Warn, Lost: lost, Text: "key " + s.shown + ": " + text})
	}
	switch {
	case !is.last.less(s.cursor):
	case back && s.fellBack(is):
		tell(0, "entries that were shown are no longer there, the last that is has the id "+is.last.String())
		s.cursor, s.pos = is.last, is.added
	default:
		tell(0, "it was begun anew")
		s.cursor, s.pos, s.recent = entryID{}, max(is.added-is.length, -1), nil
	}
	s.first = is.first
	all := !s.cursor.less(is.newest) // there is nothing to be read any more
	gap := s.cursor.next().less(is.first)
	upTo := int64(-1) // entries that were sent or can be read no more; -1 if unknown
	switch {
	case is.added >= 0 && all:
		upTo = is.added
	case is.added >= 0 && gap:
		upTo = is.added - is.length
	}
	switch {
	case s.pos >= 0 && upTo > s.pos:
		tell(upTo-s.pos, fmt.Sprintf("%d entries were trimmed or deleted before they could be read", upTo-s.pos))
	case s.pos < 0 && gap && s.cursor != (entryID{}) && now.Sub(s.lostTold) >= floodEvery:
		s.lostTold = now
		tell(source.Unknown, "entries may have been trimmed before they could be read")
	}
	if upTo >= 0 {
		s.pos = upTo
	}
	if all {
		s.cursor = is.last
	} else {
		s.dirty = true
	}
	return out
}

// remember notes entries as sent.
func (s *stream) remember(entries []entry) {
	s.cursor = entries[len(entries)-1].id
	for len(s.recent) > 0 && !s.recent[len(s.recent)-1].less(entries[0].id) { // fallen back
		s.recent = s.recent[:len(s.recent)-1]
	}
	for _, e := range entries {
		s.recent = append(s.recent, e.id)
	}
	if len(s.recent) > 2*maxPage {
		s.recent = append(s.recent[:0], s.recent[len(s.recent)-maxPage:]...)
	}
}

// take takes the entries that follow.
func (s *stream) take(entries []entry, now time.Time) []source.Batch {
	if len(entries) == s.count {
		s.dirty = true
	} else if s.checkAt.IsZero() {
		s.checkAt = s.checked.Add(checkEvery)
		if s.pos < 0 && s.counts {
			s.checkAt = now
		}
	}
	if len(entries) == 0 {
		return nil
	}
	s.remember(entries)
	if s.pos >= 0 {
		s.pos += int64(len(entries))
	}
	var batches []source.Batch
	var notices []source.Notice
	warn := func(format string, args ...any) {
		text := "key " + s.shown + ": " + fmt.Sprintf(format, args...)
		notices = append(notices, source.Notice{Severity: source.Warn, Text: text})
	}
	if s.view.lines {
		p := printer{label: s.label, offset: &s.offset, at: now}
		for _, e := range entries {
			line, left := appendEntry(p.line(), e, now)
			p.end(line)
			if left > 0 && !s.cutTold {
				s.cutTold = true
				warn("%d bytes of an entry are cut from its line, and so will others be", left)
			}
		}
		batches = p.batches()
	}
	if s.view.graphs {
		var samples []source.Sample
		for _, e := range entries {
			at, ok := e.id.time(now)
			if !ok {
				at = now
			}
			samples = s.sampler.pairs(samples, e.fields, s.view.id, at)
		}
		if s.sampler.full && !s.fullTold {
			s.fullTold = true
			warn("its entries have more than %d numeric fields; the others make no graph", maxSeries)
		}
		if len(samples) > 0 {
			lastOf(&batches, s.label, now).Samples = samples
		}
	}
	if len(notices) > 0 {
		lastOf(&batches, s.label, now).Notices = notices
	}
	return batches
}
