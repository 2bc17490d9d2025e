package line

import "math/bits"

// levelScan looks word by word for the level near the front of a line that is
// not JSON.
type levelScan struct {
	text  []byte
	first bool  // no word yet but those of a time stamp
	weak  Level // what the first word for trouble suggests
}

// run looks at the words from the byte begin on, where a word may begin.
func (s *levelScan) run(begin int) Level {
	// A word that begins in the window is looked at to its end, if it is short
	// enough to matter.
	text := s.text[:min(len(s.text), levelWindow+maxLevelWord+1)]
	first := s.first
	var before uint64
	for i := begin; i < len(text) && i < levelWindow; i += 8 {
		w := load(text, i)
		if hasEscape(w) {
			s.first, s.weak = first, None
			return s.walk(text, begin)
		}
		var starts uint64
		for starts, before = letterStarts(w, before); starts != 0; starts &= starts - 1 {
			start := i + bits.TrailingZeros64(starts)/8
			if !s.first && !mayMatter(text, start) {
				continue
			}
			if start >= levelWindow {
				return None
			}
			if start > 0 && isWord(text[start-1]) {
				continue // the rest of a word with a digit in it
			}
			if l := s.stated(text, start, behindLetters(text, start)); l != None {
				return l
			}
		}
	}
	return None
}

// mayMatter reports whether the word at start may be one that says something
// in the middle of a line. It is wrong about some that do not: to be more
// precise costs more than it saves (measured).
func mayMatter(text []byte, start int) bool {
	c := text[start]
	if c < 'a' {
		return true
	}
	return start+2 < len(text) && startsLevel(c, text[start+1], text[start+2])
}

// stated returns the level that the word with the letters text[start:end] states.
func (s *levelScan) stated(text []byte, start, end int) Level {
	switch {
	case end < len(text) && isWord(text[end]):
		for end++; end < len(text) && isWord(text[end]); end++ {
		}
		return s.numbered(start, end)
	case s.first || matters(text, start, end):
		return s.word(start, end)
	}
	return None
}

// matters reports whether the word text[start:end] can say something in the
// middle of a line.
func matters(text []byte, start, end int) bool {
	n, upper := end-start, text[start] < 'a'
	return n <= 2 && upper || n > len("exception") && upper ||
		n > 2 && startsLevel(text[start], text[start+1], text[start+2])
}

// walk is run for a text with escape sequences in it, byte by byte.
func (s *levelScan) walk(text []byte, i int) Level {
	for i < len(text) && i < levelWindow {
		c := text[i]
		if !isWord(c) {
			if c == esc {
				i += max(escapeLen(text[i:]), 1)
			} else {
				i++
			}
			continue
		}
		start := i
		i = behindLetters(text, i)
		if isLetter(c) {
			if l := s.stated(text, start, i); l != None {
				return l
			}
		}
		for i < len(text) && isWord(text[i]) {
			i++
		}
	}
	return None
}

// word returns the level that the letters text[start:end] state where they
// stand, or None.
func (s *levelScan) word(start, end int) Level {
	text := s.text
	first := s.first
	if first {
		s.first = isStampWord(text[start:end])
	}
	n := end - start
	if n <= 2 {
		return s.letter(start, end, first)
	}
	before, behind := s.around(start, end)
	upper := text[start] < 'a' && text[start+1] < 'a'
	if upper || first || isMark(behind) || isMark(before) {
		if l := s.shaped(start, end, before, behind, upper); l != None {
			return l
		}
	}
	if s.weak == None {
		if l := weakWord(text[start:end]); l != None && !isNegated(text, start, end) {
			s.weak = l
		}
	}
	return None
}

// shaped returns the level of a word that is written as loggers write levels.
func (s *levelScan) shaped(start, end int, before, behind byte, upper bool) Level {
	text := s.text
	if (behind == '=' || behind == ':' || behind == '"') && RoleOf(text[start:end]) == LevelRole {
		if l := s.value(start, end); l != None {
			return l
		}
	}
	n := end - start
	if n > maxLevelWord {
		return None
	}
	if n == len("HTTP") && behind == '/' && string(text[start:end]) == "HTTP" {
		return accessLevel(text[max(start-1, 0):])
	}
	var buf [maxLevelWord]byte
	for i := range n {
		buf[i] = text[start+i] | 0x20
	}
	l := wordLevel(buf[:n])
	switch {
	case l == None && s.postgres(start, end):
		return Info
	case l != None && s.states(start, end, before, behind, upper):
		return l
	}
	return None
}

// around returns the bytes before and behind a word. The line's ends and colour
// sequences count as spaces.
func (s *levelScan) around(start, end int) (before, behind byte) {
	before, behind = ' ', ' '
	// A letter before a word can only be the end of a sequence.
	if start > 0 && !isLetter(s.text[start-1]) {
		before = s.text[start-1]
	}
	if end < len(s.text) && s.text[end] != esc {
		behind = s.text[end]
	}
	if before == '\t' {
		before = ' '
	}
	if behind == '\t' {
		behind = ' '
	}
	return before, behind
}

// states reports whether a level word stands where a logger writes it, not in
// the middle of a sentence, a path or a name.
func (s *levelScan) states(start, end int, before, behind byte, upper bool) bool {
	open := before == '[' || before == '<' || before == '|'
	closed := behind == ']' || behind == '>' || behind == '|'
	next := at(s.text, end+1)
	switch {
	case before == '.':
		return (closed || behind == ' ' || behind == ':') && isFacility(s.text[:start-1]) ||
			// Monolog: app.ERROR: text
			behind == ':' && next == ' ' && isUpper(s.text[start:end]) && start > 1 && isLetter(s.text[start-2])
	case before == '/' && behind == ']': // [Server thread/WARN]
		return isUpper(s.text[start:end])
	case open && (closed || behind == ' ' || behind == ':' || behind == '/' || behind == ','):
		return true
	case before == ':' && behind == ']': // [core:error]
		return true
	case before == ' ' && (behind == ']' || behind == '|'): // [ info ]
		return true
	case upper:
		return s.capitals(start, end, before, behind)
	case behind == ':' && (open || before == ' ' || before == ']'):
		return next != ':' && next != '/'
	}
	// Of the words without a mark only the first one comes here.
	return before == ' ' && (behind == ' ' || behind == ',')
}

// capitals is states for a word in capitals, which few sentences have.
func (s *levelScan) capitals(start, end int, before, behind byte) bool {
	if !isUpper(s.text[start:end]) {
		return false
	}
	switch before {
	case ' ', '[', '(', '<', '|', ':', '"', '\'', '=', ',', ';', '*', ']', ')', '}', '>':
	default:
		return false
	}
	switch behind {
	case ' ', ']', ')', '>', '|', ':', ',', ';', '/', '[', '!', '"', '\'', '}', '(':
	case '-', '*', '.':
		return at(s.text, end+1) == ' '
	default:
		return false
	}
	// "TRACE / HTTP/1.1" is a request.
	return before != '"' || behind != ' '
}

// isUpper reports whether all letters of word are capitals.
func isUpper(word []byte) bool {
	for _, c := range word {
		if c >= 'a' {
			return false
		}
	}
	return true
}

// letter returns the level of one letter (or two: Xorg's (EE)) that a logger
// writes for it: behind the time, in brackets, or before a tag, as in D/Tag.
func (s *levelScan) letter(start, end int, first bool) Level {
	text := s.text
	c := text[start]
	if c >= 'a' {
		return None
	}
	before, behind := s.around(start, end)
	if end-start == 2 {
		if before == '(' && behind == ')' && text[start+1] == c {
			return letterLevel(c)
		}
		return None
	}
	next := at(text, end+1)
	switch {
	case c == 'T' || c == 'C' || c == 'N': // stand for other things too
		return None
	case before == '[':
		if behind == ']' || behind == ' ' && isDigit(next) {
			return letterLevel(c)
		}
	case before != ' ':
	case behind == '/':
		if isLetter(next) && (next != 'O' || isWord(at(text, end+2))) { // I/O is no tag
			return letterLevel(c)
		}
	case behind == ' ' && first && start > 0:
		return letterLevel(c)
	}
	return None
}

// value returns the level behind a level field's name and = or :.
func (s *levelScan) value(start, end int) Level {
	text := s.text
	if start > 0 {
		switch text[start-1] {
		case ' ', '\t', '[', '(', '{', ',', '"', '.', '|', ';':
		default:
			if !isLetter(text[start-1]) {
				return None // in a path or a query
			}
		}
	}
	i := end
	for i < len(text) && i < end+4 && (text[i] == '"' || text[i] == ':' || text[i] == '=' || text[i] == ' ') {
		i++
	}
	stop := i
	for stop < len(text) && isWord(text[stop]) {
		stop++
	}
	return fieldLevel(text[start:end], text[i:stop])
}

// numbered returns the level of a word with digits in it: DEBUG1 of PostgreSQL,
// a logfmt key with an underscore.
func (s *levelScan) numbered(start, end int) Level {
	text := s.text
	word := text[start:end]
	switch {
	case at(text, end) == '=' && RoleOf(word) == LevelRole:
		return s.value(start, end)
	case len(word) == len("DEBUG1") && string(word[:5]) == "DEBUG" && at(text, end) == ':':
		return Debug
	}
	return None
}

// postgres reports whether the word is PostgreSQL's LOG: or one of the lines
// that go with it.
func (s *levelScan) postgres(start, end int) bool {
	if at(s.text, end) != ':' || at(s.text, end+1) != ' ' || at(s.text, end+2) != ' ' {
		return false
	}
	switch string(s.text[start:end]) {
	case "LOG", "STATEMENT", "DETAIL", "HINT", "CONTEXT":
		return true
	}
	return false
}
