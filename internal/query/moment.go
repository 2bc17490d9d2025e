package query

import (
	"strings"
	"time"
)

// moment compares a record's time.
type moment struct {
	compare     compare
	begin, next time.Time // of the unit that is written
	clock       bool      // begin and next are of any day
	zone        *time.Location
}

// parseMoment reads a time: -5m (before now), 10:30 (of any day), 2026-11-22,
// 2026-11-22T10:30:15.250+01:00.
func parseMoment(text string, c compare, opts Options) (*moment, bool) {
	zone := opts.Zone
	if zone == nil {
		zone = time.Local
	}
	m := &moment{compare: c, zone: zone}
	if text != "" && (text[0] == '-' || text[0] == '+') {
		n, ok := parseNumber(text)
		if !ok || n.dimension != duration || n.amount < -maxAgo || n.amount > maxAgo {
			return nil, false
		}
		m.begin = opts.Now.Add(time.Duration(n.amount * float64(time.Second)))
		m.next = m.begin.Add(1)
		return m, true
	}
	text = strings.Replace(strings.Replace(text, " ", "T", 1), ",", ".", 1)
	for _, form := range [...]struct {
		layout string
		unit   time.Duration
		clock  bool
	}{
		{"15:04", time.Minute, true},
		{"15:04:05", time.Second, true},
		{"2006-01-02", 24 * time.Hour, false},
		{"2006-01-02T15", time.Hour, false},
		{"2006-01-02T15:04", time.Minute, false},
		{"2006-01-02T15:04Z07:00", time.Minute, false},
		{"2006-01-02T15:04:05", time.Second, false},
		{"2006-01-02T15:04:05Z07:00", time.Second, false},
	} {
		t, err := time.ParseInLocation(form.layout, text, zone)
		if err != nil {
			continue
		}
		m.begin, m.clock = t, form.clock
		switch form.unit {
		case 24 * time.Hour:
			m.next = t.AddDate(0, 0, 1) // a day may have 23 hours
		case time.Second:
			m.next = t.Add(fraction(text))
		default:
			m.next = t.Add(form.unit)
		}
		return m, true
	}
	return nil, false
}

// fraction returns the unit of the seconds of a time.
func fraction(text string) time.Duration {
	unit := time.Second
	if _, digits, ok := strings.Cut(text, "."); ok {
		for i := 0; i < len(digits) && isDigit(digits[i]) && unit > 1; i++ {
			unit /= 10
		}
	}
	return unit
}

// on returns begin and next on the day of t.
func (m *moment) on(t time.Time) (begin, next time.Time) {
	if !m.clock {
		return m.begin, m.next
	}
	year, month, day := t.In(m.zone).Date()
	hour, minute, second := m.begin.Clock()
	begin = time.Date(year, month, day, hour, minute, second, m.begin.Nanosecond(), m.zone)
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
