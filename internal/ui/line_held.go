package ui

import (
	"math"
	"slices"
)

// held puts the lines that the last frame showed in the place of those of lines
// that are gone since: what is on the screen stays. lines are all that there are
// from the number lo up to, not including, hi.
func (p *logPane) held(v lineView, lines []row, lo, hi int64) []row {
	if len(p.shown) == 0 {
		return lines
	}
	first := v.first()
	if len(lines) == 0 || lines[0].Gone == 0 || lines[0].Source != "" {
		if p.shown[0].Seq >= min(first, hi) && !slices.ContainsFunc(lines, isGone) {
			return lines
		}
		p.merged = p.fill(v, p.merged[:0], lo, min(first, hi))
	} else { // the notice of older lines stands for all before it
		p.merged = p.fill(v, p.merged[:0], lo, lines[0].Seq+1)
		if len(p.merged) > 0 {
			lines = lines[1:]
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.Gone == 0 || l.Source == "" {
			p.merged = append(p.merged, *l)
			continue
		}
		at := len(p.merged)
		p.merged = p.fill(v, p.merged, l.Seq, l.Seq+int64(l.Gone))
		if len(p.merged) == at {
			p.merged = append(p.merged, *l)
		} else if n := p.merged[at].Seq - l.Seq; n > 0 {
			p.merged = slices.Insert(p.merged, at, *l)
			p.merged[at].Gone = int(n)
		}
	}
	clear(lines)
	p.rows, p.merged = p.merged, p.rows
	return p.rows
}

// fill appends the lines of the last frame from lo up to, not including, hi,
// and notices of what is missing between and behind them.
func (p *logPane) fill(v lineView, dst []row, lo, hi int64) []row {
	next := int64(math.MaxInt64)
	notice := -1 // in front of the line
	for i := range p.shown {
		l := &p.shown[i]
		switch {
		case l.Seq < lo || l.Seq >= hi:
			continue
		case l.Gone > 0:
			notice = i
			continue
		case notice >= 0:
			dst = append(dst, p.shown[notice])
		case l.first() > next && v.whole():
			dst = append(dst, row{Line: gone(l.first()-next, l.first()-1)})
		}
		dst, next, notice = append(dst, *l), l.Seq+1, -1
	}
	if next < hi && v.whole() {
		dst = append(dst, row{Line: gone(hi-next, hi-1)})
	}
	return dst
}

func isGone(l row) bool { return l.Gone > 0 }
