package ui

import (
	"testing"
	"time"
)

func TestStepFrom(t *testing.T) {
	for _, c := range []struct{ d, want time.Duration }{
		{-1, 100 * time.Millisecond},
		{0, 100 * time.Millisecond},
		{time.Second, time.Second},
		{time.Second + 1, 2 * time.Second},
		{aDay, aDay},
		{aDay + 1, 2 * aDay},
		{364 * aDay, 364 * aDay},
		{364*aDay + 1, 364 * aDay},
		{1<<63 - 1, 364 * aDay},
	} {
		if got := stepFrom(c.d); got != c.want {
			t.Errorf("stepFrom(%v) = %v, want %v", c.d, got, c.want)
		}
	}
	for i := 1; i < len(steps); i++ {
		if steps[i] <= steps[i-1] || steps[i] > 7*steps[i-1]/2 {
			t.Errorf("%v stands behind %v", steps[i], steps[i-1])
		}
	}
}

func TestWindowColumns(t *testing.T) {
	w := windowTo(day, time.Second, 60)
	for _, c := range []struct {
		at     time.Time
		column int
		has    bool
	}{
		{w.start().Add(-1), 0, false},
		{w.start(), 0, true},
		{w.start().Add(time.Second - 1), 0, true},
		{w.start().Add(time.Second), 1, true},
		{w.to.Add(-1), 59, true},
		{w.to, 59, false},
		{time.Time{}, 0, false},
		{day.AddDate(1000, 0, 0), 59, false},
	} {
		if got := w.column(c.at); got != c.column || w.has(c.at) != c.has {
			t.Errorf("%v: column %d, in it: %v, want %d, %v", c.at, got, w.has(c.at), c.column, c.has)
		}
	}
	for i := range w.columns {
		if got := w.column(w.at(i)); got != i {
			t.Errorf("column %d begins in column %d", i, got)
		}
	}
	between := func(from, to int) [2]int {
		a, b := w.between(timeRange{from: w.at(from), to: w.at(to)})
		return [2]int{a, b}
	}
	for _, c := range []struct {
		from, to int
		want     [2]int
	}{
		{-5, 0, [2]int{-1, -1}},
		{-5, 1, [2]int{0, 0}},
		{3, 7, [2]int{3, 6}},
		{59, 60, [2]int{59, 59}},
		{59, 99, [2]int{59, 59}},
		{60, 99, [2]int{-1, -1}},
		{-9, 99, [2]int{0, 59}},
	} {
		if got := between(c.from, c.to); got != c.want {
			t.Errorf("columns %d to %d: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

// However long a window is and wherever: labels do not stand one over another,
// and they are round.
func TestTicks(t *testing.T) {
	half := time.FixedZone("half", 5*3600+1800)
	for _, zone := range []*time.Location{time.UTC, half} {
		for _, step := range steps {
			for columns := 1; columns < 300; columns += 13 {
				w := windowTo(day, step, columns)
				last := -100
				ticks := w.ticks(zone)
				for i, k := range ticks {
					if k.column < 0 || k.column >= columns {
						t.Fatalf("%v × %d: a tick in column %d", step, columns, k.column)
					}
					if i > 0 && k.column-last < len(k.label)+1 {
						t.Fatalf("%v × %d: %q is %d columns behind another one", step, columns, k.label, k.column-last)
					}
					last = k.column
				}
				if len(ticks) == 0 && columns > 60 {
					t.Errorf("%v × %d: no tick", step, columns)
				}
			}
		}
	}
	w := windowTo(day, time.Minute, 60)
	for _, k := range w.ticks(half) {
		if at := w.at(k.column).In(half); at.Minute()%15 != 0 || at.Format("15:04") != k.label {
			t.Errorf("%q at %v", k.label, at)
		}
	}
}

func TestStepText(t *testing.T) {
	for d, want := range map[time.Duration]string{
		100 * time.Millisecond: "100ms", time.Second: "1s", 30 * time.Second: "30s", time.Minute: "1m", 90 * time.Second: "1m30s",
		2 * time.Hour: "2h", aDay: "1d", 364 * aDay: "364d",
	} {
		if got := stepText(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestRangeText(t *testing.T) {
	at := day.Truncate(time.Second)
	for _, c := range []struct {
		from, to time.Time
		want     string
	}{
		{at, at.Add(time.Minute), "2026-11-22 09:41:07 - 09:42:07"},
		{at, at.Add(1500 * time.Millisecond), "2026-11-22 09:41:07.000 - 09:41:08.500"},
		{at, at.Add(aDay), "2026-11-22 09:41:07 - 2026-11-23 09:41:07"},
		{at, at.AddDate(1, 0, 0), "2026-11-22 09:41:07 - 2027-11-22 09:41:07"},
	} {
		if got := rangeText(c.from, c.to); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
