package line

import (
	"bytes"
	"time"
)

// Parser reads the lines of one source. It learns where their time and level
// stand, so that a line like the last ones costs one look at the same place.
// The zero Parser is ready. A copy has learned the same and goes on by itself.
// Not safe for concurrent use.
type Parser struct {
	day    day
	stamps heads // before the stamp, where that is not the line's front
	levels heads // where the level's words begin

	front    shape // of lines with a time, if digits mark it
	mark     byte  // before the stamp, or 0
	indented bool  // lines with a time are
	timed    bool  // lines have times
	score    int   // how sure that is
}

// Time returns the time that a line tells, as TimeOf does.
func (p *Parser) Time(text []byte, ref time.Time) (t time.Time, ok bool) {
	place := 0
	if h := p.stamps.find(text); h != nil {
		place = h.size
	}
	if t, ok = p.day.read(text, place, ref); !ok {
		t, ok = p.search(text, ref, place)
	}
	p.note(text, ok)
	return t, ok
}

// search looks for the time everywhere and learns where it stands, if that is
// not the place where it was looked for.
func (p *Parser) search(text []byte, ref time.Time, place int) (time.Time, bool) {
	f := finder{text: text, ref: ref, day: &p.day}
	t, ok := f.timeOf()
	if ok {
		p.learnFront(text, f.place)
	}
	if f.place > 0 && f.place != place {
		p.stamps.learnTime(text, f.place)
	}
	return t, ok
}

// Learn reads whole lines, for what they teach: Continues, above all, knows
// little before it has seen some.
func (p *Parser) Learn(text []byte, ref time.Time) {
	for len(text) > 0 {
		l, rest, _ := bytes.Cut(text, newline)
		p.Time(l, ref)
		p.Level(l)
		text = rest
	}
}

var newline = []byte{'\n'}

// Level returns the level that a line tells, as LevelOf does.
func (p *Parser) Level(text []byte) Level {
	if len(text) == 0 {
		return None
	}
	if c := text[0]; c <= ' ' || c == '{' {
		return LevelOf(text)
	}
	if l := frontLevel(text); l != None {
		return l
	}
	h := p.levels.find(text)
	if h == nil {
		p.levels.learnLevel(text)
		return LevelOf(text)
	}
	if l := h.level(text); l != None {
		return l
	}
	s := levelScan{text: text, first: h.first}
	stated, weak := s.guess(h.size)
	if stated == None {
		return weak
	}
	h.learnWord(text, stated)
	return stated
}
