package ui

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// The keys of the histogram move its cursor, and the log to that time.
func TestHistogramKeys(t *testing.T) {
	m := newTestModel(timeline(t), mono, 80, 30)
	settle(m)
	press(m, "i")
	if m.focus != histogramFocus || !m.laid.draws(histogramFocus) {
		t.Fatalf("focus %d, seen %v", m.focus, m.laid.draws(histogramFocus))
	}
	top := func() time.Time { return m.log.shown[0].Time }
	press(m, "g")
	if want := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC); !top().Equal(want) {
		t.Errorf("oldest: %v on top, want %v", top(), want)
	}
	for i := range 5 {
		press(m, "right")
		at := m.histogram.window.start().Add(time.Duration(i+1) * m.histogram.window.step)
		if d := top().Sub(at); d < 0 || d > m.histogram.window.step {
			t.Errorf("column %d: %v on top, want the first line from %v on", i+1, top(), at)
		}
	}
	press(m, "h", "h")
	at := m.histogram.window.start().Add(3 * m.histogram.window.step)
	if d := top().Sub(at); d < 0 || d > m.histogram.window.step {
		t.Errorf("back at column 3: %v on top, want the first line from %v on", top(), at)
	}
	press(m, "G")
	if !m.log.follow {
		t.Error("its end is not the log's end")
	}
	press(m, "i")
	if m.focus != logFocus || m.laid.draws(histogramFocus) {
		t.Errorf("hidden: focus %d, seen %v", m.focus, m.laid.draws(histogramFocus))
	}
}

// A bar shows its gravest records at its bottom, however few they are.
func TestHistogramCell(t *testing.T) {
	st := newStyles(dark)
	bar := func(info, warn, fail uint32) (b store.Bar) {
		b[line.Info], b[line.Warn], b[line.Error] = info, warn, fail
		return b
	}
	p := histogramPane{bars: []store.Bar{bar(100, 0, 0), bar(99, 0, 1), bar(50, 0, 0), bar(0, 50, 50), bar(0, 0, 0), bar(1, 0, 0)}}
	for _, c := range []struct {
		bar, row int
		style    string
		eighths  int
	}{
		{0, 0, st.class(2), 8},
		{0, 3, st.class(2), 8},
		{1, 0, st.class(0), 8},
		{1, 1, st.class(2), 8},
		{2, 1, st.class(2), 8},
		{2, 2, "", 0},
		{3, 1, st.class(0), 8},
		{3, 2, st.class(1), 8},
		{4, 0, "", 0},
		{5, 0, st.class(2), 1},
	} {
		style, eighths := p.cell(st, c.bar, c.row, 4, 100)
		if eighths != c.eighths || eighths > 0 && style != c.style {
			t.Errorf("bar %d, row %d: %q %d, want %q %d", c.bar, c.row, style, eighths, c.style, c.eighths)
		}
	}
}

func TestHistogramWithoutTimes(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 10)
	m := newTestModel(f, mono, 60, 30)
	press(m, "i", "left", "right", "g")
	if text := stripped(m); !strings.Contains(text, "no line tells a time") {
		t.Errorf("%s", text)
	}
	checkRows(t, screen(m), 60, 30)
}

// However far stamps are apart, nothing overflows, and all columns are within
// the histogram.
func TestHistogramOfCenturies(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "1900-01-01T00:00:00 INFO first", "2026-11-22T09:00:00 WARN now", "2199-12-31T23:59:59 ERROR last")
	for width := bareWidth; width < 200; width += 7 {
		m := newTestModel(f, mono, width, 30)
		press(m, "i", "g", "right", "G", "left")
		w := &m.histogram.window
		if w.step <= 0 || !w.to.After(w.from) || w.columns != width-m.histogram.left-1 {
			t.Errorf("%d columns: %+v", width, *w)
		}
		for _, at := range []int{1900, 2026, 2199} {
			if c := w.column(time.Date(at, 1, 1, 0, 0, 0, 0, time.UTC)); c < 0 || c >= w.columns {
				t.Errorf("%d columns: %d is in column %d", width, at, c)
			}
		}
		if n := len(w.ticks(time.UTC)); n == 0 || n > w.columns {
			t.Errorf("%d columns: %d ticks", width, n)
		}
		checkRows(t, screen(m), width, 30)
	}
}

// Once all is found frames do not ask for further frames.
func TestFindingIsIdle(t *testing.T) {
	for name, keys := range map[string][]string{
		"filtered": {"4"}, "searched": {"/", "9", "enter"}, "errors": {"e"}, "histogram": {"i"},
		"nothing": {"/", "@", "enter"}, "cursor": {"i", "g", "right", "L"}, "all": {"4", "/", "9", "enter", "e", "i"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newTestModel(timeline(t), mono, 80, 30)
				settle(m)
				if err := m.addGraph(`item (\d+)`); err != nil {
					t.Fatal(err)
				}
				press(m, keys...)
				r := m.store.NewReader(!store.Hold)
				defer r.Close()
				changed := func() bool { // by what a frame asks for
					screen(m)
					synctest.Wait()
					select {
					case <-r.Changed():
						return true
					default:
						return false
					}
				}
				for range 10 { // they may ask for more than they have
					if !changed() {
						break
					}
				}
				for range 3 {
					if changed() {
						t.Error("frames go on for ever")
					}
				}
			})
		})
	}
}

// A few wrong times do not squash all others into one bar.
func TestHistogramWithoutOutliers(t *testing.T) {
	for _, c := range []struct {
		name    string
		stray   []string
		outside uint64
	}{
		{"none", nil, 0},
		{"1970", []string{"1970-01-01T00:00:00"}, 1},
		{"2199", []string{"2199-01-01T00:00:00"}, 1},
		{"two of thousands", []string{"1970-01-01T00:00:00", "2199-01-01T00:00:00"}, 2},
		{"too many to be left out", []string{
			"1970-01-01T00:00:00", "1971-01-01T00:00:00", "1972-01-01T00:00:00", "1973-01-01T00:00:00", "1974-01-01T00:00:00",
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFeeder(t, 0)
			f.stamped("app.log", 2500, day)
			for _, at := range c.stray {
				f.lines("stray.log", at+" WARN wrong clock")
			}
			m := newTestModel(f, mono, 120, 40)
			press(m, "i")
			h := &m.histogram
			if h.extent.outside != c.outside {
				t.Errorf("%d are left out, want %d", h.extent.outside, c.outside)
			}
			span, bars := h.window.span(), 0
			for i := range h.bars {
				if total(&h.bars[i]) > 0 {
					bars++
				}
			}
			squashed := len(c.stray) > 0 && c.outside == 0
			if (span > 3*time.Hour) != squashed || (bars < h.window.columns/2) != squashed {
				t.Errorf("it shows %v in %d bars", span, bars)
			}
			text := stripped(m)
			if said := strings.Contains(text, "outside"); said != (c.outside > 0) {
				t.Errorf("it is said: %v\n%s", said, text)
			}
			f.stamped("app.log", 100, day.Add(100*time.Second))
			settle(m)
			if h.extent.outside != c.outside && c.name != "2199" || h.window.to.Before(day.Add(99*time.Second)) {
				t.Errorf("later lines: %d are left out, it ends at %v", h.extent.outside, h.window.to)
			}
		})
	}
}

func TestDensest(t *testing.T) {
	for _, c := range []struct {
		bars     []uint32
		want     uint64
		from, to int
	}{
		{[]uint32{0, 0, 0}, 1, 0, -1},
		{[]uint32{1, 0, 0}, 1, 0, 0},
		{[]uint32{1, 0, 1}, 1, 2, 2},
		{[]uint32{1, 0, 1}, 2, 0, 2},
		{[]uint32{1, 9, 9, 1}, 18, 1, 2},
		{[]uint32{1, 9, 9, 1}, 19, 1, 3},
		{[]uint32{5}, 5, 0, 0},
		{[]uint32{5}, 6, 0, -1},
	} {
		bars := make([]store.Bar, len(c.bars))
		for i, n := range c.bars {
			bars[i][line.Info] = n
		}
		if from, to := densest(bars, c.want); from != c.from || to != c.to {
			t.Errorf("%v of %d: %d to %d, want %d to %d", c.bars, c.want, from, to, c.from, c.to)
		}
	}
}

// While the graphs show less than the log, the histogram marks what they show.
func TestHistogramMarksGraphs(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 2500, day)
	m := newTestModel(f, mono, 120, 50)
	press(m, "i")
	k, w := &m.histogram.drawn.signs, &m.histogram.window
	if k.left < 0 || k.edge != w.column(m.axis.window.to) || k.left != w.column(m.axis.window.start()) {
		t.Errorf("%+v, the graphs show %v to %v", k, m.axis.window.start(), m.axis.window.to)
	}
	m.setSpan(24 * time.Hour)
	settle(m)
	if k.left != -1 || k.edge != -1 {
		t.Errorf("they show all, and it marks %+v", k)
	}
}

// Columns of the histogram begin at round times, and have all records in them.
func TestHistogramSteps(t *testing.T) {
	round := histogramSteps()
	if !slices.IsSorted(round) {
		t.Fatalf("steps out of order: %v", round)
	}
	for _, columns := range []int{1, 7, 60, 147, 300} {
		for span := time.Nanosecond; span < 90*365*aDay; span = span*3 + 1 {
			w := timeSpan(day.Add(-span), day, columns)
			if w.start().After(day.Add(-span)) || !w.to.After(day.Add(min(maxSpan-span, 0))) || w.columns != columns {
				t.Fatalf("%v in %d columns: %+v", span, columns, w)
			}
			if fits := time.Duration(columns-1)*steps[len(steps)-1] > span && span < maxSpan/3; fits && !slices.Contains(round, w.step) {
				t.Errorf("%v in %d columns: %v each", span, columns, w.step)
			}
			if slices.Contains(round, w.step) && !w.start().Equal(w.start().Truncate(w.step)) {
				t.Errorf("%v in %d columns: begins at %v, %v each", span, columns, w.start(), w.step)
			}
		}
	}
}

// The histogram counts what the filters let through, but for the one by times,
// which it marks.
func TestHistogramFiltered(t *testing.T) {
	m := newTestModel(timeline(t), mono, 120, 40)
	settle(m)
	press(m, "i")
	count := func() (all, grave uint64) {
		settle(m)
		for i := range m.histogram.bars {
			all += total(&m.histogram.bars[i])
			grave += uint64(m.histogram.bars[i][line.Error])
		}
		return all, grave
	}
	all, grave := count()
	window := m.histogram.window
	if grave == 0 || grave == all {
		t.Fatalf("%d records, %d errors", all, grave)
	}
	check := func(what string, want uint64, heading string) {
		t.Helper()
		if n, _ := count(); n != want || !strings.Contains(stripped(m), heading) || m.histogram.window != window {
			t.Errorf("%s: %d records counted, want %d below %q:\n%s", what, n, want, heading, stripped(m))
		}
	}
	press(m, "5")
	check("errors alone", grave, "╭ matching records")
	volume := m.histogram.volume
	press(m, "g", "right", "shift+right")
	check("and a range of times", grave, "╭ matching records")
	if m.histogram.volume != volume {
		t.Error("a range of times has all counted again")
	}
	press(m, "ctrl+f")
	check("filters off", all, "╭ records")
	press(m, "ctrl+f")
	check("filters on", grave, "╭ matching records")
	if m.close(); m.histogram.volume != nil {
		t.Error("it goes on counting")
	}
}
