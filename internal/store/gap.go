package store

import "time"

// NextGap returns the first line behind seq, or the last one before it, whose
// record is at least so much later than the record before it. ok is false if
// there is none; sure is false if that would take too long to tell: there is
// none near.
func (v *Snapshot) NextGap(seq int64, least time.Duration, forward bool) (l Line, ok, sure bool) {
	g := gap{view: v, least: least, left: maxGapRead}
	if forward {
		seq, ok = g.forward(seq)
	} else {
		seq, ok = g.backward(seq)
	}
	if !ok {
		return l, false, g.left > 0
	}
	lines := v.Lines(nil, seq, 1)
	if len(lines) == 0 {
		return l, false, false
	}
	return lines[0], true, true
}

// gap looks for a gap in time.
type gap struct {
	view  *Snapshot
	least time.Duration
	left  int // so many bytes may still be read
}

// times returns the times of the first and the last record of a block, and
// whether there may be a gap between them. ok is false if it tells none.
func (g *gap) times(b *block) (first, last time.Time, within, ok bool) {
	if t := b.text.Load(); b.facts == nil && t.data == nil {
		g.left -= 2 * peekSize * max(len(b.parts), 1)
	}
	first, last, ok = b.times()
	return first, last, ok && last.Sub(first) >= g.least, ok
}

func (g *gap) forward(seq int64) (int64, bool) {
	v := g.view
	start := v.at(max(seq, v.First))
	var before time.Time // of the last record that was passed
	for i := start - 1; i >= 0 && i >= start-maxUntimed && before.IsZero(); i-- {
		_, before, _, _ = g.times(v.block(i))
	}
	for i := start; i < v.blocks() && g.left > 0; i++ {
		b := v.block(i)
		first, last, within, ok := g.times(b)
		if !ok && b.count() <= 1 {
			continue // a notice, or a line without a time
		}
		if i > start && ok && !within && (before.IsZero() || first.Sub(before) < g.least) {
			before = last
			continue
		}
		g.left -= b.text.Load().size
		for at, t := range v.stamps(b) {
			if at > seq && !before.IsZero() && t.Sub(before) >= g.least {
				return at, true
			}
			before = t
		}
	}
	return 0, false
}

func (g *gap) backward(seq int64) (int64, bool) {
	v := g.view
	var behind time.Time // of the first record of those that were passed
	in := -1             // the block it is in
	start := min(v.at(seq), v.blocks()-1)
	for i := start; i >= 0 && g.left > 0; i-- {
		b := v.block(i)
		first, last, within, ok := g.times(b)
		if !ok && b.count() <= 1 {
			continue
		}
		if i < start && ok && !within {
			if in >= 0 && behind.Sub(last) >= g.least {
				return g.first(in, seq)
			}
			behind, in = first, i
			continue
		}
		g.left -= b.text.Load().size
		var before, front time.Time
		found := int64(-1)
		has := false
		for at, t := range v.stamps(b) {
			if at >= seq {
				break
			}
			if before.IsZero() {
				front = t
			} else if t.Sub(before) >= g.least {
				found, has = at, true
			}
			before = t
		}
		switch {
		case before.IsZero():
			continue
		case in >= 0 && behind.Sub(before) >= g.least:
			return g.first(in, seq)
		case has:
			return found, true
		}
		behind, in = front, i
	}
	return 0, false
}

// first returns the first line with a time in a block, if it is before seq.
func (g *gap) first(i int, seq int64) (int64, bool) {
	for at := range g.view.stamps(g.view.block(i)) {
		return at, at < seq
	}
	return 0, false
}
