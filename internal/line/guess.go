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
	if l := s.run(); l != None {
		return l, None
	}
	if len(text) > levelWindow {
		return accessLevel(text[levelWindow-1:]), s.weak
	}
	return None, s.weak
}

// frontLevel reads what only the first bytes of a line can be: <PRI> of syslog
// (RFC 3164, RFC 5424) and the letter of klog.
func frontLevel(text []byte) Level {
	switch at(text, 0) {
	case '<':
		pri, n := digits(text, 1, 4)
		if n > 0 && n < 4 && pri < 192 && at(text, 1+n) == '>' {
			return syslogLevel(pri & 7)
		}
	case 'I', 'W', 'E', 'F', 'D':
		if _, n := digits(text, 1, 5); n == 4 && at(text, 5) == ' ' && isDigit(at(text, 6)) {
			return letterLevel(text[0])
		}
	}
	return None
}

// objectLevel returns the level that a JSON line states, and its message.
func objectLevel(o *object) (l Level, message []byte) {
	status, compact := None, false
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
	i := bytes.Index(text, []byte(" HTTP/"))
	if i < 0 {
		return None
	}
	i += len(" HTTP/")
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
