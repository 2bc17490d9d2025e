package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// oddTexts are lines that repeat, lines that do not, and such as break columns.
var oddTexts = []string{
	"connection to the database refused, attempt 0x%05d", "connection to the database refused, attempt 0x%05d",
	"the same", "the same", "WARN disk is nearly full: /var/lib/item/%d", "09:41:07.%03d ERROR boom\n  at a\n  at b",
	"日本語 wide, 👍🏽 emoji, e\u0301 combining %d", "\ttabs\tand\t%d", "\u05e9\u05dc\u05d5\u05dd right to left %d",
	"2026-11-22T09:%02d:00Z INFO n=1", strings.Repeat("a long line ", 12) + "%d", "",
}

// Whatever keys come while lines come: frames are exact, the cursor can be seen
// unless the log follows, and what the reader looks at never moves by itself.
func TestRandomKeysAndLines(t *testing.T) {
	keys := []string{
		"j", "k", "j", "k", "up", "down", "pgup", "pgdown", "ctrl+u", "ctrl+d", "ctrl+e", "ctrl+y", "g", "G", "enter", "enter", "r", "w", "t", "U",
		"m", "'", "\"", "v", "esc", "l", "h", "z", "n", "N", "e", "E", "}", "{", "4", "1", "F", "i", "space",
	}
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 7))
		memory := int64(0)
		if seed%3 == 0 {
			memory = 64 << 10
		}
		f := newFeeder(t, memory)
		m := newTestModel(f, []theme{plain, dark}[seed%2], 30+rng.IntN(80), 8+rng.IntN(20))
		var trace []string
		say := func(text string) {
			if strings.Contains(text, "%") {
				f.lines(fmt.Sprintf("%d.log", rng.IntN(2)), fmt.Sprintf(text, rng.IntN(60)))
			} else {
				f.lines("a.log", text)
			}
		}
		come := func() {
			for range rng.IntN(30) {
				text := oddTexts[rng.IntN(len(oddTexts))]
				for range 1 + rng.IntN(6) {
					say(text)
				}
			}
		}
		for _, name := range []string{"a.log", "0.log", "1.log"} {
			f.lines(name, "first") // names take room from the start
		}
		for i := range 1000 { // the formats are known: lines that are read anew for that may move
			say(oddTexts[i%len(oddTexts)])
		}
		screen(m)
		come()
		settle(m)
		for i := range 60 {
			k := keys[rng.IntN(len(keys))]
			trace = append(trace, k)
			press(m, k)
			rows := screen(m)
			checkRows(t, rows, m.width, m.height)
			if m.err != nil || t.Failed() {
				t.Fatalf("seed %d, step %d, keys %q: %v", seed, i, trace, m.err)
			}
			if !m.log.follow && m.laid.log.height > 0 && len(m.log.shown) > 0 && !cursorShown(m) {
				t.Fatalf("seed %d, keys %q: the cursor (%+v) cannot be seen, %d rows from %+v\n%s", seed, trace, m.log.cursor, m.log.height, m.log.top, stripped(m))
			}
			if m.log.follow || i%4 > 0 || m.laid.log.height == 0 || len(m.log.shown) == 0 {
				continue
			}
			before, cursor := logRows(m), m.log.cursor
			l, _ := m.current()
			come()
			settle(m)
			after := logRows(m)
			if m.log.follow || !sameRows(before, after) || m.log.cursor != cursor && l.Gone == 0 {
				t.Fatalf("seed %d, keys %q: what is read moved, top %+v, oldest %v, aim %+v, first %d, cursor %+v and %+v:\n%s\n\n%s", seed, trace[max(len(trace)-12, 0):], m.log.top, m.log.oldest, m.log.aim, m.live.First, cursor, m.log.cursor, strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
			checkRows(t, screen(m), m.width, m.height)
		}
	}
}

// cursorShown reports whether a row of the line under the cursor is drawn.
func cursorShown(m *model) bool {
	return m.log.cursor.on && slices.ContainsFunc(m.log.shown, func(l row) bool { return l.has(m.log.cursor.seq) })
}

// logRows returns the rows of the log, without what is around them.
func logRows(m *model) []string {
	screen(m)
	var rows []string
	for i := range m.inner.rows() {
		rows = append(rows, strings.TrimRight(string(m.inner.row(i)), " "))
	}
	return rows
}

// sameRows reports whether rows are as they were: where there were none, others
// may have come, and what is gone may be more.
func sameRows(before, after []string) bool {
	for i := range before {
		gone := strings.Contains(before[i], "--") || strings.Contains(before[i], "──") || strings.Contains(before[i], "kept")
		if strings.TrimRight(before[i], " ") != "" && before[i] != after[i] && !gone {
			return false
		}
	}
	return len(before) == len(after)
}
