package query

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestNumberValues(t *testing.T) {
	for _, c := range []struct {
		name, number, line string
		want               float64 // NaN: none
		unit               string
	}{
		{"a group", `dur=(\d+)`, "GET / dur=12", 12, ""},
		{"in slashes", `/dur=(\d+)/`, "GET / dur=12", 12, ""},
		{"in slashes, any case", `/DUR=(\d+)/i`, "GET / dur=12", 12, ""},
		{"smart case", `dur=(\d+)`, "Dur=12", 12, ""},
		{"a capital", `Dur=(\d+)`, "dur=12", math.NaN(), ""},
		{"the unit behind the group", `dur=(\d+)ms`, "dur=12ms", 12, "ms"},
		{"another unit behind it", `dur=([\d.]+)`, "dur=1.5s ok", 1500, "ms"},
		{"the unit in the group", `dur=(\S+)`, "dur=250us", 0.25, "ms"},
		{"minutes", `dur=(\S+)`, "dur=1m30s", 90000, "ms"},
		{"micro", `dur=(\d+)`, "dur=250µs", 0.25, "ms"},
		{"a blank before the unit", `sent ([\d.]+)`, "sent 3.2 MB", 3.2e6, "B"},
		{"powers of two", `sent (\d+)`, "sent 4KiB", 4096, "B"},
		{"powers of two without a B", "memory", "memory=4Ki", 4096, "B"},
		{"a share", `cpu (\d+)`, "cpu 45%", 45, "%"},
		{"thousands of anything", `users (\d+)`, "users 5k", 5000, ""},
		{"a letter that is a word", `took (\d+)`, "took 5 m", 5, ""},
		{"seconds apart", `took (\d+)`, "took 5 s", 5000, "ms"},
		{"a word behind", `(\d+)`, "5 mice", 5, ""},
		{"a word that begins as a unit", `(\d+)`, "5msx", 5, ""},
		{"no unit with a digit behind", `(\d+)`, "5s3", 5, ""},
		{"negative", `t=(\S+)`, "t=-4.5", -4.5, ""},
		{"an exponent", `t=(\S+)`, "t=1e3", 1000, ""},
		{"the first of the line", `(\d+)ms`, "3ms 4ms", 3, "ms"},
		{"one of several groups", `(GET|PUT) .* (?<n>\d+)ms`, "GET / 17ms", 17, "ms"},
		{"P before the name", `(GET|PUT) .* (?P<n>\d+)ms`, "GET / 17ms", 17, "ms"},
		{"a group that is left out", `a(\d+)?b`, "ab", math.NaN(), ""},
		{"an empty group", `a(\d*)b`, "ab", math.NaN(), ""},
		{"no number in the group", `a=(\w+)`, "a=hello", math.NaN(), ""},
		{"the last of many", `.*=(\d+)`, "a=1 b=2 c=3", 3, ""},
		{"as few as possible", `a(\d+?)(?:\d*)z`, "a123z", 1, ""},
		{"before the line's end", `(\d+)$`, "in 17\r", 17, ""},
		{"too long", `(\d+)`, strings.Repeat("1", maxNumber+1), math.NaN(), ""},
		{"too large", `(\S+)`, "1e400", math.NaN(), ""},
		{"no match", `dur=(\d+)`, "none", math.NaN(), ""},
		{"an empty line", `dur=(\d+)`, "", math.NaN(), ""},
		{"bytes that are no text", `dur=(\d+)`, "\xff\xfe dur=3", 3, ""},

		{"a field of JSON", "latency_ms", `{"msg":"x","latency_ms":17.5}`, 17.5, ""},
		{"a nested field", "req.duration", `{"req":{"duration":"12ms"}}`, 12, "ms"},
		{"a field of logfmt", "duration", `level=info duration=1.5s msg=x`, 1500, "ms"},
		{"a pair in prose", "took", "done, took=12ms, all well", 12, "ms"},
		{"the second pair in prose", "took", "took=long took=12ms", 12, "ms"},
		{"a field of an access log", "size", `1.2.3.4 - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 512`, 512, ""},
		{"with a newline's other half", "took", "all, took=12\r", 12, ""},
		{"a text", "latency_ms", `{"latency_ms":"slow"}`, math.NaN(), ""},
		{"another field", "latency_ms", `{"latency":"5"}`, math.NaN(), ""},
		{"part of a name", "took", "overtook=5", math.NaN(), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, err := ParseNumber(c.number)
			if err != nil {
				t.Fatal(err)
			}
			v, ok := valueOf(n, c.line)
			if ok == math.IsNaN(c.want) || ok && math.Abs(v-c.want) > 1e-9*math.Abs(c.want) || n.Unit() != c.unit {
				t.Errorf("%v %v %q, want %v %q", v, ok, n.Unit(), c.want, c.unit)
			}
		})
	}
}

func TestNumberKeepsToOneUnit(t *testing.T) {
	n, err := ParseNumber(`x=(\S+)`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line string
		want string
	}{{"x=7", "7 true"}, {"x=2s", "2000 true"}, {"x=3MB", "0 false"}, {"x=5%", "0 false"}, {"x=5", "5 true"}, {"x=1us", "0.001 true"}} {
		v, ok := valueOf(n, c.line)
		if got := fmt.Sprint(v, ok); got != c.want {
			t.Errorf("%s is %s, want %s", c.line, got, c.want)
		}
	}
}

func TestNumberErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		at   int
		want string
	}{
		{"", 0, "nothing to measure"},
		{"  ", 0, "nothing to measure"},
		{"latency ms", 7, "no name of a field"},
		{"5xx", 0, "no name of a field"},
		{`\d+ms`, 0, "there is no group"},
		{`/dur=\d+/`, 1, "there is no group"},
		{`dur=(\d+`, 0, "a parenthesis"},
		{`dur=(\d+)[`, 9, "a bracket"},
		{`(a)(b)`, 0, "several groups:"},
		{`(?<a>1)(?<b>2)`, 0, "several groups have"},
		{`(?:a)\d`, 0, "there is no group"},
		{"(" + strings.Repeat("a", maxPattern) + ")", 0, "longer than 1 KiB"},
	} {
		_, err := ParseNumber(c.text)
		var e *Error
		if !errors.As(err, &e) || e.At != c.at || !strings.Contains(e.Text, c.want) {
			t.Errorf("%q: %v, want %q at %d", c.text, err, c.want, c.at)
		}
	}
}

// The group is where Go's regexp finds it, however the pattern is cut up.
func TestNumberIsThatOfTheGroup(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	pieces := []string{"a", "b", "1", "2", ".", "1*", "2+", "a?", "b+?", "[12]+", `\d`, `\b`, "(?:a|ab)", "(?:1|12)", ".*", "^", "$"}
	some := func() string {
		var b strings.Builder
		for range rnd.IntN(4) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 3000 {
		text := some() + "(" + some() + ")" + some()
		if !strings.ContainsAny(text, "12d.ab") {
			continue
		}
		n, err := ParseNumber(text)
		if err != nil {
			continue
		}
		re := regexp.MustCompile("(?i)" + text)
		var line []byte
		for range rnd.IntN(12) {
			line = append(line, "ab12"[rnd.IntN(4)])
		}
		g := n.newGauge()
		g.begin(&Text{Data: line})
		from, to := g.find(line)
		want := re.FindSubmatchIndex(line)
		if want == nil {
			want = []int{0, 0, -1, -1}
		}
		if from != want[2] || to != want[3] {
			t.Fatalf("%s in %q: %d to %d, want %d to %d", text, line, from, to, want[2], want[3])
		}
	}
}

// valueOf is the number of a line that stands alone.
func valueOf(n *Number, line string) (v float64, ok bool) {
	for _, v := range n.Values(&Text{Data: []byte(line)}) {
		return v, true
	}
	return 0, false
}

// Values of a text are those of its lines one by one.
func TestNumberValuesOfAText(t *testing.T) {
	type found struct {
		start int
		value float64
	}
	rnd := rand.New(rand.NewPCG(2, 1))
	lines := []string{"", "dur=5ms", "dur=7ms dur=8ms", "no", `{"dur":3}`, "dur=x", "a dur=9ms\r", "size 1 dur=", "dur=4"}
	for _, text := range []string{`dur=(\d+)ms`, `(\d+)`, `[a-z]=(.)`, "dur", "size"} {
		for range 200 {
			n, err := ParseNumber(text)
			if err != nil {
				t.Fatal(err)
			}
			var data []byte
			var want, got []found
			for range rnd.IntN(20) {
				l := lines[rnd.IntN(len(lines))]
				if v, ok := valueOf(n, l); ok {
					want = append(want, found{len(data), v})
				}
				data = append(append(data, l...), '\n')
			}
			for start, v := range n.Values(&Text{Data: data}) {
				got = append(got, found{start, v})
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s in %q: %v, want %v", text, data, got, want)
			}
		}
	}
}

func TestNumberDoesNotAllocate(t *testing.T) {
	for _, c := range []struct{ number, line string }{
		{`dur=(\d+)ms`, "2026-11-22 10:00:00 GET /index.html dur=12ms ok"},
		{`in ([\d.]+) ?ms`, "2026-11-22 10:00:00 handled in 12.5 ms"},
		{"latency_ms", `{"time":"2026-11-22T10:00:00Z","msg":"x","latency_ms":17.5}`},
		{"took", "done, took=12ms, all well"},
	} {
		n, err := ParseNumber(c.number)
		if err != nil {
			t.Fatal(err)
		}
		text := Text{Data: []byte(strings.Repeat(c.line+"\n", 200))}
		count := 0
		// The race detector has the pool lose some of what it is given.
		least := 1e9
		for range 50 {
			least = min(least, testing.AllocsPerRun(1, func() {
				count = 0
				for range n.Values(&text) {
					count++
				}
			}))
		}
		if least > 5 {
			t.Errorf("%s: %v allocations for a text", c.number, least)
		}
		if count != 200 {
			t.Errorf("%s: %d values, want 200", c.number, count)
		}
	}
}

func BenchmarkNumber(b *testing.B) {
	for _, c := range []struct{ number, line string }{
		{`dur=(\d+)ms`, "2026-11-22 10:00:00 GET /index.html dur=12ms ok"},
		{`.* (\d+)ms`, "2026-11-22 10:00:00 GET /index.html dur= 12ms ok"},
		{"latency_ms", `{"time":"2026-11-22T10:00:00Z","msg":"x","latency_ms":17.5}`},
		{`dur=(\d+)ms`, "2026-11-22 10:00:00 GET /index.html and nothing else"},
	} {
		b.Run(c.number, func(b *testing.B) {
			n, err := ParseNumber(c.number)
			if err != nil {
				b.Fatal(err)
			}
			text := Text{Data: []byte(strings.Repeat(c.line+"\n", 1000))}
			b.SetBytes(int64(len(text.Data)))
			b.ReportAllocs()
			for b.Loop() {
				for range n.Values(&text) {
				}
			}
		})
	}
}
