//go:build unix

package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

func TestPasteFilter(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"q", "q"},
		{"\x1b[200~abc\x1b[201~q", "\x1b[20~abc\x1b[20~q"},
		{"\x1b[0200;1~q", "\x1b[020;1~q"},
		{"\x1b[5~\x1b[20~\x1b[2001~", "\x1b[5~\x1b[20~\x1b[20~"},
		{"200~\x1b200~\x1b[1;200~", "200~\x1b200~\x1b[1;200~"},
	} {
		for split := range len(c.in) + 1 {
			var f pasteFilter
			a, b := []byte(c.in[:split]), []byte(c.in[split:])
			got := string(a[:f.filter(a)]) + string(b[:f.filter(b)])
			if got != c.want {
				t.Errorf("%q split at %d: %q, want %q", c.in, split, got, c.want)
			}
		}
	}
}

// Nothing that comes in makes the keyboard deaf.
func TestUnfinishedInput(t *testing.T) {
	for _, in := range []string{"\x1b[200~", "\x1b[0201~\x1b[200~", "\x1b[200", "\x1b[", "\x1b]0;", "\x1bP"} {
		for _, quit := range []string{"q", "\x03"} {
			r := newRig(t)
			r.count(1, 100)
			r.run()
			r.untilText("line 100")
			r.keys(in + strings.Repeat("x", 100))
			// Behind an unfinished sequence the first keys may belong to it.
			deadline := time.Now().Add(patience)
			for tick := range time.Tick(100 * time.Millisecond) {
				_, _ = r.master.WriteString(quit)
				if len(r.ended) > 0 {
					break
				} else if tick.After(deadline) {
					t.Fatalf("%q: the keyboard is dead", in)
				}
			}
			if err := r.end(); err != nil {
				t.Errorf("Run: %v", err)
			}
		}
	}
}

// Bracketed paste is never asked for: rtwatch has nothing to paste into.
func TestNoBracketedPaste(t *testing.T) {
	r := newRig(t)
	defer r.screen.terminal.close() // it is never run, which would close it
	if strings.Contains(r.screen.terminal.enter+leave, "2004") {
		t.Error("the terminal is told about bracketed paste")
	}
}

// A storm of keys is got over, and quitting is not lost in it.
func TestKeyStorm(t *testing.T) {
	r := newRig(t)
	r.count(1, 100_000)
	r.run()
	r.untilText("line 100000")
	began := time.Now()
	r.keys(strings.Repeat("jk", 100<<10) + "q")
	if err := r.end(); err != nil {
		t.Errorf("Run: %v", err)
	}
	t.Logf("it took %v to quit", time.Since(began)) // about a fifth of a second; a message for each key took ten
}

// While the model is busy keys come together, the newest of too many.
func TestKeyQueue(t *testing.T) {
	q := keyQueue{ready: make(chan struct{}, 1)}
	for range 10*maxKeys + 7 {
		q.add(keyPress("j"))
	}
	q.add(keyPress("q"))
	var got []keysMsg
	close(q.ready)
	q.run(func(m tea.Msg) { got = append(got, m.(keysMsg)) })
	if len(got) != 1 || len(got[0]) > 2*maxKeys || len(got[0]) < maxKeys || got[0][len(got[0])-1].Text != "q" {
		t.Errorf("%d messages: want one of at most %d keys that ends with q", len(got), 2*maxKeys)
	}
}

func TestQuittingOvertakes(t *testing.T) {
	for _, c := range []struct {
		keys string
		quit bool
	}{{"jjjq", true}, {"qjjj", true}, {"?qjj", false}, {"?qjq", true}, {"jjj", false}} {
		_, m := newLog(t, 0, 100)
		var keys keysMsg
		for _, k := range c.keys {
			keys = append(keys, keyPress(string(k)))
		}
		cmd := m.pressAll(keys)
		if quit := cmd != nil && cmd() == (tea.QuitMsg{}); quit != c.quit {
			t.Errorf("%q: quit %v, want %v", c.keys, quit, c.quit)
		}
	}
}
