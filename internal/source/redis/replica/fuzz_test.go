package replica

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// reference reads a whole stream of commands at once, as drain does.
func reference(text []byte) (all []string, offset int, ok bool) {
	db := 0
	rest := text
	line := func(kind byte) (int, bool) {
		head, tail, found := bytes.Cut(rest, []byte("\r\n"))
		if !found || len(head) < 2 || len(head)+2 > maxHeader || head[0] != kind || bytes.ContainsAny(head, "+_\n") {
			return 0, false
		}
		n, err := strconv.ParseUint(string(head[1:]), 10, 31)
		rest = tail
		return int(n), err == nil
	}
	for {
		offset = len(text) - len(rest)
		if len(rest) == 0 {
			return all, offset, true
		}
		if rest[0] == '\n' {
			rest = rest[1:]
			continue
		}
		at := offset
		n, ok := line('*')
		if !ok {
			return all, offset, false
		}
		var args []string
		for range n {
			size, ok := line('$')
			if !ok || len(rest) < size+2 || string(rest[size:size+2]) != "\r\n" {
				return all, offset, false
			}
			args = append(args, string(rest[:size]))
			rest = rest[size+2:]
		}
		if n == 0 {
			continue
		}
		name := string(lower(nil, []byte(args[0][:min(len(args[0]), maxName)])))
		switch name {
		case "select":
			if n != 2 {
				return all, offset, false
			}
			var err error
			if db, err = strconv.Atoi(args[1]); err != nil || db < 0 {
				return all, offset, false
			}
			continue
		case "replconf":
			continue
		}
		c := fmt.Sprintf("%d@%d %s", db, 100+at, name)
		for _, a := range args[1:] {
			c += fmt.Sprintf(" %d:%s", len(a), a[:min(len(a), MaxText)])
		}
		all = append(all, c)
	}
}

func FuzzCommands(f *testing.F) {
	for _, text := range []string{
		command("SELECT", "1") + command("ZADD", "k", "1", "m"), "\n\n" + command("PING"), "*0\r\n*1\r\n$0\r\n\r\n",
		command("REPLCONF", "GETACK", "*") + command("a", "b\r\n"), "*2\r\n$1\r\na\r\n$3\r\nab", command("SELECT", "-1"),
		command("SET", strings.Repeat("x", MaxText), strings.Repeat("y", MaxText+1)), "*01\r\n$01\r\na\r\n",
	} {
		f.Add([]byte(text), uint8(1))
		f.Add([]byte(text+text), uint8(7))
	}
	f.Fuzz(func(t *testing.T, text []byte, cut uint8) {
		want, offset, ok := reference(text)
		c := &script{text: append([]byte(hello+"$0\r\n"), text...), cut: 1 + int(cut)}
		s, err := Open(c, Options{})
		if err != nil || s.Skip() != nil {
			t.Fatal(err)
		}
		got, err := drain(s)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q (%v), want %q", got, err, want)
		}
		if at := s.Position().Offset; ok && at != 100+int64(offset) {
			t.Fatalf("it ends at %d, want %d", at-100, offset)
		}
	})
}

// FuzzCopy has commands follow a copy of any bytes, announced either way.
func FuzzCopy(f *testing.F) {
	f.Add([]byte(""), uint8(1), true)
	f.Add([]byte("REDIS0010\r\n"), uint8(40), false)
	f.Add([]byte(mark[:39]+mark[:39]+"\n"+mark[20:]), uint8(3), true)
	f.Fuzz(func(t *testing.T, data []byte, cut uint8, marked bool) {
		text := fmt.Sprintf("$%d\r\n%s", len(data), data)
		behind := command("PING")
		if marked {
			data = append(append([]byte{}, data...), mark...)
			end := bytes.Index(data, []byte(mark)) + len(mark) // data may hold it
			text = fmt.Sprintf("$EOF:%s\r\n%s", mark, data[:end])
		}
		s, err := Open(&script{text: []byte(hello + text + behind), cut: 1 + int(cut)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Skip(); err != nil {
			t.Fatal(err)
		}
		if got, err := drain(s); len(got) != 1 || got[0] != "0@100 ping" {
			t.Fatalf("%q, %v", got, err)
		}
	})
}
