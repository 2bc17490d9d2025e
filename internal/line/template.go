package line

// Template appends text to dst with what differs between two tellings of the
// same thing masked, so that equal templates are lines that repeat: times,
// UUIDs, hexadecimal numbers of at least 8 digits or behind 0x, IP and MAC
// addresses with their ports, and process numbers in brackets.
//
// All other numbers stay: the one line of many that tells of 4000 ms must not
// go under among those of 13.
func Template(dst, text []byte) []byte {
	t := templater{dst: dst, text: text}
	for i := 0; i < len(text); {
		i += t.step(i)
	}
	return t.dst
}

// templater is one run of Template.
type templater struct {
	dst, text []byte
}

// masked stands for what is masked whole.
const masked = '\x00'

// step takes one piece of text at i and returns its length.
func (t *templater) step(i int) int {
	c := t.text[i]
	if isWord(c) {
		if isHex(c) && (i == 0 || !isWord(t.text[i-1])) {
			if n := t.id(i); n > 0 {
				t.dst = append(t.dst, masked)
				return n
			}
		}
		n := 1
		for i+n < len(t.text) && isWord(t.text[i+n]) {
			n++
		}
		t.dst = append(t.dst, t.text[i:i+n]...)
		return n
	}
	if n := bracketed(t.text[i:]); n > 0 {
		t.dst = append(t.dst, '[', masked)
		return n
	}
	t.dst = append(t.dst, c)
	return 1
}

// id returns the length of what is masked whole at i, or 0.
func (t *templater) id(i int) int {
	text := t.text[i:]
	if isDigit(text[0]) {
		if n := colonsLen(text); n > len("09:41:07") {
			return n
		}
		if n := stampLen(text); n > 0 {
			return n
		}
		if n := addressLen(text); n > 0 {
			return n
		}
		if len(text) > 2 && text[0] == '0' && text[1]|0x20 == 'x' && isHex(text[2]) {
			return 2 + hexIn(text[2:])
		}
	}
	n := hexIn(text)
	switch {
	case n < len(text) && text[n] == ':':
		return colonsLen(text)
	case n == 8 && isUUID(text):
		return len("123e4567-e89b-12d3-a456-426614174000")
	case n < 8 || n < len(text) && isWord(text[n]) || !mixed(text[:n]):
		return 0
	}
	return n
}

// isUUID reports whether text begins with a UUID (RFC 9562, section 4).
func isUUID(text []byte) bool {
	n := 8
	for _, size := range [...]int{4, 4, 4, 12} {
		if n >= len(text) || text[n] != '-' || hexIn(text[n+1:]) != size {
			return false
		}
		n += 1 + size
	}
	return true
}

// stampLen returns the length of the time or the date that text begins with, or 0.
func stampLen(text []byte) int {
	clock, date, n := false, false, 0
	for n < len(text) {
		switch c := text[n]; {
		case isDigit(c):
			if k := digitsIn(text[n:]); k == 2 && n+5 <= len(text) && text[n+2] == ':' && digitsIn(text[n+3:]) == 2 {
				clock = true
			} else if k == 4 && n+7 < len(text) && (text[n+4] == '-' || text[n+4] == '/') &&
				digitsIn(text[n+5:]) == 2 && text[n+7] == text[n+4] {
				date = true
			}
			n += digitsIn(text[n:])
			continue
		case c == 'Z' && n > 0 && isDigit(text[n-1]):
		case c != '-' && c != ':' && c != '.' && c != ',' && c != '/' && c != '+' && c != 'T',
			n+1 == len(text) || !isDigit(text[n+1]):
			return n * has(clock || date)
		}
		n++
	}
	return n * has(clock || date)
}

// has is 1 if it is so, else 0.
func has(so bool) int {
	if so {
		return 1
	}
	return 0
}

// addressLen returns the length of the IPv4 address that text begins with, its
// port included, or 0.
func addressLen(text []byte) int {
	n := 0
	for part := range 4 {
		k := digitsIn(text[n:])
		if k == 0 || k > 3 {
			return 0
		}
		if n += k; part < 3 {
			if n == len(text) || text[n] != '.' {
				return 0
			}
			n++
		}
	}
	if n+1 < len(text) && text[n] == ':' && isDigit(text[n+1]) {
		n += 1 + digitsIn(text[n+1:])
	}
	return n
}

// colonsLen returns the length of the IPv6 or MAC address that text begins with,
// or 0.
func colonsLen(text []byte) int {
	n, colons, digit := 0, 0, false
	for ; n < len(text) && (isHex(text[n]) || text[n] == ':'); n++ {
		digit = digit || isDigit(text[n])
		if text[n] == ':' {
			colons++
		}
	}
	if n > 0 && text[n-1] == ':' {
		n, colons = n-1, colons-1
	}
	if colons < 2 || !digit || n < len(text) && isWord(text[n]) {
		return 0
	}
	return n
}

// bracketed returns the length of the bracket and the number of a process, or
// of seconds since the start, that text begins with, or 0.
func bracketed(text []byte) int {
	if text[0] != '[' {
		return 0
	}
	n := 1
	for n < len(text) && text[n] == ' ' {
		n++
	}
	k := digitsIn(text[n:])
	if k == 0 {
		return 0
	}
	n += k
	if n < len(text) && text[n] == '.' {
		n += 1 + digitsIn(text[n+1:])
	} else if k < 3 {
		return 0
	}
	if n == len(text) || text[n] != ']' {
		return 0
	}
	return n
}

func digitsIn(text []byte) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

func hexIn(text []byte) int {
	n := 0
	for n < len(text) && isHex(text[n]) {
		n++
	}
	return n
}

// mixed reports whether hexadecimal text has digits and letters.
func mixed(text []byte) bool {
	digits := 0
	for _, c := range text {
		if isDigit(c) {
			digits++
		}
	}
	return digits > 0 && digits < len(text)
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
