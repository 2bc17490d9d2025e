package line

import "time"

// stamp is a time stamp as it is written. Parts it leaves out are zero: year,
// then month and day.
type stamp struct {
	kind stampKind
	size int // bytes of text

	year, month, day           int
	hour, minute, second, nsec int

	zoned   bool
	offset  int // seconds east of UTC, where zoned
	unix    int64
	precise bool // an epoch that is no mere number of seconds

	clockAt int       // where the time of day begins in the text
	form    clockForm // how it is written, where there is a date before it
	named   bool      // a year may stand behind it
}

// clockForm is a way to write the time of day behind a date.
type clockForm uint8

const (
	datedForm   clockForm = iota // as clock reads it behind a date
	plainForm                    // as clock reads it without one
	compactForm                  // six digits
)

type stampKind uint8

const (
	noStamp    stampKind = iota
	fullStamp            // month, day and time of day
	dateStamp            // year, month and day
	clockStamp           // time of day
	epochStamp           // unix and nsec
	badStamp             // looks like a stamp, but states no time
)

// valid reports whether the date and the time of day exist.
func (s *stamp) valid() bool {
	if s.hour > 23 || s.minute > 59 || s.second > 60 {
		return false
	}
	if s.kind == clockStamp {
		return true
	}
	year := s.year
	if year == 0 {
		year = 2000 // has a 29 February
	}
	if year < firstYear || year > lastYear {
		return false
	}
	return s.month >= 1 && s.month <= 12 && s.day >= 1 && s.day <= daysIn(s.month, year)
}

func daysIn(month, year int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// time returns the time that s states, what it leaves out taken from ref.
func (s *stamp) time(ref time.Time) (time.Time, bool) {
	switch {
	case s.kind == epochStamp:
		return time.Unix(s.unix, int64(s.nsec)).In(ref.Location()), true
	case s.month == 0:
		return s.onNearestDay(ref), true
	case s.year == 0:
		return s.inLatestYear(ref)
	}
	return s.on(s.year, s.month, s.day, ref), true
}

// on returns the time of day of s on the given day.
func (s *stamp) on(year, month, day int, ref time.Time) time.Time {
	loc := ref.Location()
	if !s.zoned {
		return time.Date(year, time.Month(month), day, s.hour, s.minute, s.second, s.nsec, loc)
	}
	t := time.Date(year, time.Month(month), day, s.hour, s.minute, s.second-s.offset, s.nsec, time.UTC)
	return t.In(loc)
}

func (s *stamp) onNearestDay(ref time.Time) time.Time {
	year, month, day := ref.Date()
	t := s.on(year, int(month), day, ref)
	switch d := t.Sub(ref); {
	case d > 12*time.Hour:
		return s.on(year, int(month), day-1, ref)
	case d < -12*time.Hour:
		return s.on(year, int(month), day+1, ref)
	}
	return t
}

// inLatestYear looks back as far as the last 29 February may be.
func (s *stamp) inLatestYear(ref time.Time) (time.Time, bool) {
	last := ref.Add(24 * time.Hour)
	for year := last.Year(); year > last.Year()-9; year-- {
		if s.day > daysIn(s.month, year) {
			continue
		}
		if t := s.on(year, s.month, s.day, ref); !t.After(last) {
			return t, true
		}
	}
	return time.Time{}, false
}

// pivotYear returns the year that two digits mean (POSIX strptime %y).
func pivotYear(year int) int {
	if year < 69 {
		return 2000 + year
	}
	return 1900 + year
}
