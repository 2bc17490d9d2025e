package store

import (
	"bytes"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// log is the blocks that are kept, oldest first. Only the writer changes it,
// under the store's lock. A snapshot shares the array behind blocks: the
// writer appends behind what the snapshot sees and cuts off in front of it,
// but never overwrites an element.
type log struct {
	blocks  []*block
	firstID uint64 // of blocks[0]: blocks are numbered from 0
	next    uint64 // sequence number of the next line to begin
	bytes   int64  // text and blockCost of the blocks kept
}

// block is a run of lines of one source, or one notice. All but text and
// rest are set once, before the block is published.
type block struct {
	id       uint64
	origin   *origin
	at       time.Time // arrival of its first line
	seq      uint64    // of the first line that begins in it
	offset   int64     // of its text in the file or stream
	notice   bool
	severity source.Severity
	in       source.Block // as it came
	samples  []source.Sample

	text atomic.Pointer[text]  // what is in it by now; nil once dropped
	rest atomic.Pointer[block] // the block that goes on with its open last line
}

// text is the content of a block at one time. It is never changed: a block
// that grows gets a new one (which may share the memory of data).
type text struct {
	data  []byte
	head  int // these three as in source.Block
	lines int
	open  bool
}

func (l *log) end() uint64 { return l.firstID + uint64(len(l.blocks)) }

// first is the sequence number of the oldest line that can be read whole.
func (l *log) first() uint64 {
	if len(l.blocks) == 0 {
		return l.next
	}
	return l.blocks[0].seq
}

func (l *log) last() *block {
	if len(l.blocks) == 0 {
		return nil
	}
	return l.blocks[len(l.blocks)-1]
}

// add files a block of lines, joined to the last one where that is possible.
func (l *log) add(o *origin, in source.Block, at time.Time) {
	if !l.join(o, in, at) {
		l.push(&block{origin: o, at: at, offset: in.Offset, in: in},
			&text{data: in.Data, head: in.Head, lines: in.Lines, open: in.Open})
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
	l.next += uint64(in.Lines)
}

// close ends the block's open line: nothing goes on with it.
func (b *block) close() {
	if t := b.text.Load(); t != nil {
		b.text.Store(&text{data: t.data, head: t.head, lines: t.lines})
	}
}

// addNotice files a notice as a block of one line.
func (l *log) addNotice(o *origin, n source.Notice, at time.Time) {
	data := append(bytes.ReplaceAll([]byte(n.Text), []byte{'\n'}, []byte{' '}), '\n')
	l.push(&block{origin: o, at: at, notice: true, severity: n.Severity},
		&text{data: data, lines: 1})
	l.next++
}

// addSamples files samples as a block without text.
func (l *log) addSamples(o *origin, samples []source.Sample, at time.Time) {
	if len(samples) > 0 {
		l.push(&block{origin: o, at: at, samples: samples}, &text{})
	}
}

func (l *log) push(b *block, t *text) {
	b.id, b.seq = l.end(), l.next
	b.text.Store(t)
	l.blocks = append(l.blocks, b)
	l.bytes += b.cost(t)
}

// cost is the memory that a block takes up, in bytes.
func (b *block) cost(t *text) int64 {
	return int64(cap(t.data)+len(b.samples)*sampleCost) + blockCost
}

// join appends in to the last block if it is of the same source, came just
// before, and both are small.
func (l *log) join(o *origin, in source.Block, at time.Time) bool {
	b := l.last()
	if b == nil || b.origin != o || b.notice || b.samples != nil || at.Sub(b.at) > joinWithin {
		return false
	}
	t := b.text.Load()
	if len(t.data)+len(in.Data) > joinUpTo || in.Offset != b.offset+int64(len(t.data)) {
		return false
	}
	// A line that ended without a newline, or an open one that does not go on,
	// would run into the next: keep them apart.
	if t.open != (in.Head > 0) || !t.open && t.data[len(t.data)-1] != '\n' {
		return false
	}
	grown := &text{data: append(t.data, in.Data...), head: t.head, lines: t.lines + in.Lines, open: in.Open}
	if t.head == len(t.data) {
		grown.head += in.Head
	}
	l.bytes += int64(cap(grown.data) - cap(t.data))
	b.text.Store(grown)
	return true
}

// drop lets go of the oldest block, and returns it as it came.
func (l *log) drop() source.Block {
	b := l.blocks[0]
	t := b.text.Swap(nil)
	l.bytes -= b.cost(t)
	b.origin.stat.Evicted += uint64(t.lines)
	l.blocks = l.blocks[1:]
	l.firstID++
	in := b.in
	b.in = source.Block{} // a snapshot may keep b: not its text too
	return in
}
