package query

import (
	"strings"
	"testing"
)

func TestLiterals(t *testing.T) {
	for _, tt := range []struct{ pattern, want string }{ // = exact
		{"ERROR|WARN|FATAL", "=ERROR WARN FATAL"},
		{"ERROR|ERR", "=ERROR ERR"},
		{"colou?r", "=colour color"},
		{"(?i:abc)", "=abc~"},
		{"a(?i:b)c", "abc~"},
		{"1(?i:b)2", "=1b2~"},
		{"[Ee]rror: .*", "error: ~"},
		{"[ab]rror: .*", "arror:  brror: "},
		{"conn.*refused", "refused"},
		{"foo$", "foo"},
		{"^foo", "foo"},
		{"(foo|bar)+x?", "foo bar"},
		{"(?:foo)*bar", "bar"},
		{"(?:foo){2,}", "foo"},
		{"foo|x*", ""},
		{"foo|bar.|ba", "foo ba"},
		{`[0-9]{3}\.[0-9]+ms?`, ""},
		{"[a-z]foo|[0-9]bar", "foo bar"},
		{".", ""},
		{"a", "=a"},
		{"a.", ""},
		{"ab\uFFFD", ""},
		{`ab\n`, ""},
		{"[abc][def][ghi]", ""},
		{"abc|abd|abe|abf|abg|abh|abi|abj|abk", "ab"},
		{"ac|bd|ce|df|eg|fh|gi|hj|ik", ""},
		{`(?:[\pL\pN]{1,9}.){1,9}!`, "!"},
		{`\bfoo\b`, "foo"},
		{"", ""},
	} {
		p, problem, _ := compile(tt.pattern, false)
		if problem != "" {
			t.Fatal(problem)
		}
		var got []string
		for _, n := range p.needles {
			if n.runes != nil {
				got = append(got, strings.ToLower(string(n.text))+"~")
			} else {
				got = append(got, string(n.text))
			}
		}
		s := strings.Join(got, " ")
		if p.exact {
			s = "=" + s
		}
		if s != tt.want {
			t.Errorf("%s: %q, want %q", tt.pattern, s, tt.want)
		}
	}
}
