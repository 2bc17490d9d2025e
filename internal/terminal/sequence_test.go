package terminal

import (
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// An escape, and alt with a key, are the same keys as before, but ones that are
// known to be whole.
func TestSequenceSame(t *testing.T) {
	var d uv.EventDecoder
	in := []string{"\x1b"}
	for c := byte(0); c < 0x80; c++ {
		in = append(in, "\x1b"+string(rune(c)))
	}
	in = append(in, "\x1bä", "\x1b[A", "\x1b\x1b[A", "\x1bOP", "\x1b[1;5C", "\x1b[<0;3;4M", "\x1b[M !\xf0", "\x1b]11;rgb:1/2/3\x1b\\",
		"\x1b]11;rgb:1/2/3\a", "\x1bP1$r0m\x1b\\", "\x1b[?2026;2$y", "\x1b[3$", "\x1b[201~", "ä", "x", "\x03")
	for _, in := range in {
		if in == "\x1b\x1b" {
			continue // two of them, see below
		}
		var s sequences
		out := append(s.add([]byte(in)), s.end()...)
		_, before := d.Decode([]byte(in))
		n, after := d.Decode(out)
		if n != len(out) || !reflect.DeepEqual(after, before) {
			t.Errorf("%q: %q is %#v, want %#v", in, out, after, before)
		}
		if out[0] == '\x1b' && len(out) < 3 {
			t.Errorf("%q: more of %q is waited for", in, out)
		}
	}
}

// What comes in pieces, a "|" after each and "." for a while without any.
func TestSequenceTimes(t *testing.T) {
	const esc, alt = escapeKey, "\x1b[106;3u" // alt with j
	for in, want := range map[string]string{
		"":                      "",
		"jk":                    "jk",
		"\x1b":                  "",
		"\x1b.":                 esc,
		"\x1b.j":                esc + "j",
		"\x1b|j":                esc + "j",
		"\x1b|j|k":              esc + "jk",
		"\x1b|jk":               esc + "jk",
		"\x1bj":                 alt,
		"\x1bj|j|j":             alt + "jj",
		"\x1b\x1b":              "",
		"\x1b\x1b.":             esc + esc,
		"\x1b|\x1b|j":           esc + esc + "j",
		"\x1b\x1bj":             esc + alt,
		"\x1b\x1b\x1b[A":        esc + "\x1b\x1b[A",
		"\x1b|[A":               "\x1b[A",
		"\x1b|[|A":              "\x1b[A",
		"\x1b|[|1|;|5|A":        "\x1b[1;5A",
		"\x1b|[.":               esc + "[",
		"\x1b|[.[":              esc + "[[",
		"\x1b|]|q|q":            "",
		"\x1b|]|q|q.":           esc + "]qq",
		"\x1b].":                "\x1b[93;3u",
		"\x1b]|q|q.":            "\x1b[93;3uqq",
		"\x1b]0;x|q|q.":         "",
		"\x1b]0;x|q.|q\aq":      "\x1b]0;xqq\aq",
		"\x1b]0;x|q..q":         "q",
		"\x1b[20.":              "",
		"\x1b[20..q":            "q",
		"\x1b[200|\x03":         "\x03",
		"\x1b[\x03":             "\x1b[91;3u\x03",
		"\x1bO\r":               "\x1b[111;4u\r",
		"\x1b]0;x\x03|\x18q":    "q",
		"\x1b]0;x\x1b[A":        "\x1b[A",
		"\x1b]0;x\x1b|\\q":      "\x1b]0;x\x1b\\q",
		"\xc3|\xa4q":            "äq",
		"\xc3.q":                "q",
		"\xc3|q":                "q",
		"\x1b\xc3|\xa4q":        "\x1b" + "äq",
		"a\xffb\x9bc":           "abc",
		"\x1b\xffb":             "b",
		"\x1b[[A":               "\x1b[[A",
		"\x1b[M !\"q":           "\x1b[M !\"q",
		"\x1b|[|M|\x1b| |!|q":   "\x1b[M\x1b !q",
		"\x1b[M !..q":           "q",
		"\x1b[?1|;2c|x\x1b|[Bx": "\x1b[?1;2cx\x1b[Bx",
		"\x1b[" + strings.Repeat("1;", 40) + "Aq":         "q",
		"\x1b]" + strings.Repeat("x", maxSequence) + "|q": "q",
	} {
		synctest.Test(t, func(t *testing.T) {
			r := keyReader{done: t.Context().Done(), chunks: make(chan []byte), pastes: &pastes{}}
			go func() {
				defer close(r.chunks)
				for _, piece := range strings.SplitAfter(in, ".") {
					piece, pause := strings.CutSuffix(piece, ".")
					for _, chunk := range strings.Split(piece, "|") {
						r.chunks <- []byte(chunk)
						<-time.After(escapeWithin / 8)
					}
					if pause {
						<-time.After(replyWithin / 2)
					}
				}
			}()
			var got []byte
			for b := make([]byte, 7); ; {
				n, err := r.Read(b)
				if got = append(got, b[:n]...); n == 0 {
					if err != nil {
						t.Error(err)
					}
					break
				}
			}
			if string(got) != want {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		})
	}
}
