package line

import "bytes"

// LevelOf guesses the level of a raw line. In order of trust:
//
//   - a JSON line's level field, or its HTTP status;
//   - syslog's <PRI>, klog's letter;
//   - near the front, the first level field (level=, severity: …), word in
//     capitals, in brackets, before a colon or in first place, facility.level,
//     or single letter behind the time;
//   - an access log's HTTP status;
//   - a word for trouble in the message: a weak guess.
//
// It returns None where there is nothing of these.
func LevelOf(text []byte) Level {
	stated, weak := guess(text)
	if stated != None {
		return stated
	}
	return weak
}

// guess returns the level that a line states, or what its words suggest.
func guess(text []byte) (stated, weak Level) {
	if o, isObject := openObject(text); isObject {
		l, message := objectLevel(&o)
		if l != None {
			return l, None
		}
		if o.ok {
			text = message
		}
	}
	if l := frontLevel(text); l != None {
		return l, None
	}
	s := levelScan{text: text, first: true}
	return s.guess(0)
}

// guess returns the level that the words from i on state or suggest.
func (s *levelScan) guess(i int) (stated, weak Level) {
	if l := s.run(i); l != None {
		return l, None
	}
	if len(s.text) > levelWindow {
		return accessLevel(s.text[levelWindow-1:]), s.weak
	}
	return None, s.weak
}

// frontLevel reads what only the first bytes of a line tell: <PRI> of syslog
// (RFC 3164, RFC 5424), the letter of klog, Redis' process and role.
func frontLevel(text []byte) Level {
	switch c := at(text, 0); c {
	case '<':
		pri, n := digits(text, 1, 4)
		if n > 0 && n < 4 && pri < 192 && at(text, 1+n) == '>' {
			return syslogLevel(pri & 7)
		}
	case 'I', 'W', 'E', 'F', 'D':
		if _, n := digits(text, 1, 9); (n == 4 || n == 8) && at(text, 1+n) == ' ' && isDigit(at(text, 2+n)) {
			return letterLevel(c)
		}
	default:
		if isDigit(c) {
			return redisLevel(text)
		}
	}
	return None
}

// redisLevel returns the level of Redis' mark behind the milliseconds:
// 1234:M 22 Nov 2026 09:41:07.123 # text.
func redisLevel(text []byte) Level {
	_, n := digits(text, 0, 10)
	if at(text, n) != ':' || !isLetter(at(text, n+1)) || at(text, n+2) != ' ' {
		return None
	}
	i := n + len(":M 22 Nov 09:41:07")
	if at(text, i) != '.' {
		i += len(" 2026")
	}
	if _, n := digits(text, i+1, 4); at(text, i) != '.' || n != 3 || at(text, i+4) != ' ' || at(text, i+6) != ' ' {
		return None
	}
	switch at(text, i+5) {
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

// objectLevel returns the level that a JSON line states, and its message.
func objectLevel(o *object) (l Level, message []byte) {
	status, compact, mongo := None, false, false
	for {
		m, ok := o.next()
		if !ok {
			break
		}
		role := RoleOf(m.key)
		switch {
		case role == LevelRole && m.kind != Raw:
			if l := fieldLevel(m.key, m.value); l != None {
				return l, nil
			}
		case m.kind == Raw && string(m.key) == "log":
			if nested, ok := openObject(m.value); ok {
				if l, _ := objectLevel(&nested); l != None {
					return l, nil
				}
			}
		case role == MessageRole && message == nil && m.kind == String:
			message = m.value
		case m.kind == Number && (string(m.key) == "status" || string(m.key) == "status_code"):
			v, _ := digits(m.value, 0, 3)
			status = statusLevel(v)
		case string(m.key) == "@t":
			compact = true
		case string(m.key) == "t" && m.kind == Raw:
			mongo = true
		case mongo && string(m.key) == "s" && m.kind == String && len(m.value) > 0:
			return letterLevel(m.value[0]), nil
		}
	}
	if status == None && compact {
		status = Info // Serilog's compact format leaves the level out where it is Information
	}
	return status, message
}

// accessLevel returns the level of the HTTP status behind a request line:
// "GET / HTTP/1.1" 404.
func accessLevel(text []byte) Level {
	text = text[:min(len(text), statusWindow)]
	i := 1 // H is rarer than a space
	for {
		n := bytes.Index(text[min(i, len(text)):], []byte("HTTP/"))
		if n < 0 {
			return None
		}
		i += n + len("HTTP/")
		if text[i-len(" HTTP/")] == ' ' {
			break
		}
	}
	for isDigit(at(text, i)) || at(text, i) == '.' {
		i++
	}
	if at(text, i) == '"' {
		i++
	}
	status, n := digits(text, i+1, 4)
	if at(text, i) != ' ' || n != 3 {
		return None
	}
	return statusLevel(status)
}
