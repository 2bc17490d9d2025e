package highlight

import "bytes"

// scanner is one run of Spans. It goes over the text once: what it looks at
// ahead is of bounded length, or is then skipped.
type scanner struct {
	text []byte // up to the end of the quotes, inside them
	dst  []Span

	quoted int     // where what has no span yet of a quoted text begins; -1 outside
	value  int     // where the value of a key begins; -1: nowhere near
	status int     // where a status of HTTP must stand
	deaf   [2]bool // there is no quote any more that closes: " and '
}

// put adds a span, and what was passed over in quotes before it.
func (s *scanner) put(from, to int, k Kind) {
	if s.quoted >= 0 {
		if s.quoted < from {
			s.dst = append(s.dst, Span{s.quoted, from, Quoted})
		}
		s.quoted = to
	}
	s.dst = append(s.dst, Span{from, to, k})
}

func (s *scanner) scan() {
	for i := 0; i < len(s.text); {
		switch c := s.text[i]; {
		case classes[c]&wordBytes != 0:
			i = s.word(i)
		case c == '"' || c == '\'':
			i = s.quote(i)
		case c == '/' || c == '.' || c == '~':
			i = s.path(i)
		case c == '-' || c == '+':
			i = s.signed(i)
		case c == ':' && s.at(i+1) == ':' && (i == 0 || s.is(i-1, opens)):
			i = s.colons(i)
		default:
			i++
		}
	}
}

// word takes the run of letters, digits, points and dashes at i, with what
// belongs to it, and returns the place behind.
func (s *scanner) word(i int) int {
	if s.is(i, digit) {
		if n := s.date(i); n > 0 {
			s.put(i, n, Time)
			return n
		}
	}
	run := s.while(i, runBytes)
	end := run // without what ends a sentence
	for end > i && classes[s.text[end-1]]&joins != 0 {
		end--
	}
	if s.is(i, letter) {
		if n := s.monthDate(i); n > 0 {
			s.put(i, n, Time)
			return n
		}
	}
	switch s.at(run) {
	case '=':
		if n := s.key(i, run); n > 0 {
			return n
		}
	case '@':
		if n := s.email(i, run); n > 0 {
			return n
		}
	case ':':
		if n := s.url(i, run); n > 0 {
			return n
		}
	case '/':
		if s.protocol(i, run) {
			return run
		}
	}
	if s.is(i, hex) {
		if n := s.address(i); n > 0 {
			return n
		}
		if s.id(i, end) {
			return run
		}
	}
	if s.is(i, digit) {
		if n := s.number(i, i); n >= end {
			s.putNumber(i, n)
			return max(n, run)
		}
	} else if s.name(i, end) {
		return run
	}
	if i == s.value {
		s.put(i, end, Value)
	}
	return run
}

// key takes name= and returns the place behind, or 0 if that is none.
func (s *scanner) key(from, to int) int {
	switch s.at(to + 1) {
	case '=', '~', ' ', 0: // a comparison, or the end of base64
		return 0
	}
	if classes[s.text[from]]&(letter|beyond) == 0 {
		return 0
	}
	s.put(from, to, Key)
	s.expect(from, to, to+1)
	return to + 1
}

// expect says that the value of the key text[from:to] begins at a place.
func (s *scanner) expect(from, to, at int) {
	s.value = at
	if name := s.text[from:to]; string(name) == "status" || string(name) == "status_code" || string(name) == "statusCode" {
		s.status = at
	}
}

// quote takes what is in quotes, if they are closed: the name of a member of
// JSON, or a text in which other things may be.
func (s *scanner) quote(i int) int {
	which := 0
	if s.text[i] == '\'' {
		which = 1
	}
	if s.quoted >= 0 || s.deaf[which] || i > 0 && !s.is(i-1, opens) {
		return i + 1
	}
	end := s.closing(i)
	if end < 0 {
		s.deaf[which] = true
		return i + 1
	}
	if which == 0 {
		behind := end + 1
		for s.at(behind) == ' ' {
			behind++
		}
		if s.at(behind) == ':' && end > i+1 {
			s.put(i, end+1, Key)
			for behind++; s.at(behind) == ' '; behind++ {
			}
			s.expect(i+1, end, behind)
			return behind
		}
	}
	outer := s.text
	s.text, s.quoted = s.text[:end], i
	s.inside(i + 1)
	s.text = outer
	if s.quoted < end+1 {
		s.dst = append(s.dst, Span{s.quoted, end + 1, Quoted})
	}
	s.quoted = -1
	// "GET / HTTP/1.1" 200
	if s.status == end {
		s.status = end + 2
	}
	return end + 1
}

// inside looks at what is in quotes from i on.
func (s *scanner) inside(i int) {
	for i < len(s.text) {
		switch c := s.text[i]; {
		case classes[c]&wordBytes != 0:
			i = s.word(i)
		case c == '/' || c == '.' || c == '~':
			i = s.path(i)
		case c == '-' || c == '+':
			i = s.signed(i)
		default:
			i++
		}
	}
}

// closing returns where the quote at i is closed, or -1. A single one is closed
// behind a word, and not inside one: it's.
func (s *scanner) closing(i int) int {
	quote := s.text[i]
	for from := i + 1; from < len(s.text); {
		n := bytes.IndexByte(s.text[from:], quote)
		if n < 0 {
			return -1
		}
		at := from + n
		from = at + 1
		if quote == '\'' {
			if at > i+1 && !s.is(from, wordBytes) {
				return at
			}
			continue
		}
		slashes := 0
		for s.text[at-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return at
		}
	}
	return -1
}
