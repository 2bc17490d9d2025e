package line

import "time"

// TimeOf returns the time that the line states about itself: a stamp that
// begins in its first 100 bytes, or, in a JSON line, the value of the key that
// loggers use for it, wherever that is. The time is in ref's location.
//
// What the stamp leaves out comes from ref, which is the time the line arrived
// or its file was last written:
//
//   - no zone: ref's location. Z, UTC, GMT and numeric offsets are understood;
//     other zone names are ambiguous and are taken for ref's location;
//   - no year: the year of a date elsewhere in front of the line, else the
//     latest year in which the time is at most a day after ref;
//   - no date: a date elsewhere in front of the line, else the day on which the
//     time is nearest to ref.
//
// Numbers with two readings: 17/06/09 is year/month/day where that is a date,
// else month/day/year; 11/10/2026 is month/day, 11-10-2026 and 11.10.2026 are
// day/month, and a first number above 12 decides. Two-digit years from 69 are
// in the twentieth century (POSIX). A second of 60 is the next minute's first.
// Numbers of 10, 13, 16 and 19 digits are seconds, milliseconds, microseconds
// and nanoseconds since 1970; a bare one of 10 digits counts only if the line
// has no better stamp and it is not more than a year after ref.
func TimeOf(text []byte, ref time.Time) (t time.Time, ok bool) {
	f := finder{text: text, ref: ref}
	return f.timeOf()
}

// finder looks for the stamp of one line. What it met that is less than a full
// stamp is kept for the end.
type finder struct {
	text []byte
	ref  time.Time

	date  stamp // a date alone
	clock stamp // a time of day alone
	epoch stamp // a bare number of seconds

	day   *day // of earlier lines, or nil
	place int  // where the full stamp begins that was found, or -1
}

// timeOf is TimeOf for the finder's line.
func (f *finder) timeOf() (time.Time, bool) {
	f.place = -1
	if object, isObject := openObject(f.text); isObject {
		if t, ok := objectTime(object, f.ref, f.day); ok {
			return t, true
		}
	}
	return f.find()
}

// find goes from number to number: every stamp has one at its front, or behind
// the name of a month or klog's letter. Most prose has none.
func (f *finder) find() (time.Time, bool) {
	text := f.text
	open := 0 // a stamp may begin here, whatever stands before
	for i := 0; i < len(text) && i < timeWindow+len("September "); i++ {
		c := text[i]
		if !isDigit(c) {
			if c == esc {
				i += max(escapeLen(text[i:]), 1) - 1
				open = i + 1
			}
			continue
		}
		start := stampStart(text, i, open)
		if start < timeWindow && (start == open || opensStamp(text, start)) {
			if f.day != nil && f.date.kind == noStamp {
				if t, ok := f.day.read(text, start, f.ref); ok {
					f.place = start
					return t, true
				}
			}
			if s := scanStamp(text, start); s.kind != noStamp {
				if t, ok := f.take(s, start); ok {
					return t, true
				}
				i = start + s.size - 1
				continue
			}
		}
		for i+1 < len(text) && isWord(text[i+1]) {
			i++
		}
	}
	return f.rest()
}

// stampStart returns where the stamp begins that has its first digit at i: at
// the month's name or the letter before it, or at i. It does not look at what
// stands before open.
func stampStart(text []byte, i, open int) int {
	j := i
	for j > open && (text[j-1] == ' ' || text[j-1] == '.' || text[j-1] == '-' || text[j-1] == '/') && j > i-3 {
		j--
	}
	end := j
	for j > open && isLetter(text[j-1]) && j > end-len("September") {
		j--
	}
	if j == end || end < i && monthAt(text, j) == 0 {
		return i
	}
	return j
}

// opensStamp reports whether a stamp may begin at i: not inside a file name, a
// number, an address or a version.
func opensStamp(text []byte, i int) bool {
	switch text[i-1] {
	case ' ', '\t', '[', '(', '{', '<', '>', '"', '\'', '=', ',', '|', ';', '@', ']', ')', '*':
		return true
	case ':':
		return i < 2 || !isWord(text[i-2]) || isLetter(text[i-2])
	}
	return text[i-1] >= 0x80
}

// take returns the time of s if it is all that is needed, else keeps it.
func (f *finder) take(s stamp, i int) (time.Time, bool) {
	switch s.kind {
	case fullStamp:
		if s.year == 0 && f.date.kind != noStamp {
			f.yearOf(&s)
			return s.time(f.ref)
		}
		t, ok := s.time(f.ref)
		if ok && f.day != nil {
			f.place = i
			f.day.learn(f.text, i, &s, t)
		}
		return t, ok
	case epochStamp:
		if f.stands(s, i) {
			return s.time(f.ref)
		}
		if f.epoch.kind == noStamp {
			f.epoch = s
		}
	case dateStamp:
		if f.date.kind == noStamp {
			f.date = s
		}
	case clockStamp:
		if f.clock.kind == noStamp && (i < clockWindow || f.date.kind != noStamp) {
			f.clock = s
		}
	}
	return time.Time{}, false
}

// stands reports whether the number s at i is surely a time: it has a fraction
// and the place for a stamp, or it is in brackets at the front, or its key says so.
func (f *finder) stands(s stamp, i int) bool {
	if i == 0 {
		return s.precise
	}
	switch f.text[i-1] {
	case '(':
		return s.precise
	case '[':
		return s.precise || i == 1 && at(f.text, i+s.size) == ']'
	case '=':
		start := i - 1
		for start > 0 && isWord(f.text[start-1]) {
			start--
		}
		return RoleOf(f.text[start:i-1]) == TimeRole
	}
	return false
}

// yearOf takes the year that s leaves out from a date in front of it, if that
// is the same day: "2005.11.09 dn228 Nov 9 12:01:01".
func (f *finder) yearOf(s *stamp) {
	if f.date.month == s.month && f.date.day == s.day {
		s.year = f.date.year
	}
}

// rest makes the best of what is less than a full stamp.
func (f *finder) rest() (time.Time, bool) {
	if f.clock.kind != noStamp {
		s := f.clock
		if f.date.kind != noStamp {
			s.year, s.month, s.day = f.date.year, f.date.month, f.date.day
		}
		return s.time(f.ref)
	}
	if f.epoch.kind != noStamp {
		t, ok := f.epoch.time(f.ref)
		if ok && (f.ref.IsZero() || !t.After(f.ref) || t.Before(f.ref.AddDate(1, 0, 0))) {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseTime returns the time that value, the value of a time field, states. d
// is the day of earlier ones, or nil.
func parseTime(value []byte, ref time.Time, d *day) (time.Time, bool) {
	for len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	if len(value) == 0 {
		return time.Time{}, false
	}
	if d != nil {
		if t, ok := d.read(value, 0, ref); ok {
			return t, true
		}
	}
	s := scanStamp(value, 0)
	switch s.kind {
	case fullStamp, clockStamp, epochStamp:
		t, ok := s.time(ref)
		if ok && d != nil && s.kind == fullStamp {
			d.learn(value, 0, &s, t)
		}
		return t, ok
	}
	return time.Time{}, false
}
