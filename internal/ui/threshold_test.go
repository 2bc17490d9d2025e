package ui

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
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

// A threshold may name all that is in a graph.
func TestThresholdOfGroup(t *testing.T) {
	for _, c := range []struct {
		threshold, name string
		want            bool
	}{
		{"dur_ms=600", "dur_ms.p95", true},
		{"dur_ms.p95=600", "dur_ms.p95", true},
		{"dur_ms.p95=600", "dur_ms.p50", false},
		{"dur=600", "dur_ms.p95", false},
		{"cpu=80", "cpu.user", true},
		{"disk=80", "disk.sda.util", true},
		{`/took (\d+) ms/=100ms`, `/took (\d+) ms/.p95`, true},
		{`took (\d+) ms=100ms`, `/took (\d+) ms/.max`, true},
		{`/took (\d+) ms/=100ms`, `took (\d+) ms.p50`, true},
		{`/a[+-](\d+)/=1`, `a[+-](\d+).p50`, true},
		{`/took (\d+) ms/=100ms`, `/took (\d+) s/.p95`, false},
		{"/=1", "/", true},
	} {
		x, err := parseThreshold(c.threshold)
		if err != nil {
			t.Errorf("%s: %v", c.threshold, err)
		} else if got := x.fits(flat(c.name)); got != c.want {
			t.Errorf("%s is one of %s: %v, want %v", c.threshold, c.name, got, c.want)
		}
	}
}

// A threshold that is across no graph is kept, and it is said that it is not.
func TestThresholdMisses(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.stamped("app.log", 90, day.Add(-time.Second))
	m := newTestModel(f, mono, 100, 40)
	screen(m)
	if err := m.addGraph(`request (\d+)`); err != nil {
		t.Fatal(err)
	}
	settle(m)
	for _, c := range []struct{ spec, said string }{
		{"cpu.usr=80", "no series cpu.usr yet; did you mean cpu.user?"},
		{"cpus=80", "no series cpus yet; did you mean cpu?"},
		{"nothing.like=80", "no series nothing.like yet"},
		{"cpu.user=80", ""},
		{"cpu.idle=80", ""}, // it is no curve, but it is a series
		{"net=1MiB", ""},
		{"net=1ms", "net is in B/s, not in ms"},
		{`request (\d+)=5ms`, `request (\d+) has no unit yet: want request (\d+)=5`},
		{`/request (\d+)/=5`, ""},
	} {
		n := len(m.thresholds.list)
		press(m, ":")
		press(m, strings.Split("threshold "+c.spec, "")...)
		if press(m, "enter"); m.prompt.open || m.said != c.said {
			t.Errorf("%s: said %q, want %q (%v)", c.spec, m.said, c.said, m.prompt.err)
		}
		if len(m.thresholds.list) == n && c.spec != "net=1ms" {
			t.Errorf("%s is not kept", c.spec)
		}
	}
	if text := strings.Join(screen(m), "\n"); !strings.Contains(text, unicodeGlyphs.limit) {
		t.Errorf("no line:\n%s", text)
	}
}

// What is wrong with the thresholds of the settings is said once there are series.
func TestThresholdOfSettings(t *testing.T) {
	for _, c := range []struct{ spec, before, after string }{
		{"cpu.user=80", "", ""},
		{"cpu.usr=80", "", "no series cpu.usr yet; did you mean cpu.user?"},
		{"dur_m=80", "no series dur_m yet; did you mean dur_ms?", "no series dur_m yet; did you mean dur_ms?"},
		{"dur_ms=80", "", ""},
	} {
		f := newFeeder(t, 0)
		f.lines("app.log", "dur_ms=5")
		m := newTestModel(f, mono, 100, 40)
		if err := m.apply(Settings{Graphs: []string{"dur_ms"}, Thresholds: []string{c.spec}}); err != nil {
			t.Fatal(err)
		}
		if settle(m); m.said != c.before {
			t.Errorf("%s: said %q, want %q", c.spec, m.said, c.before)
		}
		f.samples()
		if settle(m); m.said != c.after {
			t.Errorf("%s: then said %q, want %q", c.spec, m.said, c.after)
		}
	}
}
