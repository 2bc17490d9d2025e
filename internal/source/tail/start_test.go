package tail

import (
	"strings"
	"testing"
	"time"
)

func TestStart(t *testing.T) {
	long := strings.Repeat("x", scanChunk)
	for _, c := range []struct {
		name  string
		start Start
		text  string
		want  string // what is read
	}{
		{"end", Start{}, "a\nb\n", ""},
		{"end of an empty file", Start{}, "", ""},
		{"last line", Start{LastLines: 1}, "a\nb\n", "b\n"},
		{"last line without an end", Start{LastLines: 1}, "a\nb", "b"},
		{"last two", Start{LastLines: 2}, "a\nb\nc\n", "b\nc\n"},
		{"as many as there are", Start{LastLines: 3}, "a\nb\nc\n", "a\nb\nc\n"},
		{"more than there are", Start{LastLines: 9}, "a\nb\n", "a\nb\n"},
		{"blank lines", Start{LastLines: 2}, "a\n\n\n", "\n\n"},
		{"last of an empty file", Start{LastLines: 1}, "", ""},
		{"across a chunk", Start{LastLines: 2}, "a\n" + long + "\nb\n", long + "\nb\n"},
		{"a chunk exactly", Start{LastLines: 1}, "a\n" + long[1:] + "\n", long[1:] + "\n"},
		{"from the first line", Start{FromLine: 1}, "a\nb\n", "a\nb\n"},
		{"from the second line", Start{FromLine: 2}, "a\nb\n", "b\n"},
		{"from behind the last line", Start{FromLine: 3}, "a\nb\n", ""},
		{"from far behind", Start{FromLine: 30}, "a\nb\n", ""},
		{"from a line behind a chunk", Start{FromLine: 3}, "a\n" + long + "\nb\n", "b\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, _, err := c.start.reach(strings.NewReader(c.text), int64(len(c.text)), time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			if got := c.text[at:]; got != c.want {
				t.Errorf("reads %.40q, want %.40q", got, c.want)
			}
		})
	}
}

func TestStartErrors(t *testing.T) {
	for _, s := range []Start{{LastLines: -1}, {FromLine: -1}, {LastLines: 1, FromLine: 1}, {LastLines: 1, Since: time.Unix(1, 0)}} {
		if s.check() == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}

func TestMark(t *testing.T) {
	text := strings.Repeat("0123456789", 100)
	for _, step := range []int{1, 7, 255, 256, 257, 999} {
		var m mark
		for at := 0; at < len(text); at += step {
			m.add([]byte(text[at:min(at+step, len(text))]))
			want := text[max(0, int(m.offset)-markSize):m.offset]
			if got := string(m.last[:m.count]); got != want {
				t.Fatalf("steps of %d, at %d: holds %q, want %q", step, m.offset, got, want)
			}
		}
		if !m.in(strings.NewReader(text + "more")) {
			t.Error("is not in the text that it was made of")
		}
		if m.in(strings.NewReader(text[1:] + "more")) {
			t.Error("is in another text")
		}
		if m.in(strings.NewReader(text[:500])) {
			t.Error("is in a text that was truncated")
		}
	}
}
