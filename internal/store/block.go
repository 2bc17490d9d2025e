package store

import (
	"bytes"
	"sync/atomic"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

// block is a run of lines of one source, a notice, or a run of the past. All
// but the atomic fields are set once, before the block is published; only in is
// the store's own.
type block struct {
	id       uint64    // of a live block
	origin   *origin   // nil if it is merged from several
	at       time.Time // arrival of its first line
	seq      int64     // of the first line that begins in it
	offset   int64     // of its text in the file or stream
	notice   bool
	severity source.Severity
	lost     bool         // the notice says that lines are lost
	file     *source.File // where its text can be read again; nil: nowhere
	parts    []part       // of a merged block
	format   *format      // of the past: what its lines are read by; nil: as the source's, or its parts'
	in       source.Block // as it came
	samples  []source.Sample
	tables   []source.Table
	facts    *facts // of a block of the past; else nil

	text atomic.Pointer[text]  // what is in it by now
	rest atomic.Pointer[block] // the block that goes on with its open last line
}

// text is the content of a block at one time. It is never changed: a block
// that grows gets a new one (which may share the memory of data).
type text struct {
	data  []byte // nil: read it from the file
	size  int    // bytes of data
	head  int    // these three as in source.Block
	lines int
	open  bool
	own   bool // the file does not have it any more
	gone  bool // it can be read nowhere any more

	later []arrival // of what has joined the block
}

// arrival is when a part of a block came.
type arrival struct {
	from int // where it begins in the block's text
	at   time.Time
}

// facts is what is known of a block without reading it.
type facts struct {
	query.Facts
	size  int  // bytes of its text
	exact bool // Levels are counts, not bounds
}

// part is a run of lines of one source in a merged block.
type part struct {
	origin   *origin
	file     *source.File
	from, to int64
	lines    int
	at       time.Time // when the file was written to last
	format   *format   // of its lines
}

// close ends the block's open line: nothing goes on with it.
func (b *block) close() {
	if t := b.text.Load(); t.open {
		ended := *t
		ended.open = false
		b.text.Store(&ended)
	}
}

// numbers reports whether b is samples and tables, not lines.
func (b *block) numbers() bool { return len(b.samples)+len(b.tables) > 0 }

// cost is the memory that a block takes up besides its text, in bytes.
func (b *block) cost() int64 {
	n := len(b.samples)
	for _, t := range b.tables {
		n += len(t.Rows) * (1 + len(t.Columns))
	}
	return int64(n*sampleCost) + blockCost
}

// wordless reports that no source's line stands in b.
func (b *block) wordless() bool { return b.notice || b.numbers() }

// growth tells whether a live block is still what it was.
type growth struct {
	bytes  int64   // of its text and of its open last line in later blocks
	final  bool    // that line has ended, or no reader is given more of it
	format *format // that its lines are read by, unless it is wordless
	unsure bool    // which may change
}

// settled reports that nothing changes, unless others join the block.
func (g *growth) settled() bool { return g.final && !g.unsure }

// growth returns how far b has grown.
func (b *block) growth() growth {
	t := b.text.Load()
	g := growth{bytes: int64(t.size), final: !t.open}
	if !b.wordless() {
		g.format = b.form()
		g.unsure = b.seq >= 0 && !g.format.isSure()
	}
	for line := int64(0); !g.final; {
		if b = b.rest.Load(); b == nil {
			return g
		}
		t = b.text.Load()
		line += int64(t.head)
		g.bytes += int64(t.head)
		g.final = !t.open || t.head < t.size || line >= MaxLine
	}
	return g
}

// goesOn reports whether b's last line has not ended, however long it is.
func (b *block) goesOn() bool {
	t := b.text.Load()
	for open := t.open; open; open = t.open && t.head == t.size {
		if b = b.rest.Load(); b == nil {
			return true
		}
		t = b.text.Load()
	}
	return false
}

// read returns the text of a block, from memory or from its file. It may be
// put into buf. The error says that it is gone.
func (b *block) read(t *text, buf *scratch) ([]byte, error) {
	switch {
	case t.gone:
		return nil, errGone
	case t.data != nil || t.size == 0:
		return t.data, nil
	}
	return readFile(b.file, b.offset, t.size, buf.space(0, t.size))
}

// lastStart returns where the last line of data begins.
func lastStart(data []byte) int {
	return bytes.LastIndexByte(data[:len(data)-1], '\n') + 1
}

var newline = []byte{'\n'}
