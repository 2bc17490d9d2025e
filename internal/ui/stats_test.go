package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// usage runs a command, which must be a measurement.
func usage(t *testing.T, cmd tea.Cmd) usageMsg {
	t.Helper()
	if cmd == nil {
		t.Fatal("nothing is measured")
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok && len(batch) == 1 {
		msg = batch[0]()
	}
	u, ok := msg.(usageMsg)
	if !ok {
		t.Fatalf("%T is no measurement", msg)
	}
	return u
}

func TestMeasureSelf(t *testing.T) {
	u := usage(t, measureSelf)
	if u.memory < 1<<20 || u.memory > 64<<30 || u.at.IsZero() || u.cpu < 0 || u.cpu > time.Hour {
		t.Errorf("%+v", u)
	}
}

// rtwatch's own use is measured while it is shown, and never else.
func TestStats(t *testing.T) {
	_, m := newLog(t, 0, 10)
	m.resize(120, 24)
	frames := 0
	m.dirty = func() { frames++ }
	key := func(name string) tea.Cmd {
		_, cmd := m.Update(terminal.KeysMsg{keyPress(name)})
		return cmd
	}
	if cmd := key("w"); cmd != nil {
		t.Error("it is measured while nobody looks")
	}
	usage(t, key("I"))
	if cmd := key("w"); cmd != nil {
		t.Error("it is measured twice at once")
	}
	at := day
	for i, c := range []struct {
		memory uint64
		cpu    time.Duration
		want   string
		draws  int
	}{
		{43 << 20, time.Second, "43 MiB ", 1},
		{43 << 20, 1100 * time.Millisecond, "43 MiB 10 % CPU", 1},
		{43 << 20, 1200 * time.Millisecond, "43 MiB 10 % CPU", 0},
		{44 << 20, 1200 * time.Millisecond, "44 MiB 7 % CPU", 1},
		{44 << 20, 1200 * time.Millisecond, "44 MiB 3 % CPU", 1}, // over three seconds
	} {
		frames = 0
		_, next := m.Update(usageMsg{c.memory, c.cpu, at.Add(time.Duration(i) * time.Second)})
		if row := lastRow(m); next == nil || frames != c.draws || !strings.Contains(row, c.want) {
			t.Errorf("%d: next %v, %d frames, %q; want %d and %q", i, next != nil, frames, row, c.draws, c.want)
		}
	}
	key("I")
	frames = 0
	if _, next := m.Update(usageMsg{memory: 50 << 20, at: at.Add(time.Hour)}); next != nil || frames != 0 {
		t.Errorf("it goes on, %v, or draws, %d, while nobody looks", next != nil, frames)
	}
	if row := lastRow(m); strings.Contains(row, "MiB") {
		t.Errorf("it is still shown: %q", row)
	}
	usage(t, key("i")) // the histogram shows it, too
}

// The key shows what it hid and hides what is shown, also beside the histogram,
// which brings it along.
func TestStatsToggle(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 50)
	m := newTestModel(f, mono, 100, 40)
	screen(m)
	for i, c := range []struct {
		key  string
		want bool
	}{
		{"I", true},
		{"I", false},
		{"i", true},
		{"I", false},
		{"I", true},
		{"i", true}, // it was asked for
		{"I", false},
		{"i", true},
		{"I", false},
		{"i", false},
		{"i", true}, // the histogram is opened anew
	} {
		if press(m, c.key); m.showsStats() != c.want {
			t.Errorf("step %d, %s: shown %v, want %v", i, c.key, m.showsStats(), c.want)
		}
	}
}
