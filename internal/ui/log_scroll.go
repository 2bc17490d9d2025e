package ui

import (
	"math"
	"slices"
)

// scroll moves the view by rows, down if positive. The cursor stays where it can
// be seen; where the view cannot go on up, it goes to the first line.
func (p *logPane) scroll(v lineView, rows int) {
	p.fold.begin()
	if p.follow && (rows > 0 || !p.leave(v)) {
		return
	}
	margin := cursorMargin
	if rows < 0 {
		before := p.top
		p.up(v, -rows)
		if p.top == before && rows < -1 {
			p.cursor.seq, margin = math.MinInt64, 0
		}
	} else {
		p.down(v, rows)
		p.settle(v)
	}
	p.keep(p.visible(v), margin)
}

// up reports whether all the lines that it went by are known.
func (p *logPane) up(v lineView, rows int) (sure bool) {
	if p.top.row >= rows {
		p.top.row -= rows
		return true
	}
	rows -= p.top.row
	p.top.row = 0
	lines, sure := p.until(v, p.top.seq, rows)
	for _, l := range slices.Backward(lines) {
		n := p.rowsOf(&l)
		p.top = place{l.Seq, max(n-rows, 0)}
		if rows -= n; rows <= 0 {
			break
		}
	}
	return sure
}

func (p *logPane) down(v lineView, rows int) {
	lines, _ := p.from(v, p.top.seq, rows+1)
	for i := range lines {
		n := p.rowsOf(&lines[i])
		if lines[i].Seq == p.top.seq {
			n -= p.top.row
		} else {
			p.top = place{seq: lines[i].Seq}
		}
		if rows < n {
			p.top.row += rows
			return
		}
		rows -= n
	}
}

// settle follows if the view has reached the newest line, else stops.
func (p *logPane) settle(v lineView) {
	if p.follow = !p.goesOn(v) && !p.top.less(p.bottom(v)); p.follow {
		p.cursor.on = false
	}
}

// goesOn reports whether there are lines below the view. To know it nothing far
// away is looked at.
func (p *logPane) goesOn(v lineView) bool {
	lines, _ := p.from(v, p.top.seq, p.height+1)
	rows := -p.top.row
	for i := range lines {
		rows += p.rowsOf(&lines[i])
	}
	return rows > p.height
}

// show moves the view to what is aimed at, as far as it is known, and reports
// whether all of it is.
func (p *logPane) show(v lineView, a aim) (sure bool) {
	p.top = place{seq: a.seq}
	lines, sure := p.from(v, a.seq, p.height)
	if len(lines) > 0 {
		p.top.seq = lines[0].Seq
	}
	if sure = p.up(v, a.row) && sure; p.goesOn(v) {
		p.follow = false
		return sure
	}
	bottom := p.bottom(v)
	if p.follow = !p.top.less(bottom) && !a.stay && sure; p.follow {
		p.cursor.on = false
	}
	if sure && bottom.less(p.top) {
		p.top = bottom
	}
	return sure
}

// goTo shows a line on a row, now or as soon as it is known.
func (p *logPane) goTo(v lineView, a aim) {
	p.fold.begin()
	p.follow, p.oldest = false, false
	a.on = true
	if p.aim = a; p.height > 0 && p.show(v, a) {
		p.aim.on = false
	}
}

// anchor returns what keeps the view where it is when other lines come into it
// or go: the line of the cursor, else the first one, or while it follows the last
// one.
func (p *logPane) anchor(v lineView) (a aim, ok bool) {
	if row, ok := p.rowOf(v, p.cursor.seq); ok && p.cursor.on {
		return aim{seq: p.cursor.seq, row: row}, true
	}
	if len(p.shown) == 0 {
		return aim{}, false
	}
	if last := len(p.shown) - 1; p.follow {
		return aim{seq: p.shown[last].Seq, row: p.starts[last]}, true
	}
	return aim{seq: p.top.seq}, true
}

// rowOf returns the row at which the line that is or stands for seq begins, if
// that is shown.
func (p *logPane) rowOf(v lineView, seq int64) (at int, ok bool) {
	if p.height <= 0 || p.width <= 0 {
		return 0, false
	}
	lines := p.visible(v)
	at = -p.top.row
	for i := range lines {
		if at >= p.height || lines[i].first() > seq {
			break
		}
		if lines[i].has(seq) {
			return at, at >= 0
		}
		at += p.rowsOf(&lines[i])
	}
	return 0, false
}

// goOldest goes to the oldest line, and to the notice in front of it.
func (p *logPane) goOldest(v lineView) {
	p.fold.begin()
	if p.follow && !p.leave(v) {
		return
	}
	p.top, p.oldest = place{seq: v.first()}, true
	p.cursor = cursor{seq: v.first(), on: true}
	p.keep(p.visible(v), 0)
}

// rest ends what the pane would still do by itself: the reader does something
// else.
func (p *logPane) rest() { p.oldest, p.aim.on = false, false }
