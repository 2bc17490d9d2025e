package ui

import (
	"math"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
)

func TestGroup(t *testing.T) {
	for n, want := range map[uint64]string{
		0: "0", 7: "7", 999: "999", 1000: "1 000", 12412: "12 412", 5871463: "5 871 463",
		math.MaxUint64: "18 446 744 073 709 551 615",
	} {
		if got := group(n); got != want {
			t.Errorf("group(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct {
		v    float64
		unit string
		want string
	}{
		{0, "", "0"},
		{1, "ms", "1"},
		{0.25, "", "0.25"},
		{12.34, "ms", "12.3"},
		{99.96, "", "100"},
		{999, "", "999"},
		{1000, "", "1k"},
		{1500, "", "1.50k"},
		{999.9, "", "1.00k"},
		{2.5e6, "1/s", "2.50M"},
		{1023, "B/s", "1023"},
		{1024, "B/s", "1K"},
		{5 << 20, "B", "5M"},
		{-1500, "", "-1.50k"},
		{0.001, "", "1e-03"},
		{1e30, "", "1e+30"},
	} {
		if got := short(c.v, c.unit); got != c.want {
			t.Errorf("short(%v, %q) = %q, want %q", c.v, c.unit, got, c.want)
		}
	}
	for e := -320.0; e < 308; e += 0.37 {
		for _, unit := range []string{"", "B/s"} {
			if s := short(math.Pow(10, e), unit); line.Width([]byte(s)) > 6 {
				t.Errorf("short(1e%v, %q) = %q is too wide", e, unit, s)
			}
		}
	}
}

func TestRoundUp(t *testing.T) {
	for _, c := range []struct {
		v    float64
		unit string
		want float64
	}{
		{0, "", 1},
		{-1, "", 1},
		{math.Inf(1), "", 1},
		{1, "", 1},
		{1.1, "", 2},
		{3, "", 5},
		{7, "", 10},
		{0.03, "", 0.05},
		{1001, "", 2000},
		{1001, "B/s", 2000},
		{1025, "B/s", 2048},
		{6 << 20, "B/s", 10 << 20},
	} {
		if got := roundUp(c.v, c.unit); math.Abs(got-c.want) > 1e-9*c.want {
			t.Errorf("roundUp(%v, %q) = %v, want %v", c.v, c.unit, got, c.want)
		}
	}
}
