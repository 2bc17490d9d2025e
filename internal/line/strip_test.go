package line

import "testing"

func TestStrip(t *testing.T) {
	for _, c := range []struct {
		in, want string
		colors   bool
	}{
		{"", "", false},
		{"a\tb 日本 👨‍👩‍👧", "a\tb 日本 👨‍👩‍👧", false},
		{"\x1b[31mred\x1b[m end", "red end", false},
		{"\x1b[31mred\x1b[m end", "\x1b[31mred\x1b[m end", true},
		{"a\x1b]52;c;ZXZpbA==\ab\x1b[2J\x1b[8mc", "abc", true},
		{"\x1b", "", false},
		{"a\x1b[", "a[", false},
		{"a\r", "a", false},
		{"a\x00b\x7fc\u009bd\xc2", "abcd\xc2", false},
		{"caf\xe9 \x93x\x94", "caf\xe9 \x93x\x94", false},
	} {
		if got := string(Strip(nil, []byte(c.in), c.colors)); got != c.want {
			t.Errorf("%q, colours %v: %q, want %q", c.in, c.colors, got, c.want)
		}
	}
}
