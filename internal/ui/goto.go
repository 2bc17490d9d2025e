package ui

import (
	"errors"
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

// parseTarget reads a target: 1200, 50%, 10:42, 10:42:07, 2026-11-22T10:42, or
// 5m or -5m, which is so long before last. A time without a day is one on day's.
func parseTarget(text string, day, last time.Time) (target, error) {
	text = strings.TrimSpace(text)
	wrong := func(what string) (target, error) { return target{}, &query.Error{Query: text, Text: what} }
	if n, err := strconv.ParseInt(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		if n <= 0 {
			return wrong("lines are counted from 1")
		}
		return target{kind: lineTarget, line: n}, nil // a larger number is the largest one here
	}
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		if v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64); err == nil && v >= 0 && v <= 100 {
			return target{kind: shareTarget, share: v / 100}, nil
		}
		return wrong("want a share of the lines, from 0% to 100%")
	}
	if at, ok := query.ParseTime(text, last, day); ok {
		return target{kind: timeTarget, at: at}, nil
	}
	if strings.Contains(text, ":") && strings.Trim(text, "0123456789:") == "" {
		return wrong("want a time from 00:00 to 23:59:59")
	}
	return wrong("want 1200, 50%, 10:42 or -5m")
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
		m.target, m.pointed = t, time.Time{}
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
	if t.kind == lineTarget && seq >= v.Next {
		m.said = "line " + group(v.Total.Lines) + " is the last"
	}
	seq = max(min(seq, v.Next-1), v.First)
	t.on = !v.Past.Complete && seq == v.First // what is older may still be found
	m.log.fold.unfold(m.view(), seq)
	m.log.cursor = cursor{seq, true}
	m.log.goTo(m.view(), aim{seq: seq, stay: seq < v.Next-1 || !m.pointed.IsZero()})
}
