package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// ranking sends a sorted set as Redis has it, and its scores.
func (f *feeder) ranking(name string, members int) {
	t := source.Table{Name: name, Columns: []string{"score", "member"}}
	var scores []source.Sample
	for i := range members {
		member, score := fmt.Sprintf("player%02d", (i*7+3)%max(members, 1)), float64(1000-9*i)
		t.Rows = append(t.Rows, source.Row{ID: member, Score: score, Cells: []string{fmt.Sprint(score), member}})
		if i < 8 {
			scores = append(scores, source.Sample{At: day, Series: name + "." + member + ".score", Value: score})
		}
	}
	f.send(source.Batch{Source: "redis", Samples: scores, Tables: []source.Table{t}})
}

// devices sends a table as iostat has it.
func (f *feeder) devices(names ...string) {
	t := source.Table{Name: "devices", Columns: []string{"reads/s", "read", "await", "util"}}
	for i, name := range names {
		t.Rows = append(t.Rows, source.Row{ID: name, Cells: []string{
			fmt.Sprintf("%.1f", float64(i)*12.5), fmt.Sprintf("%d KiB/s", i*i*100), "", fmt.Sprintf("%d.0 %%", 9+i*13),
		}})
	}
	f.send(source.Batch{Source: "iostat", Tables: []source.Table{t}})
}

func TestTableGolden(t *testing.T) {
	ranking := newFeeder(t, 0)
	ranking.history("rank:game", 5)
	ranking.ranking("rank:game", 30)
	ranking.count(1, 60)
	devices := newFeeder(t, 0)
	devices.samples()
	devices.devices("sda", "nvme0n1")
	for name, f := range map[string]*feeder{"ranking": ranking, "devices": devices} {
		for look, theme := range map[string]theme{"dark": dark, "light": light, "mono": mono, "ascii": plain} {
			for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
				name := fmt.Sprintf("table-%s-%s-%dx%d", name, look, size[0], size[1])
				t.Run(name, func(t *testing.T) {
					rows := screen(newTestModel(f, theme, size[0], size[1]))
					checkRows(t, rows, size[0], size[1])
					golden(t, name, rows)
				})
			}
		}
	}
}

// table returns the text of the table that has the screen to itself: what is
// between the borders, without trailing blanks, its title first.
func table(m *model) []string {
	text := m.theme
	text.profile = plain.profile
	m.setTheme(text)
	rows := screen(m)
	rows = rows[1 : len(rows)-2]
	for i, r := range rows {
		rows[i] = strings.TrimRight(strings.Trim(r, "╭╮│▌"), " ")
	}
	return rows
}

// newTable is a screen with a zoomed table of ten rows.
func newTable(t *testing.T, members int) (*feeder, *model) {
	f := newFeeder(t, 0)
	f.ranking("rank:game", members)
	m := newTestModel(f, mono, 60, 15)
	screen(m)
	press(m, "shift+tab", "z")
	return f, m
}

func TestTableScrolling(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		top  int
		row  int // the chosen one
	}{
		{"at first", nil, 1, 1},
		{"down", []string{"j", "j"}, 1, 3},
		{"down and up", []string{"j", "j", "k"}, 1, 2},
		{"down out of the view", slices.Repeat([]string{"j"}, 11), 3, 12},
		{"down out of the view and up", append(slices.Repeat([]string{"j"}, 11), slices.Repeat([]string{"k"}, 10)...), 2, 2},
		{"up at the top", []string{"k", "pgup"}, 1, 1},
		{"a page down", []string{"pgdown"}, 11, 11},
		{"half a page down", []string{"ctrl+d"}, 6, 6},
		{"half a page down and up", []string{"ctrl+d", "ctrl+u"}, 1, 1},
		{"the end", []string{"G"}, 21, 30},
		{"beyond the end", []string{"G", "j", "pgdown"}, 21, 30},
		{"the end and up", []string{"G", "k"}, 21, 29},
		{"the end and the beginning", []string{"G", "g"}, 1, 1},
		{"another table and back", []string{"G", "]", "["}, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, m := newTable(t, 30)
			f.ranking("other", 3)
			screen(m)
			press(m, c.keys...)
			rows := table(m)
			if got, want := strings.Fields(rows[1]), []string{"rank", "score", "change", "trend", "member"}; !slices.Equal(got, want) {
				t.Errorf("header %q, want %q", got, want)
			}
			for i, row := range rows[2:12] {
				rank := c.top + i
				front, member := fmt.Sprintf("%5d %6d ", rank, 1000-9*(rank-1)), fmt.Sprintf("player%02d", ((rank-1)*7+3)%30)
				if !strings.HasPrefix(row, front) || !strings.HasSuffix(row, member) {
					t.Errorf("row %d is %q, want %s … %s", i, row, front, member)
				}
			}
			if id, _ := m.chosenText(); id != fmt.Sprintf("player%02d", ((c.row-1)*7+3)%30) {
				t.Errorf("chosen %s, want rank %d", id, c.row)
			}
			if want := fmt.Sprintf("%d-%d", c.top, c.top+9); !strings.Contains(rows[0], want) || !strings.Contains(rows[0], "30 rows") {
				t.Errorf("title %q, want 30 rows and %s", rows[0], want)
			}
		})
	}
	t.Run("keys before a frame", func(t *testing.T) {
		_, m := newTable(t, 30)
		for _, k := range []string{"G", "pgdown", "ctrl+d", "j"} {
			m.Update(terminal.KeysMsg{keyPress(k)})
		}
		if got := table(m)[2]; !strings.HasPrefix(got, "   21") {
			t.Errorf("first row %q, want rank 21", got)
		}
	})
}

func TestTableTurns(t *testing.T) {
	f, m := newTable(t, 3)
	f.ranking("second", 1)
	f.devices("sda")
	screen(m)
	for _, c := range []struct{ key, want string }{
		{"]", "second 1 row"}, {"]", "devices 1 row"}, {"]", "rank:game 3 rows"}, {"[", "devices 1 row"}, {"[", "second 1 row"},
	} {
		press(m, c.key)
		if got := table(m)[0]; !strings.Contains(got, c.want) || !strings.Contains(got, "of 3]") {
			t.Errorf("after %q: title %q, want %q of 3", c.key, got, c.want)
		}
	}
}

func TestTableHides(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 30)
	f.samples()
	f.devices("sda", "sdb")
	m := newTestModel(f, mono, 80, 24)
	see := func() bool {
		text := strings.Join(screen(m), "\n")
		if !m.zoom && !strings.Contains(text, "line 30") {
			t.Errorf("no room is left for the log:\n%s", text)
		}
		return strings.Contains(text, "reads/s")
	}
	for i, c := range []struct {
		key   string
		seen  bool
		focus int
	}{
		{"esc", false, logFocus}, // the log and a graph leave it no room
		{"T", true, tableFocus},  // asked for
		{"tab", false, logFocus}, // and left again
		{"shift+tab", true, tableFocus},
		{"T", false, logFocus},
		{"T", true, tableFocus},
		{"z", true, tableFocus},
		{"T", false, logFocus},
	} {
		press(m, c.key)
		if see() != c.seen || m.focus != c.focus {
			t.Errorf("step %d, %q: seen %v, focus %d; want %v, %d", i, c.key, see(), m.focus, c.seen, c.focus)
		}
	}
}

// A key that is for tables says that there are none.
func TestNoTables(t *testing.T) {
	_, m := newLog(t, 0, 100)
	m.resize(80, 24)
	for _, key := range []string{"T", "]", "["} {
		press(m, "k")
		if press(m, key); !strings.Contains(lastRow(m), "nothing to show in table yet") {
			t.Errorf("%s: %q", key, lastRow(m))
		}
	}
}

// Hidden, the table is no pane that can get the focus.
func TestTableHiddenHasNoFocus(t *testing.T) {
	f := newFeeder(t, 0)
	f.samples()
	f.devices("sda")
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	press(m, "T")
	for i := range 5 {
		if press(m, "shift+tab"); m.focus == tableFocus {
			t.Fatalf("step %d has the focus on the table", i)
		}
	}
	press(m, "T", "tab", "shift+tab")
	if m.focus != tableFocus {
		t.Errorf("focus %d, want the table's", m.focus)
	}
}

func TestTableGone(t *testing.T) {
	f, m := newTable(t, 3)
	f.send(source.Batch{Source: "redis", Tables: []source.Table{{Name: "rank:game", Gone: true}}})
	if rows := table(m); !strings.Contains(rows[0], "rank:game gone") || !strings.Contains(rows[1], "exists no longer") {
		t.Errorf("a table that is gone: %q", rows[:3])
	}
	f.ranking("rank:game", 2)
	if rows := table(m); !strings.Contains(rows[0], "2 rows") || !strings.Contains(rows[2], "player") {
		t.Errorf("a table that came back: %q", rows[:3])
	}
	f.send(source.Batch{Source: "redis", Tables: []source.Table{{Name: "rank:game", Columns: []string{"score"}}}})
	if rows := table(m); !strings.Contains(rows[0], "0 rows") || !strings.Contains(rows[1], "no rows") {
		t.Errorf("a table without rows: %q", rows[:3])
	}
}

func TestTableColumns(t *testing.T) {
	wide, cjk := strings.Repeat("w", maxColumn+5), strings.Repeat("日", maxColumn)
	long := strings.Repeat("member ", 20)
	for _, c := range []struct {
		name    string
		columns []string
		rows    []source.Row
		want    []string
	}{
		{
			"numbers to the right",
			[]string{"n", "unit", "text"},
			[]source.Row{{ID: "a", Cells: []string{"1", "5 B/s", "x"}}, {ID: "bb", Cells: []string{"-10.5", "12 B/s", "1"}}},
			[]string{"         n    unit  text", " a       1   5 B/s  x", " bb  -10.5  12 B/s  1"},
		},
		{
			"cut by column",
			[]string{"a", "b"},
			[]source.Row{{ID: "i", Cells: []string{wide, "x"}}, {ID: "j", Cells: []string{cjk, "y"}}},
			[]string{
				"    a" + strings.Repeat(" ", maxColumn+1) + "b", " i  " + wide[:maxColumn] + "  x",
				" j  " + strings.Repeat("日", maxColumn/2) + "  y",
			},
		},
		{
			"cells missing and too many",
			[]string{"a", "b"},
			[]source.Row{{ID: "i", Cells: []string{"x"}}, {ID: "j"}, {ID: "k", Cells: []string{"1", "2", "3"}}},
			[]string{"    a  b", " i  x", " j", " k  1  2"},
		},
		{
			"a long ID that is its cell",
			[]string{"member"},
			[]source.Row{{ID: long[:64] + "#1a2b", Cells: []string{long}}},
			[]string{" member", " " + (long + long)[:59-1] + "›"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFeeder(t, 0)
			f.send(source.Batch{Source: "x", Tables: []source.Table{{Name: "t", Columns: c.columns, Rows: c.rows}}})
			m := newTestModel(f, mono, 62, 15)
			screen(m)
			press(m, "shift+tab", "z")
			if got := table(m)[1 : 1+len(c.want)]; !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestTableSideways(t *testing.T) {
	f := newFeeder(t, 0)
	f.send(source.Batch{Source: "x", Tables: []source.Table{{
		Name: "t", Columns: []string{"text"}, Rows: []source.Row{{ID: "i", Cells: []string{strings.Repeat("0123456789", 8)}}},
	}}})
	m := newTestModel(f, mono, 40, 15)
	screen(m)
	press(m, "shift+tab", "z", "l")
	if got, want := table(m)[2], "45678901234567890123456789012345678901"; !strings.HasPrefix(got, want[:36]) {
		t.Errorf("a step to the right: %q", got)
	}
	press(m, slices.Repeat([]string{"l"}, 20)...)
	if got := table(m)[2]; !strings.HasSuffix(got, "789") {
		t.Errorf("at the right end: %q", got)
	}
	press(m, slices.Repeat([]string{"h"}, 20)...)
	if got := table(m)[2]; !strings.HasPrefix(got, " i  0123") {
		t.Errorf("back at the left: %q", got)
	}
}

// A table is not drawn again while neither it nor its place has changed.
func TestTableKept(t *testing.T) {
	f, m := newTable(t, 30)
	for name, c := range map[string]struct {
		change func()
		drawn  bool
	}{
		"nothing": {func() {}, false},
		"lines":   {func() { f.count(1, 10) }, false},
		"a table": {func() { f.ranking("rank:game", 29) }, true},
		"size":    {func() { m.resize(m.width-1, m.height) }, true},
		"place":   {func() { m.Update(terminal.KeysMsg{keyPress("j")}) }, true},
	} {
		screen(m)
		m.table.block.reset(0)
		c.change()
		screen(m)
		if drawn := m.table.block.rows() > 0; drawn != c.drawn {
			t.Errorf("%s: drawn again %v, want %v", name, drawn, c.drawn)
		}
	}
}

// Scores of a table's rows share one graph, the leaders in it.
func TestScoreGraphs(t *testing.T) {
	f := newFeeder(t, 0)
	f.ranking("rank:game", 30)
	f.send(source.Batch{Source: "redis", Samples: []source.Sample{
		{At: day, Series: "rank:game.left.long.ago.score", Value: 1e6}, {At: day, Series: "stats.cpu.score", Value: 1},
	}})
	m := newTestModel(f, mono, 160, 50)
	screen(m)
	if len(m.groups) != 2 || m.groups[0].title != "rank:game score" || m.groups[1].title != "stats.cpu" {
		t.Fatalf("groups %+v", m.groups)
	}
	var labels []string
	for _, s := range m.groups[0].members {
		labels = append(labels, s.label)
	}
	if want := []string{"player01", "player03", "player08", "player10", "player17", "player24"}; !slices.Equal(labels, want) || m.groups[0].more != 2 {
		t.Errorf("members %v and %d more, want %v and 2", labels, m.groups[0].more, want)
	}
}
