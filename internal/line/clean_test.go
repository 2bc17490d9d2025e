package line

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestClean(t *testing.T) {
	marks := strings.Repeat("\u0301", 20)
	tests := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"plain", "hello", "hello"},
		{"not ascii", "日本語 naïve 👍🏽", "日本語 naïve 👍🏽"},
		{"tab at 0", "\tx", "        x"},
		{"tab at 7", "1234567\tx", "1234567 x"},
		{"tab at 8", "12345678\tx", "12345678        x"},
		{"tab behind wide runes", "日本\tx", "日本    x"},
		{"tab behind a dropped sequence", "\x1b[31mab\x1b[0m\tx", "ab      x"},
		{"trailing carriage return", "x\r", "x"},
		{"two trailing carriage returns", "x\r\r", "x␍"},
		{"carriage return inside", "safe\revil", "safe␍evil"},
		{"newline", "a\nb", "a␊b"},
		{"controls", "a\x00\x07\x08\x0b\x0c\x0e\x0f\x7fb", "a␀␇␈␋␌␎␏␡b"},
		{"8 NULs", strings.Repeat("\x00", 8) + "x", "␀␀␀␀␀␀␀␀x"},
		{"9 NULs", strings.Repeat("\x00", 9) + "x", "[NUL × 9]x"},
		{"a hole", strings.Repeat("\x00", 102400) + "x", "[NUL × 102400]x"},
		{"colour", "\x1b[1;31mred\x1b[0m x", "red x"},
		{"cursor", "a\x1b[2J\x1b[H\x1b[?25lb", "ab"},
		{"title", "a\x1b]0;title\x07b", "ab"},
		{"title with string terminator", "a\x1b]0;title\x1b\\b", "ab"},
		{"title with 0x9c inside a rune", "a\x1b]0;✳ title\x07b", "ab"},
		{"clipboard", "a\x1b]52;c;ZXZpbA==\x07b", "ab"},
		{"link", "\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\", "text"},
		{"device control", "a\x1bP1$qm\x1b\\b", "ab"},
		{"application command", "a\x1b_Gx\x1b\\b\x1b^x\x1b\\c\x1bXx\x1b\\d", "abcd"},
		{"reset", "a\x1bcb", "ab"},
		{"character set", "a\x1b(0b\x1b$)Bc", "abc"},
		{"unterminated title", "a\x1b]0;title", "a␛]0;title"},
		{"title broken off by a sequence", "a\x1b]0;ti\x1b[31mtle", "a␛]0;title"},
		{"title broken off by a sequence, with an end", "a\x1b]0;ti\x1b[31mtle\x07b", "a␛]0;title␇b"},
		{"title broken off by CAN", "a\x1b]0;ti\x18tle\x07", "a␛]0;ti␘tle␇"},
		{"unterminated device control", "a\x1bPq and more\x07", "a␛Pq and more␇"},
		{"unterminated sequence", "a\x1b[31", "a␛[31"},
		{"sequence broken off by a control", "a\x1b[3\x071m", "a␛[3␇1m"},
		{"sequence broken off by a rune", "a\x1b[3é", "a␛[3é"},
		{"endless sequence", "a\x1b[" + strings.Repeat("1;", 100) + "m", "a␛[" + strings.Repeat("1;", 100) + "m"},
		{"escape at the end", "a\x1b", "a␛"},
		{"escape twice", "a\x1b\x1b[31mb", "a␛b"},
		{"escape before a rune", "a\x1bé", "a␛é"},
		{"C1 raw", "a\x9b31mb", "a<U+009B>31mb"},
		{"C1 in UTF-8", "a\u009b31mb", "a<U+009B>31mb"},
		{"invalid bytes", "a\xff\xc3(b", "a\ufffd\ufffd(b"},
		{"bidi", "a\u202eb\u2066c\u200fd\u061ce", "a<U+202E>b<U+2066>c<U+200F>d<U+061C>e"},
		{"separators", "a\u2028b\u2029c", "a<U+2028>b<U+2029>c"},
		{"zero width", "a\u200b\u200d\u2060\ufeffb", "a<U+200B><U+200D><U+2060><U+FEFF>b"},
		{"tags", "a\U000e0001\U000e0061b", "a<U+E0001><U+E0061>b"},
		{"soft hyphen", "a\u00adb", "a<U+00AD>b"},
		{"variation selectors", "⚠\ufe0f a\U000e0100", "⚠\ufe0f a<U+E0100>"},
		{"filler", "a\u3164b", "a<U+3164>b"},
		{"marks", "e" + marks + "f\u0301", "e" + marks[:16] + "f\u0301"},
		{"mark without a base", "\u0301a", "◌\u0301a"},
		{"mark behind a dropped sequence", "\x1b[31m\u0301a", "◌\u0301a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Clean(nil, []byte(tt.text), CleanOptions{})
			if string(got) != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.text, got, tt.want)
			}
			checkClean(t, got, false)
		})
	}
}

func TestCleanKeepSGR(t *testing.T) {
	many := strings.Repeat(";1", maxSGRParams-1)
	tests := []struct{ name, text, want string }{
		{"closed", "\x1b[31mred\x1b[0m x", "\x1b[31mred\x1b[0m x"},
		{"open", "\x1b[31mred", "\x1b[31mred\x1b[m"},
		{"closed by empty parameters", "\x1b[31mred\x1b[;m", "\x1b[31mred\x1b[;m"},
		{"colour number 0 is no reset", "x\x1b[38;5;0m", "x\x1b[38;5;0m\x1b[m"},
		{"colour number 8 conceals nothing", "\x1b[38;5;8mx\x1b[m", "\x1b[38;5;8mx\x1b[m"},
		{"true colour 8", "\x1b[48;2;8;8;8mx\x1b[m", "\x1b[48;2;8;8;8mx\x1b[m"},
		{"colons", "\x1b[38:2::8:8:8;4:3mx\x1b[m", "\x1b[38:2::8:8:8;4:3mx\x1b[m"},
		{"conceal", "\x1b[8mx\x1b[0;8my\x1b[38;2;1;2;3;8mz\x1b[38;8mw\x1b[008mv", "xyzwv"},
		{"private", "\x1b[>4;2mx\x1b[?4my", "xy"},
		{"intermediate", "\x1b[1 mx", "x"},
		{"other sequences go", "\x1b[31m\x1b[2Jx\x1b[m\x1b]0;t\x07", "\x1b[31mx\x1b[m"},
		{"16 parameters", "\x1b[1" + many + "mx", "\x1b[1" + many + "mx\x1b[m"},
		{"17 parameters", "\x1b[1" + many + ";mx", "x"},
		{"32 bytes", "\x1b[" + strings.Repeat("0", 31) + "1mx", "\x1b[" + strings.Repeat("0", 31) + "1mx\x1b[m"},
		{"33 bytes", "\x1b[" + strings.Repeat("0", 32) + "1mx", "x"},
		{"half a sequence at the end", "\x1b[31mx\x1b[0", "\x1b[31mx␛[0\x1b[m"},
		{"marks over a sequence", "e" + strings.Repeat("\u0301", 6) + "\x1b[31m" + strings.Repeat("\u0301", 6), "e" + strings.Repeat("\u0301", 6) + "\x1b[31m\u0301\u0301\x1b[m"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Clean(nil, []byte(tt.text), CleanOptions{KeepSGR: true})
			if string(got) != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.text, got, tt.want)
			}
			checkClean(t, got, true)
		})
	}
}

func TestCleanTabWidth(t *testing.T) {
	for width, want := range map[int]string{0: "a       b", -1: "a       b", 1: "a b", 2: "a b", 4: "a   b"} {
		if got := Clean(nil, []byte("a\tb"), CleanOptions{TabWidth: width}); string(got) != want {
			t.Errorf("tab width %d: %q, want %q", width, got, want)
		}
	}
}

// TestCleanReturnsText asserts that text with nothing to change is not copied,
// and that changed text lands in dst.
func TestCleanReturnsText(t *testing.T) {
	dst := make([]byte, 0, 64)
	for _, s := range []string{"plain", "plain\r", "日本", "\x1b[31mx\x1b[m"} {
		text := []byte(s)
		got := Clean(dst, text, CleanOptions{KeepSGR: true})
		if &got[0] != &text[0] {
			t.Errorf("Clean(%q) was copied", s)
		}
	}
	if got := Clean(dst, []byte("a\tb"), CleanOptions{}); &got[0] != &dst[:1][0] {
		t.Error("changed text is not in dst")
	}
	text := []byte(strings.Repeat("a clean line ", 16))
	if n := testing.AllocsPerRun(100, func() { Clean(nil, text, CleanOptions{}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// checkClean asserts what holds for all clean text.
func checkClean(t *testing.T, clean []byte, keepSGR bool) {
	t.Helper()
	if !utf8.Valid(clean) {
		t.Fatalf("%q is not UTF-8", clean)
	}
	open, marks := false, 0
	for i := 0; i < len(clean); {
		if clean[i] == esc && keepSGR {
			n := escapeLen(clean[i:])
			if n == 0 || !isSGR(clean[i:i+n]) {
				t.Fatalf("%q keeps a sequence at %d", clean, i)
			}
			open = !isReset(clean[i : i+n])
			i += n
			continue
		}
		r, size := utf8.DecodeRune(clean[i:])
		switch {
		case r < ' ' || r >= 0x7f && r < 0xa0:
			t.Fatalf("%q keeps the control %U", clean, r)
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || unicode.Is(unicode.Bidi_Control, r):
			t.Fatalf("%q keeps %U", clean, r)
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > maxMarks || i == 0 {
				t.Fatalf("%q has mark %d at %d", clean, marks, i)
			}
		default:
			marks = 0
		}
		i += size
	}
	if open {
		t.Fatalf("%q leaves a colour set", clean)
	}
	if again := Clean(nil, clean, CleanOptions{KeepSGR: keepSGR}); !bytes.Equal(again, clean) {
		t.Fatalf("Clean(%q) = %q: not idempotent", clean, again)
	}
	if got, want := Width(clean), ansi.StringWidthWc(string(clean)); got != want {
		t.Fatalf("Width(%q) = %d, the renderer counts %d", clean, got, want)
	}
}

func FuzzClean(f *testing.F) {
	for _, p := range hostile() {
		f.Add([]byte(p), []byte("b"), false, 8)
		f.Add([]byte("a"+p), []byte(p), true, 3)
	}
	f.Fuzz(func(t *testing.T, a, b []byte, keepSGR bool, tab int) {
		opts := CleanOptions{KeepSGR: keepSGR, TabWidth: tab % 100}
		cleanA := Clean(nil, a, opts)
		checkClean(t, cleanA, keepSGR)
		// What is drawn behind a line is drawn as it is alone.
		cleanB := Clean(nil, b, opts)
		alone := screen(t, cleanB)
		behind := screen(t, append(append(bytes.Clone(cleanA), "\r\n\x1b[2J\x1b[H"...), cleanB...))
		if alone != behind {
			t.Fatalf("%q changes %q", cleanA, cleanB)
		}
	})
}
