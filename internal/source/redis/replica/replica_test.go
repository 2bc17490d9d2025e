package replica

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	history = "0123456789abcdef0123456789abcdef01234567"
	mark    = "mark567890123456789012345678901234567890"
)

// script is a connection on which a server says what it says in pieces of a
// few bytes, whatever it hears.
type script struct {
	net.Conn // nil: what is not here is not used
	text     []byte
	cut      int
	heard    bytes.Buffer
}

func (s *script) Read(p []byte) (int, error) {
	if len(s.text) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.text[:min(len(s.text), max(1, s.cut))])
	s.text = s.text[n:]
	return n, nil
}
func (s *script) Write(p []byte) (int, error)      { return s.heard.Write(p) }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

// hello is what a server answers until it sends a copy.
const hello = "+OK\r\n-ERR Unrecognized REPLCONF option: rdb-filter-only\r\n+OK\r\n\n\n+FULLRESYNC " + history + " 100\r\n"

func command(args ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(a), a)
	}
	return b.String()
}

// drain reads all commands of a stream, as "DB@OFFSET name SIZE:argument …".
func drain(s *Stream) (all []string, err error) {
	for {
		c, err := s.Next()
		if err != nil {
			return all, err
		}
		text := fmt.Sprintf("%d@%d %s", c.DB, c.At, c.Name)
		for range c.Args {
			a, err := s.Argument()
			if err != nil {
				return all, err
			}
			text += fmt.Sprintf(" %d:%s", a.Size, a.Text)
		}
		all = append(all, text)
	}
}

func TestStream(t *testing.T) {
	long := strings.Repeat("x", MaxText)
	commands := command("SELECT", "3") + command("ZADD", "k", "1", "a") + "\n" + command("ping") +
		command("REPLCONF", "GETACK", "*") + command("zAdD", "", long, long+"y", long+long) + command("DEL", "k")
	const zaddAt = 100 + 23
	pingAt := zaddAt + len(command("ZADD", "k", "1", "a")) + 1
	longAt := pingAt + len(command("ping")) + len(command("REPLCONF", "GETACK", "*"))
	delAt := longAt + len(command("zAdD", "", long, long+"y", long+long))
	want := []string{
		fmt.Sprintf("3@%d zadd 1:k 1:1 1:a", zaddAt),
		fmt.Sprintf("3@%d ping", pingAt), // the empty line counts
		fmt.Sprintf("3@%d zadd 0: %d:%s %d:%s %d:%s", longAt, MaxText, long, MaxText+1, long, 2*MaxText, long),
		fmt.Sprintf("3@%d del 1:k", delAt),
	}
	for name, rdb := range map[string]string{
		"of known length": "$7\r\n\n\r\nabcd",
		"empty":           "$0\r\n",
		"with a mark":     "$EOF:" + mark + "\r\nREDIS" + mark[:39] + mark[:20] + mark,
		"only a mark":     "\n$EOF:" + mark + "\r\n" + mark,
	} {
		for _, cut := range []int{1, 2, 39, 40, 41, 4096, 1 << 20} {
			c := &script{text: []byte(hello + rdb + commands), cut: cut}
			s, err := Open(c, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Skip(); err != nil {
				t.Fatalf("%s, %d bytes at once: %v", name, cut, err)
			}
			got, err := drain(s)
			if !errors.Is(err, io.EOF) {
				t.Errorf("%s, %d bytes at once: it ends with %v", name, cut, err)
			}
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Fatalf("%s, %d bytes at once: %d commands: %.300q", name, cut, len(got), got)
			}
			if p := s.Position(); p != (Position{history, 100 + int64(len(commands)), 3}) {
				t.Errorf("it ends at %+v", p)
			}
			heard := c.heard.String()
			for _, ack := range []string{command("REPLCONF", "ACK", "100"), command("REPLCONF", "ACK", fmt.Sprint(longAt))} {
				if !strings.Contains(heard, ack) {
					t.Errorf("the server does not hear %q", ack)
				}
			}
			if strings.Contains(heard, "listening-port") {
				t.Error("it says that it listens")
			}
		}
	}
}

func TestResume(t *testing.T) {
	from := Position{history, 7, 5}
	for answer, id := range map[string]string{
		"+CONTINUE\r\n":                         history,
		"+CONTINUE " + mark + "\r\n":            mark,
		"\n+CONTINUE " + mark + "\r\n" + "\n\n": mark,
	} {
		c := &script{text: []byte("+OK\r\n+OK\r\n+OK\r\n+OK\r\n" + answer + command("SET", "a", "b"))}
		s, err := Open(c, Options{User: "u", Password: "p w", From: from})
		if err != nil || !s.Resumed || s.Skip() != nil {
			t.Fatalf("%q: %v", answer, err)
		}
		c.cut = 3
		got, _ := drain(s)
		if len(got) != 1 || !strings.HasPrefix(got[0], "5@") || !strings.HasSuffix(got[0], "set 1:a 1:b") {
			t.Errorf("%q: the commands are %q", answer, got)
		}
		if p := s.Position(); p.ID != id || p.DB != 5 {
			t.Errorf("%q: it ends at %+v", answer, p)
		}
		if heard := c.heard.String(); !strings.Contains(heard, command("PSYNC", history, "8")) || !strings.HasPrefix(heard, command("AUTH", "u", "p w")) {
			t.Errorf("it said %q", heard)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"password":     {"-WRONGPASS no\r\n", "WRONGPASS no"},
		"rights":       {"+OK\r\n+OK\r\n+OK\r\n-NOPERM 'replconf'\r\n", "NOPERM 'replconf'"},
		"no PSYNC":     {"+OK\r\n+OK\r\n+OK\r\n+OK\r\n-ERR unknown command\r\n", "ERR unknown command"},
		"no copy":      {"+OK\r\n" + hello + "-ERR no disk\r\n", "ERR no disk"},
		"no offset":    {"+OK\r\n+OK\r\n+OK\r\n+OK\r\n+FULLRESYNC " + history + " -1\r\n", "begins at"},
		"no history":   {"+OK\r\n+OK\r\n+OK\r\n+OK\r\n+FULLRESYNC x 1\r\n", "begins at"},
		"unasked":      {"+OK\r\n+OK\r\n+OK\r\n+OK\r\n+CONTINUE\r\n", "answer to PSYNC"},
		"web":          {"HTTP/1.1 400 Bad Request\r\n", `begins with "H"`},
		"endless line": {"+" + strings.Repeat("x", bufferSize+1), "a line of more"},
		"ends":         {"+OK", "EOF"},
		"short mark":   {"+OK\r\n" + hello + "$EOF:abc\r\n", "mark of 3 bytes"},
		"length":       {"+OK\r\n" + hello + "$-1\r\n", "bytes"},
		"cut copy":     {"+OK\r\n" + hello + "$10\r\nabc", "EOF"},
		"cut mark":     {"+OK\r\n" + hello + "$EOF:" + mark + "\r\nabc" + mark[:39], "EOF"},
		"not a copy":   {"+OK\r\n" + hello + "*1\r\n", "the data begin"},
	} {
		s, err := Open(&script{text: []byte(tt.text), cut: 1 << 20}, Options{Password: "p"})
		if err == nil {
			err = s.Skip()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: the error is %v, want %q", name, err, tt.want)
		}
	}
}

func TestStrangeCommands(t *testing.T) {
	for name, text := range map[string]string{
		"another type":       "+OK\r\n",
		"negative":           "*-1\r\n",
		"no number":          "*x\r\n",
		"too many":           "*2147483648\r\n",
		"endless number":     "*" + strings.Repeat("1", 100) + "\r\n",
		"no line end":        "*1\n",
		"argument of a kind": "*1\r\n:1\r\n",
		"null argument":      "*1\r\n$-1\r\n",
		"longer than said":   "*1\r\n$1\r\nabc\r\n",
		"longer, and long":   "*1\r\n$65537\r\n" + strings.Repeat("x", 65540) + "\r\n",
		"select what":        command("SELECT", "x"),
		"select nothing":     command("SELECT"),
	} {
		s, err := Open(&script{text: []byte(hello + "$0\r\n" + text), cut: 1 << 20}, Options{})
		if err != nil || s.Skip() != nil {
			t.Fatal(name, err)
		}
		if got, err := drain(s); !errors.Is(err, ErrProtocol) {
			t.Errorf("%s: %q, and the error %v", name, got, err)
		}
	}
}

// TestWaits looks at when the reader is told that there is no more for now.
func TestWaits(t *testing.T) {
	stop := errors.New("stop")
	var s *Stream
	var at []int64
	c := &script{text: []byte(hello), cut: 1 << 20}
	s, err := Open(c, Options{Waits: func() error {
		at = append(at, s.Position().Offset)
		if len(at) == 3 {
			return stop
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	c.text = []byte("$0\r\n")
	if err := s.Skip(); err != nil || at != nil {
		t.Fatal(err, at)
	}
	ping := command("PING")
	c.text, c.cut = []byte(ping+ping+ping[:5]+ping[5:]), 2*len(ping)+5
	got, err := drain(s)
	if !errors.Is(err, stop) || len(got) != 3 {
		t.Errorf("%q, and the error %v", got, err)
	}
	if want := fmt.Sprint([]int{100, 100 + 2*len(ping), 100 + 3*len(ping)}); fmt.Sprint(at) != want {
		t.Errorf("it waited at %v, want %s", at, want)
	}
}
