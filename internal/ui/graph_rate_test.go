package ui

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// A steady rate is told as what it is, whatever part of a column has passed.
func TestSteadyRate(t *testing.T) {
	for _, seconds := range []int{2, 18, 59, 60, 61, 75, 90, 119, 121, 200, 1000} {
		f := newFeeder(t, 0)
		var lines []string
		begin := day.Truncate(time.Minute).Add(42*time.Second - time.Hour)
		for s := range seconds {
			for i := range 3 {
				lines = append(lines, fmt.Sprintf("%s INFO dur_ms=%d", begin.Add(time.Duration(s)*time.Second).Format(time.RFC3339), i+1))
			}
		}
		f.lines("app.log", lines...)
		m := newTestModel(f, mono, 100, 40)
		m.setSpan(2 * time.Hour) // minutes a column
		for _, spec := range []string{"dur_ms", "dur_ms rate"} {
			if err := m.addGraph(spec); err != nil {
				t.Fatal(err)
			}
			settle(m)
			p, g := &m.graphs[0], &m.groups[0]
			got := g.rate(&p.drawn.window, -1)
			if spec == "dur_ms rate" {
				if got = p.sums[0].newest; seconds < 60 {
					continue // it began in the column
				}
			} else if !strings.Contains(stripped(m), "3 lines/s") {
				t.Errorf("%d s: not told:\n%s", seconds, stripped(m))
			}
			if math.Abs(got-3) > 0.01 {
				t.Errorf("%s, %d s, %v a column: %v", spec, seconds, p.drawn.window.step, got)
			}
		}
	}
}

// The legend of several statistics of a number tells their values, not statistics
// of them.
func TestLegendOfQuantiles(t *testing.T) {
	f := newFeeder(t, 0)
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 160, 40)
	for spec, want := range map[string]int{`dur=(\d+)ms`: 1, `dur=(\d+)ms p95`: 1, `dur=(\d+)ms p50 p95`: 0} {
		if err := m.addGraph(spec); err != nil {
			t.Fatal(err)
		}
		settle(m)
		if row := strings.Split(stripped(m), "\n")[1]; strings.Count(row, "max ") != want || strings.Contains(row, "min ") == strings.Contains(row, "p50") {
			t.Errorf("%s: %s", spec, row)
		}
	}
}
