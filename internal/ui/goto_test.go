package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestParseTarget(t *testing.T) {
	zone := time.FixedZone("x", 2*3600)
	ref := time.Date(2026, 11, 22, 14, 0, 0, 0, zone)
	last := ref.Add(time.Hour)
	at := func(d, h, mi, s int) target {
		return target{kind: timeTarget, at: time.Date(2026, 11, d, h, mi, s, 0, zone)}
	}
	for _, c := range []struct {
		text string
		want target
		ok   bool
	}{
		{"1", target{line: 1}, true},
		{"1200", target{line: 1200}, true},
		{" 7 ", target{line: 7}, true},
		{"0", target{}, false},
		{"0%", target{kind: shareTarget}, true},
		{"50%", target{kind: shareTarget, share: 0.5}, true},
		{"100%", target{kind: shareTarget, share: 1}, true},
		{"101%", target{}, false},
		{"-1%", target{}, false},
		{"10:42", at(22, 10, 42, 0), true},
		{"10:42:07", at(22, 10, 42, 7), true},
		{"25:00", target{}, false},
		{"2026-11-21", at(21, 0, 0, 0), true},
		{"2026-11-21T10:42", at(21, 10, 42, 0), true},
		{"2026-11-21 10:42:07", at(21, 10, 42, 7), true},
		{"2026-11-21T08:42:07Z", at(21, 10, 42, 7), true},
		{"-5m", target{kind: timeTarget, at: last.Add(-5 * time.Minute)}, true},
		{"-1h30m", target{kind: timeTarget, at: last.Add(-90 * time.Minute)}, true},
		{"5m", target{kind: timeTarget, at: last.Add(-5 * time.Minute)}, true},
		{"10:42:07.5", target{kind: timeTarget, at: at(22, 10, 42, 7).at.Add(500 * time.Millisecond)}, true},
		{"", target{}, false},
		{"x", target{}, false},
	} {
		got, err := parseTarget(c.text, ref, last)
		if (err == nil) != c.ok || !got.at.Equal(c.want.at) {
			t.Errorf("%q: %+v (%v), want %+v", c.text, got, err, c.want)
		}
		got.at = c.want.at
		if c.ok && got != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestGoTo(t *testing.T) {
	f := newFeeder(t, 0)
	var lines []string
	for i := range 600 { // ten minutes from 10:00 on
		lines = append(lines, fmt.Sprintf("2026-11-22 10:%02d:%02d n=%d", i/60, i%60, i))
	}
	f.lines("a.log", lines...)
	for _, c := range []struct {
		text   string
		top    int
		follow bool
	}{
		{"1", 0, false},
		{"201", 200, false},
		{"600", 590, true},
		{"99999", 590, true},
		{"0%", 0, false},
		{"50%", 300, false},
		{"100%", 590, true},
		{"10:05", 300, false},
		{"10:05:30", 330, false},
		{"2026-11-22T10:01", 60, false},
		{"09:00", 0, false},
		{"11:00", 590, true},
		{"-5m", 299, false},
		{"2026-11-21", 0, false},
	} {
		m := newTestModel(f, mono, 60, 14)
		screen(m)
		press(m, ":")
		typeIn(m, c.text)
		press(m, "enter")
		want := lines[c.top : c.top+10]
		for i, row := range body(m) {
			if row != want[i] && row != "▌"+want[i] {
				t.Errorf("%s: row %d %q, want %q", c.text, i, row, want[i])
				break
			}
		}
		if m.log.follow != c.follow || m.prompt.open {
			t.Errorf("%s: follow %v, want %v; prompt %v", c.text, m.log.follow, c.follow, m.prompt.open)
		}
	}
	m := newTestModel(f, mono, 80, 14)
	press(m, ":")
	typeIn(m, "10:99")
	press(m, "enter")
	if !m.prompt.open || m.prompt.err == nil {
		t.Error("a wrong time was taken")
	}
	press(m, "esc")
	if m.prompt.open || !slices.Equal(body(m), lines[590:]) {
		t.Errorf("after esc: %q", body(m))
	}
}
