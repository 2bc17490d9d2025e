package highlight

// signed takes the number whose sign is at i, and returns the place behind; if
// it is none, behind the sign.
func (s *scanner) signed(i int) int {
	if !s.is(i+1, digit) || i > 0 && !s.is(i-1, opens) {
		return s.while(i+1, joins)
	}
	end := s.while(i+1, runBytes)
	if n := s.number(i+1, i); n >= end || n == end-1 && n > 0 && s.at(n) == '.' {
		s.put(i, n, Number)
		return max(n, end)
	}
	return end
}

// number returns the end of the number at i with its unit, or 0: 250, 1.5e3,
// 250ms, 1h30m, 12%. first is where it begins with its sign. What is part of
// something else is none: of a version, a ratio, a path.
func (s *scanner) number(i, first int) int {
	switch before := s.is(first-2, digit); s.at(first - 1) {
	case '/':
		if !before {
			return 0
		}
	case ':':
		if before || s.at(first-2) == ':' {
			return 0
		}
	}
	for {
		i = s.while(i, digit)
		if s.at(i) == '.' && s.is(i+1, digit) {
			i = s.while(i+1, digit)
		}
		if s.at(i)|0x20 == 'e' {
			exponent := i + 1
			if c := s.at(exponent); c == '-' || c == '+' {
				exponent++
			}
			if n := s.while(exponent, digit); n > exponent {
				i = n
			}
		}
		n, more := s.unit(i)
		if i += n; !more || !s.is(i, digit) {
			break
		}
	}
	switch c := s.at(i); {
	case c == '%':
		return i + 1
	case c == ':' && s.is(i+1, digit):
		return 0
	case c == '/' && s.is(i+1, letter) && s.at(i+1) != 's':
		return 0
	}
	return i
}

// putNumber adds a number, or the status that is expected there.
func (s *scanner) putNumber(from, to int) {
	k := Number
	if from == s.status && to-from == 3 && s.text[from] >= '1' && s.text[from] <= '5' {
		k = Status
	}
	s.put(from, to, k)
}

// unit returns the length of the unit at i, and whether another number may
// follow, as in 1h30m.
func (s *scanner) unit(i int) (n int, more bool) {
	end := i
	for end < len(s.text) && end-i < 5 && classes[s.text[end]]&(letter|beyond) != 0 {
		end++
	}
	switch string(s.text[i:end]) {
	case "ns", "us", "µs", "μs", "ms", "s", "m", "h", "d":
		return end - i, true
	case "sec", "secs", "min", "mins", "b", "k", "B", "K", "kB", "KB", "kb", "M", "MB", "mb", "G", "GB", "gb", "T", "TB", "tb",
		"KiB", "Ki", "MiB", "Mi", "GiB", "Gi", "TiB", "Ti", "Hz", "kHz", "MHz", "GHz", "x", "rps", "qps", "px", "th":
		return end - i, false
	}
	return 0, false
}
