package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// painted returns the rows of the zoomed log, with the styles of the theme by
// their names: {hit text}. What has none stands as it is.
func painted(t *testing.T, m *model) []string {
	t.Helper()
	rows := screen(m)
	checkRows(t, rows, m.width, m.height)
	st := m.styles
	named := map[string]string{
		st.hit: "hit", st.current: "current", st.levels.warn: "warn", st.levels.failed: "failed",
		st.tokens[highlight.Number]: "number", st.tokens[highlight.Key]: "key", st.tokens[highlight.Path]: "path",
		st.tokens[highlight.Address]: "address", st.muted: "low",
		m.theme.look(highlight.Style{Text: highlight.Color{Depth: highlight.Basic, R: 1}}): "red",
		m.theme.look(highlight.Style{Text: highlight.Color{Depth: highlight.Basic, R: 2}}): "green",
		m.theme.look(highlight.Style{Bold: true}):                                          "bold",
	}
	for i, row := range rows {
		var b strings.Builder
		for row != "" {
			at := strings.IndexByte(row, '\x1b')
			if at < 0 {
				break
			}
			b.WriteString(row[:at])
			end := at + strings.IndexByte(row[at:], 'm') + 1
			style, rest := row[at:end], row[end:]
			if style == st.lit || style == reset { // the line under the cursor, and its end
				row = rest
				continue
			}
			text, rest, _ := strings.Cut(rest, reset)
			name := named[style]
			if name == "" {
				name = fmt.Sprintf("%q", style)
			}
			fmt.Fprintf(&b, "{%s %s}", name, text)
			row = rest
		}
		rows[i] = strings.TrimRight(b.String()+row, " ")
	}
	return rows[1 : len(rows)-1]
}

// paintModel is a screen with nothing but the log.
func paintModel(t *testing.T, th theme, s Settings, lines ...string) *model {
	t.Helper()
	f := newFeeder(t, 0)
	f.lines("a.log", lines...)
	m := newTestModel(f, th, 40, 12)
	mk, err := newMarkers(&s)
	if err != nil {
		t.Fatal(err)
	}
	m.markers = mk
	m.markers.restyle(th)
	screen(m)
	press(m, "z")
	return m
}

func TestLogPaint(t *testing.T) {
	rule := func(pattern, style string) []highlight.Rule {
		return []highlight.Rule{{Pattern: pattern, Style: style}}
	}
	for _, c := range []struct {
		name     string
		theme    theme
		settings Settings
		line     string
		search   string
		want     string
	}{
		{"tokens", dark, Settings{}, "took 5 of /a/b", "", "took {number 5} of {path /a/b}"},
		{"none by itself", dark, Settings{Plain: true}, "took 5 of /a/b", "", "took 5 of /a/b"},
		{"none without colours", mono, Settings{}, "took 5 of /a/b", "", "took 5 of /a/b"},
		{"the level stands out", dark, Settings{}, "WARN a=5", "", "{warn WARN }{key a}{warn =5}"},
		{"nothing in what has no weight", dark, Settings{}, "DEBUG a=5", "", "{low DEBUG a=5}"},
		{"a rule over a token", dark, Settings{Highlights: rule("5 of", "red")}, "took 5 of /a/b", "", "took {red 5 of} {path /a/b}"},
		{"a rule in part of a token", dark, Settings{Highlights: rule("a/", "red")}, "at /a/b", "", "at {path /}{red a/}{path b}"},
		{"a rule over the level", dark, Settings{Highlights: rule("b", "red")}, "ERROR abc", "", "{failed ERROR a}{red b}{failed c}"},
		{
			"the newest rule first", dark,
			Settings{Highlights: append(rule("abc", "red"), highlight.Rule{Pattern: "b", Style: "green"})},
			"abc", "", "{red a}{green b}{red c}",
		},
		{"a hit over a rule", dark, Settings{Highlights: rule("took", "red")}, "took it", "ook", "{red t}{current ook} it"},
		{"colours dropped", dark, Settings{}, "\x1b[31mab\x1b[m 5", "", "ab {number 5}"},
		{"colours kept", dark, Settings{Color: true}, "\x1b[31ma5 5\x1b[m 5", "", "{red a5 5} {number 5}"},
		{"colours kept, not in a rule", dark, Settings{Color: true, Highlights: rule("b", "green")}, "\x1b[31mabc\x1b[m", "", "{red a}{green b}{red c}"},
		{"a hit across colours", dark, Settings{Color: true}, "x\x1b[31mab\x1b[32mcd\x1b[m", "bc", "x{red a}{hit bc}{green d}"},
		{"colours of a hostile line", dark, Settings{Color: true}, "\x1b[31ma\x1b[2Jb\x1b]0;t\ac", "", "{red abc}"},
		{"no colours without colours", mono, Settings{Color: true}, "\x1b[1;31mab\x1b[m", "", "ab"},
		{"256 colours in 16", basic, Settings{Color: true}, "\x1b[38;5;196mab\x1b[m", "", "{failed ab}"},
		{"true colours in 256", dark, Settings{Color: true}, "\x1b[38;2;255;0;0mab\x1b[m", "", `{"\x1b[38;5;196m" ab}`},
		{"a rule's attributes without colours", mono, Settings{Highlights: rule("b", "red bold")}, "abc", "", "a{bold b}c"},
		{"a rule without a style it can have", mono, Settings{Highlights: rule("b", "red")}, "abc", "", `a{"\x1b[4m" b}c`},
		{"wide runes", dark, Settings{}, "日本 5 語 /a", "", "日本 {number 5} 語 {path /a}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := paintModel(t, c.theme, c.settings, c.line)
			if c.search != "" {
				press(m, "/")
				for _, r := range c.search {
					press(m, string(r))
				}
				press(m, "enter")
			}
			if got := painted(t, m)[1]; got != c.want && (c.search == "" || !strings.HasSuffix(got, c.want)) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Tokens stay where they are when the log is scrolled sideways or wrapped, in
// the middle of a wide rune, too.
func TestLogPaintCut(t *testing.T) {
	text := "日本 5ms 語 /path/of/a/file 10.0.0.1 " + strings.Repeat("日本語 77 ", 20)
	m := paintModel(t, dark, Settings{}, text)
	var p paint
	clean := []byte(text)
	for left := range line.Width(clean) + 2 {
		for _, room := range []int{1, 2, 7, 40} {
			var b block
			b.reset(room)
			p.begin()
			p.tokens(m.styles, line.None, clean)
			p.writeCut(&b, "", clean, left, room)
			b.end()
			row := string(b.row(0))
			plain, _ := highlight.Uncolor(nil, nil, []byte(row))
			want := string(line.Cut(nil, clean, left, room))
			if got := strings.TrimRight(string(plain), " "); got != strings.TrimRight(want, " ") || line.Width([]byte(row)) != room {
				t.Fatalf("from column %d, %d columns: %q, want %q", left, room, row, want)
			}
		}
	}
	press(m, "w")
	if got := strings.Join(painted(t, m), "\n"); strings.Count(got, "{number 77}") != 20 {
		t.Errorf("wrapped:\n%s", got)
	}
}

// A line of many colours is cut between them: no part of a sequence is shown.
func TestLogPaintCutsNoSequence(t *testing.T) {
	for pad := range 30 {
		var b strings.Builder
		b.WriteString(strings.Repeat("x", pad))
		for i := range 200 {
			fmt.Fprintf(&b, "\x1b[38;2;%d;100;100m日", i)
		}
		for _, color := range []bool{false, true} {
			m := paintModel(t, dark, Settings{Color: color}, b.String())
			text := strings.Join(painted(t, m), "\n")
			if strings.ContainsAny(text, "␛�<") || strings.Contains(text, ";100;100") && !color {
				t.Fatalf("%d before, colours %v:\n%s", pad, color, text)
			}
		}
	}
}

func TestAddHighlight(t *testing.T) {
	m := paintModel(t, dark, Settings{}, "abc")
	for i, c := range []struct {
		spec, want, err string
	}{
		{"b red", "a{red b}c", ""},
		{"b green", "a{green b}c", ""}, // another style
		{"b green", "abc", ""},         // the same again
		{"b red", "a{red b}c", ""},
		{"b", "abc", ""}, // without a style: away
		{"/a b/ red", "abc", ""},
		{"b purplish", "abc", "bold, underline, reverse"},
		{"(", "abc", "missing closing"},
		{"", "abc", "missing"},
	} {
		err := m.addHighlight(c.spec)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%d, %q: error %v, want %q", i, c.spec, err, c.err)
		}
		if got := painted(t, m)[1]; !strings.Contains(got, c.want) {
			t.Errorf("%d, %q: %s, want %s", i, c.spec, got, c.want)
		}
	}
	for i := range maxRules + 1 {
		err := m.addHighlight(fmt.Sprintf("x%d", i))
		if full := len(m.markers.rules) == maxRules && i >= maxRules-1; (err != nil) != full {
			t.Fatalf("rule %d: %v", i, err)
		}
	}
}

// Colours of the input, however many, do not fill the memory.
func TestLooksAreBounded(t *testing.T) {
	var mk markers
	for i := range 10 * maxLooks {
		mk.look(dark, highlight.Style{Text: highlight.Color{Depth: highlight.TrueColor, R: uint8(i), G: uint8(i >> 8)}})
	}
	if len(mk.looks) > maxLooks {
		t.Errorf("%d styles are remembered", len(mk.looks))
	}
}

// BenchmarkLogPaint draws a screen of 160×50 full of lines with much to mark.
func BenchmarkLogPaint(b *testing.B) {
	access := `10.0.0.7 - - [22/Nov/2026:09:41:07 +0000] "GET /item/259?page=2 HTTP/1.1" 200 6937 "https://example.org/" "Mozilla/5.0 (X11)" 0.004`
	json := `{"time":"2026-11-22T09:41:07.123Z","level":"info","msg":"request done","status":200,"latency_ms":12.5,"trace":"4bf92f3577b34da6a3ce929d0e0e4736"}`
	for _, c := range []struct {
		name, line string
		settings   Settings
		keys       []string
	}{
		{"access", access, Settings{}, nil},
		{"json", json, Settings{}, nil},
		{"json/wrap", json, Settings{}, []string{"w"}},
		{"wide", "日本語 " + access, Settings{}, nil},
		{"rule", access, Settings{Highlights: []highlight.Rule{{Pattern: "GET|POST", Style: "red"}}}, nil},
		{"long/wrap", strings.Repeat(json+" ", 800), Settings{}, []string{"w"}},
		{"colour", "\x1b[32mok\x1b[m \x1b[1;34m" + access + "\x1b[m", Settings{Color: true}, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := newFeeder(b, 0)
			for range 60 {
				f.lines("a.log", c.line)
			}
			m := newTestModel(f, dark, 160, 50)
			m.markers, _ = newMarkers(&c.settings)
			m.markers.restyle(dark)
			var fr terminal.Frame
			m.draw(&fr)
			for _, k := range c.keys {
				m.Update(terminal.KeysMsg{keyPress(k)})
			}
			b.ReportAllocs()
			for b.Loop() {
				m.draw(&fr)
			}
		})
	}
}

// A notice has its source's name once.
func TestNoticeNamesItsSourceOnce(t *testing.T) {
	f := newFeeder(t, 0)
	m := newTestModel(f, mono, 80, 15)
	f.lines("redis://h", "x")
	f.send(source.Batch{Source: "redis://h", Notices: []source.Notice{{Text: "redis://h is down"}, {Text: "back"}}})
	f.send(source.Batch{Source: "a", Notices: []source.Notice{{Text: "truncated"}}}) // which has the letter in it
	got := strings.Join(screen(m), "\n")
	for _, want := range []string{"─ redis://h is down ─", "─ redis://h: back ─", "─ a: truncated ─"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}
