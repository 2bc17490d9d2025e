package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestScreenFollowsAndScrolls(t *testing.T) {
	path := file(t, "a.log", numbered(0, 500))
	tm := open(t, 80, 24, nil, "tail", path)
	tm.shows("line 000499", "a.log")
	appendTo(t, path, numbered(500, 510))
	tm.shows("line 000509")

	tm.keys("g")
	tm.shows("line 000000", "line 000001")
	appendTo(t, path, numbered(510, 514))
	tm.shows("4 new")
	tm.shows("line 000000") // it did not move under the reader's eyes
	tm.keys("G")
	tm.shows("line 000513")
	appendTo(t, path, numbered(514, 520))
	tm.shows("line 000519")

	tm.keys("\x1b[5~") // page up
	tm.hides("line 000519")
	tm.keys("\x1b[6~") // page down: the bottom, following again
	tm.shows("line 000519")
	appendTo(t, path, numbered(520, 521))
	tm.shows("line 000520")

	tm.keys("?")
	tm.shows("half a page down")
	tm.keys("\x1b")
	tm.hides("half a page down")
	tm.shows("line 000520")
	tm.keys("q")
	tm.exits(0)
}

func TestScreenShowsGraphsBesideTheLog(t *testing.T) {
	need(t, "iostat")
	tm := open(t, 100, 30, nil, "tail", "--with", "iostat", "../../testdata/shop.log")
	tm.shows("cpu", "user", "system", "100", "payment failed order=8849")
	tm.keys("q")
	tm.exits(0)
}

func TestScreenWithPipedInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	tm := open(t, 80, 24, r, "tail")
	if _, err := w.WriteString(numbered(0, 30)); err != nil {
		t.Fatal(err)
	}
	tm.shows("line 000029")
	w.Close()
	tm.shows("ended", "line 000029") // the screen stays
	tm.keys("g")
	tm.shows("line 000000")
	tm.keys("q")
	tm.exits(0)
}

func TestScreenSurvivesResizes(t *testing.T) {
	tm := open(t, 80, 24, nil, "tail", "--with", "iostat", file(t, "a.log", numbered(0, 500)))
	tm.shows("line 000499")
	for i := range 100 {
		tm.size(i*7%160, i*3%60)
	}
	tm.size(0, 0)
	tm.size(1, 1)
	tm.size(100, 30)
	tm.shows("line 000499")
	tm.keys("q")
	tm.exits(0)
}

// No byte of a log line, a file's name or an error may steer the terminal.
func TestHostileInputCannotSteerTheTerminal(t *testing.T) {
	payloads := []string{
		"\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b]52;c;b3duZWQ=\x1b\\", "\x1b[2J", "\x1b[6n", "\x1bc", "\x1bP+q544e\x1b\\",
		"\x1b]8;;http://evil\x07link\x1b]8;;\x07", "\x1b[?1049l", "\x1b[?25h", "\u009b2J", "\x9b2J", "\x1b]0;never ends",
		"\x1b_apc\x1b\\", "\x1b^pm\x1b\\", "\x1bXsos\x1b\\", "\rover", "\x08\x08\x08", "\x07", "\x0e", "\u202eevil", "\x1b[999;999H",
	}
	var text strings.Builder
	for i, p := range payloads {
		fmt.Fprintf(&text, "before%d %s after%d\n", i, p, i)
	}
	path := file(t, "a\x1b]0;name\x07.log", text.String())
	tm := open(t, 120, 50, nil, "tail", path)
	for i := range payloads {
		tm.shows(fmt.Sprintf("before%d ", i), fmt.Sprintf("after%d", i))
	}
	tm.keys("q")
	tm.exits(0)
	out := tm.output()
	for _, bad := range []string{
		"\x1b]0;", "\x1b]52;", "\x1b[6n", "\x1bc", "\x1bP+q", "\x1b]8;;http", "\x1b_", "\x1b^", "\x1bX", "\x0e", "\u202e", "\u009b", "\x9b2J", "\x1b[999",
	} {
		if strings.Contains(out, bad) {
			t.Errorf("%q has reached the terminal", bad)
		}
	}
}
