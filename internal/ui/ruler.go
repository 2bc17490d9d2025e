package ui

import (
	"slices"
	"strconv"
	"time"
)

// quiet returns the time between the line above a row and the row, if that is
// worth telling: by itself, if it is long for the lines above.
func (p *logPane) quiet(v lineView, l *row) time.Duration {
	at, least := stampOf(&l.Line), p.silence
	if l.run.lines > 0 {
		at = l.run.start
	}
	if least <= 0 {
		least = silenceLeast
	}
	d, ok := at.since(l.before)
	if !ok || d < least || l.run.more || p.silence <= 0 && d < quietTimes*p.usual(v, l.first()) {
		return 0
	}
	return d
}

// usual returns the time between two of the lines before seq that is in the
// middle of all; 0 if there are too few.
func (p *logPane) usual(v lineView, seq int64) time.Duration {
	p.one, _ = v.before(p.one[:0], seq, usualOf+1)
	var gaps [usualOf]time.Duration
	n := 0
	for i := 1; i < len(p.one); i++ {
		if d, ok := stampOf(&p.one[i]).since(stampOf(&p.one[i-1])); ok {
			gaps[n] = d
			n++
		}
	}
	if n < usualOf/2+1 {
		return 0
	}
	slices.Sort(gaps[:n])
	return gaps[n/2]
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
