package line

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
)

// hostile returns texts that do something to a terminal that draws them raw:
// every kind of sequence, whole, cut off, broken off and in 8-bit form, and
// every character that moves, hides or reorders text.
func hostile() []string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }

	// Control sequences: each final byte, with parameters, private, cut off.
	for c := byte('@'); c < 0x7f; c++ {
		add("a\x1b[%cb", c)
		add("a\x1b[?1049;9%cb", c)
	}
	// Escape sequences of two bytes.
	for c := byte('0'); c < 0x7f; c++ {
		add("a\x1b%cb", c)
	}
	// Control strings: clipboard, titles, links, palette, notifications,
	// answers, graphics, file transfer.
	bodies := []string{
		"0;title", "2;title", "52;c;ZXZpbA==", "52;c;?", "8;;http://evil.example", "4;1;?", "10;?", "50;#evil", "9;note", "777;notify;a;b",
		"1337;File=inline=1:AAAA", "7;file://evil", "0;✳ title", "0;" + strings.Repeat("x", 5000), "",
	}
	for _, introducer := range []string{"\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x9d", "\u009d", "\x90", "\u0090"} {
		for _, body := range bodies {
			for _, end := range []string{"\x07", "\x1b\\", "\x9c", "\u009c", "", "\x18", "\x1b[31m"} {
				add("a%s%s%sb", introducer, body, end)
			}
		}
	}
	for c := byte(0); c < 0x20; c++ {
		add("a%cb", c)
		add("a\x1b[3%c1mb", c)
	}
	for c := rune(0x7f); c < 0xa0; c++ {
		add("a%cb", c)
		add("a%sb", []byte{byte(c)})
	}
	for _, r := range []rune{
		0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
		0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0xfff9, 0xfffa, 0xfffb, 0x3164, 0xffa0, 0x115f, 0x1160,
		0xe0001, 0xe0020, 0xe007f, 0xe0100, 0xe01ef, 0x1d173,
	} {
		add("a%cb", r)
		add("%c", r)
	}
	add("%s", strings.Repeat("\u0301", 100))
	add("a%s", strings.Repeat("\u0489", 100))
	add("%s", strings.Repeat("\x00", 5000))
	add("%s", strings.Repeat("\x1b", 500))
	add("%s", strings.Repeat("\x1b]", 500))
	add("%s", strings.Repeat("\x1b[", 500))
	add("a\x1b[%sm", strings.Repeat("1", 5000))
	for _, s := range []string{"\xed\xa0\x80", "\xc0\x9b", "\xe2\x80", "\xf0\x9f", "\xff\xfe", "\xc2", "\x1b\xc2\x9b", "\xc2\x1b[31m\x9b2J"} {
		add("a%sb", s)
	}
	return all
}

func TestHostile(t *testing.T) {
	payloads := hostile()
	if len(payloads) < 200 {
		t.Fatalf("%d payloads", len(payloads))
	}
	for _, p := range payloads {
		for _, keepSGR := range []bool{false, true} {
			clean := Clean(nil, []byte(p), CleanOptions{KeepSGR: keepSGR})
			checkClean(t, clean, keepSGR)
			screen(t, clean)
			if p[0] == 'a' && clean[0] != 'a' {
				t.Errorf("Clean(%q) = %q changes the text before", p, clean)
			}
		}
	}
}

// screen draws clean text with a terminal emulator and returns the first row
// with its colours. It fails if the text does anything else to the terminal.
func screen(t *testing.T, clean []byte) string {
	t.Helper()
	const cols, rows = 300, 4
	term := vt10x.New(vt10x.WithSize(cols, rows))
	mode := term.Mode()
	if _, err := term.Write(clean); err != nil {
		t.Fatal(err)
	}
	if got := term.Title(); got != "" {
		t.Fatalf("%q sets the title %q", clean, got)
	}
	if got := term.Mode(); got != mode {
		t.Fatalf("%q changes the mode from %v to %v", clean, mode, got)
	}
	// The emulator counts one column a rune: compare in its own terms.
	cells := 0
	for i := 0; i < len(clean); {
		if n := sgrLen(clean[i:]); n > 0 {
			i += n
			continue
		}
		_, size := decode(clean[i:])
		cells++
		i += size
	}
	if at := term.Cursor(); strings.IndexByte(string(clean), '\n') < 0 && cells < cols && (at.X != cells || at.Y != 0) {
		t.Fatalf("%q leaves the cursor at %d,%d, want %d,0", clean, at.X, at.Y, cells)
	}
	var row strings.Builder
	for x := range cols {
		g := term.Cell(x, 0)
		fmt.Fprintf(&row, "%c%d,%d,%d ", g.Char, g.FG, g.BG, g.Mode)
	}
	return row.String()
}
