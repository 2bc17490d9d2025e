package line

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// TestRuneWidth compares every rune with the renderer's count.
func TestRuneWidth(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if got, want := runeWidth(r), ansi.StringWidthWc(string(r)); utf8.ValidRune(r) && r != esc && got != want {
			t.Errorf("runeWidth(%U) = %d, the renderer counts %d", r, got, want)
		}
	}
}

func TestPlainLen(t *testing.T) {
	for n := range 40 {
		text := []byte(strings.Repeat("~ ", 20))[:n]
		if got := plainLen(text); got != n {
			t.Errorf("plainLen of %d plain bytes = %d", n, got)
		}
		for i := range n {
			for c := range 256 {
				dirty := bytes.Clone(text)
				dirty[i] = byte(c)
				want := n
				if c < ' ' || c >= 0x7f {
					want = i
				}
				if got := plainLen(dirty); got != want {
					t.Fatalf("plainLen(%q) = %d, want %d", dirty, got, want)
				}
			}
		}
	}
}

func TestWidth(t *testing.T) {
	tests := []struct {
		text string
		want int
	}{
		{"", 0},
		{"abc", 3},
		{"日本", 4},
		{"naïve", 5},
		{"e\u0301", 1},
		{"👍🏽", 4},
		{"\x1b[31mred\x1b[m", 3},
		{strings.Repeat("x", 1000), 1000},
	}
	for _, tt := range tests {
		if got := Width([]byte(tt.text)); got != tt.want {
			t.Errorf("Width(%q) = %d, want %d", tt.text, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		name, text  string
		from, width int
		want        string
	}{
		{"empty", "", 0, 5, ""},
		{"all", "hello", 0, 5, "hello"},
		{"wider", "hello", 0, 50, "hello"},
		{"middle", "hello", 1, 3, "ell"},
		{"behind the end", "hello", 5, 3, ""},
		{"far behind the end", "hello", 50, 3, ""},
		{"no width", "hello", 1, 0, ""},
		{"negative width", "hello", 1, -1, ""},
		{"negative from", "hello", -1, 3, "hel"},
		{"largest", "hello", 2, math.MaxInt, "llo"},
		{"wide", "日本語", 2, 2, "本"},
		{"halved at the left", "日本語", 1, 3, " 本"},
		{"halved at the right", "日本語", 0, 3, "日 "},
		{"halved at both", "日本語", 1, 2, "  "},
		{"one column of a wide rune", "日本語", 2, 1, " "},
		{"marks stay", "ae\u0301b", 1, 1, "e\u0301"},
		{"marks of what is cut off go", "e\u0301ab", 1, 2, "ab"},
		{"marks of a halved rune go", "日\u0301ab", 1, 2, " a"},
		{"mark behind plain text", "abe\u0301", 0, 3, "abe\u0301"},
		{"colour before", "\x1b[31mabcd\x1b[m", 1, 2, "\x1b[31mbc\x1b[m"},
		{"colour ended before", "\x1b[31mab\x1b[mcd", 2, 2, "cd"},
		{"colour inside", "ab\x1b[31mcd\x1b[mef", 1, 4, "b\x1b[31mcd\x1b[me"},
		{"colour behind", "abcd\x1b[31mef\x1b[m", 0, 4, "abcd"},
		{"colours add up", "\x1b[31ma\x1b[1mbc\x1b[m", 1, 1, "\x1b[31m\x1b[1mb\x1b[m"},
		{"only colours", "\x1b[31mab\x1b[m", 2, 2, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Cut(nil, []byte(tt.text), tt.from, tt.width); string(got) != tt.want {
				t.Errorf("Cut(%q, %d, %d) = %q, want %q", tt.text, tt.from, tt.width, got, tt.want)
			}
		})
	}
}

func TestCutReturnsText(t *testing.T) {
	text := []byte(strings.Repeat("plain ", 40) + "日本")
	got := Cut(nil, text, 10, 80)
	if &got[0] != &text[10] {
		t.Error("plain ASCII was copied")
	}
	if got := Cut([]byte("> "), []byte("日本"), 0, 2); string(got) != "> 日" {
		t.Errorf("Cut behind a prefix = %q", got)
	}
}

func FuzzCut(f *testing.F) {
	f.Add([]byte("日本語 e\u0301 \x1b[31mred\x1b[m"), 3, 5, true)
	f.Add([]byte("plain"), 0, 80, false)
	f.Add([]byte("\x1b[31m\x1b[1m日\x1b[m"), 1, 1, true)
	f.Fuzz(func(t *testing.T, text []byte, from, width int, keepSGR bool) {
		clean := Clean(nil, text, CleanOptions{KeepSGR: keepSGR})
		got := Cut(nil, clean, from, width)
		from = max(from, 0)
		want := max(min(width, Width(clean)-from), 0)
		if Width(got) != want {
			t.Fatalf("Cut(%q, %d, %d) = %q of width %d, want %d", clean, from, width, got, Width(got), want)
		}
		checkClean(t, got, keepSGR)
	})
}

func FuzzWindow(f *testing.F) {
	f.Add([]byte("日本語 e\u0301 plain"), 3, 5)
	f.Add([]byte("日\u0301a"), 1, 1)
	f.Fuzz(func(t *testing.T, text []byte, from, width int) {
		clean := Clean(nil, text, CleanOptions{})
		start, end, before, after := Window(clean, from, width)
		if start > end || before < 0 || after < 0 || before+after > len(clean) {
			t.Fatalf("Window(%q, %d, %d) = %d, %d, %d, %d", clean, from, width, start, end, before, after)
		}
		got := strings.Repeat(" ", before) + string(clean[start:end]) + strings.Repeat(" ", after)
		if want := string(Cut(nil, clean, from, width)); got != want {
			t.Fatalf("Window(%q, %d, %d) is %q, Cut has %q", clean, from, width, got, want)
		}
	})
}
