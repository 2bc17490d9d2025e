package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

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
	for i := range store.MaxGraphs + 1 {
		if err := m.addGraph(fmt.Sprintf("field%d", i)); (err != nil) != (i == store.MaxGraphs) {
			t.Errorf("graph %d: %v", i, err)
		}
	}
	checkRows(t, screen(m), 180, 50)
}

// A graph that gets other statistics keeps the unit that lines have told.
func TestGraphKeepsItsUnit(t *testing.T) {
	f := newFeeder(t, 0)
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 180, 50)
	for _, spec := range []string{`dur=(\d+)ms`, `dur=(\d+)ms max`, `dur=(\d+)ms value`} {
		if err := m.addGraph(spec); err != nil {
			t.Fatal(err)
		}
		settle(m)
		if got := m.groups[0].unit; got != "ms" {
			t.Errorf("%s: the unit is %q, want ms", spec, got)
		}
	}
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
		if got := fmt.Sprint(c.s.Check()); !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v: %s, want %s", c.s, got, c.want)
		}
	}
}
