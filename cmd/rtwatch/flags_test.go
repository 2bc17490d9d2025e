package main

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source/tail"
)

func TestLineCount(t *testing.T) {
	for in, want := range map[string]lineCount{
		"0": {0, false, true}, "10": {10, false, true}, "+1": {1, true, true}, "+0": {0, true, true}, "-5": {5, false, true},
	} {
		var l lineCount
		if err := l.Set(in); err != nil || l != want {
			t.Errorf("Set(%q) = %v, %+v; want %+v", in, err, l, want)
		}
	}
	for _, in := range []string{"", "+", "-", "+-1", "--1", "x", "1k", "99999999999", "++1"} {
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
		filter string
	}{
		{"plain begins where tail does", "", false, tail.Start{LastLines: 10}, ""},
		{"the screen has all history", "", true, tail.Start{}, ""},
		{"a number", "3", true, tail.Start{LastLines: 3}, ""},
		{"from a line on", "+7", false, tail.Start{FromLine: 7}, ""},
		{"from line 0 is from line 1", "+0", false, tail.Start{FromLine: 1}, ""},
		{"a filter is for all of the file", "", false, tail.Start{FromLine: 1}, "error"},
		{"a number and a filter", "3", false, tail.Start{LastLines: 3}, "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f watchFlags
			if c.filter != "" {
				f.filters = []string{c.filter}
			}
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

func TestMoment(t *testing.T) {
	for in, least := range map[string]time.Duration{ // how long ago it is
		"10m": 10 * time.Minute, "-10m": 10 * time.Minute, "1h30m": 90 * time.Minute, "2d": 48 * time.Hour,
		"00:00": 0, "23:59:59.999": 0, "2026-01-01": 0, "2026-01-01 10:42": 0,
	} {
		before := time.Now()
		var m moment
		err := m.Set(in)
		ago := before.Sub(m.Time)
		switch {
		case err != nil || m.String() != in:
			t.Errorf("Set(%q) = %v, %q", in, err, &m)
		case least > 0 && (ago > least || ago < least-time.Minute):
			t.Errorf("%q is %v ago", in, ago)
		case strings.Index(in, ":") == 2 && (ago > 25*time.Hour || ago < -time.Minute):
			t.Errorf("%q is %v ago, want it within the last day", in, ago)
		}
	}
	for _, in := range []string{"", "10", "noon", "25:00", "2026-13-01", "5KiB"} {
		m := moment{}
		if err := m.Set(in); err == nil || !strings.Contains(err.Error(), "10m (ago)") || !m.IsZero() {
			t.Errorf("Set(%q) = %v, %v", in, err, m)
		}
	}
}

func TestHistoricLines(t *testing.T) {
	root := newRoot(process{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	for args, want := range map[string]string{
		"tail -20 a":             "tail -n 20 a",
		"tail a -5":              "tail a -n 5",
		"tail --plain -3 a":      "tail --plain -n 3 a",
		"tail -F -3 a":           "tail -F -n 3 a",
		"tail -n -3 a":           "tail -n -3 a",
		"tail --lines -3 a":      "tail --lines -3 a",
		"tail --lines=4 -3 a":    "tail --lines=4 -n 3 a",
		"tail -- -3":             "tail -- -3",
		"tail -3x - a":           "tail -3x - a",
		"tail":                   "tail",
		"redis --from -3 -4 a b": "redis --from -3 -4 a b",
		"":                       "",
	} {
		if got := strings.Join(historic(root, strings.Fields(args)), " "); got != want {
			t.Errorf("%q: %q, want %q", args, got, want)
		}
	}
}

// Times are read in the zone that they are shown in.
func TestMomentInZone(t *testing.T) {
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	time.Local = time.FixedZone("", 9*60*60)
	for _, c := range []struct{ args, want string }{
		{"--since=2026-11-22T10:42", "time>=2026-11-22T10:42:00+09:00"},
		{"--utc --since=2026-11-22T10:42", "time>=2026-11-22T10:42:00Z"},
		{"--until=2026-11-22 --utc", "time<=2026-11-22T00:00:00Z"},
		{"--utc --since=2026-11-22T10:42+02:00", "time>=2026-11-22T10:42:00+02:00"},
	} {
		f, err := loaded(t, "", strings.Fields(c.args)...)
		if err != nil {
			t.Fatal(err)
		}
		w, err := process{out: os.Stdout}.watching(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.flags.queries(); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q, want %q", c.args, got, c.want)
		}
	}
}

func TestQueries(t *testing.T) {
	set := func(filters []string, level, since, until string) *watchFlags {
		f := &watchFlags{filters: filters, level: choice{allowed: levels}}
		for _, v := range []struct {
			text string
			set  func(string) error
		}{{level, f.level.Set}, {since, f.since.Set}, {until, f.until.Set}} {
			if v.text != "" {
				if err := v.set(v.text); err != nil {
					t.Fatal(err)
				}
			}
		}
		return f
	}
	const text = `2026-11-22T10:42:07.2Z INFO one
2026-11-22T10:42:07.6Z WARN two GET
2026-11-22T10:42:08.4Z ERROR three GET
2026-11-22T10:42:09.0Z INFO four
`
	for _, c := range []struct {
		name  string
		flags *watchFlags
		texts int
		want  string // the last words of what matches
	}{
		{"none", set(nil, "", "", ""), 0, "one GET GET four"},
		{"a filter", set([]string{"get"}, "", "", ""), 1, "GET GET"},
		{"several filters all hold", set([]string{"get", "!three"}, "", "", ""), 2, "GET"},
		{"not binds to its term", set([]string{"!get or three"}, "", "", ""), 1, "one GET four"},
		{"each is on its own", set([]string{"one or two", "two or three"}, "", "", ""), 2, "GET"},
		{"level", set(nil, "error", "", ""), 1, "GET"},
		{"since", set(nil, "", "2026-11-22T10:42:08Z", ""), 1, "GET four"},
		{"since a part of a second", set(nil, "", "2026-11-22T10:42:07.5Z", ""), 1, "GET GET four"},
		{"until a part of a second", set(nil, "", "", "2026-11-22 10:42:07.5Z"), 1, "one"},
		{"all", set([]string{"get"}, "warn", "2026-11-22T10:42:07.3Z", "2026-11-22T10:42:08.3Z"), 4, "GET"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q, err := c.flags.query()
			if texts := c.flags.queries(); err != nil || len(texts) != c.texts || (q == nil) != (c.texts == 0) {
				t.Fatalf("%q: %v, %v", texts, q, err)
			}
			var got []string
			for hit := range q.Hits(&query.Text{Data: []byte(text)}) {
				all := strings.Fields(text[hit.Start:hit.End])
				got = append(got, all[len(all)-1])
			}
			if want := strings.Fields(c.want); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", q, got, want)
			}
		})
	}
}

func TestFilterErrors(t *testing.T) {
	for _, c := range []struct{ filter, want string }{
		{"/a(/", "--filter /a(/: a parenthesis of the regular expression has no partner"},
		{"level>=loud", `--filter level>=loud: "loud" is no level`},
		{"time>noon", `--filter time>noon: "noon" is no time`},
		{"!", "--filter !: a term is missing behind !"},
		{strings.Repeat("x", 5000), "the query is longer than 4 KiB"},
	} {
		q, err := (&watchFlags{filters: []string{"fine", c.filter}}).query()
		var wrong usageError
		var where *query.Error
		if q != nil || !errors.As(err, &wrong) || !errors.As(err, &where) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40s: %v, %v; want a usage error with %q", c.filter, q, err, c.want)
		}
	}
}

// A number that is none is told in words, not in those of the parser.
func TestNumberFlags(t *testing.T) {
	for _, text := range []string{"x", "99999999999999999999"} {
		root := newRoot(process{in: os.Stdin, out: os.Stdout, err: os.Stderr})
		root.SetArgs([]string{"redis", "--keys", "a", "--window", text})
		if err := root.Execute(); err == nil || err.Error() != "--window \""+text+"\": want a whole number" {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A time without a zone is one in UTC with --utc, wherever this runs.
func TestQueryZone(t *testing.T) {
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	time.Local = time.FixedZone("", 5*60*60)
	for utc, want := range map[bool]bool{true: false, false: true} {
		f := &watchFlags{filters: []string{"time>=2026-11-22T10:42"}}
		f.settings.UTC = utc
		q, err := f.query()
		if err != nil {
			t.Fatal(err)
		}
		hits := 0
		for range q.Hits(&query.Text{Data: []byte("2026-11-22T08:00:00Z INFO one\n")}) {
			hits++
		}
		if (hits > 0) != want {
			t.Errorf("--utc=%v: %d hits", utc, hits)
		}
	}
}
