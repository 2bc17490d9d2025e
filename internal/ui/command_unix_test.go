//go:build unix

package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Commands, completion and keys from the config file in a real terminal.
func TestCommandsInATerminal(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "taken.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRigWith(t, Options{Title: "a.log", Settings: Settings{
		Theme: "mono", Layout: []string{"log", "histogram"}, Keys: map[string][]string{"help": {"ctrl+g"}, "pause": {"f5"}},
	}})
	r.count(1, 100)
	r.run()
	r.untilText("line 100")
	r.untilText("^g help")
	shows := func(what, pane string) {
		t.Helper()
		r.until(what, func(rows []string) bool {
			return strings.Contains(strings.Join(rows, "\n"), pane) == (what != "no "+pane)
		})
	}
	shows("records", "╭ records")
	r.keys("\x1b4") // alt-4
	shows("no ╭ records", "╭ records")
	r.keys(":hist")
	r.untilText("show the histogram of lines by level")
	r.keys("\t\r")
	shows("records", "╭ records")
	r.keys(":layout log\r")
	shows("no ╭ records", "╭ records")
	r.keys("\x1b[15~") // F5
	r.untilText("paused")
	r.keys(":pause\r")
	r.untilText("live")
	r.keys(":save " + folder + "/ta")
	r.untilText("taken.txt")
	r.keys("\t")
	r.untilText(":save " + folder + "/taken.txt")
	r.keys("\x1b")
	shows("no :save", ":save")
	r.keys("\x07") // ^g
	r.untilText("keys and commands")
	r.keys("\x07:quit\r")
	r.ends()
}

// The numbers of rtwatch itself come while they are shown; a screen on which
// nothing is shown that changes writes nothing.
func TestStatsInATerminal(t *testing.T) {
	r := newRig(t)
	r.count(1, 10)
	r.run()
	r.untilText("line 10")
	r.keys("I")
	r.untilText(" MiB")
	r.untilText("% CPU")
	r.keys("I")
	r.until("no MiB", func(rows []string) bool { return !strings.Contains(strings.Join(rows, "\n"), " MiB") })
	r.untilQuiet(2 * statsEvery)
	r.keys("q")
	r.ends()
}
