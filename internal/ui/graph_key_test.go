package ui

import (
	"strings"
	"testing"
)

// The key for graphs does something in the log, and says what.
func TestGraphOfLine(t *testing.T) {
	for _, c := range []struct{ text, said, prompt string }{
		{"dur_ms=5 user=ann", "graph of dur_ms", ""},
		{"dur_ms=5 status=200", "", "graph "},
		{"user=ann path=x", "no field of this line is a number: graph SPEC takes a regexp", ""},
	} {
		f := newFeeder(t, 0)
		f.lines("a.log", c.text)
		m := newTestModel(f, mono, 100, 30)
		screen(m)
		press(m, "#")
		if m.said != c.said || string(m.prompt.text) != c.prompt || (len(m.lineGraphs) == 1) != (c.said == "graph of dur_ms") {
			t.Errorf("%s: said %q, prompt %q, %d graphs", c.text, m.said, string(m.prompt.text), len(m.lineGraphs))
		}
		if c.prompt != "" {
			if press(m, "tab", "enter"); len(m.lineGraphs) != 1 || m.lineGraphs[0].text != "dur_ms" {
				t.Errorf("%s: completed to %q", c.text, m.lineGraphTexts())
			}
			all := strings.Join(texts(m.completions("threshold dur")), " ")
			if !strings.Contains(all, "dur_ms= ") || !strings.Contains(all, "dur_ms.p95=") {
				t.Errorf("thresholds are completed to %s", all)
			}
		}
	}
}

// It is said of a graph that no line has its number; and one that is not drawn
// cannot be removed in silence.
func TestGraphOfNothing(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 50)
	m := newTestModel(f, mono, 100, 30)
	settle(m)
	for _, c := range []struct{ typed, said, err string }{
		{"graph nosuch", "no line has a number nosuch", ""},
		{"ungraph other", "", `"other" is not drawn, but nosuch is`},
	} {
		press(m, ":")
		press(m, strings.Split(c.typed, "")...)
		press(m, "enter")
		err := ""
		if m.prompt.err != nil {
			err = m.prompt.err.Error()
		}
		if m.said != c.said || err != c.err {
			t.Errorf("%s: said %q, %q", c.typed, m.said, err)
		}
	}
}

// The chosen field stays in view when a graph takes room from the detail.
func TestChosenFieldStays(t *testing.T) {
	f := newFeeder(t, 0)
	f.count(1, 50)
	f.lines("a.log", "a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9")
	m := newTestModel(f, mono, 80, 24)
	screen(m)
	press(m, "enter", "tab", "j", "j", "j", "j", "#")
	if screen(m); !m.detail.shows(m.detail.chosen) {
		t.Errorf("the chosen row is out of view:\n%s", stripped(m))
	}
}
