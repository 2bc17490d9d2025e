package query

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// Facts is what is known of a block of lines without reading it.
type Facts struct {
	Source      string                 // empty: of several
	First, Last time.Time              // span the times of all records, Text.At of those that tell none; zero: not known
	Levels      [line.Fatal + 1]uint32 // records of each level; all zero: not known
}

// Skips reports that no record of a block with these facts can match.
func (q *Query) Skips(f *Facts) bool {
	return q != nil && q.root.guess(f) == never
}

// truth is what facts say of a term: of some records, of none or of all.
type truth uint8

const (
	maybe truth = iota
	never
	always
)

func decided(matches bool) truth {
	if matches {
		return always
	}
	return never
}

func (n *node) guess(f *Facts) truth {
	switch n.op {
	case opAnd, opOr:
		// What decides the whole, and what the whole is if all are the other.
		decides, rest := never, always
		if n.op == opOr {
			decides, rest = always, never
		}
		for _, k := range n.kids {
			switch k.guess(f) {
			case decides:
				return decides
			case maybe:
				rest = maybe
			}
		}
		return rest
	case opNot:
		switch n.kids[0].guess(f) {
		case never:
			return always
		case always:
			return never
		}
	case opSource:
		if f.Source != "" {
			return decided(n.source.matches(f.Source))
		}
	case opLevel:
		var in, out bool
		for l, count := range f.Levels {
			if count > 0 {
				in = in || n.levels.has(line.Level(l))
				out = out || !n.levels.has(line.Level(l))
			}
		}
		if in != out {
			return decided(in)
		}
	case opTime:
		return n.moment.guess(f)
	}
	return maybe
}
