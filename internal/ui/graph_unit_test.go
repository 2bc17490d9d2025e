package ui

import (
	"math"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
)

func TestReadable(t *testing.T) {
	for _, c := range []struct {
		v    float64
		unit string
		want string
	}{
		{0, "B/s", "0"},
		{1, "B/s", "1B"},
		{1023, "B/s", "1023B"},
		{1024, "B/s", "1KiB"},
		{1536, "B", "1.50KiB"},
		{1 << 20, "B/s", "1MiB"},
		{5e6, "B/s", "4.77MiB"},
		{-2048, "B", "-2KiB"},
		{2, "kB/s", "1.95KiB"},
		{999, "ms", "999ms"},
		{999.9, "ms", "1.00s"},
		{1000, "ms", "1s"},
		{1234, "ms", "1.23s"},
		{0.25, "ms", "250us"},
		{0.25, "µs", "250ns"},
		{119, "s", "119s"},
		{120, "s", "2min"},
		{7200, "s", "2h"},
		{1500, "us", "1.50ms"},
		{999, "", "999"},
		{1500, "", "1.50k"},
		{2.5e6, "/s", "2.50M"},
		{42.25, "%", "42.2"},
		{1e30, "", "1e+30"},
		{math.NaN(), "ms", "-"},
	} {
		if got := readable(c.v, c.unit); got != c.want {
			t.Errorf("readable(%v, %q) = %q, want %q", c.v, c.unit, got, c.want)
		}
	}
	for _, unit := range []string{"", "B", "B/s", "ms", "s", "ns"} {
		for e := -9.0; e < 15; e += 0.01 {
			v := math.Pow(10, e)
			if text := readable(v, unit); line.Width([]byte(text)) > 8 {
				t.Errorf("readable(1e%v, %q) = %q is too wide", e, unit, text)
			}
			if top := roundScale(v, unit); top < v || top > 5.01*v {
				t.Errorf("the axis for %v %q ends at %v", v, unit, top)
			}
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		v        float64
		from, to string
		want     float64
		ok       bool
	}{
		{80, "", "%", 80, true},
		{80, "%", "%", 80, true},
		{1.5, "s", "ms", 1500, true},
		{250, "ms", "s", 0.25, true},
		{10, "MiB", "B/s", 10 << 20, true},
		{10, "MiB/s", "B/s", 10 << 20, true},
		{10, "MiB/s", "B", 0, false},
		{1, "s", "B", 0, false},
		{1, "s", "", 0, false},
		{1, "%", "ms", 0, false},
	} {
		if got, ok := convert(c.v, c.from, c.to); got != c.want || ok != c.ok {
			t.Errorf("convert(%v, %q, %q) = %v, %v, want %v, %v", c.v, c.from, c.to, got, ok, c.want, c.ok)
		}
	}
}
