package ui

import (
	"cmp"
	"math"
	"slices"
	"time"

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
	cursor    cursor
	marks     marks
	fold      fold
	silence   time.Duration // the least that is told between lines
	times     timeColumn
	part      bool // the last frame did not show every line of the log
	known     bool // nothing can come between the lines that it showed

	// What the last frame drew. Its lines are held, so that they stay on the
	// screen when the store drops them.
	shown         []row
	starts, heads []int // the rows at which each of them begins, and its text
	width, height int   // of the text, in columns and rows
	gutter        int   // columns for signs beside lines
	cutoff        bool  // a line went on behind the right edge
	names         names
	styles        *styles

	markers *markers
	theme   theme

	rows   []row // scratch
	merged []row
	one    []store.Line
	paint  paint
	runs   []highlight.Run // the colours of the text that was cleaned last
	raw    []byte
	plain  []byte
	said   []byte
	full   []byte
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
	p.fold.begin()
	if p.part = !v.whole(); p.follow && p.marks.selecting {
		p.leave(v) // the selection ends there
		p.top = p.bottom(v)
	}
	if p.follow {
		p.fold.release()
		p.cursor.on = false
	}
	if p.oldest {
		p.cursor.seq = math.MinInt64
	}
	lines := p.measure(v, b.width)
	if !p.follow && !p.aim.on {
		p.keep(lines, 0)
	}
	p.cutoff, p.starts, p.heads = false, p.starts[:0], p.heads[:0]
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
		p.heads = append(p.heads, b.rows()-start+max(lines[i].lead()-from, 0))
		p.drawLine(b, &lines[i], from, start+height)
	}
	if len(lines) == 0 {
		b.sentence(p.styles.muted, p.empty, start+height)
	}
	b.blank(start + height)
	p.known = !p.part || !p.fold.off && !p.fold.loose
	p.shown = append(p.shown[:0], lines...)
	clear(p.shown[len(p.shown):cap(p.shown)]) // let go of dropped text
	if n := len(p.shown); n > 0 && !p.follow && !p.fold.short {
		p.fold.hold(p.shown[n-1].Seq + int64(max(p.shown[n-1].Gone, 1)))
	}
}

// indent returns the columns before the text of lines.
func (p *logPane) indent() int { return p.gutter + p.times.width() + p.names.width() }

// measure makes room for the names of the sources that are about to be shown,
// and returns the lines that are.
func (p *logPane) measure(v lineView, columns int) []row {
	p.times.room(columns)
	p.width = max(columns-p.indent(), 1)
	if p.aim.on && p.show(v, p.aim) {
		p.aim.on = false
	}
	lines := p.visible(v)
	for i := range lines {
		if !lines[i].Notice {
			p.names.add(lines[i].Source)
		}
		p.times.see(&lines[i])
	}
	width := max(columns-p.indent(), 1)
	if width == p.width {
		return lines
	}
	p.width = width
	return p.visible(v)
}

// visible returns the lines from the top on, enough of them to fill the pane,
// and brings the top up to date.
func (p *logPane) visible(v lineView) []row {
	switch {
	case p.follow:
		lines, i := p.newest(v)
		p.top, p.seen = p.topOf(v, lines, i), v.next()
		return lines[max(i, 0):]
	case p.oldest:
		if v.first() < p.top.seq { // else the store has dropped what is shown
			p.top = place{seq: v.first()}
		}
	case len(p.shown) == 0 && !p.aim.on:
		p.top = place{seq: max(p.top.seq, v.first())}
	}
	lines, sure := p.from(v, p.top.seq, p.height)
	if !p.follow && !p.aim.on && sure && len(lines) < p.height {
		if bottom := p.bottom(v); bottom.less(p.top) { // the pane has grown down to the newest line
			n := len(p.shown) // where the newest line was seen before, the reader has left it
			p.follow, p.top, p.seen = n == 0 || v.since(p.shown[n-1].Seq+1) > 0, bottom, v.next()
		}
		lines, _ = p.from(v, p.top.seq, p.height)
	}
	if len(lines) > 0 && lines[0].Seq != p.top.seq {
		if !lines[0].has(p.top.seq) {
			p.top.row = 0
		}
		p.top.seq = lines[0].Seq
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
func (p *logPane) newest(v lineView) (lines []row, first int) {
	lines, _ = p.until(v, v.next(), p.height)
	rows := p.height
	for first = len(lines) - 1; first >= 0; first-- {
		if rows -= p.rowsOf(&lines[first]); rows <= 0 {
			break
		}
	}
	return lines, first
}

// topOf returns the top row for what newest returned.
func (p *logPane) topOf(v lineView, lines []row, first int) place {
	switch {
	case len(lines) == 0:
		return place{seq: v.first()}
	case first < 0:
		return place{seq: lines[0].Seq}
	}
	rows := 0
	for i := range lines[first:] {
		rows += p.rowsOf(&lines[first+i])
	}
	return place{lines[first].Seq, rows - p.height}
}

// from returns up to n lines, from the one that is or stands for seq on: those
// that the last frame held and the store has dropped, then a notice of what is
// gone behind them, then those that the view has.
func (p *logPane) from(v lineView, seq int64, n int) (lines []row, sure bool) {
	p.rows, sure = p.fold.from(p.rows[:0], v, seq, n)
	lines = p.held(v, p.rows, seq, v.next())
	lines = lines[:min(n, len(lines))]
	p.annotate(v, lines)
	return lines, sure
}

// until returns up to n lines before the one that is or stands for seq, oldest
// first.
func (p *logPane) until(v lineView, seq int64, n int) (lines []row, sure bool) {
	p.rows, sure = p.fold.before(p.rows[:0], v, seq, n)
	lo := v.first()
	if len(p.shown) > 0 {
		lo = min(lo, p.shown[0].Seq)
	}
	lines = p.held(v, p.rows, lo, seq)
	lines = lines[max(len(lines)-n, 0):]
	p.annotate(v, lines)
	return lines, sure
}

// annotate completes lines with what the line above each of them tells.
func (p *logPane) annotate(v lineView, lines []row) {
	for i := range lines {
		l := &lines[i]
		if p.known && p.remember(l) {
			continue
		}
		if i > 0 && lines[i-1].Gone == 0 {
			l.before = stampOf(&lines[i-1].Line)
		} else if p.one, _ = v.before(p.one[:0], l.first(), 1); len(p.one) > 0 && p.one[0].Gone == 0 {
			l.before = stampOf(&p.one[0])
		}
		l.quiet = p.quiet(v, l)
	}
}

// remember takes what the line above one tells from the last frame: it may be
// gone by now.
func (p *logPane) remember(l *row) bool {
	i, ok := slices.BinarySearchFunc(p.shown, l.Seq, func(r row, seq int64) int { return cmp.Compare(r.Seq, seq) })
	if ok = ok && p.shown[i].first() == l.first() && p.shown[i].run.more == l.run.more; ok {
		l.before, l.quiet = p.shown[i].before, p.shown[i].quiet
	}
	return ok
}

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

// rowsOf returns how many rows a line takes.
func (p *logPane) rowsOf(l *row) int {
	if !p.wrap {
		return l.lead() + 1
	}
	p.breaks = line.Wrap(p.breaks[:0], p.whole(l), p.width)
	return l.lead() + len(p.breaks) + 1
}

// lines returns the lines that are shown.
func (p *logPane) lines() []store.Line {
	p.one = p.one[:0]
	for i := range p.shown {
		p.one = append(p.one, p.shown[i].Line)
	}
	return p.one
}

// signs reports whether there may be signs beside lines.
func (p *logPane) signs() bool { return p.cursor.on || len(p.marks.lines) > 0 }

// sign returns the sign beside a row, and its style; "" if there is none.
func (p *logPane) sign(at int) (style, sign string) {
	i := slices.Index(p.heads, at)
	if i < 0 || i >= len(p.shown) {
		return "", ""
	}
	return p.signOf(&p.shown[i])
}
