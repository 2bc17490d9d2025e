package ui

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// stamped sends lines a second apart that tell their times, the last one at a
// time.
func (f *feeder) stamped(name string, n int, last time.Time) {
	var all []string
	for i := range n {
		at := last.Add(time.Duration(i+1-n) * time.Second)
		all = append(all, fmt.Sprintf("%s INFO request %d took dur=%dms", at.Format("2006-01-02T15:04:05"), i, 10+i*i%400))
	}
	f.lines(name, all...)
}

// pulse sends a value a second.
func (f *feeder) pulse(series string, from time.Time, values ...float64) {
	for i, v := range values {
		at := from.Add(time.Duration(i) * time.Second)
		f.send(source.Batch{Source: "x", At: at, Samples: []source.Sample{{At: at, Series: series, Value: v}}})
	}
}

func TestTimeAxisFind(t *testing.T) {
	first, last := day.Add(-time.Hour), day.Add(300*time.Millisecond)
	r := reach{first: func() time.Time { return first }, last: last, every: time.Second}
	const columns = 60
	after := func(w window) string { return fmt.Sprint(w.start().Sub(day), w.to.Sub(day)) }
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"following", time.Time{}, "-59s 1s"},
		{"in the window", day.Add(-59 * time.Second), "-59s 1s"},
		{"just before it", day.Add(-59*time.Second - 1), "-1m29s -29s"},
		{"in history", day.Add(-30 * time.Minute), "-30m29s -29m29s"},
		{"at the oldest value", first, "-1h0m0s -59m0s"},
		{"before all values", first.Add(-24 * time.Hour), "-25h0m29s -24h59m29s"},
		{"newer than the newest sample", day.Add(3 * time.Second), "-56s 4s"},
		{"long after it", day.Add(time.Hour), "59m31s 1h0m31s"},
	} {
		var a timeAxis
		w := a.find(&r, columns, c.at)
		if got := after(w); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if !c.at.IsZero() && !w.has(c.at) {
			t.Errorf("%s: it is not in the window", c.name)
		}
	}

	// Where it stays it does not move under the reader.
	var a timeAxis
	was := a.find(&r, columns, day.Add(-30*time.Minute))
	for s := range columns {
		at := was.at(s)
		if got := a.find(&r, columns, at); got != was {
			t.Fatalf("moved to column %d: the window goes to %s", s, after(got))
		}
	}
	r.last = r.last.Add(10 * time.Second)
	if got := a.find(&r, columns, was.at(0)); got != was {
		t.Errorf("a new sample moves it to %s", after(got))
	}
	if got := a.find(&r, columns, time.Time{}); after(got) != "-49s 11s" {
		t.Errorf("following again: %s", after(got))
	}
	if a.fixed != (window{}) {
		t.Error("it is fixed though it follows")
	}
}

func TestZoom(t *testing.T) {
	last := day
	for _, columns := range []int{1, 9, 29, 60, 69, 150, 290, 989} {
		for _, history := range []time.Duration{0, time.Hour, 30 * aDay, 50 * 365 * aDay} {
			first := last.Add(-history)
			r := reach{first: func() time.Time { return first }, last: last, every: time.Second}
			var a timeAxis
			for n := 0; ; n++ {
				a.window = a.find(&r, columns, time.Time{})
				if n > 2*len(steps) {
					t.Fatalf("%d columns of %v: it goes on for ever", columns, history)
				}
				span := a.window.span()
				a.zoom(1, history)
				if w := a.find(&r, columns, time.Time{}); w.span() <= span {
					if span < min(history, longestSpan) && columns*2 <= int(longestSpan/a.window.step) && a.window.step < steps[len(steps)-1] {
						t.Errorf("%d columns of %v: the longest is %v", columns, history, span)
					}
					break
				}
			}
			for n := 0; n < 2*len(steps); n++ {
				a.window = a.find(&r, columns, time.Time{})
				if a.window.from.After(a.window.to) || a.window.span() <= 0 {
					t.Fatalf("%d columns of %v: %+v", columns, history, a.window)
				}
				a.zoom(-1, history)
			}
			if s := a.window.span(); s > shortestSpan && columns < 600 {
				t.Errorf("%d columns of %v: the shortest is %v", columns, history, s)
			}
		}
	}
}

func TestSetSpan(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	m := newTestModel(f, mono, 80, 24)
	for _, c := range []struct{ set, least, most time.Duration }{
		{time.Second, time.Minute, 3 * time.Minute},
		{time.Hour, time.Hour, 3 * time.Hour},
		{-1, time.Minute, 2 * time.Minute},
		{1<<63 - 1, longestSpan / 10, 1<<63 - 1},
		{0, time.Minute, 2 * time.Minute},
	} {
		m.setSpan(c.set)
		checkRows(t, screen(m), 80, 24)
		if got := m.axis.window.span(); got < c.least || got > c.most {
			t.Errorf("%v: the graphs show %v", c.set, got)
		}
	}
}

// One time in all panes: what a graph leads to is where the log and the
// histogram are, and the other way round.
func TestTimeCursor(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "tab")
	if m.focus != 1 {
		t.Fatalf("focus %d", m.focus)
	}
	w := &m.axis.window
	check := func(what string, want time.Time) {
		t.Helper()
		if got := m.instant(); !got.Equal(want) {
			t.Errorf("%s: at %v, want %v", what, got, want)
		}
		if l, ok := m.current(); !ok || !l.Time.Equal(want) {
			t.Errorf("%s: the log is at %v, want %v", what, l.Time, want)
		}
		for i := range m.laid.graphs {
			if c := m.graphs[i].drawn.signs.cursor; c != w.column(want) {
				t.Errorf("%s: graph %d has it in column %d, want %d", what, i, c, w.column(want))
			}
		}
	}
	press(m, "left")
	check("left", day.Add(-2*time.Second))
	press(m, "h", "h", "right")
	check("left, left, right", day.Add(-3*time.Second))
	press(m, "z", "z", "tab")
	check("other keys", day.Add(-3*time.Second))
	m.Update(terminal.KeysMsg{keyPress("left"), keyPress("left"), keyPress("left")})
	settle(m)
	check("three at once", day.Add(-6*time.Second))
	was := *w
	press(m, strings.Fields(strings.Repeat("left ", 70))...)
	check("out of the window", day.Add(-76*time.Second))
	if *w == was {
		t.Error("the window has not moved")
	}
	press(m, "g")
	check("oldest", day.Add(-90*time.Second))
	press(m, "G")
	if !m.log.follow || !m.instant().IsZero() || m.graphs[0].drawn.signs.cursor != -1 {
		t.Errorf("G: follow %v, at %v", m.log.follow, m.instant())
	}
	m.clickGraph(1, m.laid.graphs[1].width-2-w.columns+20)
	settle(m)
	check("click", w.at(20))
	press(m, "shift+tab", "shift+tab", "k")
	if l, _ := m.current(); m.focus != logFocus || m.instant() != l.Time {
		t.Errorf("the log was moved: focus %d, at %v, log %v", m.focus, m.instant(), l.Time)
	}
	press(m, "i")
	m.clickHistogram(m.histogram.left + 30)
	settle(m)
	if got := m.instant(); got != m.histogram.window.at(30) {
		t.Errorf("click in the histogram: at %v", got)
	}
	if l, _ := m.current(); l.Time.Sub(m.instant()) > time.Second {
		t.Errorf("click in the histogram: the log is at %v", l.Time)
	}
	press(m, "F")
	if !m.instant().IsZero() {
		t.Errorf("following: at %v", m.instant())
	}
}

// The keys reach from a minute to all of the log, and say where they end.
func TestZoomKeys(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.lines("app.log", day.Add(-time.Hour).Format("2006-01-02T15:04:05")+" INFO old", day.Format("2006-01-02T15:04:05")+" INFO new")
	m := newTestModel(f, mono, 180, 50)
	settle(m)
	await(m.store, "the times of the log", func() bool {
		first, _, _ := m.store.Extent()
		return first.Equal(day.Add(-time.Hour))
	})
	press(m, strings.Fields(strings.Repeat("- ", len(steps)))...)
	if span := m.axis.window.span(); span < time.Hour || span > 3*time.Hour || !strings.Contains(stripped(m), "all there is") {
		t.Errorf("the longest is %v, %q is said", span, m.said)
	}
	press(m, strings.Fields(strings.Repeat("= ", len(steps)))...)
	if span := m.axis.window.span(); span > time.Minute || !strings.Contains(stripped(m), "a minute at least") {
		t.Errorf("the shortest is %v, %q is said", span, m.said)
	}
}

// What a graph has led to stays where it is while lines and samples come, as long
// as the log does not follow again.
func TestTimeCursorStays(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "tab", "left", "left")
	at := day.Add(-3 * time.Second)
	if m.log.follow || !m.instant().Equal(at) {
		t.Fatalf("follow %v, at %v", m.log.follow, m.instant())
	}
	var was window
	for s := range 120 {
		now := day.Add(time.Duration(s) * time.Second)
		f.pulse("cpu.user", now, 5)
		f.stamped("app.log", 1, now)
		screen(m)
		w := m.axis.window
		if m.log.follow || !m.instant().Equal(at) || !w.has(at) {
			t.Fatalf("after %d s: follow %v, at %v, the window from %v to %v", s, m.log.follow, m.instant(), w.start(), w.to)
		}
		if fixed := m.axis.fixed == w; fixed && was == (window{}) {
			was = w
		}
		if was != (window{}) && w != was {
			t.Fatalf("after %d s: the window goes on from %v to %v", s, was.start(), w.start())
		}
	}
	if was == (window{}) {
		t.Error("the window still follows")
	}
	press(m, "F")
	if w := m.axis.window; !m.log.follow || !w.has(day.Add(119*time.Second)) {
		t.Errorf("following: %v to %v", w.start(), w.to)
	}
}

// Keys that do not move the log do not move the cursor either, also where there
// is no log.
func TestTimeCursorWithoutLog(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "tab", "left", "left", "left")
	at := day.Add(-4 * time.Second)
	for _, key := range []string{"z", "z", "tab", "-", "+", "w", "?", "?", "i", "i"} {
		press(m, key)
		if got := m.instant(); !got.Equal(at) {
			t.Fatalf("%s: at %v, want %v", key, got, at)
		}
	}
	press(m, "F")
	if !m.instant().IsZero() {
		t.Errorf("following: at %v", m.instant())
	}
}

// The log goes to where a graph has led also if it was not seen then.
func TestLogFollowsLater(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 100, 40)
	m.pull()
	m.focus, m.zoom = 2, true // it takes the whole body
	screen(m)
	press(m, "left", "left", "left", "left")
	if m.laid.draws(logFocus) {
		t.Fatal("the log can be seen")
	}
	m.zoom = false
	press(m, "tab", "tab")
	if l, ok := m.current(); m.focus != logFocus || !ok || !l.Time.Equal(day.Add(-5*time.Second)) || !m.instant().Equal(l.Time) {
		t.Errorf("focus %d, the log at %v, the cursor at %v", m.focus, l.Time, m.instant())
	}
}

// A line from the future does not take the window there.
func TestWindowOfWrongTimes(t *testing.T) {
	for _, live := range []bool{false, true} {
		f := newFeeder(t, 0)
		if live {
			f.samples()
		}
		f.stamped("app.log", 90, day)
		f.lines("app.log", "2199-01-01T00:00:00 WARN wrong clock dur=7ms")
		m := newTestModel(f, mono, 180, 50)
		if err := m.addGraph(`dur=(\d+)ms`); err != nil {
			t.Fatal(err)
		}
		settle(m)
		if w := m.axis.window; w.to.Sub(day) > w.step || w.to.Before(day.Add(-time.Second)) {
			t.Errorf("with samples: %v: the window ends at %v", live, w.to)
		}
	}
}

// While the screen is paused the graphs stay.
func TestPausedGraphs(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "space")
	was, version := m.axis.window, m.graphs[0].drawn.version
	f.pulse("cpu.user", day.Add(time.Minute), 99)
	screen(m)
	if m.axis.window != was || m.graphs[0].drawn.version != version {
		t.Errorf("%v, was %v", m.axis.window, was)
	}
	press(m, "space")
	if m.axis.window == was || m.graphs[0].drawn.version == version {
		t.Error("they do not go on")
	}
}

// Files of last year beside live samples: the graphs go there and back, and show
// that they have nothing of that time.
func TestWindowGoesIntoHistory(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("old.log", 90, day.AddDate(-1, 0, 0))
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "g")
	w := &m.axis.window
	if l, _ := m.current(); !w.has(l.Time) || l.Time.Year() != 2025 {
		t.Fatalf("the window is %v to %v, the log at %v", w.start(), w.to, l.Time)
	}
	if text := stripped(m); strings.Count(text, noData) != 3 {
		t.Errorf("it does not say that there is no data:\n%s", text)
	}
	for _, row := range screen(m)[2:10] {
		if strings.ContainsAny(row, "╭━") {
			t.Errorf("there is a curve: %s", row)
		}
	}
	for i := range m.graphs[0].sums {
		if v := m.graphs[0].sums[i].at(-1); !math.IsNaN(v) {
			t.Errorf("the legend has the value %v", v)
		}
	}
	press(m, "F")
	if w.to.Before(day) || w.to.After(day.Add(time.Second)) {
		t.Errorf("following: the window ends at %v", w.to)
	}
	press(m, "g")
	press(m, strings.Fields(strings.Repeat("- ", len(steps)))...)
	if !w.start().Before(day.AddDate(-1, 0, 0)) || w.to.Before(day) {
		t.Errorf("zoomed out: %v to %v", w.start(), w.to)
	}
}

// A replay: nothing is live, and the graph of a number in its lines ends with
// them.
func TestReplay(t *testing.T) {
	f := newFeeder(t, 0)
	f.stamped("old.log", 90, day.AddDate(-1, 0, 0))
	m := newTestModel(f, mono, 100, 40)
	if err := m.addGraph(`dur=(\d+)ms`); err != nil {
		t.Fatal(err)
	}
	settle(m)
	w := &m.axis.window
	if end := day.AddDate(-1, 0, 0); !w.has(end) || w.to.Sub(end) > w.step {
		t.Errorf("%v to %v, want the end at %v", w.start(), w.to, end)
	}
	if w.span() < graphSpan || w.span() > 2*graphSpan {
		t.Errorf("it shows %v", w.span())
	}
}

// Times that were chosen in a graph filter the log, as one filter.
func TestRange(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 180, 50)
	screen(m)
	press(m, "tab", "left", "left", "left")
	at := m.instant()
	times := func() (first, last time.Time, n int) {
		return m.log.shown[0].Time, m.log.shown[len(m.log.shown)-1].Time, len(m.log.shown)
	}
	for i := range 5 {
		press(m, []string{"shift+left", "H"}[i%2])
		first, last, n := times()
		if !first.Equal(at.Add(-time.Duration(i+1)*time.Second)) || !last.Equal(at) || n != i+2 {
			t.Errorf("%d to the left: %v to %v, %d lines", i+1, first, last, n)
		}
		if len(m.filters.list) != 1 {
			t.Fatalf("%d filters", len(m.filters.list))
		}
	}
	press(m, "shift+right")
	if first, last, n := times(); n != 5 || !first.Equal(at.Add(-4*time.Second)) || !last.Equal(at) {
		t.Errorf("one back: %v to %v, %d lines", first, last, n)
	}
	k := m.graphs[0].drawn.signs
	if w := &m.axis.window; k.from != w.column(at)-4 || k.to != w.column(at) {
		t.Errorf("marked: %+v, want up to column %d", k, w.column(at))
	}
	press(m, "&")
	if text := stripped(m); !strings.Contains(text, "[x] 2026-11-22 09:40:59 - 09:41:04") {
		t.Errorf("it is not in the list:\n%s", text)
	}
	press(m, "esc")
	was := m.instant()
	press(m, "esc")
	if m.filtered != nil || len(m.filters.list) != 0 || m.graphs[0].drawn.signs.from != -1 || m.instant() != was {
		t.Errorf("esc: filters %+v, marks %+v, at %v, was %v", m.filters.list, m.graphs[0].drawn.signs, m.instant(), was)
	}
	press(m, "left", "left", "L", "L", "L")
	if k := m.graphs[0].drawn.signs; k.to-k.from != 3 || k.cursor != k.to {
		t.Errorf("a new range: %+v", k)
	}
	press(m, "ctrl+f")
	if k := m.graphs[0].drawn.signs; k.from != -1 {
		t.Errorf("filters off: still marked %+v", k)
	}
}

func TestRangeInHistogram(t *testing.T) {
	m := newTestModel(timeline(t), mono, 80, 30)
	settle(m)
	press(m, "i", "g", "right", "right", "shift+right", "shift+right")
	w, k := &m.histogram.window, &m.histogram.drawn
	if k.signs.from != 2 || k.signs.to != 4 || k.volume != nil {
		t.Fatalf("%+v", k)
	}
	for _, l := range m.log.shown {
		if l.Time.Before(w.at(2)) || !l.Time.Before(w.at(5)) {
			t.Errorf("the log has %v", l.Time)
		}
	}
	if text := stripped(m); !strings.Contains(text, "╭ records") {
		t.Errorf("it does not count all:\n%s", text)
	}
}
