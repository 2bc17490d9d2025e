package ui

import (
	"strconv"
	"time"
)

// quiet returns the time between the line above a row and the row, if that is
// long enough to be told.
func (p *logPane) quiet(l *row) time.Duration {
	at := stampOf(&l.Line)
	if l.run.lines > 0 {
		at = l.run.start
	}
	least := p.silence
	if least <= 0 {
		least = silenceLeast
	}
	if d, ok := at.since(l.before); ok && d >= least && !l.run.more {
		return d
	}
	return 0
}

// drawRuler adds a row that tells of the time between two lines.
func (p *logPane) drawRuler(b *block, l *row) {
	rule := p.styles.glyphs.rule
	text := " of silence "
	if p.part {
		text = " later "
	}
	b.pad(p.indent())
	b.put(p.styles.muted, rule+" "+lasting(l.quiet)+text+rule)
	b.end()
}

// lasting writes how long something took, in at most two units.
func lasting(d time.Duration) string {
	two := func(unit time.Duration, name string, less time.Duration, lessName string) string {
		text := strconv.Itoa(int(d/unit)) + " " + name
		if rest := d % unit / less; rest > 0 {
			text += " " + strconv.Itoa(int(rest)) + " " + lessName
		}
		return text
	}
	const day = 24 * time.Hour
	switch {
	case d < time.Second:
		return strconv.Itoa(int(d/time.Millisecond)) + " ms"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s"
	case d < time.Hour:
		return two(time.Minute, "min", time.Second, "s")
	case d < day:
		return two(time.Hour, "h", time.Minute, "min")
	}
	return two(day, "d", time.Hour, "h")
}
