package store

import (
	"bytes"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// log is the blocks of all lines: those that came, and those that were there
// before. Only the store changes it, under its lock. A snapshot shares the
// arrays: they are appended to behind what the snapshot sees and cut off in
// front of it, but no element is ever overwritten.
//
//	past  [ 2 1 0 ]   newest first: grows towards the older lines
//	live  [ 3 4 5 ]   oldest first: grows with what comes
//
// Lines are numbered from 0 in order of arrival, those of the past downwards
// from -1. A line keeps its number.
type log struct {
	past               []*block
	live               []*block
	joinWithin         time.Duration  // of its first line what comes may join a block
	firstID            uint64         // of live[0]: live blocks are numbered from 0
	next               int64          // sequence number of the next line to begin
	bytes              int64          // what the blocks cost, less the text that is counted in spare
	spare              int64          // text in memory that can be read again from its file
	index              int64          // what the blocks of the past cost
	files              []*source.File // held; the one used last is the last
	nextSpare, nextOwn int            // live blocks before them hold no such text, or no other
}

// hold keeps the file of a block open, and returns it, or nil if it cannot be
// read again. Of many files the one that was not written to for longest is let go:
// its lines cannot be read any more then.
func (l *log) hold(f *source.File) *source.File {
	n := len(l.files)
	if f == nil || n > 0 && l.files[n-1] == f {
		return f
	}
	if i := slices.Index(l.files, f); i >= 0 {
		l.files = append(slices.Delete(l.files, i, i+1), f)
		return f
	}
	if !f.Hold() {
		return nil
	}
	if l.files = append(l.files, f); len(l.files) > maxFiles {
		l.files[0].GiveUp()
		l.files = slices.Delete(l.files, 0, 1)
	}
	return f
}

// end is the ID of the next live block.
func (l *log) end() uint64 { return l.firstID + uint64(len(l.live)) }

// first is the sequence number of the oldest line that came and is kept.
func (l *log) first() int64 {
	if len(l.live) == 0 {
		return l.next
	}
	return l.live[0].seq
}

// oldest is the sequence number of the oldest line.
func (l *log) oldest() int64 {
	if n := len(l.past); n > 0 {
		return l.past[n-1].seq
	}
	return l.first()
}

func (l *log) last() *block {
	if len(l.live) == 0 {
		return nil
	}
	return l.live[len(l.live)-1]
}

// add files a block of lines, joined to the last one where that is possible.
func (l *log) add(o *origin, in source.Block, at time.Time) {
	if !l.join(o, in, at) {
		l.push(&block{origin: o, at: at, offset: in.Offset, file: l.hold(in.File), in: in},
			&text{data: in.Data, size: len(in.Data), head: in.Head, lines: in.Lines, open: in.Open})
	}
	b := l.last()
	switch {
	case o.open == nil || o.open == b:
	case in.Head > 0:
		o.open.rest.Store(b)
	default:
		o.open.close()
	}
	o.open = nil
	if in.Open {
		o.open = b
	}
	l.next += int64(in.Lines)
}

// addNotice files a notice as a block of one line.
func (l *log) addNotice(o *origin, n source.Notice, at time.Time) {
	data := append(bytes.ReplaceAll([]byte(n.Text), []byte{'\n'}, []byte{' '}), '\n')
	l.push(&block{origin: o, at: at, notice: true, severity: n.Severity, lost: n.Lost != 0},
		&text{data: data, size: len(data), lines: 1})
	l.next++
}

// addNumbers files samples and tables as a block without text.
func (l *log) addNumbers(o *origin, b source.Batch) {
	if len(b.Samples) > 0 || len(b.Tables) > 0 {
		l.push(&block{origin: o, at: b.At, samples: b.Samples, tables: b.Tables}, &text{})
	}
}

func (l *log) push(b *block, t *text) {
	b.id, b.seq = l.end(), l.next
	b.text.Store(t)
	l.live = append(l.live, b)
	l.charge(b, t, cap(t.data))
	l.bytes += b.cost()
}

// charge counts n bytes more, or less, of b's text in memory.
func (l *log) charge(b *block, t *text, n int) {
	if b.file != nil && !t.own {
		l.spare += int64(n)
	} else {
		l.bytes += int64(n)
	}
}

// join appends in to the last block if it is of the same source, came just
// before, and both are small.
func (l *log) join(o *origin, in source.Block, at time.Time) bool {
	b := l.last()
	if b == nil || b.origin != o || b.notice || b.numbers() || at.Sub(b.at) > l.joinWithin || b.in.File != in.File {
		return false
	}
	t := b.text.Load()
	if t.data == nil || len(t.data)+len(in.Data) > joinUpTo || in.Offset != b.offset+int64(len(t.data)) {
		return false
	}
	// A line that ended without a newline, or an open one that does not go on,
	// would run into the next: keep them apart.
	if t.open != (in.Head > 0) || !t.open && t.data[len(t.data)-1] != '\n' {
		return false
	}
	grown := &text{data: append(t.data, in.Data...), head: t.head, lines: t.lines + in.Lines, open: in.Open}
	grown.size = len(grown.data)
	later := t.later
	if at.Sub(lastArrival(b, t)) >= arrivalStep {
		later = append(later, arrival{len(t.data), at})
	}
	grown.later = later
	if t.head == len(t.data) {
		grown.head += in.Head
	}
	l.charge(b, t, cap(grown.data)-cap(t.data))
	b.text.Store(grown)
	return true
}

// lastArrival is when the last part of a block came, as far as that is kept.
func lastArrival(b *block, t *text) time.Time {
	if n := len(t.later); n > 0 {
		return t.later[n-1].at
	}
	return b.at
}

// drop lets go of the oldest live block, and returns it as it came.
func (l *log) drop() source.Block {
	b := l.live[0]
	t := b.text.Load()
	b.text.Store(&text{lines: t.lines, gone: true})
	l.charge(b, t, -cap(t.data))
	l.bytes -= b.cost()
	if !t.gone {
		b.origin.stat.Evicted += uint64(t.lines)
	}
	l.live = l.live[1:]
	l.firstID++
	l.nextSpare, l.nextOwn = max(l.nextSpare-1, 0), max(l.nextOwn-1, 0)
	in := b.in
	b.in = source.Block{} // a snapshot may keep b: not its text too
	return in
}
