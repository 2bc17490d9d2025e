package line

// isDigit, isLetter and isWord know ASCII only: stamps and level words are.

func isDigit(c byte) bool { return c-'0' < 10 }

func isLetter(c byte) bool { return (c|0x20)-'a' < 26 }

// isWord reports whether c is a letter, a digit or an underscore.
func isWord(c byte) bool {
	const (
		low  = 0x3ff << '0'
		high = 0x3ffffff<<('A'-64) | 0x3ffffff<<('a'-64) | 1<<('_'-64)
	)
	return inSet(c, low, high)
}

// inSet reports whether c is one of the ASCII characters whose bits are set in
// low (up to 63) and high (from 64). Where both are constants it costs a shift.
func inSet(c byte, low, high uint64) bool {
	if c < 64 {
		return low>>c&1 != 0
	}
	return c < 128 && high>>(c-64)&1 != 0
}

// at returns s[i], or 0 where s has no such byte.
func at(s []byte, i int) byte {
	if uint(i) < uint(len(s)) {
		return s[i]
	}
	return 0
}

// digits reads up to limit digits of s at i and returns their value and how
// many there are.
func digits(s []byte, i, limit int) (value, n int) {
	for n < limit && isDigit(at(s, i+n)) {
		value = value*10 + int(s[i+n]-'0')
		n++
	}
	return value, n
}
