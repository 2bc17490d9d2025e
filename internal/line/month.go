package line

// dayMonthName reads the rest of 22/Nov/2026, 22-Nov-26 or 22 Nov 2026.
func (s *stamp) dayMonthName(text []byte, i, day int, sep byte) int {
	s.day, s.month = day, monthAt(text, i)
	if s.month == 0 {
		return 0
	}
	i = behindLetters(text, i)
	if at(text, i) != sep {
		return 0
	}
	i++
	year, n := digits(text, i, 5)
	switch {
	case n == 4:
		s.year = year
	case n == 2 && at(text, i+2) != ':':
		s.year = pivotYear(year)
	case n > 0 && n <= 2 && sep == ' ':
		return s.timeBehind(text, i-1)
	default:
		return 0
	}
	return s.timeBehind(text, i+n)
}

// word reads a stamp that begins with a letter: a month's name, or klog's level
// before month and day.
func (s *stamp) word(text []byte, i int) int {
	if isDigit(at(text, i+1)) {
		return s.klog(text, i)
	}
	if s.month = monthAt(text, i); s.month == 0 {
		return 0
	}
	i = behindLetters(text, i)
	if at(text, i) == '.' {
		i++
	}
	if c := at(text, i); c != ' ' && c != '-' && c != '/' {
		return 0
	}
	for i++; at(text, i) == ' '; i++ {
	}
	var n int
	if s.day, n = digits(text, i, 3); n == 0 || n > 2 {
		return 0
	}
	i += n
	if at(text, i) == ',' {
		i++
	}
	if at(text, i) != ' ' && at(text, i) != '-' && at(text, i) != '/' {
		return 0
	}
	if year, n := digits(text, i+1, 5); n == 4 {
		s.year = year
		return s.timeBehind(text, i+5)
	}
	end := s.timeBehind(text, i)
	if end > 0 {
		s.named = true
		end = s.yearLast(text, end)
	}
	return end
}

// yearLast reads the year behind the time of day, as ctime and date write it:
// Nov 22 09:41:07 2026, Nov 22 09:41:07 CET 2026.
func (s *stamp) yearLast(text []byte, i int) int {
	next := i
	if at(text, next) == ' ' && isLetter(at(text, next+1)) {
		if end := behindLetters(text, next+1); isZoneName(text[next+1 : end]) {
			next = end
		}
	}
	year, n := digits(text, next+1, 5)
	if at(text, next) != ' ' || n != 4 || year < 1970 || year > 2100 || isWord(at(text, next+5)) {
		return i
	}
	s.year = year
	return next + 5
}

// isZoneName reports whether name looks like CET or AEST.
func isZoneName(name []byte) bool {
	for _, c := range name {
		if c >= 'a' {
			return false
		}
	}
	return len(name) == 3 || len(name) == 4
}

// klog reads I1122 09:41:07.123456, and I20261122 as glog writes it.
func (s *stamp) klog(text []byte, i int) int {
	if !isKlog(text[i]) {
		return 0
	}
	v, n := digits(text, i+1, 9)
	if n != 4 && n != 8 || at(text, i+1+n) != ' ' {
		return 0
	}
	s.kind, s.year, s.month, s.day = fullStamp, v/10000, v/100%100, v%100
	return s.clock(text, i+n+2, false)
}

// isKlog reports whether c is a letter that klog has for a level.
func isKlog(c byte) bool {
	switch c {
	case 'I', 'W', 'E', 'F', 'D':
		return true
	}
	return false
}

// behindLetters returns the first place from i on that holds no letter.
func behindLetters(text []byte, i int) int {
	for isLetter(at(text, i)) {
		i++
	}
	return i
}

// monthAt returns the month whose English name, short or long, is the word at
// i, or 0.
func monthAt(text []byte, i int) int {
	if i+3 > len(text) {
		return 0
	}
	var month int
	var long string
	switch rune(text[i]|0x20)<<16 | rune(text[i+1]|0x20)<<8 | rune(text[i+2]|0x20) {
	case 'j'<<16 | 'a'<<8 | 'n':
		month, long = 1, "january"
	case 'f'<<16 | 'e'<<8 | 'b':
		month, long = 2, "february"
	case 'm'<<16 | 'a'<<8 | 'r':
		month, long = 3, "march"
	case 'a'<<16 | 'p'<<8 | 'r':
		month, long = 4, "april"
	case 'm'<<16 | 'a'<<8 | 'y':
		month, long = 5, "may"
	case 'j'<<16 | 'u'<<8 | 'n':
		month, long = 6, "june"
	case 'j'<<16 | 'u'<<8 | 'l':
		month, long = 7, "july"
	case 'a'<<16 | 'u'<<8 | 'g':
		month, long = 8, "august"
	case 's'<<16 | 'e'<<8 | 'p':
		month, long = 9, "september"
	case 'o'<<16 | 'c'<<8 | 't':
		month, long = 10, "october"
	case 'n'<<16 | 'o'<<8 | 'v':
		month, long = 11, "november"
	case 'd'<<16 | 'e'<<8 | 'c':
		month, long = 12, "december"
	default:
		return 0
	}
	n := 3
	for n < len(long) && at(text, i+n)|0x20 == long[n] {
		n++
	}
	whole := n == 3 || n == len(long) || month == 9 && n == 4 // Sept
	if !whole || isLetter(at(text, i+n)) {
		return 0
	}
	return month
}
