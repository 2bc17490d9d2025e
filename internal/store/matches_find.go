package store

import (
	"errors"
	"slices"
)

// From appends to dst up to n lines of v, from the line seq on, oldest first,
// that are in records that match. sure is false if there may be others between
// them or behind them that are not known yet.
func (m *Matches) From(dst []Line, v *Snapshot, seq int64, n int) (lines []Line, sure bool) {
	want := len(dst) + n
	sure = seq >= v.First || v.Past.Complete
	left := findFor
	for i := v.at(max(seq, v.First)); len(dst) < want; i++ {
		var known bool
		i, known = m.next(v, i, 1)
		sure = sure && known
		if i == v.blocks() {
			break
		}
		b := v.block(i)
		f, took, err := m.find(v, i)
		if errors.Is(err, errOver) {
			return dst, false
		}
		if err != nil {
			dst = v.cache.gone(dst, b, err)
		}
		dst = v.cache.some(dst, b, within(f.lines, b, max(seq, v.First), v.Next), want-len(dst))
		if left -= took; left < 0 && len(dst) < want {
			m.tells() // they are to ask again
			return dst, false
		}
	}
	return dst, sure
}

// Before is From for the last n lines before seq, oldest first.
func (m *Matches) Before(dst []Line, v *Snapshot, seq int64, n int) (lines []Line, sure bool) {
	type piece struct {
		block *block
		lines []int32
		err   error
	}
	var pieces []piece
	sure = true
	left := findFor
	for i := min(v.at(seq), v.blocks()-1); n > 0; i-- {
		var known bool
		i, known = m.next(v, i, -1)
		sure = sure && known
		if i < 0 {
			sure = sure && v.Past.Complete
			break
		}
		p := piece{block: v.block(i)}
		f, took, err := m.find(v, i)
		if errors.Is(err, errOver) {
			sure = false
			break
		}
		if p.err = err; err != nil {
			if p.block.seq < seq {
				pieces = append(pieces, p)
				n--
			}
		} else if p.lines = within(f.lines, p.block, v.First, min(seq, v.Next)); len(p.lines) > 0 {
			p.lines = p.lines[max(len(p.lines)-n, 0):]
			pieces = append(pieces, p)
			n -= len(p.lines)
		}
		if left -= took; left < 0 && n > 0 {
			m.tells()
			sure = false
			break
		}
	}
	for _, p := range slices.Backward(pieces) {
		if p.err != nil {
			dst = v.cache.gone(dst, p.block, p.err)
			continue
		}
		dst = v.cache.some(dst, p.block, p.lines, len(p.lines))
	}
	return dst, sure
}

// Next returns the first line at or behind seq that has what the query names:
// the line of the first hit in a record that matches. ok is false if there is
// none; sure as in From.
func (m *Matches) Next(v *Snapshot, seq int64) (line Line, ok, sure bool) {
	sure = seq >= v.First || v.Past.Complete
	for i := v.at(max(seq, v.First)); ; i++ {
		var known bool
		i, known = m.next(v, i, 1)
		sure = sure && known
		if i == v.blocks() {
			return Line{}, false, sure
		}
		b := v.block(i)
		if f, _, err := m.find(v, i); err == nil {
			if hits := within(f.hits, b, max(seq, v.First), v.Next); len(hits) > 0 {
				line, ok = v.line(b, hits[0])
				return line, ok, sure && ok
			}
		}
	}
}

// Prev is Next for the last such line before seq.
func (m *Matches) Prev(v *Snapshot, seq int64) (line Line, ok, sure bool) {
	sure = true
	for i := min(v.at(seq), v.blocks()-1); ; i-- {
		var known bool
		i, known = m.next(v, i, -1)
		sure = sure && known
		if i < 0 {
			return Line{}, false, sure && v.Past.Complete
		}
		b := v.block(i)
		if f, _, err := m.find(v, i); err == nil {
			if hits := within(f.hits, b, v.First, min(seq, v.Next)); len(hits) > 0 {
				line, ok = v.line(b, hits[len(hits)-1])
				return line, ok, sure && ok
			}
		}
	}
}

// Rank returns how many matching lines there are before seq, as far as they
// are known.
func (m *Matches) Rank(v *Snapshot, seq int64) uint64 {
	i := v.at(seq)
	n := uint64(0)
	if i < v.blocks() && v.block(i).seq < seq {
		if k, _ := m.next(v, i, 1); k == i {
			if f, _, err := m.find(v, i); err == nil {
				n = uint64(len(within(f.lines, v.block(i), v.First, seq)))
			}
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	end := v.spot(i)
	for k := max(-int64(end), 0); k < int64(min(len(m.ledger.pasts), len(v.past))); k++ {
		n += uint64(m.ledger.pasts[k].what.lines)
	}
	for k := range max(min(int(end)-int(m.ledger.base), len(m.ledger.lives)), 0) {
		n += uint64(m.ledger.lives[k].what.lines)
	}
	return n
}

// next returns the first block from i on, in steps of one forwards or
// backwards, in which something matches, or v.blocks() or -1. known is false
// if blocks before it are not counted yet.
func (m *Matches) next(v *Snapshot, i, step int) (at int, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known = true
	for ; i >= 0 && i < v.blocks(); i += step {
		p := v.spot(i)
		x := m.ledger.at(p)
		switch {
		case x == nil && p >= 0 && p < spot(m.ledger.base): // dropped
		case x == nil || !x.read:
			b := v.block(i)
			known = known && b.wordless() && !m.finds(b)
		case x.what.lines > 0 || m.grown(p):
			return i, known
		}
	}
	return i, known
}

// grown reports whether the block at p has grown since it was counted, or is
// being counted again for that.
func (m *Matches) grown(p spot) bool {
	if p < 0 {
		return false
	}
	if was, ok := m.ledger.loose[uint64(p)]; ok {
		return m.ledger.block(p).growth() != was
	}
	return slices.Contains(m.again, uint64(p)) || slices.Contains(m.anew, uint64(p))
}
