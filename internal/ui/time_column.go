package ui

import (
	"fmt"
	"strings"
	"time"
)

// timeColumn is the times beside lines.
type timeColumn struct {
	kind  timesKind
	zone  *time.Location
	today time.Time // when it was switched on
	dated bool      // a line of another day was shown: days are told
	none  bool      // there is no room
}

type timesKind uint8

const (
	noTimes timesKind = iota
	clockTimes
	sinceTimes // since the line above
)

// timesNames are the kinds of the time column, as Settings.Time has them.
var timesNames = [...]string{"", "clock", "since"}

// width returns the columns that times take, the blank behind them included.
func (t *timeColumn) width() int {
	switch {
	case t.none || t.kind == noTimes:
		return 0
	case t.kind == sinceTimes:
		return sinceWidth
	case t.dated:
		return datedWidth
	}
	return clockWidth
}

// room tells how many columns the log has.
func (t *timeColumn) room(columns int) { t.none = columns < timesFrom }

// see makes room for the day of a row that is about to be shown.
func (t *timeColumn) see(l *row) {
	if at := stampOf(&l.Line).at; t.kind == clockTimes && !at.IsZero() && !t.dated {
		y, m, d := at.In(t.zone).Date()
		ty, tm, td := t.today.In(t.zone).Date()
		t.dated = y != ty || m != tm || d != td
	}
}

// drawTime adds the time of a row. Lines that go on with a record have none of
// their own.
func (p *logPane) drawTime(b *block, l *row) {
	t := &p.times
	if t.width() == 0 {
		return
	}
	if at := stampOf(&l.Line); !at.at.IsZero() && !l.Continues {
		style := p.styles.axis
		if !at.own {
			style = p.styles.muted
		}
		b.put(style, t.text(at, l.before))
	}
	b.pad(p.gutter + t.width())
}

// text writes a time.
func (t *timeColumn) text(at, before stamp) string {
	switch {
	case t.kind == sinceTimes:
		d, ok := at.since(before)
		if !ok {
			return ""
		}
		return fmt.Sprintf("%*s", sinceWidth-1, elapsed(d))
	case t.dated:
		return at.at.In(t.zone).Format("Jan _2 15:04:05.000")
	}
	return at.at.In(t.zone).Format("15:04:05.000")
}

// elapsed writes a time between two lines in at most eight columns.
func elapsed(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "-", -d
	}
	switch {
	case d < 100*time.Second:
		return fmt.Sprintf("%s%.3f", sign, d.Truncate(time.Millisecond).Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%s%dm%02ds", sign, int(d/time.Minute), int(d/time.Second)%60)
	case d < 100*time.Hour:
		return fmt.Sprintf("%s%dh%02dm", sign, int(d/time.Hour), int(d/time.Minute)%60)
	}
	return fmt.Sprintf("%s%dd", sign, min(int(d/(24*time.Hour)), 99_999))
}

// setTimes shows times beside lines: "" for none, clock, since.
func (m *model) setTimes(kind string) error {
	for i, name := range timesNames {
		if name == kind {
			t := &m.log.times
			t.kind, t.today, t.dated, t.zone = timesKind(i), m.now(), false, m.zone
			return nil
		}
	}
	return fmt.Errorf("times %q: want %s, or nothing for none", kind, strings.Join(timesNames[1:], " or "))
}

// turnTimes shows the next kind of times.
func (m *model) turnTimes() {
	_ = m.setTimes(timesNames[(int(m.log.times.kind)+1)%len(timesNames)])
}

// setUTC shows all times in UTC, or in the local zone.
func (m *model) setUTC(on bool) {
	if m.zone = time.Local; on {
		m.zone = time.UTC
	}
	m.log.times.zone, m.log.times.dated = m.zone, false
}
