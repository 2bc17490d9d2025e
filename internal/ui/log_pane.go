package ui

import (
	"slices"

	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// logPane shows lines. While it follows, the newest line is at the bottom;
// otherwise top stays where it is, whatever comes and whatever is dropped.
type logPane struct {
	follow bool
	oldest bool // the oldest line is wanted, also when still older ones are found
	wrap   bool
	left   int   // columns scrolled sideways
	top    place // the first row shown, also while following
	seen   int64 // lines before it are not new; see below
	aim    aim

	empty     string       // what is said where there are no lines
	highlight *query.Query // what is marked in lines
	mark      int64        // the line with a sign beside it, if marked
	marked    bool

	// What the last frame drew. Its lines are held, so that they stay on the
	// screen when the store drops them.
	shown         []store.Line
	starts        []int // the row at which each of them begins
	width, height int   // of the text, in columns and rows
	gutter        int   // columns for the sign beside the marked line
	cutoff        bool  // a line went on behind the right edge
	names         names
	styles        *styles

	markers *markers
	theme   theme

	lines  []store.Line // scratch
	merged []store.Line
	paint  paint
	runs   []highlight.Run // the colours of the text that was cleaned last
	raw    []byte
	plain  []byte
	said   []byte
	breaks []int
}

// place is a row of the log: a line, and which of its rows when it is wrapped.
type place struct {
	seq int64
	row int
}

func (p place) less(q place) bool {
	return p.seq < q.seq || p.seq == q.seq && p.row < q.row
}

// aim is a line that is wanted on a row of the pane, until all that decides
// about it is known.
type aim struct {
	on   bool
	seq  int64
	row  int
	stay bool // do not follow even if the newest line is shown then
}

// below returns how many lines have come since following stopped and are
// still below the screen.
func (p *logPane) below(v lineView) uint64 {
	if p.follow || len(p.shown) == 0 {
		return 0
	}
	return v.since(max(p.seen, p.shown[len(p.shown)-1].Seq+1))
}

// draw adds height rows of the log to b, width columns each.
func (p *logPane) draw(b *block, v lineView, height int) {
	start := b.rows()
	p.height = height
	if height <= 0 {
		return
	}
	lines := p.measure(v, b.width)
	p.cutoff, p.starts = false, p.starts[:0]
	for i := range lines {
		if b.rows()-start == height {
			lines = lines[:i]
			break
		}
		from := 0
		if lines[i].Seq == p.top.seq {
			from = p.top.row
		}
		p.starts = append(p.starts, b.rows()-start)
		p.drawLine(b, &lines[i], from, start+height)
	}
	if len(lines) == 0 {
		b.sentence(p.styles.muted, p.empty, start+height)
	}
	b.blank(start + height)
	p.shown = append(p.shown[:0], lines...)
	clear(p.shown[len(p.shown):cap(p.shown)]) // let go of dropped text
}

// measure makes room for the names of the sources that are about to be shown,
// and returns the lines that are.
func (p *logPane) measure(v lineView, columns int) []store.Line {
	p.width = max(columns-p.gutter-p.names.width(), 1)
	if p.aim.on && p.show(v, p.aim) {
		p.aim.on = false
	}
	lines := p.visible(v)
	for i := range lines {
		if !lines[i].Notice {
			p.names.add(lines[i].Source)
		}
	}
	width := max(columns-p.gutter-p.names.width(), 1)
	if width == p.width {
		return lines
	}
	p.width = width
	return p.visible(v)
}

// visible returns the lines from the top on, enough of them to fill the pane,
// and brings the top up to date.
func (p *logPane) visible(v lineView) []store.Line {
	switch {
	case p.follow:
		lines, i := p.newest(v)
		p.top, p.seen = p.topOf(v, lines, i), v.next()
		return lines[max(i, 0):]
	case p.oldest:
		p.top = place{seq: v.first()}
	case len(p.shown) == 0 && !p.aim.on:
		p.top = place{seq: max(p.top.seq, v.first())}
	}
	lines, sure := p.from(v, p.top.seq, p.height)
	if !p.follow && !p.aim.on && sure && len(lines) < p.height {
		if bottom := p.bottom(v); bottom.less(p.top) { // the pane has grown down to the newest line
			p.follow, p.top, p.seen = true, bottom, v.next()
		}
		lines, _ = p.from(v, p.top.seq, p.height)
	}
	if len(lines) > 0 && lines[0].Seq != p.top.seq {
		p.top = place{seq: lines[0].Seq}
	}
	return lines
}

// bottom returns the top at which the newest row is at the bottom.
func (p *logPane) bottom(v lineView) place {
	lines, i := p.newest(v)
	return p.topOf(v, lines, i)
}

// newest returns the newest lines, and which of them is the first that is shown
// if the newest row is at the bottom: -1 if all are, and there is room.
func (p *logPane) newest(v lineView) (lines []store.Line, first int) {
	lines, _ = p.until(v, v.next(), p.height)
	rows := p.height
	for first = len(lines) - 1; first >= 0; first-- {
		if rows -= p.rows(&lines[first]); rows <= 0 {
			break
		}
	}
	return lines, first
}

// topOf returns the top row for what newest returned.
func (p *logPane) topOf(v lineView, lines []store.Line, first int) place {
	switch {
	case len(lines) == 0:
		return place{seq: v.first()}
	case first < 0:
		return place{seq: lines[0].Seq}
	}
	rows := 0
	for i := range lines[first:] {
		rows += p.rows(&lines[first+i])
	}
	return place{lines[first].Seq, rows - p.height}
}

// from returns up to n lines from seq on: those that the last frame held and
// the store has dropped, then a notice of what is gone behind them, then those
// that the view has.
func (p *logPane) from(v lineView, seq int64, n int) (lines []store.Line, sure bool) {
	p.lines, sure = v.from(p.lines[:0], seq, n)
	lines = p.held(v, p.lines, seq, v.next())
	return lines[:min(n, len(lines))], sure
}

// until returns up to n lines before seq, oldest first.
func (p *logPane) until(v lineView, seq int64, n int) (lines []store.Line, sure bool) {
	p.lines, sure = v.before(p.lines[:0], seq, n)
	lo := v.first()
	if len(p.shown) > 0 {
		lo = min(lo, p.shown[0].Seq)
	}
	lines = p.held(v, p.lines, lo, seq)
	return lines[max(len(lines)-n, 0):], sure
}

// scroll moves the view by rows, down if positive.
func (p *logPane) scroll(v lineView, rows int) {
	if rows < 0 {
		p.up(v, -rows)
	} else {
		p.down(v, rows)
	}
	p.settle(v)
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
		n := p.rows(&l)
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
		n := p.rows(&lines[i])
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
	p.follow = !p.top.less(p.bottom(v))
}

// show moves the view to what is aimed at, as far as it is known, and reports
// whether all of it is.
func (p *logPane) show(v lineView, a aim) (sure bool) {
	p.top = place{seq: a.seq}
	lines, sure := p.from(v, a.seq, p.height)
	if len(lines) > 0 {
		p.top.seq = lines[0].Seq
	}
	sure = p.up(v, a.row) && sure
	bottom := p.bottom(v)
	p.follow = !p.top.less(bottom) && !a.stay && sure
	if sure && bottom.less(p.top) {
		p.top = bottom
	}
	return sure
}

// goTo shows a line on a row, now or as soon as it is known.
func (p *logPane) goTo(v lineView, a aim) {
	p.follow, p.oldest = false, false
	a.on = true
	if p.aim = a; p.height > 0 && p.show(v, a) {
		p.aim.on = false
	}
}

// anchor returns what keeps the view where it is when other lines come into it
// or go: the marked line if it is shown, else the first one, or while it
// follows the last one.
func (p *logPane) anchor(v lineView) (a aim, ok bool) {
	if row, ok := p.rowOf(v, p.mark); ok && p.marked {
		return aim{seq: p.mark, row: row}, true
	}
	if len(p.shown) == 0 {
		return aim{}, false
	}
	if last := len(p.shown) - 1; p.follow {
		return aim{seq: p.shown[last].Seq, row: p.starts[last]}, true
	}
	return aim{seq: p.top.seq}, true
}

// rowOf returns the row at which a line begins, if that is shown.
func (p *logPane) rowOf(v lineView, seq int64) (row int, ok bool) {
	if p.height <= 0 || p.width <= 0 {
		return 0, false
	}
	lines := p.visible(v)
	row = -p.top.row
	for i := range lines {
		if row >= p.height || lines[i].Seq > seq {
			break
		}
		if lines[i].Seq == seq {
			return row, row >= 0
		}
		row += p.rows(&lines[i])
	}
	return 0, false
}

// goOldest goes to the oldest line, and to the notice in front of it.
func (p *logPane) goOldest(v lineView) {
	p.top, p.oldest = place{seq: v.first()}, true
	p.settle(v)
	p.oldest = !p.follow
}

// rest ends what the pane would still do by itself: the reader does something
// else.
func (p *logPane) rest() { p.oldest, p.aim.on = false, false }

// sideways moves the view by columns.
func (p *logPane) sideways(columns int) {
	if columns > 0 && !p.cutoff || p.wrap {
		return
	}
	p.left = max(p.left+columns, 0)
}

// setWrap wraps lines or cuts them. The top line stays.
func (p *logPane) setWrap(on bool) {
	p.wrap, p.left, p.top.row = on, 0, 0
}

// rows returns how many rows a line takes.
func (p *logPane) rows(l *store.Line) int {
	if !p.wrap {
		return 1
	}
	p.breaks = line.Wrap(p.breaks[:0], p.whole(l), p.width)
	return len(p.breaks) + 1
}

// signs reports whether the marked line begins in a row.
func (p *logPane) signs(row int) bool {
	at := slices.Index(p.starts, row)
	return p.marked && at >= 0 && at < len(p.shown) && p.shown[at].Seq == p.mark
}
