package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseGraph(t *testing.T) {
	for spec, want := range map[string]string{
		"latency_ms":             "latency_ms [p50 p95 p99 max]",
		"latency_ms rate":        "latency_ms [rate]",
		" latency_ms  max p50  ": "latency_ms [p50 max]",
		"latency_ms p95 p95":     "latency_ms [p95]",
		`dur=(\d+)ms`:            `dur=(\d+)ms [p50 p95 p99 max]`,
		`took (\d+) ms value`:    `took (\d+) ms [value]`,
		"max":                    "max [p50 p95 p99 max]", // a field of that name
		"rate rate":              "rate [rate]",
	} {
		g, err := parseGraph(spec)
		names := make([]string, 0, len(g.stats))
		for _, s := range g.stats {
			names = append(names, statNames[s])
		}
		if got := fmt.Sprintf("%s %v", g.text, names); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", spec, got, err, want)
		}
	}
	for _, spec := range []string{"", "  ", "(", `dur=\d+`, "x rate p50", "(a)(b)"} {
		if g, err := parseGraph(spec); err == nil {
			t.Errorf("%q: %q %v, want an error", spec, g.text, g.stats)
		}
	}
}

// Graphs of numbers in lines stand in front of the others, and come and go.
func TestAddGraph(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "tab")
	add := func(spec string) {
		t.Helper()
		if err := m.addGraph(spec); err != nil {
			t.Fatal(err)
		}
		checkRows(t, screen(m), 180, 50)
	}
	titles := func() string {
		var all []string
		for i := range m.groups {
			all = append(all, fmt.Sprint(m.groups[i].title, len(m.groups[i].members)))
		}
		return strings.Join(all, " ")
	}
	add(`dur=(\d+)ms`)
	if got := titles(); got != `dur=(\d+)ms4 cpu3 disk util2 net.eth02` {
		t.Errorf("%s", got)
	}
	if m.groups[m.focus-1].title != "cpu" {
		t.Errorf("the focus went to %s", m.groups[m.focus-1].title)
	}
	add(`dur=(\d+)ms rate`)
	add(`request (\d+) value`)
	if got := titles(); got != `dur=(\d+)ms1 request (\d+)1 cpu3 disk util2 net.eth02` {
		t.Errorf("%s", got)
	}
	if text := stripped(m); !strings.Contains(text, "n/s") || !strings.Contains(text, "last each 1s") {
		t.Errorf("%s", text)
	}
	f.pulse("zzz", day, 1)
	checkRows(t, screen(m), 180, 50)
	if err := m.removeGraph("nothing"); err == nil || !strings.Contains(err.Error(), `request (\d+)`) {
		t.Errorf("one that is not there: %v", err)
	}
	m.focus = 2
	if err := m.removeGraph(`request (\d+)`); err != nil || m.focus != logFocus {
		t.Errorf("%v, focus %d", err, m.focus)
	}
	m.focus = 2
	if err := m.removeGraph(`dur=(\d+)ms rate`); err != nil || m.groups[m.focus-1].title != "cpu" {
		t.Errorf("%v, focus %d", err, m.focus)
	}
	checkRows(t, screen(m), 180, 50)
	if err := m.removeGraph("x"); err == nil {
		t.Error("the last one is gone, and another one was removed")
	}
	for i := range maxLineGraphs + 1 {
		if err := m.addGraph(fmt.Sprintf("field%d", i)); (err != nil) != (i == maxLineGraphs) {
			t.Errorf("graph %d: %v", i, err)
		}
	}
	checkRows(t, screen(m), 180, 50)
}

func TestSettingsOfGraphs(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Graphs: []string{"a", `b=(\d+) max`}, Thresholds: []string{"a.max=5"}, Span: time.Hour}, "<nil>"},
		{Settings{Graphs: []string{"("}}, `graph "(": `},
		{Settings{Thresholds: []string{"x"}}, `threshold "x": `},
	} {
		if got := fmt.Sprint(c.s.checkGraphs()); !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v: %s, want %s", c.s, got, c.want)
		}
	}
}
