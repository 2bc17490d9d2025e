package query

import (
	"bytes"

	"github.com/rtwatch/rtwatch/internal/line"
)

// holds reports whether the record matches n.
func (s *scratch) holds(n *node) bool {
	switch n.op {
	case opAnd:
		for _, k := range n.kids {
			if !s.holds(k) {
				return false
			}
		}
		return true
	case opOr:
		for _, k := range n.kids {
			if s.holds(k) {
				return true
			}
		}
		return false
	case opNot:
		return !s.holds(n.kids[0])
	case opSource:
		return n.source.matches(s.Source)
	case opText:
		_, _, ok := s.contains(n)
		return ok
	case opRegexp:
		if n.needles != nil {
			if _, _, ok := s.contains(n); !ok {
				return false
			}
		}
		return s.match(n, s.record.start, s.record.end) < s.record.end
	case opLevel:
		return n.levels.has(s.level())
	case opTime:
		return s.inTime(n.moment)
	case opField:
		return s.hasField(n.field)
	}
	return false
}

// contains returns the first place of one of n's needles in the record.
func (s *scratch) contains(n *node) (start, end int, ok bool) {
	limit := s.record.end
	if s.q.plan.walk {
		// All of the text is walked through: what is found behind the record
		// is good for those that follow.
		limit = len(s.Data)
	}
	start = s.record.end
	for i := range n.needles {
		a, b := s.terms[n.id].cursors[i].next(&n.needles[i], s.Data, s.record.start, limit)
		if a < start {
			start, end, ok = a, b, true
		}
	}
	return start, end, ok
}

// match returns the start of the first line of data[from:to], which are whole
// lines, that n's regular expression matches, or to.
func (s *scratch) match(n *node, from, to int) int {
	data := s.Data[:to]
	forward := s.terms[n.id].forward
	for from < to {
		if forward == nil || forward.thrash {
			end := lineEnd(data, from)
			if n.pattern.re.Match(trimNewline(data[from:end])) {
				return from
			}
			from = end
			continue
		}
		at, how := forward.search(data, from)
		if how == nothing {
			break
		}
		start := lineStart(data, from, at)
		if how == found {
			return start
		}
		end := lineEnd(data, start)
		if n.pattern.re.Match(trimNewline(data[start:end])) {
			return start
		}
		from = end
	}
	return to
}

// place returns the first part of the record that the query names.
func (s *scratch) place() (at, to int) {
	at, to = s.record.end, s.record.end
	for _, n := range s.q.named {
		var start, end int
		var ok bool
		if n.op == opText {
			start, end, ok = s.contains(n)
		} else {
			start, end, ok = s.locate(n)
		}
		if ok && start < at && end > start {
			at, to = start, end
		}
	}
	if at == s.record.end {
		return s.record.start, s.record.start
	}
	return at, to
}

// locate returns the first part of the record that n's regular expression
// matches.
func (s *scratch) locate(n *node) (start, end int, ok bool) {
	from := s.match(n, s.record.start, s.record.end)
	if from >= s.record.end {
		return 0, 0, false
	}
	text := trimNewline(s.Data[from:lineEnd(s.Data, from)])
	m := &s.terms[n.id].machines
	if m.forward != nil && !m.reverse.thrash && !m.anchor.thrash {
		if start, how := m.reverse.last(text); how == found {
			if end, how := m.anchor.end(text, start); how == found {
				return from + start, from + end, true
			}
		}
	}
	where := n.pattern.re.FindIndex(text)
	if where == nil {
		return 0, 0, false
	}
	return from + where[0], from + where[1], true
}

// first returns the record's first line.
func (s *scratch) first() []byte {
	return bytes.TrimSuffix(trimNewline(s.Data[s.record.start:s.record.head]), []byte{'\r'})
}

func (s *scratch) level() line.Level {
	r := &s.record
	if !r.leveled {
		r.leveled = true
		r.level = s.parser.Level(s.first())
	}
	return r.level
}

func (s *scratch) inTime(m *moment) bool {
	r := &s.record
	if !r.timed {
		r.timed = true
		var ok bool
		if r.time, ok = s.parser.Time(s.first(), s.Ref); !ok {
			r.time = s.At
		}
	}
	return m.matches(r.time)
}

func (s *scratch) hasField(f *field) bool {
	r := &s.record
	if !r.parsed {
		r.parsed = true
		s.fields, r.structured = line.Fields(s.fields[:0], s.first())
	}
	if !r.structured {
		return f.inProse(s.first())
	}
	return f.matches(s.fields)
}
