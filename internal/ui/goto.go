package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// target is a place in the log to go to, as it was asked for.
type target struct {
	on    bool // it could not be gone to yet
	kind  targetKind
	line  int64     // from 1 on
	share float64   // of the lines
	at    time.Time // the first record at or behind it
}

type targetKind uint8

const (
	lineTarget targetKind = iota
	shareTarget
	timeTarget
)

// clocks are the ways to write a time of a day, moments those with the day.
var (
	clocks  = [...]string{"15:04:05", "15:04"}
	moments = [...]string{
		"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02", time.RFC3339,
	}
)

// parseTarget reads a target: 1200, 50%, 10:42, 10:42:07, 2026-11-22T10:42, or
// -5m, which is so long before last. A time without a day is one on day's.
func parseTarget(text string, day, last time.Time) (target, error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return target{kind: lineTarget, line: n}, nil
	}
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		if v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64); err == nil && v >= 0 && v <= 100 {
			return target{kind: shareTarget, share: v / 100}, nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d < 0 {
		return target{kind: timeTarget, at: last.Add(d)}, nil
	}
	for _, layout := range clocks {
		if t, err := time.Parse(layout, text); err == nil {
			y, mo, d := day.Date()
			at := time.Date(y, mo, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), day.Location())
			return target{kind: timeTarget, at: at}, nil
		}
	}
	for _, layout := range moments {
		if t, err := time.ParseInLocation(layout, text, day.Location()); err == nil {
			return target{kind: timeTarget, at: t}, nil
		}
	}
	return target{}, &query.Error{Query: text, Text: "want 1200, 50%, 10:42 or -5m"}
}

// times returns the newest time in the log, and that of the line on top.
func (m *model) times() (top, last time.Time) {
	_, last, ok := m.store.Extent()
	v := &m.shown
	m.last = v.Lines(m.last[:0], v.Next-newestOf, newestOf) // the store may not have counted them yet
	for i := range m.last {
		if t := m.last[i].Time; t.After(last) {
			last, ok = t, true
		}
	}
	if !ok {
		last = m.now()
	}
	top = last
	for i := range m.log.shown {
		if t := m.log.shown[i].Time; !t.IsZero() {
			top = t
			break
		}
	}
	return top.In(m.zone), last.In(m.zone)
}

// goTo goes to a place that was typed.
func (m *model) goTo(text string) error {
	day, last := m.times()
	t, err := parseTarget(text, day, last)
	if err == nil {
		m.target = t
		m.target.on = true
	}
	return err
}

// arrive goes to the target as far as it is known by now. Numbers and shares of
// lines are known when all lines are.
func (m *model) arrive() {
	t, v := &m.target, &m.shown
	if !t.on || t.kind != timeTarget && !v.Past.Complete {
		return
	}
	var seq int64
	switch t.kind {
	case lineTarget:
		seq = min(v.First, 0) + t.line - 1
	case shareTarget:
		seq = v.First + int64(t.share*float64(v.Next-v.First))
	case timeTarget:
		var ok bool
		if seq, ok = v.AtTime(t.at); !ok {
			seq = v.Next
		}
	}
	seq = max(min(seq, v.Next-1), v.First)
	t.on = !v.Past.Complete && seq == v.First // what is older may still be found
	m.log.mark, m.log.marked = seq, true
	m.log.goTo(m.view(), aim{seq: seq})
}
