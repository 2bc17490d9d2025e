package store

import (
	"slices"
	"time"
)

// found is the matching lines of a block.
type found struct {
	block  *block
	growth growth
	tally  tally
	lines  []int32 // all lines of the records that match, by their place in the block, in order
	hits   []int32 // one line of each: that of the first hit
}

// find returns the matching lines of the block at i of v, and how long it took
// to find them. It waits for its turn; the error is errOver if that does not come.
func (m *Matches) find(v *Snapshot, i int) (f found, took time.Duration, err error) {
	j := surveyJob[tally]{spot: v.spot(i), block: v.block(i)}
	if j.spot >= 0 {
		j.live = v.live[:i-len(v.past)+1]
	}
	j.growth = j.block.growth()
	m.mu.Lock()
	for i, f := range m.found {
		if f.block == j.block && f.growth == j.growth {
			copy(m.found[1:i+1], m.found[:i])
			m.found[0] = f
			m.mu.Unlock()
			return f, 0, nil
		}
	}
	m.remember(&j)
	m.mu.Unlock()
	began := m.store.now()
	if !inTurn(m.turns, func() { f, err = m.search(v.cache, &j) }) {
		err = errOver
	}
	took = m.store.now().Sub(began)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || err != nil {
		return f, took, err
	}
	m.keep(f)
	if j.block.growth() != j.growth { // the search counts it again, or has done so
		return f, took, nil
	}
	if x := m.ledger.at(j.spot); x != nil && (!x.read || x.what != f.tally) {
		m.survey.file(j.spot, f.tally, j.growth)
	}
	return f, took, nil
}

// keep keeps what was found in a block, as long as there is room.
func (m *Matches) keep(f found) {
	m.found = slices.Insert(m.found, 0, f)
	m.kept += len(f.lines) + len(f.hits)
	for n := len(m.found); n > foundBlocks || n > 1 && m.kept > foundLines; n = len(m.found) {
		m.kept -= len(m.found[n-1].lines) + len(m.found[n-1].hits)
		m.found = slices.Delete(m.found, n-1, n)
	}
}

// search finds the matching lines of a block.
func (m *Matches) search(c *cache, j *surveyJob[tally]) (found, error) {
	f := found{block: j.block, growth: j.growth}
	if m.finds(j.block) {
		f.lines, f.hits, f.tally = []int32{0}, []int32{0}, noticed()
		return f, nil
	}
	page, err := c.page(j.block)
	if err != nil || j.block.notice {
		return f, err
	}
	lines := make([][]int32, len(page.runs)) // of each run, by their place in the block
	for i, l := range page.lines {
		lines[l.run] = append(lines[l.run], int32(i))
	}
	for i := range page.runs {
		r := &page.runs[i]
		k := 0
		// to adds the lines before an offset of the run.
		to := func(end int) {
			for ; k < len(lines[i]) && int(page.lines[lines[i][k]].pos) < end; k++ {
				f.lines = append(f.lines, lines[i][k])
			}
		}
		skip := func(start int) {
			for k < len(lines[i]) && int(page.lines[lines[i][k]].pos) < start {
				k++
			}
		}
		above, become := m.above(j, r)
		if f.tally.keep(become, j); become == matches {
			to(above)
		}
		parser := r.format.parser()
		text := r.Text
		text.Parser, text.Data = &parser, text.Data[above:]
		for h := range m.query.Hits(&text) {
			skip(above + h.Start)
			first := k
			to(above + h.End)
			hit := first
			for hit+1 < k && int(page.lines[lines[i][hit+1]].pos) <= above+h.At {
				hit++
			}
			if first < k {
				f.hits = append(f.hits, lines[i][hit])
				f.tally.records++
			}
		}
	}
	if len(page.runs) > 1 {
		slices.Sort(f.lines)
		slices.Sort(f.hits)
	}
	f.tally.lines = uint32(len(f.lines))
	return f, nil
}

// within returns those of a block's lines that have a number from first on and
// before end.
func within(lines []int32, b *block, first, end int64) []int32 {
	from, _ := slices.BinarySearch(lines, int32(max(first-b.seq, 0)))
	to, _ := slices.BinarySearch(lines, int32(min(max(end-b.seq, 0), int64(1<<31-1))))
	return lines[min(from, to):to]
}

// some appends up to n of a block's lines.
func (c *cache) some(dst []Line, b *block, lines []int32, n int) []Line {
	for lines = lines[:min(n, len(lines))]; len(lines) > 0; {
		k := 1 // together, so that the head of their record is looked for once
		for k < len(lines) && lines[k] == lines[k-1]+1 {
			k++
		}
		dst = c.lines(dst, b, b.seq+int64(lines[0]), b.seq+int64(lines[k-1])+1)
		lines = lines[k:]
	}
	return dst
}

// gone appends the line that stands for the matches of a block that cannot be
// read any more.
func (c *cache) gone(dst []Line, b *block, err error) []Line {
	l := b.missing(b.seq, err)
	if n := len(dst); n > 0 && dst[n-1].Gone > 0 && dst[n-1].Source == l.Source && string(dst[n-1].Text) == string(l.Text) {
		dst[n-1].Gone += l.Gone
		return dst
	}
	return append(dst, l)
}

// line returns one line of a block. ok is false if it cannot be read any more.
func (v *Snapshot) line(b *block, i int32) (l Line, ok bool) {
	lines := v.cache.lines(nil, b, b.seq+int64(i), b.seq+int64(i)+1)
	if len(lines) == 0 {
		return l, false
	}
	return lines[0], lines[0].Gone == 0
}
