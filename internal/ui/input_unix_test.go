//go:build unix

package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/terminal"
)

// Nothing that comes in makes the keyboard deaf.
func TestUnfinishedInput(t *testing.T) {
	for _, in := range []string{"\x1b[200~", "\x1b[0201~\x1b[200~", "\x1b[200", "\x1b[", "\x1b]0;", "\x1bP"} {
		for _, quit := range []string{"q", "\x03"} {
			r := newRig(t)
			r.count(1, 100)
			r.run()
			r.untilText("line 100")
			r.keys(in + strings.Repeat("x", 100))
			// Behind an unfinished sequence the first keys may belong to it. Quitting is
			// not tried again and again: a ^C behind the end, when the terminal has been
			// given back, has the kernel throw away what the emulator has yet to read.
			deadline := time.Now().Add(patience)
			for tick := range time.Tick(100 * time.Millisecond) {
				if strings.Contains(strings.Join(shows(r.vt), "\n"), "line 1 ") {
					break
				} else if tick.After(deadline) {
					t.Fatalf("%q: the keyboard is dead", in)
				}
				r.keys("g")
			}
			r.keys(quit)
			r.ends()
		}
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
	r.ends()
	t.Logf("it took %v to quit", time.Since(began)) // about a fifth of a second; a message for each key took ten
}

func TestQuittingOvertakes(t *testing.T) {
	for _, c := range []struct {
		keys string
		quit bool
	}{{"jjjq", true}, {"qjjj", true}, {"?qjj", false}, {"?qjq", true}, {"jjj", false}} {
		_, m := newLog(t, 0, 100)
		var keys terminal.KeysMsg
		for _, k := range c.keys {
			keys = append(keys, keyPress(string(k)))
		}
		cmd := m.pressAll(keys)
		if quit := cmd != nil && cmd() == (tea.QuitMsg{}); quit != c.quit {
			t.Errorf("%q: quit %v, want %v", c.keys, quit, c.quit)
		}
	}
}
