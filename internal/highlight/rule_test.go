package highlight

import (
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/line"
)

func TestParseStyle(t *testing.T) {
	red := Color{Depth: Basic, R: 1}
	for _, c := range []struct {
		text string
		want Style
		err  string
	}{
		{"", Style{}, ""},
		{"red", Style{Text: red}, ""},
		{"RED bold", Style{Text: red, Bold: true}, ""},
		{"bold underline reverse", Style{Bold: true, Underline: true, Reverse: true}, ""},
		{"bright-red", Style{Text: Color{Depth: Basic, R: 9}}, ""},
		{"grey", Style{Text: Color{Depth: Basic, R: 8}}, ""},
		{"0", Style{Text: Color{Depth: Indexed}}, ""},
		{"255", Style{Text: Color{Depth: Indexed, R: 255}}, ""},
		{"#1002ff", Style{Text: Color{TrueColor, 16, 2, 255}}, ""},
		{"256", Style{}, `"256" is no style`},
		{"-1", Style{}, "0 to 255, #rrggbb"},
		{"#12345", Style{}, `"#12345" is no style`},
		{"#+12345", Style{}, "is no style"},
		{"purplish", Style{}, "bold, underline, reverse"},
		{"red blue", Style{}, "two colours"},
	} {
		got, err := ParseStyle(c.text)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: %+v, %v; want %+v, %q", c.text, got, err, c.want, c.err)
		}
	}
}

func TestParseRule(t *testing.T) {
	for _, c := range []struct {
		text string
		want Rule
		err  string
	}{
		{"error", Rule{"error", ""}, ""},
		{" error  red bold ", Rule{"error", "red bold"}, ""},
		{"/timed out/", Rule{"timed out", ""}, ""},
		{"/timed out/ red", Rule{"timed out", "red"}, ""},
		{`/a\/b c/ 12`, Rule{"a/b c", "12"}, ""},
		{"/var/log red", Rule{"/var/log", "red"}, ""},
		{"", Rule{}, "missing"},
		{"timed out", Rule{}, "write a pattern with blanks as /timed out/"},
	} {
		got, err := ParseRule(c.text)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: %+v, %v; want %+v, %q", c.text, got, err, c.want, c.err)
		}
	}
}

func TestCompile(t *testing.T) {
	for _, c := range []struct {
		rule Rule
		text string
		want []Span
		err  string
	}{
		{Rule{"b+", "red"}, "abba b", []Span{{From: 1, To: 3}, {From: 5, To: 6}}, ""},
		{Rule{"^a", ""}, "aa", []Span{{From: 0, To: 1}}, ""},
		{Rule{"x*", ""}, "axa", []Span{{From: 1, To: 2}}, ""},
		{Rule{"(?:)", ""}, "axa", nil, ""},
		{Rule{"aa", ""}, "aaaa aa", []Span{{From: 0, To: 2}, {From: 2, To: 4}, {From: 5, To: 7}}, ""},
		{Rule{`a\.b`, ""}, "a.b axb", []Span{{From: 0, To: 3}}, ""},
		{Rule{"(?i)a", ""}, "aA", []Span{{From: 0, To: 1}, {From: 1, To: 2}}, ""},
		{Rule{"", ""}, "", nil, "empty"},
		{Rule{"(", ""}, "", nil, "missing closing"},
		{Rule{"a", "purplish"}, "", nil, "is no style"},
		{Rule{strings.Repeat("a", maxPattern+1), ""}, "", nil, "shorten"},
	} {
		p, err := Compile(c.rule)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%.20q: error %v, want %q", c.rule, err, c.err)
		}
		if err == nil {
			if got := p.Spans(nil, []byte(c.text)); !slices.Equal(got, c.want) {
				t.Errorf("%q in %q: %v, want %v", c.rule.Pattern, c.text, got, c.want)
			}
		}
	}
	for _, pattern := range []string{"a", "[a]b?"} {
		many, _ := Compile(Rule{pattern, ""})
		if n := len(many.Spans(nil, []byte(strings.Repeat("a ", maxLine)))); n != maxMatches {
			t.Errorf("%q: %d matches, want the cap %d", pattern, n, maxMatches)
		}
	}
}

func TestUncolor(t *testing.T) {
	red, back := Color{Depth: Basic, R: 1}, Color{Depth: Basic, R: 4}
	for _, c := range []struct {
		name, text, plain string
		want              []Run
	}{
		{"none", "plain", "plain", nil},
		{"one", "a\x1b[31mbc\x1b[md", "abcd", []Run{{1, 3, Style{Text: red}}}},
		{"added up", "\x1b[1m\x1b[31;44ma\x1b[22mb\x1b[39;49mc", "abc", []Run{
			{0, 1, Style{Text: red, Back: back, Bold: true}}, {1, 2, Style{Text: red, Back: back}},
		}},
		{"bright", "\x1b[91;104ma", "a", []Run{{0, 1, Style{Text: Color{Depth: Basic, R: 9}, Back: Color{Depth: Basic, R: 12}}}}},
		{"256", "\x1b[38;5;200;1ma", "a", []Run{{0, 1, Style{Text: Color{Depth: Indexed, R: 200}, Bold: true}}}},
		{"true", "\x1b[38;2;1;2;3;4ma", "a", []Run{{0, 1, Style{Text: Color{TrueColor, 1, 2, 3}, Underline: true}}}},
		{"true with colons", "\x1b[38:2::1:2:3;1ma", "a", []Run{{0, 1, Style{Text: Color{TrueColor, 1, 2, 3}, Bold: true}}}},
		{"true with few colons", "\x1b[38:2:1:2:3ma", "a", []Run{{0, 1, Style{Text: Color{TrueColor, 1, 2, 3}}}}},
		{"no underline", "\x1b[4:0ma\x1b[4:3mb", "ab", []Run{{1, 2, Style{Underline: true}}}},
		{"too large", "\x1b[38;5;300ma", "a", nil},
		{"reset inside", "\x1b[31;0ma", "a", nil},
		{"invisible", "\x1b[31;41ma", "a", []Run{{0, 1, Style{Text: red}}}},
		{"unknown", "\x1b[5;73ma", "a", nil},
		{"cut off", "\x1b[38;5ma\x1b[38mb", "ab", []Run{{0, 2, Style{Text: Color{Depth: Indexed}}}}},
		{"nothing between", "\x1b[31m\x1b[m", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain, runs := Uncolor([]byte("before")[:6], nil, []byte(c.text))
			if strings.Contains(c.text, "\x1b") {
				plain = plain[6:]
			}
			if c.name == "cut off" { // the colour goes on over both
				runs = []Run{{runs[0].From, runs[len(runs)-1].To, runs[0].Style}}
			}
			if string(plain) != c.plain || !slices.Equal(runs, c.want) {
				t.Errorf("%q: %q, %+v; want %q, %+v", c.text, plain, runs, c.plain, c.want)
			}
		})
	}
}

func FuzzUncolor(f *testing.F) {
	f.Add([]byte("a\x1b[31mb\x1b[38;2;1;2;3mc\x1b[m"))
	f.Add([]byte("\x1b[38:2::1:2:3;58;5;1;4:3;48m日"))
	f.Fuzz(func(t *testing.T, text []byte) {
		clean := line.Clean(nil, text, line.CleanOptions{KeepSGR: true})
		plain, runs := Uncolor(nil, nil, clean)
		if slices.Contains(plain, '\x1b') {
			t.Fatalf("%q leaves %q", clean, plain)
		}
		if w := line.Width(clean); line.Width(plain) != w {
			t.Fatalf("%q has %d columns, %q has %d", clean, w, plain, line.Width(plain))
		}
		at := 0
		for _, r := range runs {
			if r.From < at || r.To <= r.From || r.To > len(plain) {
				t.Fatalf("%q: run %+v after %d", clean, r, at)
			}
			at = r.To
		}
	})
}
