package highlight

// What a byte may be part of.
const (
	letter    = 1 << iota // of ASCII, and _
	digit                 // of ASCII
	hex                   // a hexadecimal digit
	joins                 // stands inside words: . and -
	inPath                // of a path, besides words
	inURL                 // of a URL, besides paths
	opens                 // a path or a quoted text may begin behind it
	beyond                // of a rune beyond ASCII
	wordBytes = letter | digit | beyond
	runBytes  = wordBytes | joins
)

// classes tells of each byte what it may be part of.
var classes = func() (c [256]uint8) {
	mark := func(set string, class uint8) {
		for i := range len(set) {
			c[set[i]] |= class
		}
	}
	for b := range 256 {
		switch {
		case b >= 0x80:
			c[b] = beyond
		case b >= '0' && b <= '9':
			c[b] = digit | hex
		case b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_':
			c[b] = letter
		}
	}
	mark("abcdefABCDEF", hex)
	mark(".-", joins)
	mark("/~%+@=?&#*$!", inPath)
	mark(":,;()'[]", inURL)
	mark(" \t=([{<>,:;|\"'`", opens)
	return c
}()

// is reports whether the byte at i is of one of classes. Beside the text there
// is none.
func (s *scanner) is(i int, class uint8) bool {
	return uint(i) < uint(len(s.text)) && classes[s.text[i]]&class != 0
}

// at returns the byte at i, or 0 where there is none.
func (s *scanner) at(i int) byte {
	if uint(i) < uint(len(s.text)) {
		return s.text[i]
	}
	return 0
}

// while returns the end of the run of bytes of classes that begins at i.
func (s *scanner) while(i int, class uint8) int {
	for i < len(s.text) && classes[s.text[i]]&class != 0 {
		i++
	}
	return i
}

// digits reads up to limit digits at i, and returns their value and how many
// there are.
func (s *scanner) digits(i, limit int) (value, n int) {
	for n < limit && s.is(i+n, digit) {
		value = value*10 + int(s.text[i+n]-'0')
		n++
	}
	return value, n
}
