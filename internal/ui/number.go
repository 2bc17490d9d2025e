package ui

import (
	"fmt"
	"math"
	"strconv"
)

// group writes a count with a blank between groups of three digits.
func group(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

// short writes a value in at most six columns, with a unit prefix.
func short(v float64, unit string) string {
	base, prefixes := prefix(unit)
	whole := v
	for i := -1; ; i++ {
		if a := math.Abs(v); a < base*0.9995 || i == len(prefixes)-1 {
			if a >= 1e4 {
				return strconv.FormatFloat(whole, 'g', 1, 64)
			}
			return digits(v) + prefixes[max(i, 0):i+1]
		}
		v /= base
	}
}

// prefix returns the step between unit prefixes, and the prefixes.
func prefix(unit string) (base float64, prefixes string) {
	if unit == "B" || unit == "B/s" {
		return 1024, "KMGTPE"
	}
	return 1000, "kMGTPE"
}

// digits writes a value of less than 1024 with about three digits.
func digits(v float64) string {
	switch a := math.Abs(v); {
	case a >= 99.95 || a == math.Trunc(a):
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.01:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return fmt.Sprintf("%.0e", v)
}

// roundUp returns the next round number: 1, 2 or 5 times a power of ten, and of
// a unit prefix. As the bound of an axis it stays while values move a little.
func roundUp(v float64, unit string) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 1
	}
	scale := 1.0
	if base, prefixes := prefix(unit); base == 1024 {
		for i := 0; v/scale >= base && i < len(prefixes); i++ {
			scale *= base
		}
	}
	p := math.Pow(10, math.Floor(math.Log10(v/scale)))
	for _, m := range [...]float64{1, 2, 5} {
		if v <= m*p*scale {
			return m * p * scale
		}
	}
	return 10 * p * scale
}
