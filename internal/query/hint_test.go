package query

import (
	"strings"
	"testing"
)

func TestHint(t *testing.T) {
	for _, tt := range []struct{ query, want string }{
		{`foo.*bar`, `foo.*bar`},
		{`took \d+ms`, `took \d+ms`},
		{`[a-z]+`, `[a-z]+`},
		{`id=[^ ]`, ``}, // a comparison
		{`x [^0]`, `x [^0]`},
		{`foo|bar`, `foo|bar`},
		{`f(oo|aa)d`, `f(oo|aa)d`},
		{`(foo|bar)`, `foo|bar`}, // a group
		{`^error`, `^error`},
		{`done$`, `done$`},
		{`10\.0\.0\.1`, `10\.0\.0\.1`},
		{`x(ab)?c`, `x(ab)?c`},
		{`a{2,3}`, `a{2,3}`},
		{`GET /api/.*/x`, `GET \/api\/.*\/x`},
		{`GET \/api/.*`, `GET \/api\/.*`},
		{`Foo.*Bar`, `Foo.*Bar`},
		{`plain and a.*b`, `a.*b`},
		{`plain or a.+b or c.+d`, `a.+b`},
		{strings.Repeat("long ", 20) + ".*", strings.Repeat("long ", 20) + ".*"},

		{`/foo.*bar/`, ``},
		{`"foo.*bar"`, ``},
		{`!foo.*bar`, ``},
		{`foo.*(bar`, ``}, // not valid
		{`error`, ``},
		{`timed out (110)`, ``},
		{`main.go:42`, ``},
		{`[error] disk [2]`, ``},
		{`a | b`, ``},
		{`/var/log/messages`, ``},
		{`c++ or what? or 5$ off`, ``},
		{`level>=warn`, ``},
		{`path~a.*b`, ``},
		{``, ``},
	} {
		want := ""
		if tt.want != "" {
			want = "write /" + tt.want + "/ for a regular expression"
			if n, err := parse("/"+tt.want+"/", testOptions); err != nil || n.op != opRegexp && n.op != opText || n.typed != "" {
				t.Errorf("%s: what the hint says is %+v, %v", tt.query, n, err)
			}
		}
		if got := mustParse(t, tt.query).Hint(); got != want {
			t.Errorf("%s: %q, want %q", tt.query, got, want)
		}
	}
	q := All(mustParse(t, "x"), mustParse(t, "a.*b"))
	if q.Hint() == "" || Not(q).Hint() != "" {
		t.Errorf("of several: %q, negated: %q", q.Hint(), Not(q).Hint())
	}
}
