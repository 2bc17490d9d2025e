package query

import (
	"strings"
	"time"
)

// ParseTime reads a point in time as people write it: so long before now (10m,
// -1h30m) or after it (+5m), a time of a day (10:42, 10:42:07.123), a day
// (2026-11-22) or both (2026-11-22T10:42:07, with a blank for the T or a zone
// behind it). A time of a day is one of the day of ref, or, if that is zero, of
// the 24 hours up to now. What has no zone is in now's.
func ParseTime(text string, now, ref time.Time) (t time.Time, ok bool) {
	zone := now.Location()
	if t, ok := parseAgo(text, now); ok {
		return t, true
	}
	s, ok := parseStamp(text, zone)
	switch {
	case !ok || !s.clock:
		return s.begin, ok
	case !ref.IsZero():
		return s.on(ref, zone), true
	}
	if t = s.on(now, zone); t.After(now) {
		year, month, day := now.Date()
		t = s.on(time.Date(year, month, day-1, 12, 0, 0, 0, zone), zone)
	}
	return t, true
}

// parseAgo reads a time that is counted from now: 10m and -10m before it, +10m
// behind it.
func parseAgo(text string, now time.Time) (time.Time, bool) {
	n, ok := parseNumber(text)
	if !ok || n.dimension != duration || n.amount < -maxAgo || n.amount > maxAgo {
		return time.Time{}, false
	}
	d := time.Duration(n.amount * float64(time.Second))
	if text[0] != '-' && text[0] != '+' {
		d = -d
	}
	return now.Add(d), true
}

// stamp is a time as it is written.
type stamp struct {
	begin, next time.Time // of the unit that is written
	clock       bool      // begin and next are of any day
}

// parseStamp reads a time: 10:30 (of any day), 2026-11-22,
// 2026-11-22T10:30:15.250+01:00.
func parseStamp(text string, zone *time.Location) (stamp, bool) {
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
		s := stamp{begin: t, next: t.Add(form.unit), clock: form.clock}
		switch form.unit {
		case 24 * time.Hour:
			s.next = t.AddDate(0, 0, 1) // a day may have 23 hours
		case time.Second:
			s.next = t.Add(fraction(text))
		}
		return s, true
	}
	return stamp{}, false
}

// on returns where the unit begins on the day that t is in.
func (s *stamp) on(t time.Time, zone *time.Location) time.Time {
	if !s.clock {
		return s.begin
	}
	year, month, day := t.In(zone).Date()
	hour, minute, second := s.begin.Clock()
	return time.Date(year, month, day, hour, minute, second, s.begin.Nanosecond(), zone)
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
