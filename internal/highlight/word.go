package highlight

import "github.com/rtwatch/rtwatch/internal/line"

// name takes the word text[from:to] if it is the name of a level or of a
// request's method.
func (s *scanner) name(from, to int) bool {
	alone := s.alone(from, to)
	if s.isLevel(from, to, alone) {
		s.put(from, to, Level)
		return true
	}
	if isMethod(s.text[from:to]) && (alone || s.at(to) == ' ' && (s.at(to+1) == '/' || s.has(to+1, "http"))) {
		s.put(from, to, Method)
		return true
	}
	return false
}

// alone reports whether the word text[from:to] is all that is in quotes or in
// brackets, or the value of a key.
func (s *scanner) alone(from, to int) bool {
	if from == s.value {
		return true
	}
	if s.quoted == from-1 && to == len(s.text) && s.quoted >= 0 {
		return true
	}
	return from > 0 && (s.text[from-1] == '[' && s.at(to) == ']' || s.text[from-1] == '<' && s.at(to) == '>')
}

// isLevel reports whether the word text[from:to] names a level: in capitals
// anywhere, else where it stands alone or has a colon behind it.
func (s *scanner) isLevel(from, to int, alone bool) bool {
	word := s.text[from:to]
	if len(word) > len("information") {
		return false
	}
	for _, c := range word {
		if classes[c]&letter == 0 || c == '_' {
			return false
		}
		if c >= 'a' && !alone && s.at(to) != ':' {
			return false
		}
	}
	l, ok := line.ParseLevel(string(word))
	return ok && l != line.None
}

// isMethod reports whether word is a method of HTTP (RFC 9110, 9.3; RFC 5789).
func isMethod(word []byte) bool {
	switch string(word) {
	case "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE":
		return true
	}
	return false
}

// protocol passes over HTTP at text[from:to], and reports whether it is that.
// Behind its version, and a quote, stands a status.
func (s *scanner) protocol(from, to int) bool {
	if string(s.text[from:to]) != "HTTP" {
		return false
	}
	s.status = s.while(to+1, digit|joins)
	if s.at(s.status) == ' ' {
		s.status++ // HTTP/1.1 404 Not Found
	}
	return true
}
