package line

// levelScan looks word by word for the level near the front of a line that is
// not JSON.
type levelScan struct {
	text  []byte
	first bool  // no word yet but those of a time stamp
	weak  Level // what the first word for trouble suggests
}

func (s *levelScan) run() Level {
	// A word that begins in the window is looked at to its end, if it is short
	// enough to matter.
	text := s.text[:min(len(s.text), levelWindow+maxLevelWord+1)]
	for i := 0; i < len(text) && i < levelWindow; i++ {
		c := text[i]
		if !isWord(c) {
			if c == esc {
				i += max(escapeLen(text[i:]), 1) - 1
			}
			continue
		}
		start := i
		for i < len(text) && isLetter(text[i]) {
			i++
		}
		var l Level
		switch {
		case i < len(text) && isWord(text[i]):
			for i++; i < len(text) && isWord(text[i]); i++ {
			}
			l = s.numbered(start, i)
		case s.first || i-start <= 2 || startsLevel(c, text[start+1]) || i-start > len("exception") && c < 'a':
			l = s.word(start, i)
		}
		if l != None {
			return l
		}
		i--
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
		return (closed || behind == ' ' || behind == ':') && isFacility(s.text[:start-1])
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
	for _, c := range s.text[start:end] {
		if c >= 'a' {
			return false
		}
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

// numbered returns the level of a word with digits in it: Redis' mark behind
// the time (1234:M 22 Nov 2026 09:41:07.123 # text), DEBUG1 of PostgreSQL, a
// logfmt key with an underscore.
func (s *levelScan) numbered(start, end int) Level {
	text := s.text
	word := text[start:end]
	switch {
	case at(text, end) == '=' && RoleOf(word) == LevelRole:
		return s.value(start, end)
	case len(word) == len("DEBUG1") && string(word[:5]) == "DEBUG" && at(text, end) == ':':
		return Debug
	case s.first && end-start == 3 && start > 0 && text[start-1] == '.' && at(text, end) == ' ' && at(text, end+2) == ' ':
		return s.redis(at(text, end+1))
	}
	return None
}

func (s *levelScan) redis(mark byte) Level {
	if _, n := digits(s.text, 0, 10); n == 0 || at(s.text, n) != ':' || at(s.text, n+2) != ' ' {
		return None
	}
	switch mark {
	case '.':
		return Debug
	case '-':
		return Info
	case '*':
		return Notice
	case '#':
		return Warn
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
