package ui

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

const (
	jsonLine = `{"time":"2026-11-22T09:41:07.123Z","level":"info","msg":"request done","http":{"status":200,"path":"/item/259"},` +
		`"latency_ms":12.50,"tags":["a","b"],"none":null,"empty":{},"big":12345678901234567890}`
	accessLine = `10.0.0.7 - bob [22/Nov/2026:09:41:07 +0000] "GET /item/259?page=2 HTTP/1.1" 200 6937`
)

// openDetail is a screen that shows the detail of the last of lines, with the
// focus on it.
func openDetail(t testing.TB, th theme, width, height int, lines ...string) *model {
	t.Helper()
	f := newFeeder(t, 0)
	f.lines("/var/log/app.log", lines...)
	m := newTestModel(f, th, width, height)
	screen(m)
	m.Update(terminal.KeysMsg{keyPress("enter")})
	screen(m)
	m.focus = detailFocus
	screen(m)
	return m
}

// detailText returns the rows of the detail that has the screen to itself, its
// title first, without blanks at the end.
func detailText(m *model) []string {
	text := m.theme
	text.profile = plain.profile
	m.setTheme(text)
	m.focus, m.zoom = detailFocus, true
	rows := screen(m)
	rows = rows[1 : len(rows)-2]
	for i, r := range rows {
		rows[i] = strings.TrimRight(strings.Trim(r, "╭╮│"), " ")
	}
	return rows
}

func TestDetailGolden(t *testing.T) {
	for name, lines := range map[string][]string{
		"json":   {"first", jsonLine},
		"access": {accessLine},
		"trace": {
			"2026-11-22T09:41:04Z INFO ready", "2026-11-22T09:41:05Z INFO set", "2026-11-22T09:41:06Z INFO go",
			"2026-11-22T09:41:07.123Z ERROR payment failed id=8812 dur=1204ms", "\tat com.example.Service.run(Service.java:42)", "Caused by: java.lang.IllegalStateException: no route", "\tat com.example.Main.main(Main.java:7)",
		},
	} {
		for look, th := range map[string]theme{"dark": dark, "light": light, "mono": mono, "ascii": plain} {
			for _, size := range [][2]int{{40, 10}, {80, 24}, {160, 50}} {
				if name != "json" && look != "mono" {
					continue
				}
				name := fmt.Sprintf("detail-%s-%s-%dx%d", name, look, size[0], size[1])
				t.Run(name, func(t *testing.T) {
					m := openDetail(t, th, size[0], size[1], lines...)
					m.zone = time.FixedZone("CET", 3600)
					rows := screen(m)
					checkRows(t, rows, size[0], size[1])
					golden(t, name, rows)
				})
			}
		}
	}
}

// Both zones are told, unless they are the same.
func TestDetailTimes(t *testing.T) {
	m := openDetail(t, mono, 100, 30, "2026-11-22T09:41:07.5Z INFO x")
	m.zone = time.FixedZone("CET", 3600)
	text := strings.Join(detailText(m), "\n")
	for _, want := range []string{"2026-11-22 10:41:07.5 CET, 09:41:07.5 UTC", "arrived  2026-11-22 10:41:07.000 CET", "info", "/var/log/app.log", "line 1, byte 0 of app.log"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	m.zone = time.UTC
	if rows := detailText(m); rows[1] != " time     2026-11-22 09:41:07.5 UTC" {
		t.Errorf("in UTC: %q", rows[1])
	}
	m.zone = time.FixedZone("NZDT", 13*3600)
	if rows := detailText(m); !strings.Contains(rows[1], "2026-11-22 22:41:07.5 NZDT, 09:41:07.5 UTC") {
		t.Errorf("in New Zealand: %q", rows[1])
	}
}

// A line has a number only if it counts the lines of its file, not of several.
func TestDetailPlace(t *testing.T) {
	for _, c := range []struct {
		name  string
		other func(*feeder)
		want  string
	}{
		{"one file", func(*feeder) {}, "place    line 2, byte 6 of app.log"},
		{"two files", func(f *feeder) { f.lines("b.log", "x") }, "place    byte 6 of app.log"},
		{"a notice", func(f *feeder) {
			f.send(source.Batch{Source: "/var/log/app.log", Notices: []source.Notice{{Text: "rotated"}}})
		}, "place    byte 6 of app.log"},
	} {
		f := newFeeder(t, 0)
		c.other(f)
		f.lines("/var/log/app.log", "first", "second")
		m := newTestModel(f, mono, 100, 30)
		screen(m)
		press(m, "enter")
		screen(m)
		if text := strings.Join(detailText(m), "\n"); !strings.Contains(text, c.want+"\n") {
			t.Errorf("%s: no %q in\n%s", c.name, c.want, text)
		}
	}
}

func TestDetailOpens(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "one a=1", "two b=2")
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	for i, c := range []struct {
		key        string
		open, seen bool
		focus      int
	}{
		{"enter", true, true, logFocus},
		{"enter", false, false, logFocus},
		{"enter", true, true, logFocus},
		{"tab", true, true, detailFocus},
		{"esc", false, false, logFocus},
		{"enter", true, true, logFocus},
		{"tab", true, true, detailFocus},
		{"z", true, true, detailFocus},
		{"esc", true, true, detailFocus},
		{"esc", false, false, logFocus},
		{"enter", true, true, logFocus},
		{"4", true, true, logFocus},
		{"esc", true, true, logFocus}, // the filter first
		{"esc", false, false, logFocus},
	} {
		press(m, c.key)
		screen(m)
		if m.detail.open != c.open || m.laid.draws(detailFocus) != c.seen || m.focus != c.focus {
			t.Errorf("step %d, %s: open %v, seen %v, focus %d; want %v, %v, %d", i, c.key, m.detail.open, m.laid.draws(detailFocus), m.focus, c.open, c.seen, c.focus)
		}
	}
	// Where there is no room beside the log the detail takes it.
	m.resize(40, 7)
	press(m, "enter")
	if screen(m); !m.laid.draws(detailFocus) || m.focus != detailFocus {
		t.Errorf("seen %v, focus %d", m.laid.draws(detailFocus), m.focus)
	}
}

func TestDetailKeys(t *testing.T) {
	m := openDetail(t, mono, 60, 12, jsonLine)
	detailText(m)
	want := []string{"time", "level", "msg", "http.status", "http.path", "latency_ms", "tags", "none", "empty", "big"}
	for i, name := range want {
		if got := string(m.detail.field().Name); got != name {
			t.Fatalf("field %d is %q, want %q", i, got, name)
		}
		rows := strings.Join(detailText(m), "\n")
		if i > 0 && !strings.Contains(rows, "▌"+name) {
			t.Errorf("%s is not shown as chosen:\n%s", name, rows)
		}
		for at := m.detail.chosen; m.detail.chosen == at && i < len(want)-1; {
			press(m, "j") // it scrolls to the fields first
		}
	}
	press(m, slices.Repeat([]string{"j"}, 200)...)
	last := detailText(m)
	if !strings.Contains(last[0], " of ") || m.detail.top+m.detail.height != len(m.detail.laid.rows) {
		t.Errorf("at the end: %q", last)
	}
	press(m, slices.Repeat([]string{"k"}, 200)...)
	if m.detail.top != 0 || m.detail.chosen != 0 {
		t.Errorf("row %d, field %d, want the first", m.detail.top, m.detail.chosen)
	}
	press(m, "G", "g", "pgdown", "pgup", "ctrl+d", "ctrl+u")
	if m.detail.top != 0 {
		t.Errorf("row %d after there and back", m.detail.top)
	}
}

func TestDetailActs(t *testing.T) {
	for _, c := range []struct {
		field, filter string
	}{
		{"level", "level=info"},
		{"msg", `msg="request done"`},
		{"http.status", "http.status=200"},
		{"http.path", `http.path="/item/259"`},
		{"latency_ms", "latency_ms=12.50"},
		{"time", "time=2026-11-22T09:41:07.123Z"},
		{"source", "web"},
		{"odd name", `"x y"`},
		{"quote", `quote="a\"b"`},
	} {
		t.Run(c.field, func(t *testing.T) {
			text := strings.TrimSuffix(jsonLine, "}") + `,"source":"web","odd name":"x y","quote":"a\"b"}`
			m := openDetail(t, mono, 100, 40, "other", text, "after")
			m.log.cursor, m.log.follow = cursor{seq: 1, on: true}, false
			screen(m)
			if !m.detail.choose([]byte(c.field)) {
				t.Fatal("no such field")
			}
			press(m, "enter")
			if len(m.filters.list) != 1 || m.filters.list[0].text != c.filter && m.filters.list[0].text != quoted(c.filter) {
				t.Fatalf("filters %+v, said %q; want %s", m.filters.list, m.said, c.filter)
			}
			if n := m.filtered.matches.Count().Lines; n != 1 {
				t.Errorf("%s lets %d lines through, want the one", m.filters.list[0].text, n)
			}
		})
	}
	m := openDetail(t, mono, 100, 40, jsonLine)
	m.detail.choose([]byte("msg"))
	if press(m, "#"); !strings.Contains(m.said, "msg is no number") {
		t.Errorf("# on a text says %q", m.said)
	}
	m.detail.choose([]byte("latency_ms"))
	if press(m, "#"); len(m.lineGraphs) != 1 {
		t.Errorf("# on a number says %q and makes no graph", m.said)
	}
	m.detail.choose([]byte("msg"))
	if text, ok := m.chosenText(); text != "request done" || !ok {
		t.Errorf("copied %q, %v", text, ok)
	}
	m.focus = logFocus
	if _, ok := m.chosenText(); ok {
		t.Error("in the log the detail's field is copied")
	}
	m = openDetail(t, mono, 100, 40, "just words")
	if press(m, "#"); !strings.Contains(m.said, "no fields") {
		t.Errorf("said %q", m.said)
	}
	if text, ok := m.chosenText(); text != "just words" || !ok {
		t.Errorf("copied %q, %v", text, ok)
	}
	if press(m, "enter"); m.detail.open {
		t.Error("enter leaves a detail without fields open")
	}
}

// Fields of JSON in a line are not fields of the line: their values are looked for.
func TestDetailActsOnJSONInLine(t *testing.T) {
	m := openDetail(t, mono, 100, 40, "other", `INFO got {"a":"x1","b":5}`)
	if press(m, "enter"); len(m.filters.list) != 1 || m.filters.list[0].text != `"x1"` {
		t.Errorf("filters %+v, said %q", m.filters.list, m.said)
	}
	m.detail.choose([]byte("b"))
	if press(m, "#"); !strings.Contains(m.said, "not of the line itself") {
		t.Errorf("said %q", m.said)
	}
}

// What is searched and the reader's rules are marked in the detail as in the log.
func TestDetailMarks(t *testing.T) {
	m := openDetail(t, dark, 100, 40, "a=needle b=thread")
	m.log.highlight, _ = m.parse("needle")
	if err := m.addHighlight("thread bold"); err != nil {
		t.Fatal(err)
	}
	m.zoom = true
	text := strings.Join(screen(m), "\n")
	for _, want := range []string{m.styles.hit + "needle" + reset, m.markers.rules[0].style + "thread" + reset} {
		if strings.Count(text, want) != 2 { // in the field and in the record
			t.Errorf("%q is not in\n%q", want, text)
		}
	}
}

func TestDetailClick(t *testing.T) {
	m := openDetail(t, mono, 60, 30, "a=1 b=2 c=3")
	rows := detailText(m)
	at := slices.IndexFunc(rows, func(r string) bool { return strings.HasPrefix(strings.TrimLeft(r, " ▌"), "b ") })
	m.clickDetail(at - 1)
	if got := string(m.detail.field().Name); got != "b" {
		t.Errorf("clicked %q, want b:\n%s", got, strings.Join(rows, "\n"))
	}
	for _, row := range []int{-1, 0, 100} {
		if m.clickDetail(row); string(m.detail.field().Name) != "b" {
			t.Errorf("a click on row %d chose %q", row, m.detail.field().Name)
		}
	}
}

// Who looks at one field of many lines goes on looking at it.
func TestDetailFollows(t *testing.T) {
	m := openDetail(t, mono, 100, 40, "a=1 b=2", "b=3 a=4", "c=1 a=5 b=6", "x=1")
	m.log.follow, m.log.cursor.on = false, true
	show := func(seq int64) string {
		m.log.cursor.seq = seq
		screen(m)
		return string(m.detail.field().Name) + "=" + string(m.detail.field().Value)
	}
	show(0)
	m.detail.choose([]byte("b"))
	for seq, want := range []string{"b=2", "b=3", "b=6", "x=1"} {
		if got := show(int64(seq)); got != want {
			t.Errorf("line %d: %s, want %s", seq, got, want)
		}
	}
}

// It is not drawn again, nor its record read, while nothing in it has changed.
func TestDetailKept(t *testing.T) {
	f := newFeeder(t, 0)
	f.lines("a.log", "2026-11-22T09:41:07Z a=1", "2026-11-22T09:41:07Z a=2")
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	press(m, "enter")
	m.log.follow, m.log.cursor = false, cursor{on: true}
	for _, c := range []struct {
		name        string
		change      func()
		drawn, read bool
	}{
		{"nothing", func() {}, false, false},
		{"lines behind the record", func() { f.lines("a.log", "2026-11-22T09:41:08Z a=3") }, false, false},
		{"focus", func() { m.focus = detailFocus }, true, false},
		{"size", func() { m.resize(81, 24) }, true, false},
		{"a highlight", func() { _ = m.addHighlight("a red") }, true, false},
		{"another line", func() { m.log.cursor.seq = 1 }, true, true},
	} {
		screen(m)
		screen(m)
		m.detail.block.reset(m.detail.block.width)
		m.detail.record.fields = nil
		c.change()
		screen(m)
		drawn, read := m.detail.block.rows() > 0, m.detail.record.fields != nil
		if drawn != c.drawn || read != c.read {
			t.Errorf("%s: drawn %v, read %v; want %v, %v", c.name, drawn, read, c.drawn, c.read)
		}
	}
}

func TestDetailHostile(t *testing.T) {
	for _, h := range hostile {
		one := strings.ReplaceAll(h, "\n", "")
		quotedOne, _ := json.Marshal(one)
		for _, text := range []string{h, one + "=" + one, `{"` + one + `":"` + one + `"}`, fmt.Sprintf(`{%s:%s}`, quotedOne, quotedOne), "a=" + one + " b=\"" + one + `"`} {
			for _, size := range [][2]int{{160, 50}, {80, 24}, {20, 5}, {21, 10}} {
				m := openDetail(t, dark, size[0], size[1], text)
				for _, k := range []string{"", "z", "j", "k", "G", "#", "enter", "&", "esc"} {
					if k != "" {
						press(m, k)
					}
					checkRows(t, screen(m), size[0], size[1])
				}
			}
		}
	}
}

// A wide character does not break a column, at any width.
func TestDetailWidths(t *testing.T) {
	text := `{"日本語の名前":"日本語の値 ` + strings.Repeat("語", 60) + `","e\u0301":"e` + "\u0301" + `","a.very.long.name.of.a.field.that.has.no.room":"x"}`
	for width := bareWidth; width < 90; width++ {
		m := openDetail(t, mono, width, 30, text)
		checkRows(t, screen(m), width, 30)
		m.zoom = true
		checkRows(t, screen(m), width, 30)
	}
}
