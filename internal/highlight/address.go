package highlight

// address takes the IPv4, IPv6 or hardware address that begins at i and returns
// the place behind, or 0.
func (s *scanner) address(i int) int {
	if n := s.ipv4(i); n > 0 {
		n = s.port(n)
		s.put(i, n, Address)
		return n
	}
	if n := s.hardware(i); n > 0 {
		s.put(i, n, ID)
		return n
	}
	if n := s.ipv6(i); n > 0 {
		s.put(i, n, Address)
		return n
	}
	return 0
}

// colons takes the IPv6 address that begins with two colons at i, and returns
// the place behind, or behind the colons.
func (s *scanner) colons(i int) int {
	if n := s.ipv6(i); n > 0 {
		s.put(i, n, Address)
		return n
	}
	return i + 2
}

// ipv4 returns the end of the address at i, or 0. A number of a version with
// more parts or a word behind it is none.
func (s *scanner) ipv4(i int) int {
	for part := range 4 {
		v, n := s.digits(i, 4)
		if n == 0 || n > 3 || v > 255 {
			return 0
		}
		if i += n; part < 3 {
			if s.at(i) != '.' {
				return 0
			}
			i++
		}
	}
	if s.is(i, wordBytes) || s.at(i) == '.' && s.is(i+1, wordBytes) || s.at(i) == '-' && s.is(i+1, letter) {
		return 0
	}
	return i
}

// port returns the end of the port or the length of the network behind an
// address, or i if there is none.
func (s *scanner) port(i int) int {
	limit := 5
	switch s.at(i) {
	case '/':
		limit = 2
	case ':':
	default:
		return i
	}
	_, n := s.digits(i+1, limit+1)
	if n == 0 || n > limit || s.is(i+1+n, wordBytes) {
		return i
	}
	return i + 1 + n
}

// hardware returns the end of six groups of two digits, or 0.
func (s *scanner) hardware(i int) int {
	separator := s.at(i + 2)
	if separator != ':' && separator != '-' {
		return 0
	}
	for part := range 6 {
		if !s.is(i, hex) || !s.is(i+1, hex) {
			return 0
		}
		if i += 2; part < 5 {
			if s.at(i) != separator {
				return 0
			}
			i++
		}
	}
	if s.is(i, wordBytes) || s.at(i) == separator {
		return 0
	}
	return i
}

// ipv6 returns the end of the address at i, or 0: eight groups of up to four
// digits, or fewer with two colons once. One that is all letters is rather
// somebody's name for something.
func (s *scanner) ipv6(i int) int {
	if s.is(i, hex) && s.at(i-1) == ':' && s.at(i-2) == ':' {
		return 0 // a name of C++ or Rust goes on
	}
	start, groups, short, digits := i, 0, false, false
	for {
		from := i
		for i-from < 5 && s.is(i, hex) {
			digits = digits || s.is(i, digit)
			i++
		}
		switch n := i - from; {
		case n > 4 || i-start > maxAddress:
			return 0
		case n > 0:
			groups++
		}
		if s.at(i) == '.' && groups > 0 {
			if end := s.ipv4(from); end > 0 {
				i, groups = end, groups+1
			}
			break
		}
		if s.at(i) != ':' {
			break
		}
		if s.at(i+1) == ':' {
			if short {
				return 0
			}
			short = true
			i += 2
			continue
		}
		if i == start || !s.is(i+1, hex) {
			break
		}
		i++
	}
	if s.is(i, wordBytes) || s.at(i) == ':' && s.at(i+1) == ':' {
		return 0
	}
	if !digits || groups > 8 || !short && groups != 8 || short && groups == 8 {
		return 0
	}
	if i < len(s.text) && s.at(i) == '/' {
		return s.prefix(i)
	}
	return i
}

// prefix returns the end of the length of an IPv6 network, or i.
func (s *scanner) prefix(i int) int {
	if _, n := s.digits(i+1, 4); n > 0 && n < 4 && !s.is(i+1+n, wordBytes) {
		return i + 1 + n
	}
	return i
}

// id takes the word text[from:to] if it is a UUID or a long hexadecimal number,
// which has letters and digits.
func (s *scanner) id(from, to int) bool {
	if s.text[from] == '0' && s.at(from+1)|0x20 == 'x' && to > from+2 && s.while(from+2, hex) == to {
		s.put(from, to, ID)
		return true
	}
	if to-from < minHex {
		return false
	}
	letters, digits, dashes := false, false, 0
	for i := from; i < to; i++ {
		switch c := classes[s.text[i]]; {
		case c&digit != 0:
			digits = true
		case c&hex != 0:
			letters = true
		case s.text[i] == '-' && isDash(i-from):
			dashes++
		default:
			return false
		}
	}
	if uuid := dashes == 4 && to-from == 36; !uuid && (dashes > 0 || !letters || !digits) {
		return false
	}
	s.put(from, to, ID)
	return true
}

// isDash reports whether a UUID has a dash at i (RFC 9562, 4).
func isDash(i int) bool { return i == 8 || i == 13 || i == 18 || i == 23 }
