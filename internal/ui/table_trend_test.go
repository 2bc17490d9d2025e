package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// history sends scores of some members, from three minutes ago on.
func (f *feeder) history(name string, members int) {
	var all []source.Sample
	for i := range members {
		member := fmt.Sprintf("player%02d", (i*7+3)%30)
		for k := range 12 {
			all = append(all, source.Sample{
				At: day.Add(time.Duration(k-12) * 15 * time.Second), Series: name + "." + member + ".score",
				Value: float64(1000 - 9*i - (11-k)*(11-k)*i),
			})
		}
	}
	f.send(source.Batch{Source: "redis", Samples: all})
}

// scores sends a table of members with scores, the best first.
func (f *feeder) scores(from string, columns []string, rows ...source.Row) {
	f.send(source.Batch{Source: from, Tables: []source.Table{{Name: "t", Columns: columns, Rows: rows}}})
}

func scored(id string, score float64, cells ...string) source.Row {
	return source.Row{ID: id, Score: score, Cells: append([]string{fmt.Sprint(score), id}, cells...)}
}

// tableOf is a screen with a zoomed table of three members, and what returns its
// rows.
func tableOf(t *testing.T, th theme, width int) (*feeder, *model, func() []string) {
	f := newFeeder(t, 0)
	f.scores("redis", []string{"score", "member"}, scored("a", 10), scored("b", 5), scored("日本", 1))
	m := newTestModel(f, th, width, 15)
	screen(m)
	press(m, "shift+tab", "z")
	return f, m, func() []string { return table(m) }
}

// A change is told until there is another one, of the row wherever it stands.
func TestTableChanges(t *testing.T) {
	f, _, rows := tableOf(t, mono, 60)
	step := func(name string, want ...string) {
		t.Helper()
		for i, w := range want {
			if got := strings.Join(strings.Fields(rows()[2+i]), " "); got != w {
				t.Errorf("%s: row %d is %q, want %q", name, i, got, w)
			}
		}
	}
	columns := []string{"score", "member"}
	step("at first", "1 10 a", "2 5 b", "3 1 日本")
	f.scores("redis", columns, scored("b", 12.5), scored("a", 10), scored("日本", 0.5))
	step("changed", "1 12.5 ▲7.5 b", "2 10 a", "3 0.5 ▼0.5 日本")
	f.scores("redis", columns, scored("b", 12.5), scored("a", 11), scored("日本", 0.5))
	step("others", "1 12.5 ▲7.5 b", "2 11 ▲1 a", "3 0.5 ▼0.5 日本")
	f.scores("redis", columns, scored("a", 11))
	f.scores("redis", columns, scored("c", 20), scored("a", 11))
	step("come and gone", "1 20 c", "2 11 ▲1 a")
	f.scores("redis", []string{"rank", "id", "score", "change"}, source.Row{ID: "a", Score: 9, Cells: []string{"1", "a", "9", "+3 ↑1"}})
	step("told by the source", "1 a 9 +3 ↑1")
}

// Scores that are times have a change of their own kind, which is not told.
func TestTableTimesHaveNoChange(t *testing.T) {
	f, _, rows := tableOf(t, mono, 60)
	for i := range 2 {
		f.scores("redis", []string{"score", "member"}, source.Row{ID: "a", Score: 1.8e9 + float64(i), Cells: []string{"2026-11-22 09:41:07", "a"}})
		if got := strings.Join(strings.Fields(rows()[1]), " "); got != "rank score member" {
			t.Errorf("columns %s", got)
		}
	}
}

func TestTableStale(t *testing.T) {
	f, m, rows := tableOf(t, dark, 60)
	f.lines("redis", "x")
	screen(m)
	for _, c := range []struct {
		state source.State
		want  string
		dim   bool
	}{
		{source.StateLive, "t 3 rows ─", false},
		{source.StateWaiting, "t 3 rows waiting as of 09:41:07", true},
		{source.StateLive, "t 3 rows ─", false},
		{source.StateFailed, "t 3 rows failed as of 09:41:07", true},
		{source.StateEnded, "t 3 rows ─", false},
	} {
		f.send(source.Batch{Source: "redis", Notices: []source.Notice{{State: c.state}}})
		m.setTheme(dark)
		dim := strings.Contains(screen(m)[3], m.styles.muted)
		if got := rows()[0]; !strings.Contains(got, c.want) || dim != c.dim {
			t.Errorf("%v: %q, dim %v; want %q, %v", c.state, got, dim, c.want, c.dim)
		}
	}
}

// The table of a key is no longer true while its server is down.
func TestTableStaleByItsServer(t *testing.T) {
	f := newFeeder(t, 0)
	key := "redis://h:6391/0 stats"
	f.send(source.Batch{Source: key, Tables: []source.Table{{Name: "stats", Columns: []string{"id"}, Rows: []source.Row{{ID: "a", Cells: []string{"a"}}}}}})
	f.lines(key, "x")
	f.send(source.Batch{Source: "redis://h:6391", Notices: []source.Notice{{State: source.StateWaiting}}})
	m := newTestModel(f, plain, 80, 24)
	if all := strings.Join(screen(m), "\n"); !strings.Contains(all, "stats 1 row waiting as of 09:41:07") {
		t.Errorf("a table of a server that is down:\n%s", all)
	}
}

func TestTableTrend(t *testing.T) {
	f, m, rows := tableOf(t, mono, 60)
	if strings.Contains(rows()[1], "trend") {
		t.Error("a table without series has a trend")
	}
	sample := func(at time.Duration, v float64) source.Sample {
		return source.Sample{At: day.Add(at), Series: "t.b.score", Value: v}
	}
	f.send(source.Batch{
		Source: "redis", Tables: []source.Table{{Name: "t", Columns: []string{"score", "member"}, Rows: []source.Row{scored("a", 10), scored("b", 5)}}},
		Samples: []source.Sample{sample(-170*time.Second, 0), sample(-80*time.Second, 50), sample(0, 100)},
	})
	if got, want := rows()[3], "▁▁▁▁▁▁▅▅▅▅▅█"; !strings.Contains(got, want) {
		t.Errorf("row %q, want %s", got, want)
	}
	m.resize(40, 15)
	if got := rows()[1]; strings.Contains(got, "trend") {
		t.Errorf("no room is left for the others: %q", got)
	}
}

// The chosen row is one of a member: it goes where the member goes.
func TestTableCursor(t *testing.T) {
	f, m, _ := tableOf(t, mono, 60)
	f.lines("redis", "a did", "b did", "b went", "日本 came")
	columns := []string{"score", "member"}
	screen(m)
	press(m, "j")
	f.scores("redis", columns, scored("c", 20), scored("a", 10), scored("b", 5))
	screen(m)
	if id, ok := m.chosenText(); id != "b" || !ok {
		t.Errorf("chosen %q, want b", id)
	}
	press(m, "enter")
	if got := m.filters.list; len(got) != 1 || got[0].text != "b" {
		t.Fatalf("filters %+v", got)
	}
	if press(m, "enter"); len(m.filters.list) != 1 {
		t.Error("the same filter twice")
	}
	m.clickTable(1)
	if id, _ := m.chosenText(); id != "c" {
		t.Errorf("clicked %q, want c", id)
	}
	for _, row := range []int{-1, 0, 4, 400} {
		m.clickTable(row)
	}
	if id, _ := m.chosenText(); id != "c" {
		t.Errorf("a click on nothing chose %q", id)
	}
	f.scores("redis", columns, scored(`odd "id"`, 1))
	screen(m)
	press(m, "enter")
	if got := m.filters.list[len(m.filters.list)-1].text; got != `"odd \"id\""` {
		t.Errorf("filter %q", got)
	}
	f.scores("redis", columns)
	screen(m)
	if press(m, "j", "enter", "G", "k", "pgdown"); len(m.filters.list) != 2 {
		t.Errorf("filters %+v", m.filters.list)
	}
}

// BenchmarkTable draws a table of 50 members anew, as each new sample makes it.
func BenchmarkTable(b *testing.B) {
	f := newFeeder(b, 0)
	f.history("rank:game", 30)
	f.ranking("rank:game", 50)
	m := newTestModel(f, dark, 160, 50)
	var fr terminal.Frame
	m.draw(&fr)
	m.focus, m.zoom = tableFocus, true
	b.ReportAllocs()
	for b.Loop() {
		m.table.drawn = tableKey{}
		m.draw(&fr)
	}
}
