package query

import (
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		text   string
		amount float64
		is     dimension
		ok     bool
	}{
		{"0", 0, bare, true},
		{"250", 250, bare, true},
		{"-1.5e3", -1500, bare, true},
		{".5", .5, bare, true},
		{"+7", 7, bare, true},
		{"250ms", .25, duration, true},
		{"3s", 3, duration, true},
		{"1h30m", 5400, duration, true},
		{"-1h30m", -5400, duration, true},
		{"1m2.5s", 62.5, duration, true},
		{"2d", 172800, duration, true},
		{"4KiB", 4096, size, true},
		{"1.5 MB", 1.5e6, size, true},
		{"12%", .12, share, true},
		{"1E", 0, bare, false},
		{"5e", 0, bare, false},
		{"", 0, bare, false},
		{"-", 0, bare, false},
		{".", 0, bare, false},
		{"ms", 0, bare, false},
		{"1.2.3", 0, bare, false},
		{"1h30", 0, bare, false},
		{"1h2KiB", 0, bare, false},
		{"1KiB2KiB", 0, bare, false},
		{"5x", 0, bare, false},
		{"1e999", 0, bare, false},
		{"0x10", 0, bare, false},
		{"10.0.0.1", 0, bare, false},
		{"2026-11-22", 0, bare, false},
		{"5 ", 5, bare, true},
	} {
		n, ok := parseNumber(tt.text)
		if d := n.amount - tt.amount; ok != tt.ok || ok && (n.dimension != tt.is || d > 1e-9 || d < -1e-9) {
			t.Errorf("%q: %+v, %v", tt.text, n, ok)
		}
	}
}

func TestSkips(t *testing.T) {
	clock := func(text string) time.Time {
		at, err := time.Parse("2006-01-02T15:04:05", "2026-11-"+text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	info := [line.Fatal + 1]uint32{line.Info: 5, line.Debug: 1}
	mixed := [line.Fatal + 1]uint32{line.Info: 5, line.Error: 1}
	none := [line.Fatal + 1]uint32{line.None: 5}
	first, last := clock("22T10:00:00"), clock("22T10:30:00")
	full := Facts{"app.log", first, last, mixed}
	for _, tt := range []struct {
		query string
		facts Facts
		want  bool
	}{
		{"level>=warn", Facts{}, false},
		{"level>=warn", Facts{Levels: info}, true},
		{"level>=warn", Facts{Levels: mixed}, false},
		{"not level>=warn", Facts{Levels: mixed}, false},
		{"not level<=info", Facts{Levels: info}, true},
		{"level<=info", Facts{Levels: info}, false},
		{"level=none", Facts{Levels: info}, true},
		{"level=none", Facts{Levels: none}, false},
		{"level!=none", Facts{Levels: none}, true},
		{"level>=warn and refused", Facts{Levels: info}, true},
		{"level>=warn or refused", Facts{Levels: info}, false},
		{"level>=warn or time<9:00", Facts{"", first, last, info}, true},
		{"not (level>=warn and refused)", Facts{Levels: info}, false},
		{"not (level<=info or refused)", Facts{Levels: info}, true},
		{"source:app", Facts{Source: "App.log"}, false},
		{"source:db", Facts{Source: "App.log"}, true},
		{"source:=App.log", Facts{Source: "App.log"}, false},
		{"source:=App.log", Facts{Source: "App.log.1"}, true},
		{`source:"=App.log"`, Facts{Source: "app.log"}, true},
		{"source:db", Facts{}, false},
		{"!source:app", Facts{Source: "App.log"}, true},
		{"refused", full, false},
		{"!refused", full, false},
		{"/x/", full, false},
		{"a=b", full, false},
		{"time>10:30", full, true},
		{"time>=10:30", full, false},
		{"time<10:00", full, true},
		{"time<=10:00", full, false},
		{"time>10:29:59", full, false},
		{"time=10:31", full, true},
		{"time=10:15", full, false},
		{"time!=10:15", full, false},
		{"time=2026-11-22", full, false},
		{"time!=2026-11-22", full, true},
		{"not time=2026-11-22", full, true},
		{"time=2026-11-21", full, true},
		{"time>2026-11-22T11:00", full, true},
		{"time<2026-11-22T11:00", full, false},
		{"not time<2026-11-22T11:00", full, true},
		{"time>-1h", full, true},
		{"time>-2h", full, false},
		{"time>11:00", Facts{First: first, Last: clock("23T10:30:00")}, false},
		{"time=10:15", Facts{First: first}, false},
		{"time>11:00", Facts{Last: last}, false},
		{"time=10:15", Facts{First: clock("22T09:00:00"), Last: clock("22T10:15:10")}, false},
		{"time!=10:15", Facts{First: clock("22T10:15:00"), Last: clock("22T10:15:59")}, true},
		{"time!=10:15", Facts{First: clock("22T10:15:00"), Last: clock("22T10:16:00")}, false},
	} {
		if got := mustParse(t, tt.query).Skips(&tt.facts); got != tt.want {
			t.Errorf("%s skips %+v: %v", tt.query, tt.facts, got)
		}
	}
	if (*Query)(nil).Skips(&full) {
		t.Error("the nil query skips")
	}
	if !Not(nil).Skips(&full) {
		t.Error("the query for nothing does not skip")
	}
}
