package highlight

// date returns the end of the date, the time of day or both that begin with a
// digit at i, or 0.
func (s *scanner) date(i int) int {
	n, width := s.digits(i, 4)
	if s.is(i+width, digit) {
		return 0 // a longer number
	}
	switch c := s.at(i + width); {
	case width == 4 && (c == '-' || c == '/' || c == '.'):
		return s.withClock(s.dayOf(i+5, c, n))
	case width > 2:
		return 0
	case c == ':':
		return s.clock(i)
	case (c == '/' || c == ' ' || c == '-') && s.month(i+width+1) > 0:
		return s.dayMonth(i, width)
	case width == 2 && (c == '/' || c == '.' || c == '-'):
		month, two := s.digits(i+3, 3)
		year, four := s.digits(i+6, 5)
		if two == 2 && four == 4 && s.at(i+5) == c && isDay(n, month) && isYear(year) {
			return s.withClock(s.ended(i + 10))
		}
	}
	return 0
}

// dayOf returns the end of month and day with a separator between them at i, or
// 0 if they are none or the year is none.
func (s *scanner) dayOf(i int, separator byte, year int) int {
	month, two := s.digits(i, 3)
	day, more := s.digits(i+3, 3)
	if two != 2 || more != 2 || s.at(i+2) != separator || !isDay(day, month) || !isYear(year) {
		return 0
	}
	if s.at(i+5) == 'T' && s.is(i+6, digit) {
		return i + 5
	}
	return s.ended(i + 5)
}

// ended returns i, or 0 if a word goes on there.
func (s *scanner) ended(i int) int {
	if s.is(i, wordBytes) || s.at(i) == '-' && s.is(i+1, wordBytes) {
		return 0
	}
	return i
}

// isDay reports whether two numbers may be a day and a month, in any order.
func isDay(a, b int) bool {
	return a > 0 && b > 0 && (a <= 12 && b <= 31 || a <= 31 && b <= 12)
}

func isYear(n int) bool { return n >= 1900 && n < 2200 }

// withClock returns the end of the time of day behind a date that ends at i, or
// i if there is none. Nothing is behind 0.
func (s *scanner) withClock(i int) int {
	if i == 0 {
		return 0
	}
	from := i
	switch c := s.at(i); {
	case c == ',' && s.at(i+1) == ' ':
		from += 2
	case c == 'T' || c == ' ' || c == ':' || c == '_':
		from++
	default:
		return i
	}
	if end := s.clock(from); end > 0 {
		return end
	}
	if s.at(i) == 'T' {
		return 0
	}
	return i
}

// clock returns the end of the time of day at i, with parts of seconds and a
// zone, or 0.
func (s *scanner) clock(i int) int {
	hour, n := s.digits(i, 3)
	if n == 0 || n > 2 || hour > 24 || s.at(i+n) != ':' {
		return 0
	}
	i += n + 1
	for unit := range 2 {
		v, n := s.digits(i, 3)
		if n != 2 || v > 60 {
			return 0
		}
		if i += 2; unit == 0 {
			if s.at(i) != ':' {
				return 0
			}
			i++
		}
	}
	if c := s.at(i); (c == '.' || c == ',') && s.is(i+1, digit) {
		_, n := s.digits(i+1, 10)
		i += 1 + n
	}
	i = s.zone(i)
	if s.is(i, wordBytes) || s.at(i) == ':' && s.is(i+1, digit) {
		return 0
	}
	return i
}

// zone returns the end of the zone behind a time of day: Z, +01:00, or the same
// behind a blank, or UTC.
func (s *scanner) zone(i int) int {
	if s.at(i) == 'Z' {
		return i + 1
	}
	from := i
	if s.at(from) == ' ' {
		from++
	}
	switch c := s.at(from); {
	case c == '+' || c == '-':
		_, n := s.digits(from+1, 5)
		switch {
		case n == 4:
			return from + 5
		case n != 2:
		case s.at(from+3) != ':':
			if from == i {
				return from + 3
			}
		default:
			if _, n = s.digits(from+4, 3); n == 2 {
				return from + 6
			}
		}
	case from > i && (s.has(from, "UTC") || s.has(from, "GMT")) && !s.is(from+3, wordBytes):
		return from + 3
	}
	return i
}

// has reports whether word stands at i.
func (s *scanner) has(i int, word string) bool {
	return i+len(word) <= len(s.text) && string(s.text[i:i+len(word)]) == word
}

// month returns the length of the name of a month at i, three letters or all of
// it, or 0.
func (s *scanner) month(i int) int {
	if i+3 > len(s.text) {
		return 0
	}
	var rest string
	switch string(s.text[i : i+3]) {
	case "Jan":
		rest = "uary"
	case "Feb":
		rest = "ruary"
	case "Mar":
		rest = "ch"
	case "Apr":
		rest = "il"
	case "May":
	case "Jun":
		rest = "e"
	case "Jul":
		rest = "y"
	case "Aug":
		rest = "ust"
	case "Sep":
		rest = "tember"
	case "Oct":
		rest = "ober"
	case "Nov", "Dec":
		rest = "ember"
	default:
		return 0
	}
	n := 3
	if s.has(i+3, rest) {
		n += len(rest)
	}
	if s.is(i+n, wordBytes) {
		return 0
	}
	return n
}

// dayMonth returns the end of 22/Nov/2026:09:41:07, of which the day at i has
// width digits, or 0.
func (s *scanner) dayMonth(i, width int) int {
	separator := s.at(i + width)
	i += width + 1
	i += s.month(i)
	if s.at(i) != separator {
		return 0
	}
	year, n := s.digits(i+1, 5)
	if n != 4 || !isYear(year) {
		return 0
	}
	return s.withClock(s.ended(i + 5))
}

// monthDate returns the end of Nov 22 09:41:07, with a day of the week before it
// or a year behind it, or 0. A month and a day alone are words.
func (s *scanner) monthDate(i int) int {
	if n := s.weekday(i); n > 0 {
		switch i += n; {
		case s.has(i, ", "):
			i += 2
		case s.at(i) == ' ':
			i++
		default:
			return 0
		}
		if s.is(i, digit) {
			_, width := s.digits(i, 3)
			if width > 2 || s.month(i+width+1) == 0 {
				return 0
			}
			return s.dayMonth(i, width)
		}
	}
	n := s.month(i)
	if n == 0 || s.at(i+n) != ' ' {
		return 0
	}
	if i += n + 1; s.at(i) == ' ' {
		i++
	}
	day, width := s.digits(i, 3)
	if width == 0 || width > 2 || day < 1 || day > 31 {
		return 0
	}
	i += width
	if s.at(i) == ',' {
		i++
	}
	if s.at(i) != ' ' {
		return 0
	}
	if year, n := s.digits(i+1, 5); n == 4 && isYear(year) && !s.is(i+5, wordBytes) {
		return s.withClock(i + 5)
	}
	end := s.clock(i + 1)
	if end == 0 {
		return 0
	}
	if year, n := s.digits(end+1, 5); s.at(end) == ' ' && n == 4 && isYear(year) && !s.is(end+5, wordBytes) {
		return end + 5
	}
	return end
}

// weekday returns the length of a short name of a day of the week at i, or 0.
func (s *scanner) weekday(i int) int {
	if i+3 <= len(s.text) {
		switch string(s.text[i : i+3]) {
		case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
			return 3
		}
	}
	return 0
}
