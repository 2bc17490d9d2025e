package ui

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// cursor is the line that the reader looks at. There is none while the log
// follows: then it is the newest one.
type cursor struct {
	seq int64
	on  bool
}

// leave stops following, with the cursor on the newest line. It reports whether
// there is one.
func (p *logPane) leave(v lineView) bool {
	lines, _ := p.until(v, v.next(), 1)
	if len(lines) > 0 {
		p.cursor, p.follow = cursor{lines[0].Seq, true}, false
	}
	return len(lines) > 0
}

// move moves the cursor by lines, down if positive, and the view no more than it
// must. Upwards it stops following; down behind the newest line it follows.
func (p *logPane) move(v lineView, n int) {
	p.fold.begin()
	if p.follow {
		if n > 0 || p.height <= 0 || !p.leave(v) {
			return
		}
	}
	if !p.cursor.on {
		p.keep(p.visible(v), 0)
	}
	if p.within(v, n) {
		return
	}
	if n < 0 {
		if lines, _ := p.until(v, p.cursor.seq, -n); len(lines) > 0 {
			p.cursor.seq = lines[0].Seq
		}
		p.reveal(v, up)
		return
	}
	lines, _ := p.from(v, p.cursor.seq, n+1)
	switch last := len(lines) - 1; {
	case last == n:
		p.cursor.seq = lines[n].Seq
	case last < 0 || !p.goesOnBehind(v, lines[last].Seq):
		p.follow, p.cursor.on = true, false
		return
	default:
		p.cursor.seq = lines[last].Seq
	}
	p.reveal(v, down)
}

// within scrolls instead if the line of the cursor has more rows than the pane,
// and some of those on the way are not shown.
func (p *logPane) within(v lineView, n int) bool {
	lines, _ := p.from(v, p.cursor.seq, 1)
	if !p.wrap || len(lines) == 0 {
		return false
	}
	size := p.rowsOf(&lines[0])
	at, shown := p.rowOf(v, p.cursor.seq)
	switch {
	case size <= p.height || !shown && at == 0:
		return false
	case n < 0 && at < 0:
		p.up(v, min(-n, -at))
		return true
	case n > 0 && at+size > p.height:
		p.down(v, min(n, at+size-p.height))
		return true
	}
	return false
}

// goesOnBehind reports whether there may be a line behind seq.
func (p *logPane) goesOnBehind(v lineView, seq int64) bool {
	lines, sure := v.from(p.one[:0], seq+1, 1)
	p.one = lines
	return len(lines) > 0 || !sure
}

// reveal moves the view so that the line of the cursor is shown, with some
// context on the side that it moved to.
func (p *logPane) reveal(v lineView, d direction) {
	margin := min(cursorMargin, (p.height-1)/2)
	lines, _ := p.from(v, p.cursor.seq, 1)
	if len(lines) == 0 || p.height <= 0 {
		return
	}
	p.cursor.seq = lines[0].Seq
	size := p.rowsOf(&lines[0])
	at, shown := p.rowOf(v, p.cursor.seq)
	if shown && (d == up && at >= margin || d == down && at+size+margin <= p.height) {
		return
	}
	tall := size > p.height
	if tall && (shown || at < 0) { // a part of it is shown: see within
		return
	}
	p.top = place{seq: p.cursor.seq}
	switch {
	case d == up && tall:
		p.top.row = size - p.height
		return
	case d == up:
		p.up(v, margin)
		return
	}
	if p.up(v, max(p.height-margin-size, 0)); p.goesOn(v) {
		return
	}
	if bottom := p.bottom(v); bottom.less(p.top) {
		p.top = bottom
	}
}

// keep has the cursor be on one of the lines that are shown, margin rows from where the log
// goes on: the one nearest to where it is.
func (p *logPane) keep(lines []row, margin int) {
	if p.follow {
		p.cursor.on = false
		return
	}
	margin = min(margin, (p.height-1)/2)
	at := -p.top.row
	for i := range lines {
		begin := at
		at += p.rowsOf(&lines[i])
		last := at >= p.height-margin || i == len(lines)-1
		if last || begin >= margin && lines[i].Seq >= p.cursor.seq || p.cursor.on && lines[i].has(p.cursor.seq) && margin == 0 {
			p.cursor = cursor{lines[i].Seq, true}
			return
		}
	}
}

// current returns the line that the reader looks at: the one under the cursor,
// or the newest that is shown while the log follows. Of lines that are folded it
// is the newest.
func (m *model) current() (l store.Line, ok bool) {
	p := &m.log
	if p.follow || !p.cursor.on {
		if n := len(p.shown); n > 0 {
			return p.shown[n-1].Line, true
		}
		return l, false
	}
	for i := range p.shown {
		if p.shown[i].has(p.cursor.seq) {
			return p.shown[i].Line, true
		}
	}
	lines, _ := m.view().from(nil, p.cursor.seq, 1)
	if len(lines) == 0 {
		return l, false
	}
	return lines[0], true
}

// instant returns the time that the reader looks at, which every graph and the
// histogram mark; zero while the log follows.
func (m *model) instant() time.Time {
	if !m.pointed.IsZero() {
		return m.pointed
	}
	l, ok := m.current()
	switch {
	case !ok || m.log.follow:
		return time.Time{}
	case l.Time.IsZero():
		return l.At
	}
	return l.Time
}

// clickLog puts the cursor on the line in a row of the pane.
func (m *model) clickLog(row, _ int) {
	p := &m.log
	at := -1
	for i, start := range p.starts {
		if start <= row && i < len(p.shown) {
			at = i
		}
	}
	if at < 0 || row < 0 || row >= p.height {
		return
	}
	m.rest()
	p.follow, p.cursor = false, cursor{p.shown[at].Seq, true}
}
