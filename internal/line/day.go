package line

import "time"

// day is the date of an earlier stamp, as it was written and when it began.
// Lines follow one another within a day: of another stamp with the same date
// only the time of day has to be read. The zero day knows none.
type day struct {
	text [maxDate]byte // from the date to the time of day
	size int           // bytes of text, or 0
	lead int           // bytes of the stamp before it: 1 for klog's letter

	form  clockForm
	sep   byte // between hours and minutes
	named bool // a year may stand behind the time of day
	year  int  // as stated, or 0

	utc    int64 // when it began in UTC, in unix seconds
	local  int64 // and in loc
	loc    *time.Location
	steady bool // loc's offset does not change on this day or near it
}

// learn keeps the date of the full stamp s, which begins at i and states t.
func (d *day) learn(text []byte, i int, s *stamp, t time.Time) {
	lead := 0
	if isLetter(text[i]) && isDigit(text[i+1]) {
		lead = 1
	}
	start := i + lead
	size := s.clockAt - start
	if size <= 0 || size > maxDate {
		return
	}
	year := s.year
	if year == 0 {
		year = t.Year()
	}
	*d = day{size: size, lead: lead, form: s.form, named: s.named, year: s.year, loc: t.Location()}
	copy(d.text[:], text[start:s.clockAt])
	if s.form != compactForm {
		_, n := digits(text, s.clockAt, 3)
		d.sep = at(text, s.clockAt+n)
	}
	local := time.Date(year, time.Month(s.month), s.day, 0, 0, 0, 0, d.loc)
	d.utc = time.Date(year, time.Month(s.month), s.day, 0, 0, 0, 0, time.UTC).Unix()
	d.local = local.Unix()
	before, behind := local.ZoneBounds()
	d.steady = (before.IsZero() || local.Unix()-before.Unix() > daySeconds) &&
		(behind.IsZero() || behind.Unix()-local.Unix() > 2*daySeconds)
}

// daySeconds is the length of a day.
const daySeconds = 24 * 3600

// read returns the time of the stamp that begins at i, if it is one of this
// day and written as its first one was: then it is what scanStamp says.
func (d *day) read(text []byte, i int, ref time.Time) (t time.Time, ok bool) {
	start := i + d.lead
	clock := start + d.size
	if d.size == 0 || clock+len("09:41:07") > len(text) || string(text[start:clock]) != string(d.text[:d.size]) {
		return t, false
	}
	if d.lead > 0 && !isKlog(text[i]) {
		return t, false
	}
	var s stamp
	end := d.clock(&s, text, clock)
	if end == 0 || s.hour > 23 || s.minute > 59 || s.second > 60 {
		return t, false
	}
	if d.named {
		if s.yearLast(text, end); s.year != d.year {
			return t, false
		}
	}
	unix := int64(s.hour*3600 + s.minute*60 + s.second)
	loc := ref.Location()
	switch {
	case s.zoned && d.year != 0:
		unix += d.utc - int64(s.offset)
	case s.zoned || !d.steady || d.loc != loc || d.year == 0 && !d.latest(ref):
		return t, false
	default:
		unix += d.local
	}
	return time.Unix(unix, int64(s.nsec)).In(loc), true
}

// begins reports whether a stamp of this day begins at i, at little cost.
func (d *day) begins(text []byte, i int) bool {
	start := i + d.lead
	end := start + d.size
	return d.size > 0 && end < len(text) && string(text[start:end]) == string(d.text[:d.size]) && isDigit(text[end])
}

// latest reports whether the day's year, which the stamp leaves out, is for
// the whole day what ref makes of it.
func (d *day) latest(ref time.Time) bool {
	since := ref.Unix() - d.local
	return since >= 0 && since < 363*daySeconds
}

// clock reads the time of day at i, written as the day's first one, into s. It
// returns the place behind it, or 0.
func (d *day) clock(s *stamp, text []byte, i int) int {
	dated := d.form == datedForm
	if d.form == compactForm {
		if _, n := digits(text, i, 7); n != 6 {
			return 0
		}
		return s.compactClock(text, i)
	}
	c := text[i : i+8]
	h1, h2, m1, m2, s1, s2 := c[0]-'0', c[1]-'0', c[3]-'0', c[4]-'0', c[6]-'0', c[7]-'0'
	if h1 > 9 || h2 > 9 || m1 > 9 || m2 > 9 || s1 > 9 || s2 > 9 || c[2] != d.sep || c[5] != d.sep {
		if !dated || at(text, i+1) != d.sep && at(text, i+2) != d.sep {
			return 0
		}
		return s.clock(text, i, true)
	}
	s.hour, s.minute, s.second = int(h1)*10+int(h2), int(m1)*10+int(m2), int(s1)*10+int(s2)
	i = s.fraction(text, i+8, dated)
	if end := s.halfDay(text, i); end > 0 {
		i = end
	}
	return s.endClock(text, s.zone(text, i))
}
