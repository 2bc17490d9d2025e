package ui

import (
	"slices"
	"testing"
)

func TestShortNames(t *testing.T) {
	for _, c := range []struct{ labels, want []string }{
		{[]string{"/var/log/a.log", "/var/log/b.log"}, []string{"a.log", "b.log"}},
		{[]string{"/a/x.log", "/b/x.log"}, []string{"/a/x.log", "/b/x.log"}},
		{[]string{`sh -c "echo hi; sleep 1"`, "/var/log/b.log"}, []string{`sh -c "echo hi;…`, "b.log"}},
		{[]string{"/usr/bin/journalctl -f -u nginx", "x"}, []string{"journalctl -f…", "x"}},
		{[]string{"dmesg -w", "x"}, []string{"dmesg -w", "x"}},
		{[]string{`sh -c "a b c d e f 1"`, `sh -c "a b c d e f 2"`}, []string{`…"a b c d e f 1"`, `…"a b c d e f 2"`}},
		{[]string{"redis://h:6391/0 stats:web1", "redis://h:6391/0 stats:web2"}, []string{"stats:web1", "stats:web2"}},
		{
			[]string{"redis://h:6391/0 a very long name of web1", "redis://h:6391/0 b"},
			[]string{"…ng name of web1", "b"},
		},
		{
			[]string{"redis://127.0.0.1:6391/0 stats:web1", "redis://127.0.0.1:6392/0 stats:web1", "x.log"},
			[]string{"127.0.0.1:6391/0 stats:web1", "127.0.0.1:6392/0 stats:web1", "x.log"},
		},
	} {
		n := names{ellipsis: "…"}
		for _, label := range c.labels {
			n.add(label)
		}
		if !slices.Equal(n.texts, c.want) {
			t.Errorf("%q: %q, want %q", c.labels, n.texts, c.want)
		}
	}
}

// A host is always to be seen, whatever else has no room.
func TestHostNames(t *testing.T) {
	for _, c := range []struct{ labels, want []string }{
		{[]string{"webA//logs/app.log", "webB//logs/json.log"}, []string{"webA/app.log", "webB/json.log"}},
		{[]string{"webA//w/logs/app.log", "webB//w/logs/app.log"}, []string{"webA/app.log", "webB/app.log"}},
		{[]string{"webA//w/a/app.log", "webA//w/b/app.log"}, []string{"webA/a/app.log", "webA/b/app.log"}},
		{[]string{"webA/dmesg -w", "webB/logs/x.log"}, []string{"webA/dmesg -w", "webB/x.log"}},
		{
			[]string{"web-frontend-01.eu.example.net//l/application-of-today.log", "b/redis://h:1/0 key"},
			[]string{"web-fron…ample.net/…oday.log", "b/redis://h:1/0 key"},
		},
		{[]string{"a/" + "0123456789012345678901234567", "b/x"}, []string{"a/…3456789012345678901234567", "b/x"}},
	} {
		n := names{hosts: true, ellipsis: "…"}
		for _, label := range c.labels {
			n.add(label)
		}
		if !slices.Equal(n.texts, c.want) {
			t.Errorf("%q: %q, want %q", c.labels, n.texts, c.want)
		}
	}
}
