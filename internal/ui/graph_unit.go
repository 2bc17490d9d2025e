package ui

import (
	"math"
	"strings"
)

// unitScale is a unit and how much of the base unit it is. Values are written in
// it from so many of them on.
type unitScale struct {
	name string
	by   float64
	from float64
}

var (
	sizeScales = [...]unitScale{
		{"B", 1, 0},
		{"KiB", 1 << 10, 1},
		{"MiB", 1 << 20, 1},
		{"GiB", 1 << 30, 1},
		{"TiB", 1 << 40, 1},
		{"PiB", 1 << 50, 1},
		{"EiB", 1 << 60, 1},
	}
	timeScales = [...]unitScale{
		{"ns", 1e-9, 0},
		{"us", 1e-6, 1},
		{"ms", 1e-3, 1},
		{"s", 1, 1},
		{"min", 60, 2},
		{"h", 3600, 2},
	}
)

// scalesOf returns the units in which values of unit can be written, the least
// first, and how much of the base unit it is itself: none if it is just counted.
// What is counted a second has the suffix of that.
func scalesOf(unit string) (scales []unitScale, by float64, suffix string) {
	name, suffix := unit, ""
	if rest, ok := strings.CutSuffix(unit, "/s"); ok {
		name, suffix = rest, "/s"
	}
	switch name {
	case "µs", "μs":
		name = "us"
	case "kB":
		return sizeScales[:], 1e3, suffix
	case "MB":
		return sizeScales[:], 1e6, suffix
	case "GB":
		return sizeScales[:], 1e9, suffix
	}
	for _, s := range sizeScales {
		if s.name == name {
			return sizeScales[:], s.by, suffix
		}
	}
	for _, s := range timeScales {
		if s.name == name && suffix == "" {
			return timeScales[:], s.by, ""
		}
	}
	return nil, 1, ""
}

// scaleFor returns the unit in which v is best written, and what v is divided by
// then. ok is false for what is just counted: it has prefixes instead.
func scaleFor(v float64, unit string) (by float64, name string, ok bool) {
	scales, own, suffix := scalesOf(unit)
	if scales == nil {
		return 1, unit, false
	}
	if v == 0 {
		return 1, unit, true
	}
	best := scales[0]
	for _, s := range scales[1:] {
		// What would be written as a thousand is written as one of the next.
		if math.Abs(v)*own >= s.by*s.from*0.9995 {
			best = s
		}
	}
	return best.by / own, best.name + suffix, true
}

// readable writes a value with its unit, if it is one of size or time, else with
// a prefix: 3.21MiB, 12ms, 4.10k. A rate is one a second; that is not said.
func readable(v float64, unit string) string {
	by, name, ok := scaleFor(v, unit)
	switch {
	case math.IsNaN(v):
		return "-"
	case !ok:
		return short(v, unit)
	case v == 0:
		return "0"
	}
	return plainNumber(v/by) + strings.TrimSuffix(name, "/s")
}

// plainNumber writes a number without a unit in at most six columns.
func plainNumber(v float64) string {
	if math.Abs(v) < 1e4 {
		return digits(v)
	}
	return short(v, "")
}

// valueWidth is the most columns that values of a unit take, but for the ones
// that nobody measures.
func valueWidth(unit string) int {
	switch scales, _, _ := scalesOf(unit); {
	case unit == "%":
		return 3
	case scales != nil:
		return len("1023KiB")
	}
	return len("-1.23k")
}

// convert returns a value of one unit in another one; ok is false if they
// measure different things. What has no unit is in the other's.
func convert(v float64, from, to string) (_ float64, ok bool) {
	if from == "" || from == to {
		return v, true
	}
	a, by, ofA := scalesOf(from)
	b, own, ofB := scalesOf(to)
	// A threshold of 10MiB means 10 MiB/s where that is what is measured.
	if a == nil || b == nil || a[0].name != b[0].name || ofA != ofB && ofA != "" {
		return 0, false
	}
	return v * by / own, true
}

// roundScale is roundUp in the unit in which the value is best written, so that
// the axis has round numbers in it.
func roundScale(v float64, unit string) float64 {
	by, _, ok := scaleFor(v, unit)
	if !ok {
		return roundUp(v, unit)
	}
	return roundUp(v/by, "") * by
}
