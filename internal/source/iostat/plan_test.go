package iostat

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestVersionOf(t *testing.T) {
	for text, want := range map[string]version{
		"sysstat version 12.6.1\n(C) Sebastien Godard": {12, 6, 1},
		"sysstat version 11.0":                         {11, 0, 0},
		"iostat: illegal option -- V":                  {},
		"sysstat version 99999999999999999999.1":       {},
		"":                                             {},
	} {
		if got := versionOf(text); got != want {
			t.Errorf("version of %q is %v, want %v", text, got, want)
		}
	}
	for v, want := range map[version]bool{{}: false, {11, 7, 3}: false, {12, 0, 9}: false, {12, 1, 4}: false, {12, 1, 5}: true, {12, 2, 0}: true, {13, 0, 0}: true} {
		if v.hasJSON() != want {
			t.Errorf("%v has JSON: %v", v, !want)
		}
	}
}

func TestPlan(t *testing.T) {
	old, modern, other := version{11, 0, 0}, version{12, 6, 1}, version{}
	for _, test := range []struct {
		name, goos string
		version    version
		own        string
		interval   time.Duration
		want       string
		sinceBoot  bool
	}{
		{"sysstat", "linux", modern, "", time.Second, "-y -xdc -t -o JSON 1", false},
		{"a fraction", "linux", modern, "", 1500 * time.Millisecond, "-y -xdc -t -o JSON 2", false},
		{"less than a second", "linux", modern, "", 100 * time.Millisecond, "-y -xdc -t -o JSON 1", false},
		{"old sysstat", "linux", old, "", 5 * time.Second, "-y -xdc 5", false},
		{"busybox", "linux", other, "", time.Second, "1", true},
		{"macos", "darwin", other, "", time.Second, "-w 1", true},
		{"freebsd", "freebsd", other, "", time.Second, "-x -C -w 1", true},
		{"own", "linux", modern, "-x 2", time.Second, "-x 2", true},
		{"own with y", "linux", modern, "-xy 2 10", time.Second, "-xy 2 10", false},
		{"own without interval", "linux", modern, "-x sda", 3 * time.Second, "-x sda 3", true},
		{"own long flags", "linux", modern, "--pretty --dec=2", time.Second, "--pretty --dec=2 1", true},
		{"own on macos", "darwin", other, "-n 3", time.Second, "-n 3 -w 1", true},
		{"own on macos with interval", "darwin", other, "-w5", time.Second, "-w5", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := planFor(test.goos, test.version, strings.Fields(test.own), test.interval)
			if strings.Join(got.args, " ") != test.want || got.sinceBoot != test.sinceBoot {
				t.Errorf("got %+v, want %q, since boot %v", got, test.want, test.sinceBoot)
			}
		})
	}
}

func TestEnviron(t *testing.T) {
	got := environ([]string{"A=1", "POSIXLY_CORRECT=1", "LC_ALL=de_DE.UTF-8"})
	want := []string{"A=1", "LC_ALL=de_DE.UTF-8", "LC_ALL=C", "S_TIME_FORMAT=ISO", "S_COLORS=never"} // the last of a name counts
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
