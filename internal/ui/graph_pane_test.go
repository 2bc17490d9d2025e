package ui

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// odd are values that are hard to draw.
var odd = []float64{
	0, 1, -1, 0.5, 1e-320, 1e300, -1e300, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64,
	math.NaN(), math.Inf(1), math.Inf(-1), 100, 1 << 40,
}

// Whatever the values are and whatever the size: no panic, and rows of exactly
// the width.
func TestGraphOfAnything(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	empty := store.New(store.Options{})
	for range 3000 {
		width, height := bareWidth+rng.IntN(180), graphMinHeight+rng.IntN(40)
		unit := []string{"", "%", "B/s", "ms", "n/s"}[rng.IntN(5)]
		g := graphGroup{title: "x", unit: unit, percent: unit == "%"}
		v := graphView{
			store: empty, thresholds: &thresholds{}, signs: noSigns, zone: time.UTC,
			styles: newStyles([]theme{dark, light, mono, plain}[rng.IntN(4)]), focus: rng.IntN(2) == 0,
		}
		columns := max(width-[2]int{3, graphLabel}[rng.IntN(2)]-5-rng.IntN(3), 0)
		if columns > 0 {
			v.window = windowTo(day, steps[rng.IntN(len(steps))], columns)
			v.signs = signs{rng.IntN(columns+1) - 1, rng.IntN(columns), rng.IntN(columns), -1, -1, -1, -1}
		}
		var p graphPane
		p.block.reset(width)
		for range 1 + rng.IntN(maxLegend) {
			g.add(store.Series{Name: "a", Unit: unit, Last: store.Point{At: day, Value: odd[rng.IntN(len(odd))]}}, "a")
			var s summary
			for range columns + 1 {
				x := odd[rng.IntN(len(odd))]
				if rng.IntN(3) == 0 {
					x = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(20)))
				}
				s.values = append(s.values, x)
			}
			s.newest, s.min, s.mean, s.max = odd[rng.IntN(len(odd))], odd[rng.IntN(len(odd))], math.NaN(), odd[rng.IntN(len(odd))]
			p.sums = append(p.sums, s)
			p.data = append(p.data, s.values)
		}
		if rng.IntN(2) == 0 {
			p.limits = []float64{odd[rng.IntN(9)], 80}
		}
		p.lo, p.hi = bounds(p.data, p.limits, &g)
		if math.IsInf(p.hi-p.lo, 0) || !(p.lo < p.hi) {
			t.Fatalf("an axis from %v to %v", p.lo, p.hi)
		}
		heading := p.heading(&v, &g)
		v.styles.top(&p.block, v.focus, heading, p.legend(&v, &g, titleRoom(width, heading)))
		p.inner(&p.block, &v, &g, height-2)
		v.styles.bottom(&p.block, v.focus, nil)
		checkRows(t, blockRows(&p.block), width, height)
		if t.Failed() {
			t.Fatalf("%d×%d, %q, %+v", width, height, unit, v.window)
		}
	}
}

func blockRows(b *block) []string {
	rows := make([]string, b.rows())
	for i := range rows {
		rows[i] = string(b.row(i))
	}
	return rows
}

// A peak of one second can be seen however much time a column stands for.
func TestPeakDoesNotVanish(t *testing.T) {
	f := newFeeder(t, 0)
	const n = 3000
	values := make([]float64, n)
	for i := range values {
		values[i] = 5
	}
	values[n/2] = 95
	var samples []source.Sample
	for i, v := range values {
		samples = append(samples, source.Sample{At: day.Add(time.Duration(i-n) * time.Second), Series: "cpu.user", Unit: "%", Value: v})
	}
	f.send(source.Batch{Source: "x", Samples: samples})
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	for i := range 10 {
		press(m, "-")
		p := &m.graphs[0]
		if m.axis.window.span() < n*time.Second {
			continue
		}
		most := 0.0
		for _, v := range p.sums[0].values {
			if v > most {
				most = v
			}
		}
		if most < 95 || p.sums[0].max < 95 || p.sums[0].mean > 10 {
			t.Errorf("zoom %d, %v a column: at most %v, in the legend %v, mean %v", i, m.axis.window.step, most, p.sums[0].max, p.sums[0].mean)
		}
		if text := stripped(m); !strings.Contains(text, "max each "+stepText(m.axis.window.step)) {
			t.Errorf("it is not said what a column is:\n%s", text)
		}
	}
}

// No line goes over a gap, and no value is told where there is none.
func TestGap(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	m := newTestModel(f, mono, 100, 40)
	screen(m)
	w := &m.axis.window
	for s := -60; s < 0; s++ {
		at := day.Add(time.Duration(s) * time.Second)
		gap := s >= -51+holdFor && s < -40
		if v := m.graphs[0].sums[0].at(w.column(at)); math.IsNaN(v) != gap {
			t.Errorf("%v: %v, in the gap: %v", at, v, gap)
		}
	}
	press(m, "tab", "g")
	for range 46 {
		press(m, "right")
	}
	if text := stripped(m); !strings.Contains(text, "09:40:23 ─ user   -") {
		t.Errorf("the legend in the gap:\n%s", text)
	}
}

// Nothing is drawn again while nothing has changed, and all that changes it is
// drawn.
func TestGraphIsDrawnOnce(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 180, 50)
	press(m, "i")
	drawn := func() (n int) { // graphs, and 100 for the histogram
		h := &m.histogram.block
		h.width = 0 // whatever is drawn has another one
		for i := range m.graphs {
			m.graphs[i].block.width = 0
		}
		screen(m)
		for i := range m.laid.graphs {
			if g := &m.graphs[i]; g.block.width != 0 {
				n++
			} else {
				g.drawn = graphKey{}
			}
		}
		if h.width != 0 {
			n += 100
		}
		m.histogram.done = false
		settle(m)
		return n
	}
	screen(m)
	if n := drawn(); n != 0 {
		t.Errorf("with nothing new %d were drawn", n)
	}
	for _, c := range []struct {
		name string
		do   func()
		want int
	}{
		{"the cursor", func() { m.pointed = day.Add(-30 * time.Second) }, 103},
		{"the span", func() { m.setSpan(time.Hour) }, 103}, // the histogram marks it
		{"a threshold", func() { _ = m.addThreshold("cpu.user=5") }, 3},
		{"a zone", func() { m.zone = time.FixedZone("x", 3600) }, 103},
		{"a range", func() {
			m.filterTimes(timeRange{from: day.Add(-9 * time.Second), to: day.Add(-5 * time.Second), anchor: day, head: day})
			settle(m)
		}, 0},
		{"a sample of a new series", func() { f.pulse("other", day, 1) }, 4}, // which has a graph of its own
		{"nothing", func() {}, 0},
	} {
		c.do()
		if n := drawn(); n != c.want {
			t.Errorf("%s: %d were drawn, want %d", c.name, n, c.want)
		}
	}
}

func TestGraphGolden(t *testing.T) {
	text := mono
	text.profile = plain.profile
	for theme, look := range map[string]theme{"dark": dark, "light": light, "mono": text, "ascii": plain} {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
			for _, c := range []struct {
				name string
				keys []string
			}{
				{"cursor", []string{"tab", "left", "left", "left", "left"}},
				{"range", []string{"i", "shift+tab", "tab", "g", "right", "right", "L", "L", "L", "L"}},
				{"long", []string{"-", "-", "-", "-"}},
				{"lines", nil},
			} {
				name := fmt.Sprintf("graph-%s-%s-%dx%d", c.name, theme, size[0], size[1])
				t.Run(name, func(t *testing.T) {
					f := newFeeder(t, 0)
					f.samples()
					f.stamped("app.log", 90, day.Add(-time.Second))
					m := newTestModel(f, look, size[0], size[1])
					screen(m)
					for _, spec := range []string{"cpu.user=40", "net.*=6MiB", "dur*p95=300ms"} {
						if err := m.addThreshold(spec); err != nil {
							t.Fatal(err)
						}
					}
					m.said = "" // there is no dur yet
					if c.name == "lines" {
						if err := m.addGraph(`dur=(\d+)ms p50 p95 max`); err != nil {
							t.Fatal(err)
						}
						m.focus = 1
					}
					press(m, c.keys...)
					settle(m)
					rows := screen(m)
					checkRows(t, rows, size[0], size[1])
					golden(t, name, rows)
				})
			}
		}
	}
}

// Of a fleet the processors of several hosts are compared, not all of one.
func TestProcessorsOfHostsLead(t *testing.T) {
	var all []store.Series
	for _, name := range []string{"db.cpu.user", "db.disk.a.util", "web.cpu.user", "web.disk.a.util"} {
		all = append(all, store.Series{Name: name, Unit: "%"})
	}
	all = append(all, store.Series{Name: "cpu.user", Unit: "%"})
	var titles []string
	for _, g := range graphGroups(all, nil) {
		titles = append(titles, g.title)
	}
	if want := []string{"cpu", "db.cpu", "web.cpu", "db.disk.a", "web.disk.a"}; !slices.Equal(titles, want) {
		t.Errorf("the graphs are %q, want %q", titles, want)
	}
}
