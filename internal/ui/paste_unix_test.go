//go:build unix

package ui

import (
	"strings"
	"testing"
)

// A paste is text for a prompt, and nothing without one.
func TestPaste(t *testing.T) {
	r := newRig(t)
	r.count(1, 100)
	r.lines("a.log", "the a b one")
	r.run()
	r.untilText("the a b one")
	r.untilSent("\x1b[?2004h")
	r.keys("\x1b[200~qqq:500\r\n\x03\x1b[201~")
	r.untilText("pasted text is only for prompts")
	r.keys("/\x1b[200~a\r\nb\n\x1b[201~")
	r.until("a b in the prompt", func(rows []string) bool {
		return strings.HasPrefix(rows[23], " /a b ") && strings.Contains(rows[23], "1 record")
	})
	r.keys("\x15\x1b[200~\x1b[31mthe\x07\x1b[201~") // ^u
	r.until("clean text in the prompt", func(rows []string) bool { return strings.HasPrefix(rows[23], " /the") })
	r.keys("\x1b")
	r.until("the end of the prompt", func(rows []string) bool { return strings.Contains(rows[23], "help") })
	r.keys("&\x1b[200~no end of it")
	r.until("an unfinished paste", func(rows []string) bool {
		return strings.Contains(rows[23], "no end of it") && strings.Contains(rows[23], "cut")
	})
	r.keys("\x03")
	r.until("the end of the prompt", func(rows []string) bool { return strings.Contains(rows[23], "help") })
	r.keys("\x1b[201~q")
	r.ends()
}
