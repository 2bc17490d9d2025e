package ui

import "time"

// window is the span of time that a graph shows: columns equal steps. It ends
// with the newest value and begins at a whole step, so that a curve moves by
// whole columns and does not change its shape as it goes.
type window struct {
	from, to time.Time
	step     time.Duration
	columns  int
}

// steps are the distances that columns and ticks may have.
var steps = [...]time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// stepFrom returns the shortest step that is not below d.
func stepFrom(d time.Duration) time.Duration {
	for _, s := range steps {
		if s >= d {
			return s
		}
	}
	return steps[len(steps)-1]
}

func newWindow(g *graphGroup, columns int) window {
	w := window{columns: columns, step: stepFrom(g.every * 9 / 10)} // a clock may run a little slow
	w.to = g.newest.Truncate(w.step).Add(w.step)
	w.from = w.to.Add(-time.Duration(columns+1) * w.step)
	return w
}

// draw adds the axis below a graph in rows lines: labels, and a line with
// ticks above them if there are two. The columns begin left cells in.
func (w window) draw(b *block, v graphView, rows, left int) {
	if rows == 0 {
		return
	}
	ticks := w.ticks(v.zone)
	st, g := v.styles, &v.styles.glyphs
	if rows > 1 {
		st.side(b, v.focus)
		b.pad(left - 1)
		b.put(st.border, g.corner)
		for _, t := range ticks {
			b.fill(st.border, g.axis, left+t.column-b.col)
			b.put(st.border, g.tick)
		}
		b.fill(st.border, g.axis, left+w.columns-b.col)
		st.endSide(b, v.focus)
	}
	st.side(b, v.focus)
	for _, t := range ticks {
		at := left + t.column - len(t.label)/2
		if at > b.col && at+len(t.label) < b.width {
			b.pad(at)
			b.put(st.muted, t.label)
		}
	}
	st.endSide(b, v.focus)
}

// tick is a mark on the time axis.
type tick struct {
	column int
	label  string
}

// ticks returns marks at round times of the clock.
func (w window) ticks(zone *time.Location) []tick {
	layout := "15:04:05"
	every := stepFrom(time.Duration(len(layout)+4) * w.step)
	switch {
	case w.to.Sub(w.from) > 300*24*time.Hour:
		layout = "2006-01-02"
		every = max(every, (time.Duration(len(layout)+2) * w.step).Truncate(every))
	case every >= 24*time.Hour:
		layout = "Jan _2"
	case every >= time.Minute:
		layout = "15:04"
	}
	var ticks []tick
	from := w.from.In(zone)
	// The zone's offset makes whole hours whole in zones of half hours, too.
	_, offset := from.Zone()
	shift := time.Duration(offset) * time.Second
	for at := from.Add(shift).Truncate(every).Add(-shift); at.Before(w.to); at = at.Add(every) {
		// Column x stands between the points x and x+1; its right end counts.
		if column := int(at.Sub(w.from)/w.step) - 1; column >= 0 {
			ticks = append(ticks, tick{column, at.Format(layout)})
		}
	}
	return ticks
}
