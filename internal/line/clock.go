package line

// clock reads a time of day at i into s: hours, minutes and seconds, a
// fraction, AM or PM, and a zone. It returns the place behind it, or 0 where
// there is none. A stamp with a date (dated) may have minutes only, dots for
// colons, and milliseconds behind a colon.
func (s *stamp) clock(text []byte, i int, dated bool) int {
	var n int
	s.clockAt, s.form = i, plainForm
	if dated {
		s.form = datedForm
	}
	s.hour, n = digits(text, i, 3)
	if n == 0 || n > 2 {
		return 0
	}
	i += n
	sep := at(text, i)
	if sep != ':' && (sep != '.' || !dated) {
		return 0
	}
	s.minute, n = digits(text, i+1, 3)
	if n == 0 || n > 2 || !dated && n != 2 {
		return 0
	}
	i += 1 + n
	switch {
	case at(text, i) == sep && isDigit(at(text, i+1)):
		s.second, n = digits(text, i+1, 3)
		if n > 2 || !dated && n != 2 {
			return 0
		}
		i = s.fraction(text, i+1+n, dated)
	case n != 2 || sep != ':':
		return 0
	case !dated:
		return s.kitchen(text, i)
	}
	if end := s.halfDay(text, i); end > 0 {
		i = end
	}
	i = s.zone(text, i)
	return s.endClock(text, i)
}

// compactClock reads hhmmss or hhmm, as behind 20261122T.
func (s *stamp) compactClock(text []byte, i int) int {
	v, n := digits(text, i, 7)
	switch n {
	case 6:
		s.hour, s.minute, s.second = v/10000, v/100%100, v%100
		s.clockAt, s.form = i, compactForm
	case 4:
		s.hour, s.minute = v/100, v%100
	default:
		return 0
	}
	i = s.fraction(text, i+n, false)
	i = s.zone(text, i)
	return s.endClock(text, i)
}

// endClock returns i if a time of day may end there: not in the middle of a
// word, a hardware address or a version.
func (s *stamp) endClock(text []byte, i int) int {
	c := at(text, i)
	if isWord(c) || c == ':' && (isWord(at(text, i+1)) || at(text, i+1) == ':') || c == '.' && isDigit(at(text, i+1)) {
		return 0
	}
	return i
}

// kitchen reads the AM or PM that a time without date and seconds needs.
func (s *stamp) kitchen(text []byte, i int) int {
	if end := s.halfDay(text, i); end > 0 {
		return s.endClock(text, end)
	}
	return 0
}

// fraction reads the part of a second behind a dot or a comma, or whole
// milliseconds (microseconds, nanoseconds) behind a colon.
func (s *stamp) fraction(text []byte, i int, dated bool) int {
	c := at(text, i)
	if c != '.' && c != ',' && (c != ':' || !dated) || !isDigit(at(text, i+1)) {
		return i
	}
	v, n := digits(text, i+1, 9)
	end := i + 1 + n
	if c == ':' && n <= 3 {
		s.nsec = v * 1e6
		return end
	}
	for ; n < 9; n++ {
		v *= 10
	}
	s.nsec = v
	for isDigit(at(text, end)) {
		end++
	}
	return end
}

// halfDay reads AM or PM, behind a space or none, and corrects the hour.
func (s *stamp) halfDay(text []byte, i int) int {
	if at(text, i) == ' ' {
		i++
	}
	c := at(text, i) | 0x20
	if c != 'a' && c != 'p' || at(text, i+1)|0x20 != 'm' || isWord(at(text, i+2)) || s.hour == 0 || s.hour > 12 {
		return 0
	}
	s.hour %= 12
	if c == 'p' {
		s.hour += 12
	}
	return i + 2
}

// zone reads a zone at i, if there is one: Z, UTC, GMT or a numeric offset.
// Behind a space an offset needs four digits, to be told from other numbers.
func (s *stamp) zone(text []byte, i int) int {
	start := i
	spaced := at(text, i) == ' '
	if spaced {
		i++
	}
	switch c := at(text, i); c {
	case 'Z', 'z':
		if !isWord(at(text, i+1)) {
			s.zoned = true
			return i + 1
		}
	case 'U', 'G':
		name := text[i:min(i+3, len(text))]
		if (string(name) == "UTC" || string(name) == "GMT") && !isWord(at(text, i+3)) {
			s.zoned = true
			return i + 3
		}
	case '+', '-':
		hours, n := digits(text, i+1, 5)
		end := i + 1 + n
		minutes := 0
		switch n {
		case 2:
			if at(text, end) == ':' {
				minutes, n = digits(text, end+1, 3)
				if n != 2 {
					return start
				}
				end += 3
			} else if spaced {
				return start
			}
		case 4:
			hours, minutes = hours/100, hours%100
		default:
			return start
		}
		if hours > 14 || minutes > 59 || isWord(at(text, end)) {
			return start
		}
		s.zoned = true
		s.offset = hours*3600 + minutes*60
		if c == '-' {
			s.offset = -s.offset
		}
		return end
	}
	return start
}
