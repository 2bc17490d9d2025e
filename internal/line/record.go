package line

import (
	"bytes"
	"time"
)

// Continues reports whether a line belongs to the record above it. It is so for
// an empty line, an indented one, one with the shape of a stack trace's (Java,
// Python, Go, .NET, Node) and one of closing brackets only; and, in a source
// whose lines have times, for one without, unless that is clearly a line of its
// own. When in doubt a line is a record of its own.
//
// It depends on the line and on what Time has learned from many others before:
// not on the line above.
func (p *Parser) Continues(text []byte) bool {
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	if len(text) == 0 {
		return true
	}
	if p.timed && p.begins(text) {
		return false
	}
	switch {
	case text[0] == ' ' || text[0] == '\t':
		if p.timed {
			return !p.indented || !hasTime(text)
		}
		return !isColumns(text)
	case isTrace(text):
		return true
	}
	return p.timed && !p.marks(text) && !standsAlone(text) && !hasTime(text)
}

// begins reports whether text begins as the lines with a time do, at little
// cost. It misses some.
func (p *Parser) begins(text []byte) bool {
	return p.front.size > 0 && p.front.fits(text) || p.day.begins(text, 0)
}

// marks reports whether text has the date of the last lines behind the byte
// that stood before theirs, at little cost.
func (p *Parser) marks(text []byte) bool {
	if p.mark == 0 {
		return false
	}
	for i := 0; i < len(text) && i < timeWindow; {
		n := bytes.IndexByte(text[i:], p.mark)
		if n < 0 {
			return false
		}
		i += n + 1
		if p.day.begins(text, i) {
			return true
		}
	}
	return false
}

// learnFront learns how a line begins that has a time, which stands at place if
// that is not negative.
func (p *Parser) learnFront(text []byte, place int) {
	if p.front.size > 0 && p.front.fits(text) || text[0] == '{' || isTrace(text) {
		return
	}
	if place > 0 {
		p.mark = text[place-1]
	}
	blank := 0
	for blank < len(text) && (text[blank] == ' ' || text[blank] == '\t') {
		blank++
	}
	p.indented = blank > 0 && (blank == place || isDigit(at(text, blank)))
	if len(text) < frontSize {
		return
	}
	count := 0
	for _, c := range text[:frontSize] {
		if isDigit(c) {
			count++
		}
	}
	if count >= frontDigits {
		p.front = shapeOf(text[:frontSize])
	}
}

// note counts a line with a time or one without that could have one.
func (p *Parser) note(text []byte, timed bool) {
	switch {
	case timed:
		p.score = min(p.score+timedGain, maxScore)
		p.timed = p.timed || p.score >= timedScore
	case len(text) == 0 || text[0] <= ' ' || isTrace(text):
	case p.score > 0:
		p.score--
	default:
		p.timed = false
	}
}

func hasTime(text []byte) bool {
	_, ok := TimeOf(text, time.Time{})
	return ok
}

// isColumns reports whether an indented line is one of numbers aligned to the
// right, as vmstat and uniq -c write them.
func isColumns(text []byte) bool {
	text = bytes.TrimLeft(text, " ")
	_, n := digits(text, 0, len(text))
	rest := bytes.TrimLeft(text[n:], " ")
	return n > 0 && len(rest) < len(text)-n && len(rest) > 0 && isWord(rest[0])
}

// standsAlone reports whether a line without a time, in a source whose lines
// have one, is no part of the one above: it is written by something else.
func standsAlone(text []byte) bool {
	switch text[0] {
	case '{':
		return at(text, 1) == '"' && text[len(text)-1] == '}'
	case 'p':
		return hasPrefix(text, "panic: ")
	case 'f':
		return hasPrefix(text, "fatal error: ")
	}
	if hasPrefix(text, `Exception in thread "`) || hasPrefix(text, "Unhandled exception") {
		return true
	}
	// ERROR text and [ERROR] text, but not ERROR: text, which java.util.logging
	// writes below the line with the time.
	start, behind := 0, byte(' ')
	if text[0] == '[' {
		start, behind = 1, ']'
	}
	end := start
	for isLetter(at(text, end)) && text[end] < 'a' {
		end++
	}
	if end-start < 3 || at(text, end) != behind {
		return false
	}
	_, ok := ParseLevel(string(text[start:end]))
	return ok
}
