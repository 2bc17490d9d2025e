package ui

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTimeColumn(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "2026-11-22T09:00:01.5Z one", "2026-11-22T09:00:03.25Z two", "  at a", "2026-11-22T10:02:03Z three", "2026-11-22T08:00:00Z four")
	for _, c := range []struct {
		kind string
		zone *time.Location
		now  time.Time
		want []string
	}{
		{"", time.UTC, day, []string{"2026", "2026", "  at a"}},
		{"clock", time.UTC, day, []string{"09:00:01.500 2026", "09:00:03.250 2026", "               at a", "── 1 h 1 min of silence ──", "10:02:03.000 2026"}},
		{"clock", time.FixedZone("x", -3600), day, []string{"08:00:01.500 2026"}},
		{"clock", time.UTC, day.Add(24 * time.Hour), []string{"Nov 22 09:00:01.500 2026", "Nov 22 09:00:03.250 2026"}},
		{"since", time.UTC, day, []string{"          2026", "   +1.750 2026", "            at a", "── 1 h", "   +1h01m 2026", "   -2h02m 2026"}},
	} {
		m := newTestModel(f, mono, 80, 14)
		m.zone, m.now = c.zone, func() time.Time { return c.now }
		if err := m.setTimes(c.kind); err != nil {
			t.Fatal(err)
		}
		for i, row := range body(m)[:len(c.want)] {
			if !strings.HasPrefix(strings.TrimLeft(row, " "), strings.TrimLeft(c.want[i], " ")) {
				t.Errorf("%q: row %d is %q, want %q…", c.kind, i, row, c.want[i])
			}
		}
		checkRows(t, screen(m), 80, 14)
	}
	m := newTestModel(f, mono, 80, 14)
	if err := m.setTimes("x"); err == nil || !strings.Contains(err.Error(), "clock or since") {
		t.Errorf("%v", err)
	}
}

// A line without a time of its own shows, less bright, when it came.
func TestArrivalTime(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "no time here")
	m := newTestModel(f, dark, 80, 14)
	m.now = func() time.Time { return day }
	press(m, "t")
	if row := screen(m)[2]; !strings.Contains(row, m.styles.muted+"09:41:07.000") {
		t.Errorf("%q", row)
	}
}

func TestTimeKeys(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "2026-11-22T09:00:01.5Z one")
	m := newTestModel(f, mono, 80, 14)
	m.now = func() time.Time { return day }
	var kinds []timesKind
	for range 3 {
		press(m, "t")
		kinds = append(kinds, m.log.times.kind)
	}
	if !slices.Equal(kinds, []timesKind{clockTimes, sinceTimes, noTimes}) {
		t.Errorf("%v", kinds)
	}
	press(m, "t", "U")
	if m.zone != time.Local || m.log.times.zone != time.Local || !strings.Contains(lastRow(m), "times in Local") {
		t.Errorf("zone %v: %q", m.zone, lastRow(m))
	}
	press(m, "U")
	if m.zone != time.UTC || !strings.HasPrefix(body(m)[0], "09:00:01.500 ") {
		t.Errorf("zone %v: %q", m.zone, body(m)[0])
	}
}

func TestElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "+0.000", 1500 * time.Millisecond: "+1.500", 99999 * time.Millisecond: "+99.999", 100 * time.Second: "+1m40s",
		time.Hour: "+1h00m", -2 * time.Second: "-2.000", 99*time.Hour + 59*time.Minute: "+99h59m", 100 * time.Hour: "+4d", 1<<63 - 1: "+99999d",
	} {
		if got := elapsed(d); got != want || len(got) >= sinceWidth {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		420 * time.Millisecond: "420 ms", 40 * time.Second: "40 s", time.Minute: "1 min", 125 * time.Second: "2 min 5 s",
		time.Hour: "1 h", 3*time.Hour + 59*time.Minute + time.Second: "3 h 59 min", 49 * time.Hour: "2 d 1 h",
	} {
		if got := lasting(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestLogSettings(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "x", "x", "x", "x")
	m := newTestModel(f, mono, 80, 14)
	if err := m.apply(Settings{Time: "since", UTC: true, Wrap: true, Repeats: true, Silence: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if m.log.times.kind != sinceTimes || m.zone != time.UTC || !m.log.wrap || m.log.silence != time.Minute || strings.Count(stripped(m), " x ") != 4 {
		t.Errorf("%+v", m.log.times)
	}
	if err := m.apply(Settings{Time: "sometimes"}); err == nil {
		t.Error("took sometimes")
	}
}
