package near

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	names := []string{"theme", "time", "threshold", "copy", "q", "filter", "filters", "mouse"}
	for word, want := range map[string]string{
		"theme": "theme", "them": "theme", "tehme": "theme", "treshold": "threshold",
		"coyp": "copy", "fliter": "filter", "filterss": "filters", "mose": "mouse",
		"": "", "zzzz": "", "colour": "", "w": "", "größe": "", "x" + strings.Repeat("y", 100): "",
	} {
		if got := Name(word, names); got != want {
			t.Errorf("Name(%q) = %q, want %q", word, got, want)
		}
	}
	if got := DidYouMean("them", names); got != "; did you mean theme?" {
		t.Errorf("%q", got)
	}
	if got := DidYouMean("zzzz", names); got != "" {
		t.Errorf("%q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"a", "", 1},
		{"", "ab", 2},
		{"ab", "ba", 1},
		{"abc", "abd", 1},
		{"abcd", "acbd", 1},
		{"kitten", "sitting", 3},
		{"ü", "u", 1},
	} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
