package redis

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hello is what a server answers to HELLO 3.
const hello = "%2\r\n$7\r\nversion\r\n$5\r\n7.2.0\r\n$5\r\nproto\r\n:3\r\n"

type attack struct{ name, text string }

// hostile is what may end a process that believes it.
var hostile = []attack{
	{"huge array", "*2000000000\r\n"},
	{"huge map", "%9223372036854775807\r\n"},
	{"huge push", ">2000000000\r\n"},
	{"negative array", "*-5\r\n"},
	{"negative map", "%-1\r\n"},
	{"negative text", "$-5\r\n"},
	{"overflowing number", "$99999999999999999999999\r\n"},
	{"negative zero", "*-\r\n"},
	{"no null for a push", ">-1\r\n"},
	{"nested for ever", strings.Repeat("*1\r\n", 1<<20)},
	{"text in pieces", "$?\r\n"},
	{"array in pieces", "*?\r\n"},
	{"attributes for ever", strings.Repeat("|0\r\n", 1<<20)},
	{"subscribed", ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"},
	{"subscribed, as a line", ">3\r\n+ssubscribe\r\n$1\r\na\r\n:1\r\n"},
	{"push in a reply", "*2\r\n>2\r\n+invalidate\r\n_\r\n"},
	{"nulls without end", "_xx_xx_xx_xx"},
	{"truths without end", "#txx#txx#txx"},
	{"web", "HTTP/1.1 400 Bad Request\r\n\r\n"},
}

// ask makes a guard that expects any number of replies.
func ask(n int) *guard {
	g := &guard{}
	g.asked.Store(int64(n))
	return g
}

var streams = []string{
	hello, "+OK\r\n", "-ERR no\r\n", ":-12\r\n", "$-1\r\n", "*-1\r\n", "*0\r\n", "_\r\n", "#t\r\n", ",1.5\r\n", "(123\r\n",
	"=7\r\ntxt:abc\r\n", "!3\r\nERR\r\n", "~2\r\n+a\r\n+b\r\n", "$0\r\n\r\n", "$4\r\n\r\n\r\n\r\n",
	">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n", ">0\r\n", "*2\r\n*2\r\n$1\r\na\r\n,1\r\n*2\r\n$1\r\nb\r\n,2\r\n",
	strings.Repeat("*1\r\n", maxNested) + "_\r\n",
}

func FuzzGuard(f *testing.F) {
	for i, s := range streams {
		f.Add([]byte(s), uint8(i))
		f.Add([]byte(s+s), uint8(1))
	}
	for _, h := range hostile {
		f.Add([]byte(h.text[:min(len(h.text), 1000)]), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, cut uint8) {
		want, fault := messages(string(text))
		replies := 0
		for _, m := range want {
			if m[0] != '>' {
				replies++
			}
		}
		g := ask(replies + 1) // one for the rest, whatever it is
		passed := 0
		var err error
		for rest := text; len(rest) > 0 && err == nil; {
			piece := rest[:min(len(rest), 1+int(cut))]
			var n int
			n, err = g.received(piece)
			if n > len(piece) || n < len(piece) && err == nil {
				t.Fatalf("%d of %d bytes are good (%v)", n, len(piece), err)
			}
			passed += n
			rest = rest[len(piece):]
		}
		if g.answered != int64(replies) {
			t.Errorf("%d replies in %q, want %d (%v)", g.answered, text, replies, err)
		}
		if fault != (err != nil) || err != nil && !errors.Is(err, errNotRedis) && !errors.Is(err, errTooMuch) {
			t.Errorf("%q: the error is %v, want one: %v", text, err, fault)
		}
		if n := len(strings.Join(want, "")); passed < n || err == nil && passed != len(text) {
			t.Errorf("%d of %d bytes were passed on, %d are right", passed, len(text), n)
		}
	})
}

func TestGuardCounts(t *testing.T) {
	g := &guard{}
	const command = "*2\r\n$4\r\nTYPE\r\n$1\r\nk\r\n"
	const invalidate = ">2\r\n+invalidate\r\n_\r\n"
	if n, err := g.received([]byte(invalidate)); err != nil || n != len(invalidate) {
		t.Fatalf("a push needs no command: %d, %v", n, err)
	}
	for i := range len(command) { // one byte at a time
		if err := g.sent([]byte{command[i]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.sent([]byte(command + command)); err != nil || g.asked.Load() != 3 {
		t.Fatalf("%d commands were sent, want 3 (%v)", g.asked.Load(), err)
	}
	const replies = "+a\r\n" + invalidate + "+b\r\n+c\r\n"
	if n, err := g.received([]byte(replies + invalidate)); n != len(replies+invalidate) || err != nil {
		t.Fatalf("%d bytes are good: %v", n, err)
	}
	for range 2 { // and it stays so
		if n, err := g.received([]byte("+d\r\n")); n != 0 || !errors.Is(err, errNotRedis) {
			t.Errorf("an answer too many: %d, %v", n, err)
		}
	}
}

func TestGuardLimits(t *testing.T) {
	array := func(n int) string { return "*" + strconv.Itoa(n) + "\r\n" }
	nested := func(n int) string { return strings.Repeat("*1\r\n", n) + "_\r\n" }
	line := func(n int) string { return "+" + strings.Repeat("x", n-1) + "\r\n" } // n without type and \n
	bulk := func(n int) string { return "$" + strconv.Itoa(n) + "\r\n" }
	tests := []struct {
		name, text string
		want       error
	}{
		{"no element", array(0), nil},
		{"all elements", array(maxElements), nil},
		{"one more", array(maxElements + 1), errNotRedis},
		{"one more inside", array(maxElements) + array(1), errNotRedis},
		{"half a map", "%" + array(maxElements / 2)[1:], nil},
		{"a map and a half", "%" + array(maxElements/2 + 1)[1:], errNotRedis},
		{"deep", nested(maxNested), nil},
		{"deeper", nested(maxNested + 1), errNotRedis},
		{"long line", line(maxLine), nil},
		{"longer line", line(maxLine + 1), errNotRedis},
		{"large text", bulk(maxHeld - 64), nil},
		{"larger text", bulk(maxHeld), errTooMuch},
		{"no text of Redis", bulk(maxHeld + 1), errNotRedis},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ask(3).received([]byte(tt.text)); !errors.Is(err, tt.want) {
				t.Errorf("the error is %v, want %v", err, tt.want)
			}
		})
	}
}

// TestGuardRoundTrip asks for two texts at once and one later.
func TestGuardRoundTrip(t *testing.T) {
	const size = maxHeld/2 - 64
	text := func(g *guard) error {
		_, err := g.received([]byte("$" + strconv.Itoa(size) + "\r\n"))
		for piece, left := make([]byte, 1<<20), size; left > 0 && err == nil; left -= len(piece) {
			piece = piece[:min(len(piece), left)]
			_, err = g.received(piece)
		}
		if err == nil {
			_, err = g.received([]byte("\r\n"))
		}
		return err
	}
	g := ask(2)
	for range 2 {
		if err := text(g); err != nil {
			t.Fatal(err)
		}
	}
	g.asked.Add(3)
	for i, want := range []error{nil, nil, errTooMuch} {
		if err := text(g); !errors.Is(err, want) {
			t.Errorf("text %d of a round trip: %v, want %v", i, err, want)
		}
	}
}

// BenchmarkGuard is what the guard costs of a reply of 10 MB; reading one from
// a socket of this machine takes some milliseconds.
func BenchmarkGuard(b *testing.B) {
	for _, size := range []int{100, 10_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			member := "*2\r\n$" + strconv.Itoa(size) + "\r\n" + strings.Repeat("x", size) + "\r\n,1732312345.5\r\n"
			reply := []byte("*1000\r\n" + strings.Repeat(member, 1000))
			b.SetBytes(int64(len(reply)))
			for b.Loop() {
				g := ask(1)
				for piece := range slices.Chunk(reply, 64<<10) {
					if _, err := g.received(piece); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
