package redis

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/rueidis"

	"github.com/rtwatch/rtwatch/internal/source"
)

var noon = time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)

// newZset returns the set k under a view that shows all.
func newZset(v view) *zset {
	v.lines, v.tables, v.graphs = true, true, true
	if v.window == 0 {
		v.window = 100
	}
	return &zset{key: &key{name: "k", label: "redis k", shown: "k", view: v, seed: maphash.MakeSeed()}, sampler: newSampler("k", v.top)}
}

// scored makes an answer of "score member" lines, highest first.
func scored(lines ...string) (scores []rueidis.ZScore) {
	for _, l := range lines {
		score, text, _ := strings.Cut(l, " ")
		v, err := strconv.ParseFloat(score, 64)
		if err != nil {
			panic(err)
		}
		scores = append(scores, rueidis.ZScore{Member: text, Score: v})
	}
	return scores
}

// sent is what an update sends, as text.
func sent(batches []source.Batch) (lines string, table source.Table, samples []string) {
	for _, b := range batches {
		lines += string(b.Lines.Data)
		for _, t := range b.Tables {
			table = t
		}
		for _, s := range b.Samples {
			samples = append(samples, fmt.Sprintf("%s=%v", s.Series, s.Value))
		}
	}
	return lines, table, samples
}

func cellsOf(t source.Table) string {
	rows := []string{strings.Join(t.Columns, "|")}
	for _, r := range t.Rows {
		rows = append(rows, strings.Join(r.Cells, "|"))
	}
	return strings.Join(rows, "\n")
}

func TestRanking(t *testing.T) {
	z := newZset(view{window: 3, top: true})
	steps := []struct {
		name                  string
		set                   []string
		lines, table, samples string
	}{
		{
			"the start",
			[]string{"9 ann", "7 bob", "5 cid"},
			"3 5 cid\n2 7 bob\n1 9 ann\n",
			"id|score|change\nann|9|\nbob|7|\ncid|5|",
			"k.cid.score=5 k.bob.score=7 k.ann.score=9",
		},
		{
			"one rises",
			[]string{"10.5 bob", "9 ann", "5 cid"},
			"1 10.5 bob\n",
			"id|score|change\nbob|10.5|+3.5 ↑1\nann|9|↓1\ncid|5|",
			"k.bob.score=10.5",
		},
		{
			"one leaves, another comes into view",
			[]string{"10.5 bob", "5 cid", "2 dan"},
			"- 9 ann\n3 2 dan\n",
			"id|score|change\nbob|10.5|+3.5 ↑1\ncid|5|↑1\ndan|2|new",
			"k.dan.score=2",
		},
		{"one is pushed out", []string{"10.5 bob", "6 eve", "5 cid"}, "- 2 dan\n2 6 eve\n", "id|score|change\nbob|10.5|+3.5 ↑1\neve|6|new\ncid|5|↓1", "k.eve.score=6"},
	}
	for _, s := range steps {
		lines, table, samples := sent(z.update(&reply{scores: scored(s.set...)}, noon, false))
		if lines != s.lines {
			t.Errorf("%s: the lines are\n%swant\n%s", s.name, lines, s.lines)
		}
		if got := cellsOf(table); got != s.table {
			t.Errorf("%s: the table is\n%s\nwant\n%s", s.name, got, s.table)
		}
		if got := strings.Join(samples, " "); got != s.samples {
			t.Errorf("%s: the samples are %s, want %s", s.name, got, s.samples)
		}
		if again := z.update(&reply{scores: scored(s.set...)}, noon, false); again != nil {
			t.Errorf("%s: the same again sends %v", s.name, again)
		}
	}
}

func TestNamedMembers(t *testing.T) {
	sec := noon.Unix()
	at := func(s int, text string) string { return fmt.Sprintf("%d %s", sec+int64(s), text) }
	z := newZset(view{id: "host"})
	_, table, samples := sent(z.update(&reply{scores: scored(
		at(2, `{"host":"a","cpu":3,"up":true}`), at(1, `{"host":"b","cpu":5,"disk":{"sda":7}}`), at(0, `{"host":"a","cpu":2}`),
	)}, noon, false))
	want := "id|score|change|cpu|up|disk\n" +
		"a|2026-11-05T12:00:02.000Z||3|true|\n" +
		`b|2026-11-05T12:00:01.000Z||5||{"sda":7}`
	if got := cellsOf(table); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
	if got, want := strings.Join(samples, " "), "k.a.cpu=2 k.b.cpu=5 k.b.disk.sda=7 k.a.cpu=3"; got != want {
		t.Errorf("the samples are %s, want %s", got, want)
	}
	lines, table, _ := sent(z.update(&reply{scores: scored(
		at(4, `{"host":"b","cpu":6}`), at(3, `[1]`), at(2, `{"host":"a","cpu":3,"up":true}`), at(1, `{"host":"b","cpu":5,"disk":{"sda":7}}`),
	)}, noon, false))
	want = "id|score|change|cpu|up|member\n" +
		"b|2026-11-05T12:00:04.000Z|+3s|6||\n" +
		"|2026-11-05T12:00:03.000Z|new|||[1]\n" +
		"a|2026-11-05T12:00:02.000Z||3|true|"
	if got := cellsOf(table); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
	if table.Rows[0].ID != "b" || table.Rows[1].ID != "[1]" {
		t.Errorf("the rows are %q and %q", table.Rows[0].ID, table.Rows[1].ID)
	}
	if want := "2026-11-05T12:00:03.000Z [1]\n2026-11-05T12:00:04.000Z {\"host\":\"b\",\"cpu\":6}\n"; lines != want {
		t.Errorf("the lines are\n%swant\n%s", lines, want)
	}
}

func TestNames(t *testing.T) {
	tests := []struct{ text, field, want string }{
		{`bob`, "id", "bob"},
		{`{"id":"bob"}`, "id", "bob"},
		{`{"id":7}`, "id", "7"},
		{`{"id":true}`, "id", "true"},
		{`{"id":{"a":1}}`, "id", ""},
		{`{"id":""}`, "id", ""},
		{`{"id":"b\u006fb"}`, "id", "bob"},
		{`{"id":"bob"}`, "", ""},
		{`{"id":"bob"}`, "name", ""},
		{`{"a":{"id":"bob"}}`, "id", ""},
		{`{"id":"bob"`, "id", ""},
		{`["id"]`, "id", ""},
		{`{"id":"` + strings.Repeat("x", maxName) + `"}`, "id", strings.Repeat("x", maxName)},
		{`{"id":"` + strings.Repeat("x", maxName+1) + `"}`, "id", ""},
	}
	for _, tt := range tests {
		if got := contentOf(id{text: tt.text, size: len(tt.text)}, tt.field).name; got != tt.want {
			t.Errorf("%s by %q is named %q, want %q", tt.text, tt.field, got, tt.want)
		}
	}
	var fields []string
	for i := range maxColumns + 1 {
		fields = append(fields, fmt.Sprintf(`"f%d":1`, i))
	}
	text := "{" + strings.Join(fields, ",") + "}"
	if n := len(contentOf(id{text: text, size: len(text)}, "id").fields); n != maxColumns {
		t.Errorf("%d columns, want %d", n, maxColumns)
	}
}

func TestViews(t *testing.T) {
	for _, shown := range []string{"lines", "table", "graphs", "lines,graphs"} {
		v, err := newView(Options{Views: strings.Split(shown, ",")})
		if err != nil {
			t.Fatal(err)
		}
		z := newZset(view{})
		z.view = v
		lines, table, samples := sent(z.update(&reply{scores: scored("1 a")}, noon, false))
		if got := []bool{lines != "", table.Name != "", samples != nil}; !slices.Equal(got, []bool{v.lines, v.tables, v.graphs}) {
			t.Errorf("%s shows lines, table, graphs: %v", shown, got)
		}
	}
}

func TestScoreKinds(t *testing.T) {
	sec := float64(noon.Unix())
	window := func(score float64) []member { return []member{{score: score}} }
	tests := []struct {
		by    string
		score float64
		want  time.Duration
	}{
		{"auto", sec, time.Second},
		{"auto", 12, 0},
		{"score", sec, 0},
		{"time", sec, time.Second},
		{"time", 0, time.Second},
		{"time", sec * 1e3, time.Millisecond},
		{"time", sec * 1e6, time.Microsecond},
		{"time", sec * 1e9, time.Nanosecond},
		{"time", 1e9 * 1e3, time.Millisecond},
	}
	for _, tt := range tests {
		if got := (view{by: tt.by}).unit(window(tt.score), noon); got != unit(tt.want) {
			t.Errorf("%v by %s has the unit %v, want %v", tt.score, tt.by, time.Duration(got), tt.want)
		}
	}
}

// FuzzUpdate sends the states of a set that the bytes make, and compares what
// is on the screen behind each with a slow model: who is there, in which order,
// and who came, changed and left. Each byte is a member (its upper half; of
// eight names, by a plain and a JSON member each) and a score.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte{}, []byte{0x11}, byte(4), true)
	f.Add([]byte{0x11, 0x22, 0x33}, []byte{0x33, 0x22, 0x11}, byte(4), true)
	f.Add([]byte{0x11, 0x92, 0x33}, []byte{0x11, 0x95}, byte(2), false)
	f.Add([]byte{0x15, 0x94, 0x33}, []byte{0x15, 0x93, 0x33}, byte(9), true)
	set := func(b []byte, limit int) []member {
		var s []member
		for _, x := range b {
			name := "n" + strconv.Itoa(int(x>>4&7))
			if x>>7 == 1 {
				name = fmt.Sprintf(`{"id":%q,"v":%d}`, name, x&3)
			}
			m := newMember(name, float64(x&15), seed)
			if !slices.ContainsFunc(s, func(o member) bool { return o.id == m.id }) {
				s = append(s, m)
			}
		}
		slices.SortFunc(s, rank)
		return s[:min(len(s), limit)]
	}
	name := func(m member) string {
		if i := strings.Index(m.text, `n`); i >= 0 {
			return m.text[i : i+2]
		}
		return m.text
	}
	// rows are the best of each name.
	rows := func(s []member) (best []member) {
		for _, m := range s {
			if !slices.ContainsFunc(best, func(o member) bool { return name(o) == name(m) }) {
				best = append(best, m)
			}
		}
		return best
	}
	f.Fuzz(func(t *testing.T, a, b []byte, window byte, top bool) {
		if len(a) > 64 || len(b) > 64 { // no more than that is different
			return
		}
		limit := 1 + int(window%16)
		z := newZset(view{window: limit, top: top, id: "id"})
		var last []member
		var table source.Table
		for i, state := range [][]byte{a, b} {
			next := set(state, limit)
			if len(next) == 0 {
				return
			}
			var scores []rueidis.ZScore
			for _, m := range next {
				scores = append(scores, rueidis.ZScore{Member: m.text, Score: m.score})
			}
			lines, tab, _ := sent(z.update(&reply{scores: scores}, noon, false))
			if tab.Name != "" {
				table = tab
			}
			var got, want []string
			for _, r := range table.Rows {
				got = append(got, fmt.Sprint(r.ID, r.Score))
			}
			for _, m := range rows(next) {
				want = append(want, fmt.Sprint(name(m), m.score))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("the rows are %v, want %v", got, want)
			}
			if top {
				var want string
				old, now := rows(last), rows(next)
				for k := len(old) - 1; k >= 0; k-- {
					if !slices.ContainsFunc(now, func(m member) bool { return name(m) == name(old[k]) }) {
						want += "- " + string(appendLine(nil, old[k], 0))
					}
				}
				changed, _ := slowCompare(old, now, 1000)
				for _, m := range changed {
					want += strconv.Itoa(1+slices.Index(now, m)) + " " + string(appendLine(nil, m, 0))
				}
				if lines != want {
					t.Fatalf("state %d: the lines are %q, want %q", i, lines, want)
				}
			}
			last = next
		}
	})
}
