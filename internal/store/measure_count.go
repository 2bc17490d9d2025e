package store

import "bytes"

// skips reports that there are no lines in b.
func (m *Measure) skips(b *block) bool { return b.wordless() }

// count takes the number from the lines of a block that were not read before.
// A line that may go on is left for later.
func (m *Measure) count(j *surveyJob[measured], buf *scratch) (t measured, err error) {
	t = j.have
	if j.block.wordless() {
		return t, nil
	}
	runs, err := j.block.scanPatiently(buf, m.quit)
	if err != nil {
		return t, err
	}
	t.from = t.upTo
	for i := range runs {
		r := &runs[i]
		t.unread += uint32(r.missing)
		t.lines += uint32(r.missing)
		text := r.Text
		if text.Data = r.Data[min(t.from, len(r.Data)):]; r.open && !j.growth.final && len(text.Data) > 0 {
			text.Data = text.Data[:lastStart(text.Data)]
		}
		t.lines += uint32(lineCount(text.Data))
		t.upTo = t.from + len(text.Data) // of several runs it does not matter: they do not grow
		c := r.clock(j.block)
		for start, v := range m.number.Values(&text) {
			pos := t.from + start
			t.values = append(t.values, reading{c.at(pos), j.spot, int64(i)<<32 + int64(pos), v})
		}
	}
	return t, nil
}

// lost is what is known of a block that cannot be read, or not any further.
func (m *Measure) lost(j *surveyJob[measured]) measured {
	t := measured{}
	if x := m.ledger.at(j.spot); x != nil {
		t = x.what
	}
	if n := uint32(j.block.count()); n > t.lines {
		t.unread += n - t.lines
		t.lines = n
	}
	t.from = t.upTo
	return t
}

// file takes in the values of a block. They are left out if another goroutine
// has read the same ones.
func (m *Measure) file(_ spot, have *measured, t measured) (tell bool) {
	if t.from != have.upTo || t.lines < have.lines {
		return false
	}
	none := m.digest.values == 0
	m.unread += uint64(t.unread - have.unread)
	if len(t.values) > 0 || t.unread != have.unread {
		m.version++
	}
	m.digest.add(t.values)
	t.values = nil
	*have = t
	return none && m.digest.values > 0
}

// drop counts what was not read of a block.
func (m *Measure) drop(b *block, have *measured, _ bool) {
	if n := uint32(b.count()); !b.wordless() && n > have.lines {
		m.unread += uint64(n - have.lines)
		m.version++
	}
}

// clock tells when the lines of a run were written: what their record tells, or
// else one above it, or else when they came.
type clock struct {
	run  *run
	last int64 // the time of the line that was asked last
	pos  int   // where that is
}

func (r *run) clock(b *block) clock {
	c := clock{run: r, last: r.At.UnixNano()}
	if f := b.facts; f != nil && !f.First.IsZero() { // rather than when its file was written to
		c.last = f.First.UnixNano()
	}
	return c
}

// at returns the time of the line at a place, which never goes down.
func (c *clock) at(pos int) int64 {
	for p := pos; ; {
		if t, ok := c.run.timeAt(p); ok {
			c.last = t.UnixNano()
			break
		}
		if p <= c.pos {
			break
		}
		p = bytes.LastIndexByte(c.run.Data[:p-1], '\n') + 1
	}
	c.pos = pos
	return c.last
}
