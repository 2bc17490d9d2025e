package query

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// scratch is what one goroutine needs to match a query.
type scratch struct {
	q    *Query
	Text // the one that is searched

	freq    frequency
	learned int         // for how many texts more freq is good
	limit   int         // candidates were looked for up to here
	cursors []cursor    // of plan.needles
	ahead   []ahead     // of plan.regexps
	terms   []term      // by id
	parser  line.Parser // a copy of the text's
	fields  []line.Field
	record  record
}

// term is what a scratch has for a text or a regular expression.
type term struct {
	cursors []cursor // one a needle
	machines
}

// machines are the automata of a regular expression.
type machines struct{ forward, reverse, anchor *automaton }

// ahead is the next candidate of a regular expression.
type ahead struct {
	asked, at int // the first line from asked on that matches starts at at
}

// record is the record that is looked at, and what is known of it so far.
type record struct {
	start, head, end int // head is where the first line ends

	leveled, timed, parsed, structured bool

	level line.Level
	time  time.Time
}

// scan calls yield for each record of t that matches until it returns false.
func (q *Query) scan(t *Text, places bool, yield func(Hit) bool) {
	if q == nil {
		every(t, yield)
		return
	}
	if q.root.guess(&Facts{Source: t.Source}) == never {
		return
	}
	s, _ := q.pool.Get().(*scratch)
	if s == nil {
		s = q.newScratch()
	}
	s.begin(t)
	if q.plan.walk {
		s.walk(places, yield)
	} else {
		s.jump(places, yield)
	}
	s.Text = Text{}
	clear(s.fields[:cap(s.fields)])
	q.pool.Put(s)
}

// every calls yield for each record of t until it returns false.
func every(t *Text, yield func(Hit) bool) {
	parser := t.parser()
	for pos := 0; pos < len(t.Data); {
		end := recordEnd(t.Data, lineEnd(t.Data, pos), &parser)
		if !yield(Hit{pos, end, pos, pos}) {
			return
		}
		pos = end
	}
}

// recordEnd returns where the record ends whose lines up to end are known.
func recordEnd(data []byte, end int, parser *line.Parser) int {
	for end < len(data) {
		next := lineEnd(data, end)
		if !parser.Continues(trimNewline(data[end:next])) {
			break
		}
		end = next
	}
	return end
}

func (q *Query) newScratch() *scratch {
	s := &scratch{
		q:       q,
		freq:    *usual,
		cursors: make([]cursor, len(q.plan.needles)),
		ahead:   make([]ahead, len(q.plan.regexps)),
		terms:   make([]term, len(q.terms)),
	}
	for i, n := range q.terms {
		s.terms[i].cursors = make([]cursor, len(n.needles))
		if p := n.pattern; p != nil && p.forward != nil {
			s.terms[i].machines = machines{newAutomaton(p.forward), newAutomaton(p.reverse), newAutomaton(p.anchor)}
		}
	}
	return s
}

func (s *scratch) begin(t *Text) {
	s.Text, s.parser = *t, t.parser()
	s.limit = 0
	if s.learned--; s.learned <= 0 && len(s.Data) >= minSampled {
		s.freq.learn(s.Data)
		s.learned = sampleEvery
	}
	for i := range s.cursors {
		s.cursors[i].reset(&s.q.plan.needles[i], &s.freq)
	}
	for i := range s.ahead {
		s.ahead[i] = ahead{asked: -1}
	}
	for i, n := range s.q.terms {
		for k := range s.terms[i].cursors {
			s.terms[i].cursors[k].reset(&n.needles[k], &s.freq)
		}
	}
}

// walk asks every record.
func (s *scratch) walk(places bool, yield func(Hit) bool) {
	for pos := 0; pos < len(s.Data); pos = s.record.end {
		end := lineEnd(s.Data, pos)
		s.record = record{start: pos, head: end, end: recordEnd(s.Data, end, &s.parser)}
		if s.holds(s.q.root) && !s.yield(places, yield) {
			return
		}
	}
}

// jump asks the records that have a candidate.
func (s *scratch) jump(places bool, yield func(Hit) bool) {
	exact := s.q.plan.exact
	for pos := 0; pos < len(s.Data); pos = s.record.end {
		at, to := s.candidate(pos)
		if at >= len(s.Data) {
			return
		}
		end := lineEnd(s.Data, at)
		start, head := lineStart(s.Data, pos, at), end
		for start > pos && s.parser.Continues(trimNewline(s.Data[start:head])) {
			head = start
			start = lineStart(s.Data, pos, start-1)
		}
		s.record = record{start: start, head: head, end: recordEnd(s.Data, end, &s.parser)}
		switch {
		case !exact:
			if s.holds(s.q.root) && !s.yield(places, yield) {
				return
			}
		case to > at && len(s.q.plan.regexps) == 0:
			if !yield(Hit{s.record.start, s.record.end, at, to}) {
				return
			}
		default:
			if !s.yield(places, yield) {
				return
			}
		}
	}
}

// yield reports the record.
func (s *scratch) yield(places bool, yield func(Hit) bool) bool {
	h := Hit{s.record.start, s.record.end, s.record.start, s.record.start}
	if places {
		h.At, h.To = s.place()
	}
	return yield(h)
}

// candidate returns the first place from pos on, the start of a record, whose
// line may match. Where a needle stands there to is its end.
func (s *scratch) candidate(pos int) (at, to int) {
	for pos < len(s.Data) {
		if s.limit <= pos {
			s.limit = len(s.Data)
			if len(s.q.plan.needles) > 1 && pos+window < len(s.Data) {
				s.limit = lineEnd(s.Data, pos+window)
			}
		}
		at = s.limit
		for i := range s.cursors {
			if start, end := s.cursors[i].next(&s.q.plan.needles[i], s.Data, pos, s.limit); start < at {
				at, to = start, end
			}
		}
		for i := range s.ahead {
			if k := s.search(i, pos); k < at {
				at, to = k, k
			}
		}
		if at < s.limit {
			return at, to
		}
		pos = s.limit
	}
	return len(s.Data), len(s.Data)
}

// search returns the start of the first line from pos on that a regular
// expression of the plan matches, or len(data).
func (s *scratch) search(i, pos int) int {
	a := &s.ahead[i]
	if a.asked < 0 || pos < a.asked || pos > a.at {
		a.asked, a.at = pos, s.match(s.q.plan.regexps[i], pos, len(s.Data))
	}
	return a.at
}
