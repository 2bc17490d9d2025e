package ui

import (
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// finder goes from one record that a query matches to the next. It never waits
// for the search: where the next one is not known yet, it is a wish that is
// asked for again with every frame.
type finder struct {
	query   *query.Query   // without the filters
	matches *store.Matches // nil: nothing is looked for
	wish    wish
	said    string // how the last wish ended, if that is worth a word
	none    bool   // it ended because there is no record to find
}

// wish is a record to go to.
type wish struct {
	direction direction
	from      int64
	wrapped   bool // gone on from the other end of the log
	home      bool // where the reader came from is left only for what is found
}

type direction int8

const (
	nowhere direction = 0
	down    direction = 1
	up      direction = -1
)

// beginFailures is begin that also finds notices of failures and losses.
func (f *finder) beginFailures(s *store.Store, q, filters *query.Query, near int64) {
	f.close()
	f.query, f.matches = q, s.MatchFailures(query.All(filters, q), near)
}

// begin looks for q among what the filters let through, from near on.
func (f *finder) begin(s *store.Store, q, filters *query.Query, near int64) {
	f.close()
	f.query, f.matches = q, s.Match(query.All(filters, q), near)
}

// close ends the search.
func (f *finder) close() {
	if f.matches != nil {
		f.matches.Close()
	}
	*f = finder{}
}

// ask wishes for the first record at or behind a line, or the last before it.
func (f *finder) ask(d direction, from int64) {
	f.wish, f.said = wish{direction: d, from: from}, ""
	f.none = false
}

// seek grants the wish if it can be: found is the line to go to, over says that
// there is none to wait for.
func (f *finder) seek(v *store.Snapshot) (l store.Line, found, over bool) {
	w := &f.wish
	for {
		var sure bool
		if w.direction == down {
			l, found, sure = f.matches.Next(v, w.from)
			sure = sure && (!w.wrapped || v.Past.Complete)
		} else {
			l, found, sure = f.matches.Prev(v, w.from)
			sure = sure && (found || v.Past.Complete)
		}
		switch {
		case !sure:
			return store.Line{}, false, false
		case found:
			w.direction = nowhere
			return l, true, true
		case w.wrapped:
			w.direction, f.said, f.none = nowhere, "", true
			return store.Line{}, false, true
		}
		w.wrapped, w.from, f.said = true, v.First, "went on from the top"
		if w.direction == up {
			w.from, f.said = v.Next, "went on from the bottom"
		}
	}
}
