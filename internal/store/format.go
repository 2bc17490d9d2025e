package store

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// format is what is known of how a source's lines look. It is never changed: a
// source of which more is known gets a new one.
type format struct {
	known  line.Parser
	taught int  // by so many bytes
	sure   bool // it stays
}

// learned returns what lines teach.
func learned(data []byte, ref time.Time) *format {
	f := &format{taught: len(data), sure: len(data) >= learnLeast}
	f.known.Learn(data, ref)
	return f
}

// parser returns a parser that knows the format and has read nothing yet.
func (f *format) parser() line.Parser {
	if f == nil {
		return line.Parser{}
	}
	return f.known
}

func (f *format) isSure() bool { return f != nil && f.sure }

// learn reads lines that came, until enough of them have. What the past teaches
// is used instead where that is enough: so it is the same whichever is read first.
func (o *origin) learn(data []byte, at time.Time) {
	if o.taught >= learnLeast || o.format.Load().isSure() {
		return
	}
	o.teacher.Learn(data[:min(len(data), learnFrom)], at)
	o.taught += len(data)
	o.settle()
}

// settle uses what was learned from lines that came, if that is enough and the
// past does not teach it.
func (o *origin) settle() {
	if o.taught >= learnLeast && !o.awaits && !o.format.Load().isSure() {
		o.format.Store(&format{o.teacher, o.taught, true})
	}
}

// teach uses what was learned from lines of the past: that of the most, until it
// is enough.
func (o *origin) teach(f *format) {
	if have := o.format.Load(); have == nil || !have.sure && (f.sure || f.taught > have.taught) {
		o.format.Store(f)
	}
}

// form is the format that the lines of a block of one source are read by.
func (b *block) form() *format {
	if b.format != nil || b.origin == nil {
		return b.format
	}
	return b.origin.format.Load()
}
