package line

import "bytes"

// startsLevel reports whether a word that a levelScan looks for may begin with
// the three letters. Of twenty words nineteen do not, and cost no more.
func startsLevel(first, second, third byte) bool {
	return levelSeconds[first&31]>>(second&31)&(levelThirds[first&31]>>(third&31))&1 != 0
}

// levelSeconds holds, for each first letter (A is 1), a bit for each second
// letter of the words that a levelScan looks for.
var levelSeconds = [32]uint32{
	'a' & 31: 1<<('b'&31) | 1<<('l'&31),
	'c' & 31: 1<<('o'&31) | 1<<('r'&31),
	'd' & 31: 1<<('b'&31) | 1<<('e'&31) | 1<<('i'&31),
	'e' & 31: 1<<('m'&31) | 1<<('r'&31) | 1<<('x'&31),
	'f' & 31: 1<<('a'&31) | 1<<('i'&31) | 1<<('t'&31),
	'h' & 31: 1<<('i'&31) | 1<<('t'&31),
	'i' & 31: 1 << ('n' & 31),
	'l' & 31: 1<<('e'&31) | 1<<('o'&31) | 1<<('v'&31),
	'n' & 31: 1<<('o'&31) | 1<<('t'&31),
	'p' & 31: 1<<('a'&31) | 1<<('n'&31) | 1<<('r'&31),
	's' & 31: 1<<('e'&31) | 1<<('i'&31) | 1<<('p'&31) | 1<<('t'&31) | 1<<('u'&31),
	't' & 31: 1<<('i'&31) | 1<<('r'&31),
	'u' & 31: 1 << ('n' & 31),
	'v' & 31: 1<<('e'&31) | 1<<('r'&31),
	'w' & 31: 1<<('a'&31) | 1<<('r'&31),
}

// levelThirds holds the same of their third letters.
var levelThirds = [32]uint32{
	'a' & 31: 1<<('e'&31) | 1<<('o'&31) | 1<<('r'&31),
	'c' & 31: 1<<('a'&31) | 1<<('i'&31) | 1<<('n'&31) | 1<<('r'&31) | 1<<('t'&31),
	'd' & 31: 1<<('a'&31) | 1<<('b'&31) | 1<<('g'&31) | 1<<('n'&31) | 1<<('p'&31) | 1<<('t'&31) | 1<<('u'&31),
	'e' & 31: 1<<('c'&31) | 1<<('e'&31) | 1<<('o'&31) | 1<<('r'&31),
	'f' & 31: 1<<('i'&31) | 1<<('l'&31) | 1<<('n'&31) | 1<<('t'&31),
	'h' & 31: 1<<('n'&31) | 1<<('t'&31),
	'i' & 31: 1 << ('f' & 31),
	'l' & 31: 1<<('g'&31) | 1<<('l'&31) | 1<<('v'&31),
	'n' & 31: 1<<('c'&31) | 1<<('t'&31),
	'p' & 31: 1<<('c'&31) | 1<<('i'&31) | 1<<('n'&31),
	's' & 31: 1<<('a'&31) | 1<<('c'&31) | 1<<('g'&31) | 1<<('l'&31) | 1<<('v'&31),
	't' & 31: 1<<('a'&31) | 1<<('c'&31) | 1<<('m'&31),
	'u' & 31: 1<<('r'&31) | 1<<('s'&31),
	'v' & 31: 1<<('b'&31) | 1<<('r'&31),
	'w' & 31: 1<<('n'&31) | 1<<('r'&31),
}

// isMark reports whether c is what loggers put around a level.
func isMark(c byte) bool {
	const (
		low  = 1<<':' | 1<<'>' | 1<<'<' | 1<<'=' | 1<<'"' | 1<<'.'
		high = 1<<('['-64) | 1<<(']'-64) | 1<<('|'-64)
	)
	return inSet(c, low, high)
}

// isStampWord reports whether word is part of a time stamp: a name of a month,
// a day or a zone.
func isStampWord(word []byte) bool {
	switch len(word) {
	case 1:
		return word[0] == 'T' || word[0] == 'Z' || word[0] == 'M'
	case 2:
		return word[1]|0x20 == 'm' && (word[0]|0x20 == 'a' || word[0]|0x20 == 'p')
	case 3:
		switch string(word) {
		case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "UTC", "GMT", "CET", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "BST", "JST", "IST":
			return true
		}
	case 4:
		if string(word) == "CEST" {
			return true
		}
	}
	return monthAt(word, 0) != 0
}

// isFacility reports whether text ends with the name of a syslog facility, as
// BusyBox and syslog-ng write it before the level: daemon.err.
func isFacility(text []byte) bool {
	start := len(text)
	for start > 0 && isWord(text[start-1]) {
		start--
	}
	switch string(text[start:]) {
	case "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
		"security", "console", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7":
		return true
	}
	return false
}

// weakWord returns the level that word, where it is part of a message,
// suggests, or None.
func weakWord(word []byte) Level {
	n := len(word)
	if n < 4 {
		return None
	}
	// NullPointerException, OutOfMemoryError: names of classes.
	if n > len("exception") && word[0] < 'a' &&
		(bytes.HasSuffix(word, []byte("Exception")) || bytes.HasSuffix(word, []byte("Error"))) {
		return Error
	}
	if n > len("unsuccessful") {
		return None
	}
	var buf [len("unsuccessful")]byte
	for i, c := range word {
		buf[i] = c | 0x20
	}
	switch string(buf[:n]) {
	case "error", "errors", "fail", "failed", "fails", "failure", "failures", "exception", "fatal", "panic",
		"panicked", "traceback", "segfault", "crash", "crashed", "aborted", "unsuccessful":
		return Error
	case "warn", "warning", "warnings", "deprecated", "denied", "timeout", "unreachable", "corrupt", "corrupted":
		return Warn
	}
	return None
}

// isBreak reports whether c separates a word from those before it.
func isBreak(c byte) bool {
	const (
		low  = 1<<' ' | 1<<'\t' | 1<<',' | 1<<';' | 1<<':' | 1<<'(' | 1<<'='
		high = 1 << ('[' - 64)
	)
	return inSet(c, low, high)
}

// isNegated reports whether the word text[start:end] is counted as nought or
// denied: "0 errors", "no error", "without failure", "errors=0", "failed: 0".
func isNegated(text []byte, start, end int) bool {
	stop := start
	for stop > 0 && text[stop-1] == ' ' {
		stop--
	}
	i := stop
	for i > 0 && stop-i <= len("without") && !isBreak(text[i-1]) {
		i--
	}
	switch string(text[i:stop]) {
	case "0", "no", "No", "without", "zero", "not":
		return true
	}
	c := at(text, end)
	if c != '=' && c != ':' {
		return false
	}
	i = end + 1
	if at(text, i) == ' ' {
		i++
	}
	return at(text, i) == '0' && !isWord(at(text, i+1)) && at(text, i+1) != '.'
}
