package query

import "time"

// moment compares a record's time.
type moment struct {
	compare compare
	stamp
	zone *time.Location
}

// parseMoment reads a time: one of parseStamp, or one counted from now, such as
// 5m or -5m (before it).
func parseMoment(text string, c compare, opts Options) (*moment, bool) {
	zone := opts.Zone
	if zone == nil {
		zone = time.Local
	}
	if t, ok := parseAgo(text, opts.Now); ok {
		return &moment{compare: c, stamp: stamp{begin: t, next: t.Add(1)}, zone: zone}, true
	}
	s, ok := parseStamp(text, zone)
	return &moment{compare: c, stamp: s, zone: zone}, ok
}

// on returns begin and next on the day of t.
func (m *moment) on(t time.Time) (begin, next time.Time) {
	begin = m.stamp.on(t, m.zone)
	return begin, begin.Add(m.next.Sub(m.begin))
}

// matches reports whether a record's time is what is asked for. That of a
// record without a time never is.
func (m *moment) matches(t time.Time) bool {
	if t.IsZero() {
		return false
	}
	begin, next := m.on(t)
	switch m.compare {
	case equal, notEqual:
		return (!t.Before(begin) && t.Before(next)) == (m.compare == equal)
	}
	return m.compare.holds(t.Compare(begin))
}

func (m *moment) guess(f *Facts) truth {
	if f.First.IsZero() || f.Last.IsZero() || f.Last.Before(f.First) {
		return maybe
	}
	begin, next := m.on(f.First)
	if lastBegin, _ := m.on(f.Last); !begin.Equal(lastBegin) {
		return maybe
	}
	first, last := m.matches(f.First), m.matches(f.Last)
	if first != last {
		return maybe
	}
	// On one side of the unit, or within it: else it lies between the two.
	if (m.compare == equal || m.compare == notEqual) && f.First.Before(begin) && !f.Last.Before(next) {
		return maybe
	}
	return decided(first)
}
