package web

import (
	"strconv"

	"github.com/rtwatch/rtwatch/internal/store"
)

// batch is lines that go out together.
type batch struct {
	lines  []store.Line
	next   int64  // the line behind them
	number uint64 // of the frame
	plain  bool
	late   bool   // they stand before others that went out
	reset  bool   // what came before does not count
	missed uint64 // lines that are left out before these
	least  bool   // or more
}

// frame encodes the batch, until there is too much: left is what it did not
// take.
func (e *encoder) frame(b *batch) (f *frame, left batch) {
	f = &frame{number: b.number, seq: b.next - 1, tally: tally{lines: b.missed}, news: b.reset || b.missed > 0 || b.least}
	if b.least {
		f.least = 1
	}
	var dst []byte
	if b.plain {
		dst = b.skip(dst)
	} else {
		dst = append(dst, `{"type":"lines","lines":[`...)
	}
	e.last = last{}
	start, n := len(dst), 0
	for ; n < len(b.lines) && len(dst)-start < frameBytes; n++ {
		l := &b.lines[n]
		f.news = true
		switch {
		case l.Gone > 0:
			f.lines += uint64(l.Gone)
		case !l.Open:
			f.lines++
		}
		if b.plain {
			dst = e.text(dst, l)
			continue
		}
		if n > 0 {
			dst = append(dst, ',')
		}
		dst = e.another(dst, l)
	}
	left = *b
	left.lines, left.missed, left.least, left.reset = b.lines[n:], 0, false, false
	if len(left.lines) > 0 && !b.late {
		f.seq = min(f.seq, left.lines[0].Seq-1)
	}
	f.cursor = string(e.cursor(nil, f.seq, f.number))
	if !b.plain {
		dst = append(append(dst, `],"cursor":"`...), f.cursor...)
		dst = append(dst, '"')
		if b.reset {
			dst = append(dst, `,"reset":true`...)
		}
		dst = append(b.skip(dst), '}')
	}
	f.data = dst
	return f, left
}

// skip appends how many lines are left out, if some are.
func (b *batch) skip(dst []byte) []byte {
	if b.missed == 0 && !b.least {
		return dst
	}
	if b.plain {
		text := strconv.FormatUint(b.missed, 10) + " lines skipped"
		switch {
		case b.missed == 0:
			text = "lines skipped, nobody knows how many"
		case b.least:
			text = "at least " + text
		}
		return remark(dst, text)
	}
	dst = strconv.AppendUint(append(dst, `,"skipped":`...), b.missed, 10)
	if b.least {
		dst = append(dst, `,"atleast":true`...)
	}
	return dst
}
