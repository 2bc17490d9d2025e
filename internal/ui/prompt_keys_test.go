package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// ^c leaves a prompt or a list, and without one it quits.
func TestInterruptCancels(t *testing.T) {
	for name, keys := range map[string][]string{
		"search": {"/", "5"}, "filter": {"&", "x"}, "go to": {":"}, "sources": {"M"}, "list": {"4", "&", "up"},
		"edited": {"&", "x", "enter", "&", "up", "e"},
	} {
		t.Run(name, func(t *testing.T) {
			_, m := newLog(t, 0, 100)
			press(m, keys...)
			if _, cmd := m.Update(terminal.KeysMsg{keyPress("ctrl+c")}); cmd != nil && cmd() == (tea.QuitMsg{}) {
				t.Error("it quits")
			}
			if m.asks() || m.search.matches != nil {
				t.Errorf("prompt %v, list %v, search %v are left", m.prompt.open, m.panel.kind, m.search.matches)
			}
			if _, cmd := m.Update(terminal.KeysMsg{keyPress("ctrl+c")}); cmd == nil || cmd() != (tea.QuitMsg{}) {
				t.Error("the second one does not quit")
			}
		})
	}
}

// What is wrong with what is typed can be read in full, on any screen.
func TestComplaintsAreWhole(t *testing.T) {
	for _, c := range []struct{ sign, text, want string }{
		{":", "1x", "10:42"},
		{":", "0", "lines are counted from 1"},
		{":", "200%", "0% to 100%"},
		{"&", "level>=loud", ""},
		{"/", "(a or b", ""},
		{"/", "a /[/", ""},
	} {
		for _, width := range []int{40, 80, 160} {
			_, m := newLog(t, 0, 100)
			m.resize(width, 10)
			screen(m)
			press(m, c.sign)
			typeIn(m, c.text)
			if m.prompt.err == nil {
				t.Fatalf("%q is taken", c.text)
			}
			text := strings.Join(strings.Fields(stripped(m)), " ")
			want := m.prompt.complaint()
			if !strings.Contains(text, want) || !strings.Contains(want, c.want) {
				t.Errorf("%d columns, %q: no %q in\n%s", width, c.text, want, stripped(m))
			}
			if strings.Contains(text, "1: ") {
				t.Errorf("%d columns: a number stands before what is wrong: %s", width, text)
			}
			checkRows(t, screen(m), width, 10)
		}
	}
	// The place is the only thing that is marked.
	_, m := newLog(t, 0, 10)
	m.setTheme(dark)
	press(m, "&")
	typeIn(m, "level>=loud x")
	rows := screen(m)
	if row := rows[len(rows)-1]; !strings.Contains(row, m.styles.wrong+"l"+reset+"o") {
		t.Errorf("%q does not mark the place", row)
	}
}

func TestSearchAgain(t *testing.T) {
	_, m := newLog(t, 0, 1000)
	press(m, "n")
	if row := lastRow(m); !strings.Contains(row, "no search yet: / begins one") {
		t.Errorf("%q, want a word about n", row)
	}
	press(m, "/", "enter")
	if row := lastRow(m); !strings.Contains(row, "no search yet") || m.prompt.open {
		t.Errorf("%q, want a word about /", row)
	}
	press(m, "g", "/", "5", "5", "enter")
	var got []string
	for range 2 {
		got = append(got, marked(m))
		press(m, "/", "enter")
	}
	press(m, "/", "x", "backspace", "enter")
	got = append(got, marked(m))
	if want := []string{"line 55", "line 155", "line 355"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	press(m, "/", "(", "x", "enter") // is refused
	if !m.prompt.open || m.prompt.err == nil {
		t.Fatal("it was taken")
	}
	press(m, "esc", "/", "up")
	if got := string(m.prompt.text); got != "(x" {
		t.Errorf("↑ recalls %q, want what was refused", got)
	}
	press(m, "esc", "esc", "n")
	if got := marked(m); got == "" {
		t.Error("n repeats what was refused")
	}
}

func TestSearchFindsNothing(t *testing.T) {
	_, m := newLog(t, 0, 100)
	m.resize(120, 14)
	press(m, "/", "@", "enter")
	if row := lastRow(m); !strings.Contains(row, "0 records") || strings.Contains(row, "nothing") {
		t.Errorf("%q, want 0 records and no more", row)
	}
	press(m, "/", "\\", "d", "+", "enter")
	if row := lastRow(m); !strings.Contains(row, `0 records · write /\d+/ for`) {
		t.Errorf("%q, want a hint", row)
	}
	press(m, "esc", "e")
	if row := lastRow(m); !strings.Contains(row, "no errors") {
		t.Errorf("%q, want no errors", row)
	}
}

func TestGoToBeyondTheEnd(t *testing.T) {
	_, m := newLog(t, 0, 2402)
	press(m, "g", ":")
	typeIn(m, "999999")
	press(m, "enter")
	if row := lastRow(m); !strings.Contains(row, "line 2 402 is the last") {
		t.Errorf("%q does not say that it is the end", row)
	}
	if got := body(m); !strings.HasSuffix(got[len(got)-1], "line 2402") {
		t.Errorf("shows %q", got)
	}
	press(m, "k")
	if row := lastRow(m); strings.Contains(row, "is the last") {
		t.Errorf("%q still says it", row)
	}
}

func TestHalfPages(t *testing.T) {
	_, m := newLog(t, 0, 1000)
	press(m, "g", "d")
	down := body(m)[0]
	press(m, "u")
	if up := body(m)[0]; down == "line 1" || up != "line 1" {
		t.Errorf("d leads to %q, u to %q", down, up)
	}
}
