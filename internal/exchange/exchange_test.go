package exchange

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis"
)

func TestEntryRoundTrip(t *testing.T) {
	id := ID{MS: 1_800_000_000_000, Seq: 1 << 40}
	for _, want := range []Entry{
		{Kind: Lines, N: 2, Text: "a\nb\n"},
		{Kind: Lines, Head: 3, Open: true, N: 1, Text: "nd\nbegin"},
		{Kind: Lines, Text: "\x00\xff"},
		{Kind: Notice, Severity: 2, Text: "gone"},
		{Kind: Notice, Lost: 7, Text: "7 lines were dropped"},
		{Kind: Samples, Values: []string{"cpu.user", "3.1 %", "text", "1", "n", "2"}},
	} {
		want.ID, want.Writer, want.Record, want.At = id, "abc", 9, 1_800_000_000_001
		got, err := ParseEntry(want.ID.String(), want.Fields(nil), want.Kind == Samples)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v became %+v (%v)", want, got, err)
		}
	}
}

// Whatever stands in a stream, the numbers read from it are possible.
func FuzzParseEntry(f *testing.F) {
	f.Add("5-5", "w 1 2", "n", "3", "text", "a\n", false)
	f.Add("5-5", "w 1 2", "head", "300", "text", "a\n", false)
	f.Add("18446744073709551615-1", "w 1 -1", "n", "-3", "lost", "99999999999999999999", false)
	f.Add("x", "", "", "", "", "", true)
	f.Fuzz(func(t *testing.T, id, meta, a, av, b, bv string, samples bool) {
		e, err := ParseEntry(id, []string{".", meta, a, av, b, bv}, samples)
		if err != nil {
			return
		}
		if e.N < 0 || e.N > len(e.Text) || e.Head < 0 || e.Head > len(e.Text) || e.At < 0 || e.Lost < -1 || e.Severity < 0 || e.Severity > 2 {
			t.Errorf("it is %+v", e)
		}
	})
}

func TestValues(t *testing.T) {
	for _, x := range []struct {
		v    float64
		unit string
	}{{0, ""}, {-1.5e300, "%"}, {0.1, "B/s"}, {1, "a b"}} {
		v, unit, err := ParseValue(FormatValue(x.v, x.unit))
		if err != nil || v != x.v || unit != x.unit {
			t.Errorf("%v %q became %v %q (%v)", x.v, x.unit, v, unit, err)
		}
	}
}

func TestGroup(t *testing.T) {
	for series, want := range map[string][2]string{
		"disk.sda.util": {"disk.sda", "util"}, "cpu.user": {"cpu", "user"}, "load": {"load", "value"},
		".x": {".x", "value"}, "x.": {"x.", "value"}, "": {"", "value"},
	} {
		if group, name := Group(series); group != want[0] || name != want[1] {
			t.Errorf("%q is %q of %q", series, name, group)
		}
	}
}

func TestCheckHost(t *testing.T) {
	for _, good := range []string{"web1", "db.example.org", "a_b-C", strings.Repeat("x", maxHost)} {
		if err := CheckHost(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", ".", "..", "a b", "a{b}", "a/b", "a\\b", "ü", "a:b", "a\x00", strings.Repeat("x", maxHost+1)} {
		if CheckHost(bad) == nil {
			t.Errorf("%q is a host's name", bad)
		}
	}
}

func TestParseServer(t *testing.T) {
	for raw, want := range map[string]redis.Endpoint{
		"redis://h":                   {Label: "redis://h:6379", Network: "tcp", Password: "env"},
		"redis://":                    {Label: "redis://127.0.0.1:6379", Network: "tcp", Password: "env"},
		"rediss://u:p%40@[::1]:1/2":   {Label: "rediss://[::1]:1", Network: "tcp", DB: 2, User: "u", Password: "p@", Single: true},
		"unix:///run/redis.sock?db=3": {Label: "unix:///run/redis.sock", Network: "unix", DB: 3, Password: "env", Single: true},
		"redis+cluster://a,b:1":       {Label: "redis+cluster://a:6379,b:1", Network: "tcp", Password: "env"},
		"redis+sentinel://a,b:1/main": {Label: "redis+sentinel://a:26379,b:1/main", Network: "tcp", Password: "env", Single: true},
	} {
		s, err := ParseServer("--to", raw, "env", nil)
		got := s.at
		if hasTLS := strings.HasPrefix(raw, "rediss"); err != nil || s.Label != want.Label || got.Label != want.Label || got.Network != want.Network ||
			got.DB != want.DB || got.User != want.User || got.Password != want.Password || got.Single != want.Single || (got.TLS != nil) != hasTLS {
			t.Errorf("%s became %+v (%v), want %+v", raw, got, err, want)
		}
	}
	for _, bad := range []string{
		"", "h:6379", "http://:secret@h", "redis://:secret@h:port", "redis://:sec%ret@h", "redis://:secret@h/x", "redis://:secret@h/-1",
		"redis://h?password=secret", "unix://host/x", "redis://:sec#ret@h", "redis:secret",
	} {
		if _, err := ParseServer("--to", bad, "", nil); err == nil || strings.Contains(err.Error(), "sec") || !strings.Contains(err.Error(), "--to") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
