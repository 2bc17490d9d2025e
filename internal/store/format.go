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

func (f *format) bytes() int {
	if f == nil {
		return 0
	}
	return f.taught
}

// learn reads lines that came, until enough of them have. What the past teaches
// is used instead where that is enough, or more: so it is the same whichever is
// read first.
func (o *origin) learn(data []byte, at time.Time) {
	if o.taught >= learnLeast || o.format.Load().isSure() {
		return
	}
	o.teacher.Learn(data[:min(len(data), learnFrom)], at)
	o.taught += len(data)
	o.settle()
}

// settle uses what was learned from lines that came, if the past has not taught
// more.
func (o *origin) settle() {
	have := o.format.Load()
	sure := o.taught >= learnLeast && !o.awaits
	if !have.isSure() && (sure || o.taught > have.bytes()) {
		o.format.Store(&format{o.teacher, o.taught, sure})
	}
}

// teach uses what was learned from lines of the past, if those that came have
// not taught more.
func (o *origin) teach(f *format) {
	if have := o.format.Load(); !have.isSure() && (f.sure || f.taught >= have.bytes()) {
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
