package ui

import (
	"time"
)

const aDay = 24 * time.Hour

// window is a span of time, cut into columns of equal steps. Column x stands for
// the step that begins at start and x steps. A curve goes through column x from
// the value of the step before it, so that the window begins with one more.
type window struct {
	from, to time.Time
	step     time.Duration
	columns  int
	over     time.Time // the end of what there is of the last column; zero: all of it
}

// steps are the distances that columns and ticks may have: what divides into
// minutes, hours, days and weeks.
var steps = [...]time.Duration{
	100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, aDay,
	2 * aDay, 7 * aDay, 14 * aDay, 28 * aDay, 91 * aDay, 182 * aDay, 364 * aDay,
}

// stepFrom returns the shortest step that is not below d, or the longest one.
func stepFrom(d time.Duration) time.Duration {
	for _, s := range steps {
		if s >= d {
			return s
		}
	}
	return steps[len(steps)-1]
}

// windowTo returns the window that ends with a time. It begins and ends at whole
// steps, so that a curve moves by whole columns and does not change its shape as
// it goes.
func windowTo(t time.Time, step time.Duration, columns int) window {
	to := t.Truncate(step).Add(step)
	return window{from: to.Add(-time.Duration(columns+1) * step), to: to, step: step, columns: columns}
}

// start is the time at which the first column begins.
func (w *window) start() time.Time { return w.from.Add(w.step) }

// span is what the columns stand for together.
func (w *window) span() time.Duration { return time.Duration(w.columns) * w.step }

// has reports whether a time is in one of the columns.
func (w *window) has(t time.Time) bool { return !t.Before(w.start()) && t.Before(w.to) }

// column returns the column of a time, or the nearest one.
func (w *window) column(t time.Time) int {
	return int(within(t.Sub(w.start())/w.step, 0, time.Duration(w.columns-1)))
}

// at returns the time at which a column begins, which may be out of the window.
func (w *window) at(column int) time.Time { return w.start().Add(time.Duration(column) * w.step) }

// signs are the columns of an axis that are told from the others; -1 is none.
type signs struct {
	cursor     int // where the reader looks
	from, to   int // the times that the log is filtered by, both included
	left, edge int // ends of what the graphs show, both included
	top, last  int // the lines that the log shows, both included
}

// noSigns are none of them.
var noSigns = signs{-1, -1, -1, -1, -1, -1, -1}

// between returns the columns of a range of times, or -1.
func (w *window) between(r timeRange) (from, to int) {
	if r.from.IsZero() || !r.from.Before(w.to) || !r.to.After(w.start()) {
		return -1, -1
	}
	return w.column(r.from), w.column(r.to.Add(-1))
}

// draw adds the axis below a graph in rows lines: labels, and a line with
// ticks and marks above them if there are two. The columns begin left cells in.
func (w *window) draw(b *block, v *graphView, rows, left int) {
	if rows == 0 {
		return
	}
	ticks := w.ticks(v.zone)
	if rows > 1 {
		w.line(b, v, ticks, left)
	}
	w.labels(b, v, ticks, left, rows == 1)
}

// line adds the row with the line of the axis: ticks, and what is marked.
func (w *window) line(b *block, v *graphView, ticks []tick, left int) {
	st, g, k := v.styles, &v.styles.glyphs, &v.signs
	st.side(b, v.focus)
	if left > 1 {
		b.pad(left - 1)
		b.put(st.border, g.corner)
	}
	on := ""
	for i := range min(w.columns, b.room()) {
		style, glyph := st.border, g.axis
		if len(ticks) > 0 && ticks[0].column == i {
			glyph, ticks = g.tick, ticks[1:]
		}
		switch {
		case i == k.cursor:
			style, glyph = st.key, g.cursor
		case k.from >= 0 && i >= k.from && i <= k.to:
			style, glyph = st.caret, g.chosen
		case i == k.left:
			style, glyph = st.key, g.left
		case i == k.edge:
			style, glyph = st.key, g.right
		case k.top >= 0 && i >= k.top && i <= k.last:
			style, glyph = st.key, g.span
		}
		on = b.cell(on, style, glyph)
	}
	b.turn(on, "")
	st.endSide(b, v.focus)
}

// labels adds the row of the times. Where it is all there is of the axis, it has
// the chosen times marked.
func (w *window) labels(b *block, v *graphView, ticks []tick, left int, alone bool) {
	st, k := v.styles, &v.signs
	st.side(b, v.focus)
	on := ""
	put := func(style, glyph string) {
		if at := b.col - left; alone && k.from >= 0 && at >= k.from && at <= k.to {
			if style = st.caret; glyph == " " {
				glyph = st.glyphs.chosen
			}
		}
		on = b.cell(on, style, glyph)
	}
	for _, t := range ticks {
		at := left + t.column - len(t.label)/2
		if at <= b.col || at+len(t.label) >= b.width {
			continue
		}
		for b.col < at {
			put("", " ")
		}
		for i := range t.label {
			put(st.muted, t.label[i:i+1])
		}
	}
	for b.col < min(left+w.columns, b.width-1) {
		put("", " ")
	}
	b.turn(on, "")
	st.endSide(b, v.focus)
}

// tick is a mark on the time axis.
type tick struct {
	column int
	label  string
}

// ticks returns marks at round times of the clock.
func (w *window) ticks(zone *time.Location) []tick {
	layout := "15:04:05"
	every := stepFrom(max(time.Duration(len(layout)+4)*w.step, time.Second))
	switch {
	case w.to.Sub(w.from) > 300*aDay:
		layout = "2006-01-02"
		every = max(every, (time.Duration(len(layout)+2) * w.step).Truncate(every))
	case every >= aDay:
		layout = "Jan _2"
	case w.span() > aDay:
		layout = "Jan _2 15:04"
		every = stepFrom(time.Duration(len(layout)+4) * w.step)
	case every >= time.Minute:
		layout = "15:04"
	}
	ticks := make([]tick, 0, w.columns/len(layout)+1)
	from := w.from.In(zone)
	// The zone's offset makes whole hours whole in zones of half hours, too.
	_, offset := from.Zone()
	shift := time.Duration(offset) * time.Second
	for at := from.Add(shift).Truncate(every).Add(-shift); at.Before(w.to); at = at.Add(every) {
		if !at.Before(w.start()) {
			ticks = append(ticks, tick{int(at.Sub(w.start()) / w.step), at.Format(layout)})
		}
	}
	return ticks
}

// stepText writes the time that a column stands for: 30s, 5m, 1d.
func stepText(d time.Duration) string {
	switch {
	case d >= aDay && d%aDay == 0:
		return plainNumber(float64(d/aDay)) + "d"
	case d >= time.Hour && d%time.Hour == 0:
		return plainNumber(float64(d/time.Hour)) + "h"
	case d >= time.Minute && d%time.Minute == 0:
		return plainNumber(float64(d/time.Minute)) + "m"
	}
	return d.String()
}
