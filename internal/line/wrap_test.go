package line

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name, text string
		width      int
		want       []string
	}{
		{"empty", "", 3, []string{""}},
		{"shorter", "ab", 3, []string{"ab"}},
		{"as wide", "abc", 3, []string{"abc"}},
		{"one more", "abcd", 3, []string{"abc", "d"}},
		{"twice", "abcdef", 3, []string{"abc", "def"}},
		{"no width", "abcdef", 0, []string{"abcdef"}},
		{"negative width", "abcdef", -1, []string{"abcdef"}},
		{"words", "ab cd ef", 5, []string{"ab cd", " ef"}},
		{"a word that has no room", "ab cdef", 5, []string{"ab ", "cdef"}},
		{"a blank at the end", "abc def", 4, []string{"abc ", "def"}},
		{"many blanks", "ab      cd", 5, []string{"ab   ", "   cd"}},
		{"indented", "    abcd", 6, []string{"    ab", "cd"}},
		{"a long word is begun", "ab cdefghijk", 5, []string{"ab cd", "efghi", "jk"}},
		{"a long word with commas", "x aaa,bbb,ccc", 6, []string{"x aaa,", "bbb,", "ccc"}},
		{"a long path", "/usr/share/doc", 6, []string{"/usr/", "share/", "doc"}},
		{"a comma in a word that has room", "aaaa b,c", 7, []string{"aaaa ", "b,c"}},
		{"marks behind a blank", "ab \u0301cd ef", 4, []string{"ab \u0301c", "d ef"}},
		{"marks behind a comma", "aa,\u0301bcdef", 4, []string{"aa,\u0301b", "cdef"}},
		{"wide words", "日本 語語", 7, []string{"日本 ", "語語"}},
		{"a long wide word", "a 日本語語", 6, []string{"a 日本", "語語"}},
		{"wide", "日本語", 4, []string{"日本", "語"}},
		{"wide does not fit", "日本語", 3, []string{"日", "本", "語"}},
		{"wide behind plain", "abc日", 4, []string{"abc", "日"}},
		{"wide behind a full row", "abcd日", 4, []string{"abcd", "日"}},
		{"wide in one column", "日a本", 1, []string{"日", "a", "本"}},
		{"marks stay", "abe\u0301cd", 3, []string{"abe\u0301", "cd"}},
		{"colours between words", "ab \x1b[31mcdef\x1b[m", 5, []string{"ab ", "\x1b[31mcdef\x1b[m"}},
		{"colours take no room", "\x1b[31mabc\x1b[mdef", 3, []string{"\x1b[31mabc\x1b[m", "def"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rowsOf([]byte(tt.text), tt.width); !slices.Equal(got, tt.want) {
				t.Errorf("Wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
			}
		})
	}
}

func rowsOf(clean []byte, width int) []string {
	var rows []string
	start := 0
	for _, at := range Wrap(nil, clean, width) {
		rows = append(rows, string(clean[start:at]))
		start = at
	}
	return append(rows, string(clean[start:]))
}

// Rows are as full as can be: what begins the next one has no room.
func TestWrapFillsRows(t *testing.T) {
	text := []byte(strings.Repeat("the quick brown fox jumps over the lazy dog, ", 20))
	for width := 1; width < 60; width++ {
		rows := rowsOf(text, width)
		for i, row := range rows[:len(rows)-1] {
			next, _, _ := strings.Cut(rows[i+1], " ")
			if room := width - len(row); next != "" && len(next) <= room {
				t.Errorf("width %d: row %q has room for %q", width, row, next)
			}
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add([]byte("日本語 e\u0301 \x1b[31mred\x1b[m"), 3, true)
	f.Add([]byte("plain text"), 4, false)
	f.Fuzz(func(t *testing.T, text []byte, width int, keepSGR bool) {
		clean := Clean(nil, text, CleanOptions{KeepSGR: keepSGR})
		rows := rowsOf(clean, width)
		if got := strings.Join(rows, ""); got != string(clean) {
			t.Fatalf("rows of %q are %q", clean, rows)
		}
		for i, row := range rows {
			w := Width([]byte(row))
			switch {
			case !utf8.ValidString(row):
				t.Fatalf("row %q is halved", row)
			case width >= 2 && w > width, width == 1 && w > 2:
				t.Fatalf("row %q has %d columns of %d", row, w, width)
			case width >= 1 && i < len(rows)-1 && w < width-1 && !isWordEnd(row):
				t.Fatalf("row %q has only %d columns of %d", row, w, width)
			case width >= 1 && i > 0 && row != "" && !stands([]byte(row), 0):
				t.Fatalf("row %q begins with a mark", row)
			}
		}
	})
}

// isWordEnd reports whether a row may end before it is full.
func isWordEnd(row string) bool {
	return strings.ContainsAny(row[len(row)-1:], " ,;/")
}

// BenchmarkWrapWords breaks a line of 100 KB.
func BenchmarkWrapWords(b *testing.B) {
	for name, piece := range map[string]string{"words": "took 5 ms to do ", "one word": "x", "commas": `{"a":1,`, "wide": "日本 語語", "blanks": " "} {
		text := []byte(strings.Repeat(piece, 100<<10/len(piece)))
		var breaks []int
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				breaks = Wrap(breaks[:0], text, 80)
			}
		})
	}
}
