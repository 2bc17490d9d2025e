package query

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
)

// show writes a tree so that its shape and its terms can be read.
func show(n *node) string {
	var kids []string
	for _, k := range n.kids {
		kids = append(kids, show(k))
	}
	switch n.op {
	case opAnd:
		return "and(" + strings.Join(kids, " ") + ")"
	case opOr:
		return "or(" + strings.Join(kids, " ") + ")"
	case opNot:
		return "not(" + kids[0] + ")"
	case opSource:
		return "source:" + string(n.source.part.text)
	case opText:
		var all []string
		for _, x := range n.needles {
			if x.runes != nil {
				all = append(all, strings.ToLower(string(x.text))+"~")
			} else {
				all = append(all, string(x.text))
			}
		}
		return "[" + strings.Join(all, "|") + "]"
	case opRegexp:
		return "/" + n.pattern.re.String() + "/"
	case opLevel:
		return fmt.Sprintf("level:%08b", n.levels)
	case opTime:
		return fmt.Sprintf("time:%d:%s", n.moment.compare, n.moment.begin.UTC().Format("2006-01-02T15:04:05.999"))
	case opField:
		return fmt.Sprintf("%s:%d:%s", n.field.name, n.field.compare, n.field.text.text)
	}
	return "?"
}

var testOptions = Options{Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), Zone: time.UTC}

func TestParse(t *testing.T) {
	long := strings.Repeat("x", maxFold+1)
	tests := []struct{ query, want string }{
		// Texts.
		{"refused", "[refused~]"},
		{"Refused", "[Refused]"},
		{"123", "[123]"},
		{"  connection  refused ", "[connection  refused~]"},
		{`"and" or "a and b"`, "or([and~] [a and b~])"},
		{`"a\"b\\c\d"`, `[a"b\c\d~]`},
		{`""`, "and()"},
		{"timed out (110)", "[timed out (110)~]"},
		{"main.go(12)", "[main.go(12)~]"},
		{") x", "[) x~]"},
		{"a -> b", "[a -> b~]"},
		{"x = y", "[x = y~]"},
		{"a->b", "[a->b~]"},
		{"user=", "[user=~]"},
		{"http://host/?a=b", "[http://host/?a=b~]"},
		{"error: bad", "[error: bad~]"},
		{"!=", "[!=]"},
		{"9=1", "[9=1]"},
		{long, "/(?i:" + strings.ToUpper(long) + ")/"},
		{"X" + long, "[X" + long + "]"},
		{"command not found", "[command not found~]"},
		{"android order nothing", "[android order nothing~]"},
		{"band and orb", "and([band~] [orb~])"},

		// Operators.
		{"a and b or c and not d", "or(and([a~] [b~]) and([c~] not([d~])))"},
		{"a && b || c && !d", "or(and([a~] [b~]) and([c~] not([d~])))"},
		{"a AND b OR NOT c", "or(not([c~]) and([a~] [b~]))"},
		{"(a or b) and c", "and([c~] or([a~] [b~]))"},
		{"((a))", "[a~]"},
		{"(foo(x) or bar)", "or([foo(x)~] [bar~])"},
		{"not (a or b)", "not(or([a~] [b~]))"},
		{"not(a)", "not([a~])"},
		{"!healthz", "not([healthz~])"},
		{"! not !a", "not([a~])"},
		{"!a b", "not([a b~])"},
		{"error !healthz", "and([error~] not([healthz~]))"},
		{`disk "a b" full`, "and([disk~] [a b~] [full~])"},
		{"refused level=error", "and([refused~] level:01000000)"},
		{"level=error refused", "and([refused~] level:01000000)"},
		{"a (b)", "[a (b)~]"},
		{"level=info (b)", "and([b~] level:00001000)"},

		// Regular expressions.
		{"/a.c/", "/(?i-s:A.C)/"},
		{"/A.c/", "/(?-s:A.c)/"},
		{"/A.c/i", "/(?i-s:A.C)/"},
		{`/\S\x{4A}a./`, `/(?i-s:[^\t\n\f\r ]JA.)/`},
		{"/ERROR|WARN|FATAL/", "[ERROR|WARN|FATAL]"},
		{`/a\/b/`, "[a/b~]"},
		{"/api/v1", "[/api/v1~]"},
		{"/var/log/messages", "[/var/log/messages~]"},
		{"/healthz", "[/healthz~]"},
		{"GET /x.y/ 500", "and([GET] [500] /(?i-s:X.Y)/)"},
		{"(/a./)", "/(?i-s:A.)/"},
		{"//", "[//]"},

		// Comparisons.
		{"level>=warn", "level:11100000"},
		{"level>=w", "level:11100000"},
		{"level<NOTICE", "level:00001111"},
		{"level:err", "level:01000000"},
		{"level!=none", "level:11111110"},
		{"severity=critical", "level:10000000"},
		{"priority=3", "priority:0:3"},
		{"source:App", "source:App"},
		{`source:"a b"`, "source:a b"},
		{"source=app", "[source=app~]"},
		{"time>10:30", "time:4:0000-01-01T10:30:00"},
		{"time>=2026-11-22T10:30", "time:5:2026-11-22T10:30:00"},
		{`time<"2026-11-22 10:30:15,25"`, "time:2:2026-11-22T10:30:15.25"},
		{"time<-5m", "time:2:2026-11-22T11:55:00"},
		{"time<5m", "time:2:2026-11-22T11:55:00"},
		{"ts>-5m", "time:4:2026-11-22T11:55:00"},
		{"ts>5m", "ts:4:5m"},
		{"time>-1h30m", "time:4:2026-11-22T10:30:00"},
		{"time<=2026-11-22T10:30:00+01:00", "time:3:2026-11-22T09:30:00"},
		{"ts>10:30", "time:4:0000-01-01T10:30:00"},
		{"user=bob", "user:0:bob"},
		{`user="bob ross"`, "user:0:bob ross"},
		{"http.status>=500", "http.status:5:500"},
		{"dur>250ms and size<=4KiB", "and(dur:4:250ms size:3:4KiB)"},
		{"(status!=200)", "status:1:200"},
		{"path~^/api/v[0-9]", "path:6:"},
		{"path~/a b/i x", "and([x~] path:6:)"},
	}
	for _, tt := range tests {
		n, err := parse(tt.query, testOptions)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		if got := show(n); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.query, got, tt.want)
		}
	}
	for _, empty := range []string{"", "  ", "\t"} {
		if q, err := Parse(empty, testOptions); q != nil || err != nil {
			t.Errorf("%q: %v, %v", empty, q, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		query string
		at    int
		text  string // part of it
	}{
		{"level>=wran", 7, `"wran" is no level: use trace, debug, info, notice, warn, error or fatal`},
		{"é level>=", 10, `"" is no level`},
		{"level~x", 6, "a level is no text"},
		{"a and", 2, `a term is missing behind and`},
		{"a ||", 2, `a term is missing behind ||`},
		{"or b", 0, "a term is missing before or"},
		{"a and or b", 6, "a term is missing before or"},
		{"!", 0, "a term is missing behind !"},
		{"not", 0, "a term is missing behind not"},
		{"x and (a or b", 6, "the parenthesis is not closed"},
		{"()", 0, "nothing in it"},
		{`a "b`, 2, "the quote is not closed"},
		{`user="b`, 5, "the quote is not closed"},
		{"/a(b/", 1, "a parenthesis of the regular expression has no partner"},
		{"/ab[c/", 3, "a bracket of the regular expression is not closed"},
		{"/x and *y**z/", 9, "invalid nested repetition operator"},
		{"/*y/", 1, "nothing stands before * to be repeated"},
		{"/a(?=b)/", 2, "(?= is not supported"},
		{`/a\y/`, 2, "invalid escape"},
		{"/a{1001}/", 2, "too large"},
		{"/(a{100}){50}/", 9, "too large"},
		{"user~a(", 5, "partner"},
		{"time>noon", 5, `"noon" is no time`},
		{"time>25:00", 5, "is no time"},
		{"time>-5", 5, "is no time"},
		{"time>-99999999d", 5, "is no time"},
		{"time~x", 5, "is no time"},
		{"source:", 7, "a name is missing"},
		{"size>big", 5, `"big" is no number`},
		{"a\nb", 1, "a query is one line"},
		{strings.Repeat("x", maxPattern+1), 0, "longer than 1 KiB"},
		{"/" + strings.Repeat("x", maxPattern+1) + "/", 1, "longer than 1 KiB"},
		{"user=" + strings.Repeat("x", maxPattern+1), 5, "longer than 1 KiB"},
		{strings.Repeat("x", maxQuery+1), maxQuery, "longer than 4 KiB"},
		{strings.Repeat("(", maxDepth-1) + "a", maxDepth - 2, "the parenthesis is not closed"},
		{strings.Repeat("(", maxDepth) + "a", maxDepth, "nested too deep"},
	}
	for _, tt := range tests {
		q, err := Parse(tt.query, testOptions)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%.80q: got %v, %v", tt.query, q, err)
			continue
		}
		if e.At != tt.at || !strings.Contains(e.Text, tt.text) || e.Query != tt.query {
			t.Errorf("%.80q: got %q at %d, want %q at %d", tt.query, e.Text, e.At, tt.text, tt.at)
		}
	}
	_, err := Parse("é level>=wran", testOptions)
	if want := `é level>=wran: "wran" is no level: use trace, debug, info, notice, warn, error or fatal (at column 10)`; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if _, err = Parse("a\nb", testOptions); strings.Contains(err.Error(), "\n") {
		t.Errorf("more than a line: %s", err)
	}
}

func TestParseLimits(t *testing.T) {
	for _, query := range []string{
		strings.Repeat("x", maxPattern),
		"/" + strings.Repeat("x.", maxPattern/2) + "/",
		strings.Repeat("(", maxDepth-1) + "a" + strings.Repeat(")", maxDepth-1),
		strings.Repeat("a or ", (maxQuery-1)/5) + "b",
		"/x{1,500}/", `/[\pL\pN]{9}/`, "/(a*)*b/",
	} {
		q, err := Parse(query, testOptions)
		if err != nil {
			t.Errorf("%.40s: %v", query, err)
		} else if q.String() != query {
			t.Errorf("%.40s: String is %.40s", query, q)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"a and b", `!"x\"`, "(level>=warn or /a.*b/i) status!=200", "time<-5m x~/(/", "((", "a)(b", "source:x && !y", "/\\", "é>1µs", `a/.*\/b|c`,
	} {
		f.Add(seed)
	}
	data := []byte("time=2026-11-22T10:30:00Z level=warn msg=\"a b\" x=1\n  more\n{\"é\":2}\n")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text, testOptions)
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || e.At < 0 || e.At > len(text) || e.Text == "" || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		txt := &Text{Data: data, Source: "app"}
		hits := matching(q, txt)
		q.Spans(nil, data)
		if hint := q.Hint(); hint != "" { // it can be followed
			hint = strings.TrimSuffix(strings.TrimPrefix(hint, "write "), " for a regular expression")
			if n, err := parse(hint, testOptions); err == nil && n.typed != "" || err != nil && len(hint) <= maxQuery {
				t.Fatalf("%q: the hint %s is wrong: %v", text, hint, err)
			}
		}
		if q == nil || strings.ContainsAny(text, "()/") {
			return // in parentheses, a parenthesis or a slash in a text may mean another thing
		}
		// What All and Not write means the same when it is read again.
		for _, c := range []*Query{All(q, q), Not(q)} {
			if len(c.String()) > maxQuery {
				return
			}
			again, err := Parse(c.String(), testOptions)
			if err != nil {
				if strings.Count(text, "!")+strings.Count(text, "not")+strings.Count(text, "NOT") > maxDepth-4 {
					return
				}
				t.Fatalf("%q: %v", c, err)
			}
			if a, b := matching(again, txt), matching(c, txt); a != b {
				t.Fatalf("%q: %d hits, read again %d", c, b, a)
			}
		}
		var all int
		for range (*Query)(nil).Hits(txt) {
			all++
		}
		if rest := matching(Not(q), txt); hits+rest != all {
			t.Fatalf("%q: %d match and %d do not, of %d", text, hits, rest, all)
		}
	})
}

func TestLevelNames(t *testing.T) {
	for l := line.None; l <= line.Fatal; l++ {
		if got, ok := parseLevel(l.String()); got != l || !ok {
			t.Errorf("%s: %v", l, got)
		}
	}
}
