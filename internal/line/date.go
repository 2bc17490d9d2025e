package line

// scanStamp reads the stamp that begins at i. Its kind is noStamp where none
// does, badStamp where its date or time does not exist.
func scanStamp(text []byte, i int) stamp {
	var s stamp
	end := 0
	if isDigit(text[i]) {
		_, n := digits(text, i, 20)
		end = s.number(text, i, n)
	} else if isLetter(text[i]) {
		end = s.word(text, i)
	}
	if end == 0 {
		return stamp{}
	}
	if s.kind != epochStamp && !s.valid() {
		s.kind = badStamp
	}
	s.size = end - i
	return s
}

// number reads a stamp that begins with n digits at i, and returns the place
// behind it, or 0.
func (s *stamp) number(text []byte, i, n int) int {
	switch n {
	case 1, 2:
		return s.short(text, i, n)
	case 4:
		return s.yearFirst(text, i)
	case 6:
		return s.sixDigits(text, i)
	case 8:
		v, _ := digits(text, i, 8)
		s.year, s.month, s.day = v/10000, v/100%100, v%100
		return s.time8(text, i+8)
	case 10, 13, 16, 19:
		return s.epoch(text, i, n)
	case 14, 17:
		return s.fourteenDigits(text, i)
	}
	return 0
}

// yearFirst reads 2026-11-22, 2026/11/22, 2026.11.22, 2026-Nov-22 or
// 2026 Nov 22, and the time of day behind it.
func (s *stamp) yearFirst(text []byte, i int) int {
	if s.year, _ = digits(text, i, 4); s.year == 0 {
		return 0
	}
	sep := at(text, i+4)
	i += 5
	var n int
	switch {
	case isLetter(at(text, i)) && (sep == '-' || sep == ' ' || sep == '/'):
		if s.month = monthAt(text, i); s.month == 0 {
			return 0
		}
		n = 3
	case sep == '-' || sep == '/' || sep == '.':
		if s.month, n = digits(text, i, 3); n == 0 || n > 2 {
			return 0
		}
	default:
		return 0
	}
	if at(text, i+n) != sep {
		return 0
	}
	i += n + 1
	if s.day, n = digits(text, i, 3); n == 0 || n > 2 {
		return 0
	}
	return s.timeBehind(text, i+n)
}

// timeBehind reads the time of day behind a date that ends at i. Without one
// the stamp is a date only.
func (s *stamp) timeBehind(text []byte, i int) int {
	if start := behindDate(text, i); start > 0 {
		if end := s.clock(text, start, true); end > 0 {
			s.kind = fullStamp
			return end
		}
		*s = stamp{year: s.year, month: s.month, day: s.day}
	}
	if isWord(at(text, i)) || s.year == 0 {
		return 0
	}
	s.kind = dateStamp
	return i
}

// behindDate returns where a time of day may begin behind a date that ends at
// i: after T, a space or two, a comma and a space, or one of _ - : / |.
func behindDate(text []byte, i int) int {
	switch at(text, i) {
	case 'T', 't', '_', '-', ':', '/', '|':
		return i + 1
	case ',':
		i++
	case ' ', '\t':
	default:
		return 0
	}
	if c := at(text, i); c != ' ' && c != '\t' {
		return i
	}
	i++
	if at(text, i) == ' ' {
		i++
	}
	return i
}

// time8 reads the time of day behind 20261122, which ends at i.
func (s *stamp) time8(text []byte, i int) int {
	if start := behindDate(text, i); start > 0 {
		s.kind = fullStamp
		if _, n := digits(text, start, 3); n > 2 {
			return s.compactClock(text, start)
		}
		if end := s.clock(text, start, true); end > 0 {
			return end
		}
	}
	return 0
}

// sixDigits reads 261122 094107 or 261122 9:41:07: year, month, day.
func (s *stamp) sixDigits(text []byte, i int) int {
	v, _ := digits(text, i, 6)
	s.year, s.month, s.day = pivotYear(v/10000), v/100%100, v%100
	if c := at(text, i+6); c != ' ' && c != '-' && c != '_' {
		return 0
	}
	start := i + 7
	if at(text, start) == ' ' {
		start++
	}
	s.kind = fullStamp
	if _, n := digits(text, start, 7); n == 6 {
		return s.compactClock(text, start)
	}
	return s.clock(text, start, false)
}

// fourteenDigits reads 20261122094107, with milliseconds in three more digits.
func (s *stamp) fourteenDigits(text []byte, i int) int {
	date, _ := digits(text, i, 8)
	time, _ := digits(text, i+8, 6)
	s.year, s.month, s.day = date/10000, date/100%100, date%100
	s.hour, s.minute, s.second = time/10000, time/100%100, time%100
	s.kind = fullStamp
	if ms, n := digits(text, i+14, 3); n == 3 {
		s.nsec = ms * 1e6
		return s.endClock(text, i+17)
	}
	return s.endClock(text, s.zone(text, s.fraction(text, i+14, false)))
}

// short reads a stamp that begins with a number of n = 1 or 2 digits: a day, a
// month, a year or an hour.
func (s *stamp) short(text []byte, i, n int) int {
	first, _ := digits(text, i, n)
	sep := at(text, i+n)
	next := i + n + 1
	switch {
	case sep == ':':
		s.kind = clockStamp
		return s.clock(text, i, false)
	case isLetter(at(text, next)) && (sep == '/' || sep == '-' || sep == ' ' || sep == '.'):
		return s.dayMonthName(text, next, first, sep)
	case sep != '/' && sep != '-' && sep != '.':
		return 0
	}
	second, m := digits(text, next, 3)
	if m == 0 || m > 2 {
		return 0
	}
	if at(text, next+m) != sep {
		// Without a year it is month and day, two digits each, and needs the
		// time of day behind a space, or as Snort writes it: 11/22-09:41:07.
		c := at(text, next+m)
		if n != 2 || m != 2 || c != ' ' && (c != '-' || sep != '/') {
			return 0
		}
		s.month, s.day = first, second
		return s.timeBehind(text, next+m)
	}
	third, k := digits(text, next+m+1, 5)
	switch k {
	case 4:
		s.year, s.month, s.day = third, first, second
		if (sep != '/' && second <= 12) || first > 12 {
			s.month, s.day = second, first
		}
	case 2:
		s.year, s.month, s.day = pivotYear(first), second, third
		if !s.valid() {
			s.year, s.month, s.day = pivotYear(third), first, second
			if first > 12 {
				s.month, s.day = second, first
			}
		}
	default:
		return 0
	}
	end := s.timeBehind(text, next+m+1+k)
	if s.kind == dateStamp && k == 2 {
		return 0 // as likely a version or an amount
	}
	return end
}
