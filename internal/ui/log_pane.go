package ui

import (
	"slices"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// logPane shows lines. While it follows, the newest line is at the bottom;
// otherwise top stays where it is, whatever comes and whatever is dropped.
type logPane struct {
	follow bool
	wrap   bool
	left   int    // columns scrolled sideways
	top    place  // the first row shown, also while following
	seen   uint64 // lines before it are not new; see below

	// What the last frame drew. Its lines are held, so that they stay on the
	// screen when the store drops them.
	shown         []store.Line
	width, height int  // of the text, in columns and rows
	cutoff        bool // a line went on behind the right edge
	names         names
	styles        *styles

	lines  []store.Line // scratch
	raw    []byte
	cut    []byte
	said   []byte
	breaks []int
}

// place is a row of the log: a line, and which of its rows when it is wrapped.
type place struct {
	seq uint64
	row int
}

func (p place) less(q place) bool {
	return p.seq < q.seq || p.seq == q.seq && p.row < q.row
}

// below returns how many lines have come since following stopped and are
// still below the screen.
func (p *logPane) below(v *store.Snapshot) uint64 {
	if p.follow || len(p.shown) == 0 {
		return 0
	}
	from := max(p.seen, p.shown[len(p.shown)-1].Seq+1)
	return v.Next - min(from, v.Next)
}

// draw adds height rows of the log to b, width columns each.
func (p *logPane) draw(b *block, v *store.Snapshot, height int) {
	start := b.rows()
	p.height = height
	if height <= 0 {
		return
	}
	p.measure(v, b.width)
	lines := p.visible(v)
	p.cutoff = false
	for i := range lines {
		if b.rows()-start == height {
			lines = lines[:i]
			break
		}
		from := 0
		if lines[i].Seq == p.top.seq {
			from = p.top.row
		}
		p.drawLine(b, &lines[i], from, start+height)
	}
	b.blank(start + height)
	p.shown = append(p.shown[:0], lines...)
	clear(p.shown[len(p.shown):cap(p.shown)]) // let go of dropped text
}

// measure makes room for the names of the sources that are about to be shown.
func (p *logPane) measure(v *store.Snapshot, columns int) {
	p.width = max(columns-p.names.width(), 1)
	for _, l := range p.visible(v) {
		if !l.Notice {
			p.names.add(l.Source)
		}
	}
	p.width = max(columns-p.names.width(), 1)
}

// visible returns the lines from the top on, enough of them to fill the pane,
// and brings the top up to date.
func (p *logPane) visible(v *store.Snapshot) []store.Line {
	if !p.follow && len(p.shown) == 0 {
		p.top = place{seq: max(p.top.seq, v.First)}
	}
	if p.follow {
		p.top = p.bottom(v)
		p.seen = v.Next
	}
	if !p.follow && p.top.seq+uint64(p.height) > v.Next && p.bottom(v).less(p.top) {
		p.follow = true // the pane has grown down to the newest line
		return p.visible(v)
	}
	lines := p.from(v, p.top.seq, p.height)
	if len(lines) > 0 && lines[0].Seq != p.top.seq {
		p.top = place{seq: lines[0].Seq}
	}
	return lines
}

// bottom returns the top at which the newest row is at the bottom.
func (p *logPane) bottom(v *store.Snapshot) place {
	rows := p.height
	lines := p.until(v, v.Next, rows)
	for i := len(lines) - 1; i >= 0; i-- {
		n := p.rows(&lines[i])
		if n >= rows {
			return place{lines[i].Seq, n - rows}
		}
		rows -= n
	}
	if len(lines) == 0 {
		return place{seq: v.First}
	}
	return place{seq: lines[0].Seq}
}

// from returns up to n lines from seq on: those that the last frame held and
// the store has dropped, then a notice of what is gone behind them, then those
// that the store has. If none is held, a notice of what is gone is the first.
func (p *logPane) from(v *store.Snapshot, seq uint64, n int) []store.Line {
	p.lines = v.Lines(p.lines[:0], seq, n)
	kept := v.Next
	if len(p.lines) > 0 {
		kept = p.lines[0].Seq
	}
	if seq >= kept {
		return p.lines
	}
	held := p.shown[:len(p.shown)-countFrom(p.shown, kept)]
	held = held[len(held)-countFrom(held, seq):]
	if len(held) == 0 || len(held) == 1 && held[0].Source == "" { // a notice of this pane's own
		p.lines = slices.Insert(p.lines, 0, older(kept))
		return p.lines[:min(n, len(p.lines))]
	}
	if next := held[len(held)-1].Seq + 1; next < kept {
		p.lines = slices.Insert(p.lines, 0, gone(kept-next, kept-1))
	}
	p.lines = slices.Insert(p.lines, 0, held...)
	return p.lines[:min(n, len(p.lines))]
}

// until returns up to n lines before seq, oldest first.
func (p *logPane) until(v *store.Snapshot, seq uint64, n int) []store.Line {
	first := max(v.First, 1) - 1 // with the notice of older lines
	if len(p.shown) > 0 {
		first = min(first, p.shown[0].Seq)
	}
	start := first
	if seq > first+uint64(n) && seq-uint64(n) >= v.First {
		start = seq - uint64(n)
	}
	limit := n
	if start < v.First {
		limit += len(p.shown) + 1
	}
	lines := p.from(v, start, limit)
	lines = lines[:len(lines)-countFrom(lines, seq)]
	return lines[max(len(lines)-n, 0):]
}

// countFrom returns how many lines are at or behind seq.
func countFrom(lines []store.Line, seq uint64) int {
	n := 0
	for n < len(lines) && lines[len(lines)-1-n].Seq >= seq {
		n++
	}
	return n
}

// gone is the notice that stands for n lines which nobody keeps any more.
func gone(n, seq uint64) store.Line {
	return store.Line{Seq: seq, Notice: true, Text: []byte(group(n) + " lines no longer kept")}
}

// older is the notice in front of the oldest line kept, first.
func older(first uint64) store.Line {
	return store.Line{Seq: first - 1, Notice: true, Text: []byte(group(first) +
		" older lines are no longer kept: --memory sets how many")}
}

// scroll moves the view by rows, down if positive.
func (p *logPane) scroll(v *store.Snapshot, rows int) {
	if rows < 0 {
		p.up(v, -rows)
	} else {
		p.down(v, rows)
	}
	p.settle(v)
}

func (p *logPane) up(v *store.Snapshot, rows int) {
	if p.top.row >= rows {
		p.top.row -= rows
		return
	}
	rows -= p.top.row
	p.top.row = 0
	lines := p.until(v, p.top.seq, rows)
	for _, l := range slices.Backward(lines) {
		n := p.rows(&l)
		p.top = place{l.Seq, max(n-rows, 0)}
		if rows -= n; rows <= 0 {
			return
		}
	}
}

func (p *logPane) down(v *store.Snapshot, rows int) {
	lines := p.from(v, p.top.seq, rows+1)
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
func (p *logPane) settle(v *store.Snapshot) {
	p.follow = !p.top.less(p.bottom(v))
}

// oldest goes to the oldest line kept, and to the notice in front of it.
func (p *logPane) oldest(v *store.Snapshot) {
	p.top = place{seq: max(v.First, 1) - 1}
	p.settle(v)
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

// rows returns how many rows a line takes.
func (p *logPane) rows(l *store.Line) int {
	if !p.wrap {
		return 1
	}
	p.breaks = line.Wrap(p.breaks[:0], p.whole(l), p.width)
	return len(p.breaks) + 1
}
