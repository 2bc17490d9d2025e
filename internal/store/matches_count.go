package store

import (
	"bytes"

	"github.com/rtwatch/rtwatch/internal/query"
)

func (m *Matches) skips(b *block) bool { return b.skips(m.query) && !m.finds(b) }

// skips reports that q matches nothing in b, as far as that is known without
// reading it.
func (b *block) skips(q *query.Query) bool {
	if b.wordless() {
		return true
	}
	f := b.facts
	t := b.text.Load()
	// In a live block a record may go on that began in another.
	if past := b.seq < 0; !past || f == nil || f.size != t.size || t.open {
		return false
	}
	// The times are those of the block's ends. What was written by several
	// threads is a little out of order.
	facts := f.Facts
	if !facts.First.IsZero() && !facts.Last.IsZero() {
		facts.First, facts.Last = facts.First.Add(-disorder), facts.Last.Add(disorder)
	}
	return q.Skips(&facts)
}

// count counts what matches in a block.
func (m *Matches) count(j *surveyJob[tally], buf *scratch) (t tally, err error) {
	if j.block.notice {
		if m.finds(j.block) {
			return noticed(), nil
		}
		return t, nil
	}
	runs, err := j.block.scanPatiently(buf, m.quit)
	if err != nil {
		return t, err
	}
	for i := range runs {
		r := &runs[i]
		t.unread += uint32(r.missing)
		skip, above := m.above(j, r)
		if t.keep(above, j); above == matches {
			t.lines += uint32(lineCount(r.Data[:skip]))
		}
		text := r.Text
		text.Data = r.Data[skip:]
		for h := range m.query.Hits(&text) {
			t.records++
			t.lines += uint32(lineCount(text.Data[h.Start:h.End]))
		}
	}
	return t, nil
}

// lost is what is known of a block that cannot be read: what was found in it
// before, if anything.
func (m *Matches) lost(j *surveyJob[tally]) tally {
	if x := m.ledger.at(j.spot); x != nil && x.read {
		return x.what
	}
	return tally{unread: uint32(j.block.count())}
}

// file replaces what was found in a block.
func (m *Matches) file(_ spot, have *tally, t tally) (tell bool) {
	none := m.sum.records == 0
	m.sum.add(t, *have)
	*have = t
	return none && m.sum.records > 0
}

func (m *Matches) drop(_ *block, have *tally, _ bool) { m.sum.add(tally{}, *have) }

// keep keeps what becomes of a block's first lines, which does not change when it
// grows, but does when they are read by another format.
func (t *tally) keep(above fate, j *surveyJob[tally]) {
	if !j.growth.unsure {
		t.above = above
	}
}

// above returns how much of a run goes on with the record above it, and whether
// that one matches: as far as it stands in its own block.
func (m *Matches) above(j *surveyJob[tally], r *run) (skip int, f fate) {
	if j.live == nil {
		return 0, alone
	}
	if skip = r.leading(); skip == 0 {
		return 0, alone
	}
	if j.read && j.have.above != alone {
		return skip, j.have.above
	}
	for i := len(j.live) - 2; i >= 0 && i > len(j.live)-2-maxAbove; i-- {
		b := j.live[i]
		if b.origin != j.block.origin || b.notice || b.count() == 0 {
			continue
		}
		runs, err := b.scan(&scratch{})
		if err != nil {
			break
		}
		text := runs[0].Text
		if runs[0].leading() == len(text.Data) {
			continue // it goes on with the same record
		}
		text.Data = text.Data[runs[0].lastHead():]
		for range m.query.Hits(&text) {
			return skip, matches
		}
		return skip, fails
	}
	return 0, alone
}

// leading returns how much of a run goes on with a record above it.
func (r *run) leading() (n int) {
	parser := r.format.parser()
	for n < len(r.Data) && parser.Continues(lineAt(r.Data, n)) {
		n = min(n+len(lineAt(r.Data, n))+1, len(r.Data))
	}
	return n
}

// lastHead returns where the last record of a run begins.
func (r *run) lastHead() int {
	parser := r.format.parser()
	pos := len(r.Data)
	for pos > 0 {
		pos = bytes.LastIndexByte(r.Data[:pos-1], '\n') + 1
		if !parser.Continues(lineAt(r.Data, pos)) {
			break
		}
	}
	return pos
}
