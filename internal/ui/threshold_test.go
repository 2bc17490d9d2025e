package ui

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestParseThreshold(t *testing.T) {
	for spec, want := range map[string]threshold{
		"cpu.user=80":          {"cpu.user", 80, ""},
		" disk.*.util = 90% ":  {"disk.*.util", 90, "%"},
		"a=b=-1.5":             {"a=b", -1.5, ""},
		"latency_ms.p99=1.5s":  {"latency_ms.p99", 1.5, "s"},
		"net.*=10 MiB/s":       {"net.*", 10, "MiB/s"},
		"x=1e3":                {"x", 1000, ""},
		"rank:a/b.score=5":     {"rank:a\x00b.score", 5, ""},
		"disk.[a-c].util=0.5%": {"disk.[a-c].util", 0.5, "%"},
	} {
		got, err := parseThreshold(spec)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", spec, got, err, want)
		}
	}
	if got, err := parseThreshold("cpu.user="); err != nil || !math.IsNaN(got.value) {
		t.Errorf("without a value: %+v, %v", got, err)
	}
	for _, spec := range []string{"", "=", "=5", "cpu", "cpu=x", "cpu=1x", "cpu=inf", "cpu=nan", "cpu=1e999", "c[pu=1", "  =1"} {
		if got, err := parseThreshold(spec); err == nil {
			t.Errorf("%q: %+v, want an error", spec, got)
		}
	}
}

func TestThresholds(t *testing.T) {
	var all thresholds
	put := func(spec string) error {
		x, err := parseThreshold(spec)
		if err != nil {
			t.Fatal(err)
		}
		return all.put(x)
	}
	for _, spec := range []string{"disk.*.util=90", "disk.sda.util=50", "disk.*=1GiB", "rank:*.score=7", "disk.sda.util=60"} {
		if err := put(spec); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, unit string
		want       string
	}{
		{"disk.sda.util", "%", "60 true"}, // the least of two, and the newer of the same name
		{"disk.sdb.util", "%", "90 true"},
		{"disk.sdb.read", "B/s", "1.073741824e+09 true"},
		{"disk.sdb.await", "ms", "0 false"},
		{"cpu.user", "%", "0 false"},
		{"rank:a/b/c.score", "", "7 true"},
	} {
		v, ok := all.of(c.name, c.unit)
		if got := fmt.Sprint(v, ok); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	version := all.version
	if err := put("disk.sda.util="); err != nil || all.version == version {
		t.Errorf("taken away: %v, version %d", err, all.version)
	}
	if v, _ := all.of("disk.sda.util", "%"); v != 90 {
		t.Errorf("after that %v", v)
	}
	if err := put("nobody="); err == nil {
		t.Error("one that is not there was taken away")
	}
	for i := range maxThresholds + 1 {
		err := put(fmt.Sprintf("x%d=1", i))
		if full := len(all.list) == maxThresholds; err != nil && !full {
			t.Fatal(err)
		} else if i == maxThresholds && err == nil {
			t.Errorf("there are %d", len(all.list))
		}
	}
}

// A threshold is a line across the graph, and what is above it is told in the
// legend.
func TestThresholdIsShown(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	text := mono
	text.profile = plain.profile
	for _, c := range []struct {
		spec       string
		line, over bool
	}{
		{"cpu.user=50", true, false},
		{"cpu.user=30", true, true},
		{"cpu.*=4", true, true},
		{"cpu.idle=4", false, false}, // it is not among those that are drawn
		{"net.*=1", false, false},
	} {
		m := newTestModel(f, text, 80, 30)
		if err := m.addThreshold(c.spec); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(screen(m), "\n")
		if line := strings.Contains(got, unicodeGlyphs.limit); line != c.line {
			t.Errorf("%s: a line: %v, want %v\n%s", c.spec, line, c.line, got)
		}
		if over := strings.Contains(got, " 32!"); over != c.over {
			t.Errorf("%s: told: %v, want %v\n%s", c.spec, over, c.over, got)
		}
	}
}
