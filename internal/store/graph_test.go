package store

import (
	"fmt"
	"testing"
)

func TestParseGraph(t *testing.T) {
	for spec, want := range map[string]string{
		"latency_ms":             "latency_ms [p50 p95 p99 max]",
		"latency_ms rate":        "latency_ms [rate]",
		" latency_ms  max p50  ": "latency_ms [p50 max]",
		"latency_ms p95 p95":     "latency_ms [p95]",
		`dur=(\d+)ms`:            `dur=(\d+)ms [p50 p95 p99 max]`,
		`took (\d+) ms value`:    `took (\d+) ms [value]`,
		"max":                    "max [p50 p95 p99 max]", // a field of that name
		"rate rate":              "rate [rate]",
	} {
		g, err := ParseGraph(spec)
		if got := fmt.Sprintf("%s %v", g.Text, g.Stats); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", spec, got, err, want)
		}
	}
	for _, spec := range []string{"", "  ", "(", `dur=\d+`, "x rate p50", "(a)(b)"} {
		if g, err := ParseGraph(spec); err == nil {
			t.Errorf("%q: %q %v, want an error", spec, g.Text, g.Stats)
		}
	}
}
