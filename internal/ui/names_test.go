package ui

import (
	"slices"
	"testing"
)

func TestShortNames(t *testing.T) {
	for _, c := range []struct{ labels, want []string }{
		{[]string{"/var/log/a.log", "/var/log/b.log"}, []string{"a.log", "b.log"}},
		{[]string{"/a/x.log", "/b/x.log"}, []string{"/a/x.log", "/b/x.log"}},
		{[]string{`sh -c "echo hi; sleep 1"`, "/var/log/b.log"}, []string{`sh -c "echo hi;`, "b.log"}},
		{[]string{"/usr/bin/journalctl -f -u nginx", "x"}, []string{"journalctl -f -u", "x"}},
		{[]string{"dmesg -w", "x"}, []string{"dmesg -w", "x"}},
		{[]string{`sh -c "a b c d e f 1"`, `sh -c "a b c d e f 2"`}, []string{`"a b c d e f 1"`, `"a b c d e f 2"`}},
	} {
		var n names
		for _, label := range c.labels {
			n.add(label)
		}
		if !slices.Equal(n.texts, c.want) {
			t.Errorf("%q: %q, want %q", c.labels, n.texts, c.want)
		}
	}
}
