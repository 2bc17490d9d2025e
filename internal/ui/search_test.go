package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/terminal"
)

// typeIn presses a key for each rune of text.
func typeIn(m *model, text string) {
	for _, r := range text {
		name := string(r)
		if r == ' ' {
			name = "space"
		}
		press(m, name)
	}
}

// marked returns the row of the log with the sign of the marked line.
func marked(m *model) string {
	text := m.theme
	text.profile = plain.profile
	m.setTheme(text)
	for _, row := range screen(m) {
		if rest, ok := strings.CutPrefix(row, "▌"); ok {
			return strings.TrimRight(strings.TrimSuffix(rest, "│"), " ")
		}
	}
	return ""
}

func lastRow(m *model) string {
	text := m.theme
	text.profile = plain.profile
	m.setTheme(text)
	rows := screen(m)
	return rows[len(rows)-1]
}

// As it is typed a search jumps: upwards from the bottom, else downwards from
// the top of the screen.
func TestSearchAsYouType(t *testing.T) {
	_, m := newLog(t, 0, 1000)
	for _, c := range []struct {
		name string
		keys []string
		text string
		want []string // the marked line after each rune
	}{
		{"from the bottom", nil, "77", []string{"line 997", "line 977"}},
		{"from the top", []string{"g"}, "77", []string{"line 7", "line 77"}},
		{"nothing", []string{"g"}, "7x", []string{"line 7", "line 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			press(m, "esc", "G")
			press(m, c.keys...)
			press(m, "/")
			for i, r := range c.text {
				press(m, string(r))
				if got := marked(m); got != c.want[i] {
					t.Errorf("after %q: %q, want %q", c.text[:i+1], got, c.want[i])
				}
			}
			press(m, "esc")
		})
	}
}

func TestSearchLeavesAndKeeps(t *testing.T) {
	_, m := newLog(t, 0, 1000)
	press(m, "pgup", "/", "5", "5", "5")
	if got := marked(m); got != "line 555" {
		t.Fatalf("%q is marked, want line 555", got)
	}
	press(m, "esc")
	if got := body(m)[0]; got != "line 981" || m.search.matches != nil || m.log.highlight != nil {
		t.Errorf("after esc: %q on top, matches %v", got, m.search.matches)
	}
	press(m, "G", "/", "5", "5", "5", "enter")
	if got := marked(m); got != "line 555" || m.prompt.open || m.log.follow {
		t.Errorf("after enter: %q, prompt %v, follow %v", got, m.prompt.open, m.log.follow)
	}
	press(m, "esc")
	if m.search.matches != nil {
		t.Error("esc does not end the search")
	}
	press(m, "n") // the last search once more
	if got := marked(m); got != "line 555" {
		t.Errorf("n after esc: %q", got)
	}
}

func TestSearchNextAndPrevious(t *testing.T) {
	_, m := newLog(t, 0, 1000)
	press(m, "g", "/")
	typeIn(m, "55")
	press(m, "enter")
	var got []string
	for _, key := range []string{"", "n", "n", "N", "N", "N", "n"} {
		if key != "" {
			press(m, key)
		}
		got = append(got, marked(m))
	}
	want := []string{"line 55", "line 155", "line 255", "line 155", "line 55", "line 955", "line 55"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	m.resize(120, 24)
	press(m, "N")
	if row := lastRow(m); !strings.Contains(row, "went on from the bottom") {
		t.Errorf("%q does not say that it went round", row)
	}
	if row := lastRow(m); !strings.Contains(row, "19 of 19 records") {
		t.Errorf("%q does not count", row)
	}
	press(m, "n")
	if row := lastRow(m); !strings.Contains(row, "1 of 19 records") || !strings.Contains(row, "from the top") {
		t.Errorf("%q does not count", row)
	}
	press(m, "j")
	if row := lastRow(m); strings.Contains(row, "from the top") {
		t.Errorf("%q still says it after another key", row)
	}
}

// A hit that is on the screen moves nothing.
func TestSearchMovesNoMoreThanItMust(t *testing.T) {
	f, m := newLog(t, 0, 1000)
	press(m, "/", "9", "9", "5")
	if got := body(m); got[0] != "line 991" || m.log.follow {
		t.Errorf("%q on top, follow %v", got[0], m.log.follow)
	}
	f.count(1001, 1050)
	if got := body(m); got[0] != "line 991" {
		t.Errorf("%q on top after new lines", got[0])
	}
	press(m, "esc")
	if got := body(m); got[0] != "line 1041" {
		t.Errorf("%q on top after esc: it does not follow again", got[0])
	}
}

// What is found is marked wherever it stands: wide, cut, scrolled, wrapped.
func TestHighlight(t *testing.T) {
	f := newFeeder(t, 0)
	digits := strings.Repeat("0123456789", 3)
	f.lines("a.log", "one NEEDLE here", "日本語needle日本語", digits+"01234needle", "none")
	for _, c := range []struct {
		name  string
		width int
		keys  []string
		want  []string // rows of the log, with ‹› around what is marked
	}{
		{"cut", 40, nil, []string{"one ‹NEEDLE› here", "日本語‹needle›日本語", digits + "01234‹ne››", "none"}},
		{"sideways", 40, []string{"l"}, []string{"‹LE› here", "‹edle›日本語", digits[8:] + "01234‹needle›", ""}},
		{"wrap", 40, []string{"w"}, []string{"one ‹NEEDLE› here", "日本語‹needle›日本語", digits + "01234‹nee›", "‹dle›", "none"}},
		{"wrap narrow", 20, []string{"w"}, []string{"one ‹NEEDLE› here", "日本語‹needle›日本語", digits[:18], digits[18:] + "01234‹n›", "‹eedle›", "none"}},
		{"zoomed", 40, []string{"z"}, []string{"▌one ‹NEEDLE› here", " 日本語‹needle›日本語", " " + digits + "01234‹nee››", " none"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newTestModel(f, dark, c.width, 14)
			screen(m)
			press(m, "g", "/")
			typeIn(m, "needle")
			press(m, "enter")
			press(m, c.keys...)
			rows := screen(m)
			checkRows(t, rows, c.width, 14)
			clean := strings.NewReplacer(m.styles.hit, "‹", m.styles.current, "‹", reset, "›")
			for i, want := range c.want {
				row := rows[i+2]
				if at := strings.LastIndex(row, reset); strings.Contains(row, m.styles.lit) {
					if at = strings.LastIndex(row[:at], reset); c.name == "zoomed" {
						at = strings.LastIndex(row, reset)
					}
					row = strings.ReplaceAll(row[:at]+row[at+len(reset):], m.styles.lit, "")
				}
				for _, noise := range []string{m.styles.muted, m.styles.border, m.styles.key, m.styles.focus} {
					for _, glyph := range []string{"│", "▌", "›"} {
						row = strings.ReplaceAll(row, noise+glyph+reset, glyph)
					}
				}
				row = strings.TrimLeft(strings.TrimSuffix(clean.Replace(row), "│"), "│")
				if c.name != "zoomed" {
					row = strings.TrimPrefix(row, "▌")
				}
				if row = strings.TrimRight(row, " "); row != want {
					t.Errorf("row %d: %q, want %q", i, row, want)
				}
			}
		})
	}
}

// Errors are shown in the prompt while typing, with their place, and nothing
// that was typed is lost.
func TestSearchError(t *testing.T) {
	_, m := newLog(t, 0, 100)
	m.resize(80, 14)
	press(m, "/")
	typeIn(m, "a/ level>=x")
	if row := lastRow(m); !strings.HasPrefix(row, " /a/ level>=x") || strings.Contains(row, "11: ") {
		t.Errorf("%q does not show what was typed", row)
	}
	if text := stripped(m); !strings.Contains(text, "level") || m.prompt.wrongAt() != 10 {
		t.Errorf("it does not show what is wrong, and where (%d):\n%s", m.prompt.wrongAt(), text)
	}
	press(m, "enter")
	if !m.prompt.open {
		t.Error("enter took what is wrong")
	}
	press(m, slices.Repeat([]string{"backspace"}, 11)...)
	typeIn(m, "ne 9")
	if row := lastRow(m); !strings.HasPrefix(row, " /ne 9") || strings.Contains(row, "11: ") {
		t.Errorf("%q after it was put right", row)
	}
	if got := marked(m); got != "line 99" {
		t.Errorf("%q is marked", got)
	}
}

// While a prompt is open keys are typed; ^c leaves it.
func TestPromptTakesKeys(t *testing.T) {
	_, m := newLog(t, 0, 100)
	if cmd := m.pressAll(terminal.KeysMsg{keyPress("/"), keyPress("q"), keyPress("j"), keyPress("q")}); cmd != nil {
		if msg := cmd(); msg != nil {
			t.Errorf("keys typed into a prompt made %T", msg)
		}
	}
	if got := string(m.prompt.text); got != "qjq" {
		t.Errorf("typed %q, want qjq", got)
	}
	for keys, want := range map[string]bool{"": false, "q": true, "jk": false, "/q": false, "Sq": false, "#q": false, "/\x03": false, "/\x03q": true, "\x03": true} {
		all := terminal.KeysMsg{keyPress("ctrl+c")}
		for _, k := range keys {
			if k == '\x03' {
				all = append(all, keyPress("ctrl+c"))
			} else {
				all = append(all, keyPress(string(k)))
			}
		}
		if got := m.quits(all); got != want {
			t.Errorf("^c and %q in a prompt: quits %v, want %v", keys, got, want)
		}
	}
}

func TestErrorsAndGaps(t *testing.T) {
	f := newFeeder(t, 0)
	var lines []string
	for i := range 300 {
		level := "INFO"
		if i%50 == 7 {
			level = "ERROR"
		}
		minute := i/100*5 + i%100/60 // a gap of minutes after each hundred
		lines = append(lines, fmt.Sprintf("2026-11-22 09:%02d:%02d %s n=%d", 10+minute, i%100%60, level, i))
	}
	f.lines("a.log", lines...)
	m := newTestModel(f, mono, 60, 14)
	screen(m)
	press(m, "g")
	var got []string
	for _, key := range []string{"e", "e", "e", "E", "}", "}", "{", "}"} {
		press(m, key)
		row := marked(m)
		got = append(got, row[strings.LastIndex(row, " ")+1:])
	}
	want := []string{"n=7", "n=57", "n=107", "n=57", "n=100", "n=200", "n=100", "n=200"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	press(m, "}")
	if row := lastRow(m); !strings.Contains(row, "no more gaps") {
		t.Errorf("%q", row)
	}
}

// e stops at what rtwatch says of a failure, as at an error of the log's own.
func TestNextErrorIsAFailure(t *testing.T) {
	f := newFeeder(t, 0)
	say := func(level source.Severity, text string) {
		f.send(source.Batch{Source: "a.log", Notices: []source.Notice{{Text: text, Severity: level}}})
	}
	f.lines("a.log", "one")
	say(source.Fail, "broken")
	f.lines("a.log", "two")
	say(source.Warn, "late")
	f.send(source.Batch{Source: "a.log", Notices: []source.Notice{{Text: "9 lines are lost", Severity: source.Warn, Lost: 9}}})
	f.send(source.Batch{Source: "b.log", Notices: []source.Notice{{Text: "at b.log", Severity: source.Warn, Lost: source.Unknown}}})
	f.lines("a.log", "ERROR three")
	f.lines("a.log", "four")
	m := newTestModel(f, mono, 80, 24)
	settle(m)
	press(m, "g")
	for _, step := range []struct{ key, want string }{
		{"e", "broken"},
		{"e", "9 lines are lost"},
		{"e", "at b.log"},
		{"e", "ERROR three"},
		{"e", "broken"},
		{"E", "ERROR three"},
		{"E", "at b.log"},
		{"E", "9 lines are lost"},
		{"E", "broken"},
	} {
		press(m, step.key)
		settle(m)
		if got := marked(m); !strings.Contains(got, step.want) {
			t.Errorf("%s: at %q, want %q", step.key, got, step.want)
		}
	}
	for _, c := range []struct {
		filter, seen string
		stops        []string
	}{
		{"level>=warn", "1 of 4 lines", []string{"9 lines are lost", "at b.log", "ERROR three", "broken"}},
		{"four or three", "2 of 4 lines", []string{"9 lines are lost", "at b.log", "ERROR three", "broken"}},
		{"four", "1 of 4 lines", []string{"9 lines are lost", "at b.log", "broken"}},
		{"source:a.log", "4 of 4 lines", []string{"broken", "9 lines are lost", "ERROR three"}},
		{"not source:a.log", "0 of 4 lines", []string{"at b.log", "at b.log"}},
		{"time<2020-01-01", "0 of 4 lines", nil},
	} {
		addFilter(m, c.filter)
		press(m, "g")
		for i, want := range c.stops {
			press(m, "e")
			if got := marked(m); !strings.Contains(got, want) {
				t.Errorf("with filter %q, e %d: at %q, want %q", c.filter, i+1, got, want)
			}
		}
		if text := stripped(m); !strings.Contains(text, c.seen) {
			t.Errorf("filter %q: no %q in\n%s", c.filter, c.seen, text)
		}
		press(m, "&", "up", "delete", "esc", "esc")
	}
}
