package main

import (
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source/tail"
)

func TestLineCount(t *testing.T) {
	for in, want := range map[string]lineCount{
		"0": {0, false, true}, "10": {10, false, true}, "+1": {1, true, true}, "+0": {0, true, true},
	} {
		var l lineCount
		if err := l.Set(in); err != nil || l != want {
			t.Errorf("Set(%q) = %v, %+v; want %+v", in, err, l, want)
		}
	}
	for _, in := range []string{"", "+", "-1", "x", "1k", "99999999999", "++1"} {
		if err := new(lineCount).Set(in); err == nil {
			t.Errorf("Set(%q) is accepted", in)
		}
	}
}

func TestStart(t *testing.T) {
	for _, c := range []struct {
		name   string
		lines  string
		screen bool
		want   tail.Start
	}{
		{"plain begins where tail does", "", false, tail.Start{LastLines: 10}},
		{"the screen has all history", "", true, tail.Start{}},
		{"a number", "3", true, tail.Start{LastLines: 3}},
		{"from a line on", "+7", false, tail.Start{FromLine: 7}},
		{"from line 0 is from line 1", "+0", false, tail.Start{FromLine: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f watchFlags
			if c.lines != "" {
				if err := f.lines.Set(c.lines); err != nil {
					t.Fatal(err)
				}
			}
			if got := f.start(c.screen); got != c.want {
				t.Errorf("start = %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestByteSize(t *testing.T) {
	for in, want := range map[string]byteSize{
		"1MiB": 1 << 20, "64M": 64 << 20, "1.5GiB": 3 << 29, "20MB": 20e6, "2097152": 2 << 20, "1024k": 1 << 20, "2gb": 2e9,
	} {
		var b byteSize
		if err := b.Set(in); err != nil || b != want {
			t.Errorf("Set(%q) = %v, %d; want %d", in, err, b, want)
		}
	}
	for _, in := range []string{"", "x", "1", "-5M", "1XiB", "NaNM", "infG", "9999999GiB", "MiB"} {
		if err := new(byteSize).Set(in); err == nil {
			t.Errorf("Set(%q) is accepted", in)
		}
	}
}

func TestSpan(t *testing.T) {
	for in, want := range map[string]time.Duration{"5": 5 * time.Second, "0.5": 500 * time.Millisecond, "1m30s": 90 * time.Second, "0": 0} {
		var d span
		if err := d.Set(in); err != nil || d.Duration != want {
			t.Errorf("Set(%q) = %v, %v; want %v", in, err, d.Duration, want)
		}
	}
	for _, in := range []string{"", "-1", "x", "NaN", "1e99", "50ms"} {
		if err := (&span{least: 100 * time.Millisecond}).Set(in); err == nil {
			t.Errorf("Set(%q) is accepted", in)
		}
	}
}
