package ui

import (
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
	if m.focus != histogramFocus || !m.histogram.seen {
		t.Fatalf("focus %d, seen %v", m.focus, m.histogram.seen)
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
	if m.focus != logFocus || m.histogram.seen {
		t.Errorf("hidden: focus %d, seen %v", m.focus, m.histogram.seen)
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
		"nothing": {"/", "@", "enter"}, "all": {"4", "/", "9", "enter", "e", "i"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newTestModel(timeline(t), mono, 80, 30)
				settle(m)
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
