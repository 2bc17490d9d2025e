package ui

import (
	"math"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/store"
)

// marks are the lines that the reader wants to find again, and those that are
// being selected. They are the same whatever the filters let through.
type marks struct {
	lines     []int64 // by number
	selecting bool
	from, to  int64 // the lines that the selection began with
}

// has reports whether one of the lines of a row is marked.
func (k *marks) has(l *row) bool {
	i, _ := slices.BinarySearch(k.lines, l.first())
	return i < len(k.lines) && k.lines[i] <= l.Seq
}

// toggle marks the line of a row, or ends that its lines are marked. It reports
// whether there was room for it.
func (k *marks) toggle(l *row) bool {
	if k.has(l) {
		k.lines = slices.DeleteFunc(k.lines, l.has)
		return true
	}
	if len(k.lines) >= maxMarks {
		return false
	}
	i, _ := slices.BinarySearch(k.lines, l.Seq)
	k.lines = slices.Insert(k.lines, i, l.Seq)
	return true
}

// selects reports whether a row is in the selection.
func (p *logPane) selects(l *row) bool {
	from, to := p.selection()
	return p.marks.selecting && p.cursor.on && l.Seq >= from && l.first() <= to
}

// selection returns the first and the last line of the selection.
func (p *logPane) selection() (from, to int64) {
	return min(p.marks.from, p.cursor.seq), max(p.marks.to, p.cursor.seq)
}

// signOf returns the sign beside a row, and its style; "" if there is none.
func (p *logPane) signOf(l *row) (style, sign string) {
	st := p.styles
	switch {
	case p.cursor.on && l.has(p.cursor.seq):
		return st.key, st.glyphs.current
	case p.marks.has(l):
		return st.paused, st.glyphs.mark
	case p.selects(l):
		return st.key, st.glyphs.selected
	}
	return "", ""
}

// pressMark does what a key is bound to that marks, selects or unfolds lines, and
// reports whether that is anything.
func (m *model) pressMark(msg tea.KeyPressMsg) bool {
	k, p := &m.keys, &m.log
	switch {
	case key.Matches(msg, k.Mark):
		m.mark()
	case key.Matches(msg, k.NextMark):
		m.nextMark(down)
	case key.Matches(msg, k.PrevMark):
		m.nextMark(up)
	case key.Matches(msg, k.Select):
		m.selectLines()
	case key.Matches(msg, k.Escape) && p.marks.selecting:
		p.marks.selecting = false
	case key.Matches(msg, k.Detail) && m.focus == logFocus:
		l, ok := m.currentRow()
		return ok && m.unfold(&l)
	default:
		return false
	}
	return true
}

// currentRow returns the row of the current line.
func (m *model) currentRow() (l row, ok bool) {
	p := &m.log
	p.fold.begin()
	var lines []row
	if v := m.view(); p.cursor.on && !p.follow {
		lines, _ = p.from(v, p.cursor.seq, 1)
	} else {
		lines, _ = p.until(v, v.next(), 1)
	}
	if len(lines) == 0 {
		return l, false
	}
	return lines[0], true
}

// unfold shows the lines that a row stands for, or folds them again, and reports
// whether there are any. What is above the row stays where it is.
func (m *model) unfold(l *row) bool {
	p, v := &m.log, m.view()
	at, shown := p.rowOf(v, l.Seq)
	first := l.first()
	if !p.fold.toggle(v, l.Seq) {
		return false
	}
	if p.follow {
		return true
	}
	if lines, _ := p.from(v, first, 1); len(lines) > 0 {
		p.cursor.seq = lines[0].Seq
	}
	if shown {
		p.goTo(v, aim{seq: p.cursor.seq, row: at, stay: true})
	}
	return true
}

// mark marks the line that the reader looks at, or ends that. It says which: the
// cursor hides the sign of it.
func (m *model) mark() {
	l, ok := m.currentRow()
	switch {
	case !ok:
	case !m.log.marks.toggle(&l):
		m.said = "no room for more than " + count(maxMarks, "mark")
	case m.log.marks.has(&l):
		m.said = "marked"
	default:
		m.said = "no longer marked"
	}
}

// nextMark goes to the next marked line that the filters let through, on from the
// other end of the log if need be.
func (m *model) nextMark(d direction) {
	k, v := &m.log.marks, m.view()
	k.lines = slices.DeleteFunc(k.lines, func(seq int64) bool { return seq < m.shown.First })
	if len(k.lines) == 0 {
		m.said = "no marks: m sets one"
		return
	}
	m.bringLog()
	at := m.from(d)
	if m.log.follow {
		at = math.MaxInt64
	}
	i, _ := slices.BinarySearch(k.lines, at)
	if d == up {
		i--
	}
	for range k.lines {
		switch {
		case i < 0:
			i, m.said = len(k.lines)-1, "went on from the bottom"
		case i == len(k.lines):
			i, m.said = 0, "went on from the top"
		}
		seq := k.lines[i]
		if lines, _ := v.from(nil, seq, 1); len(lines) > 0 && lines[0].Seq == seq && lines[0].Gone == 0 {
			m.jump(seq)
			return
		}
		i += int(d)
	}
	m.said = "no marks among what is shown"
}

// selectLines begins a selection at the line that the reader looks at, or ends
// it.
func (m *model) selectLines() {
	p := &m.log
	if p.marks.selecting {
		p.marks.selecting = false
		return
	}
	if l, ok := m.currentRow(); ok {
		p.marks.selecting, p.marks.from, p.marks.to = true, l.first(), l.Seq
		p.follow, p.cursor = false, cursor{l.Seq, true}
	}
}

// selected returns what is copied: the lines of the selection, else those that
// are marked, else the one that the reader looks at, with all that it stands for.
// They are oldest first, and one more than maxSelected where there are more.
func (m *model) selected() []store.Line {
	p, v := &m.log, m.view()
	if p.marks.selecting {
		from, to := p.selection()
		if l, ok := m.currentRow(); ok {
			from, to = min(from, l.first()), max(to, l.Seq)
		}
		lines, _ := v.from(nil, from, int(min(to-from+1, maxSelected+1)))
		return lines[:len(lines)-countFrom(lines, to+1)]
	}
	var all []store.Line
	for _, seq := range p.marks.lines {
		if lines := m.shown.Lines(nil, seq, 1); len(lines) > 0 && lines[0].Seq == seq && lines[0].Gone == 0 {
			all = append(all, lines[0])
		}
	}
	if l, ok := m.currentRow(); ok && len(all) == 0 {
		all = append(all, l.Line)
	}
	return all
}
