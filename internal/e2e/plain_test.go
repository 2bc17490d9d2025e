package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// file makes a file in a folder of the test's own.
func file(tb testing.TB, name, text string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// appendTo writes text at a file's end.
func appendTo(tb testing.TB, path, text string) {
	tb.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

func numbered(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %06d\n", i)
	}
	return b.String()
}

// hostile is every byte there is, line ends of all kinds, and no last newline.
func hostile() string {
	var b strings.Builder
	for i := range 256 {
		b.WriteByte(byte(i))
	}
	return b.String() + "\r\nüber\x1b]0;title\x07\n\n\x00\x00\x00\n\xff\xfe half"
}

func TestPlainIsByteExact(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                "",
		"one line":             "one\n",
		"no last newline":      "one\ntwo",
		"every byte":           hostile(),
		"many lines":           numbered(0, 50_000),
		"a line of 3 MB":       "short\n" + strings.Repeat("x", 3<<20) + "\nlast\n",
		"only newlines":        strings.Repeat("\n", 300_000),
		"a long line, no end":  strings.Repeat("y", 200_000),
		"carriage returns":     "a\r\nb\rc\r\n",
		"a megabyte of zeroes": strings.Repeat("\x00", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			p := pipe(t, nil, "tail", "-n", "+1", "--no-follow", file(t, "a.log", text))
			p.exits(0)
			if got := p.out.String(); got != text {
				t.Errorf("%d bytes came out of %d put in, and they differ: %s", len(got), len(text), p.state())
			}
		})
	}
}

// Beside the real tail, for what -n means.
func TestPlainBeginsWhereTailDoes(t *testing.T) {
	tail := need(t, "tail")
	for _, text := range []string{"", "a", "a\n", "a\nb", "a\nb\n", "\n\n\n", numbered(0, 25), numbered(0, 25) + "half"} {
		path := file(t, "a.log", text)
		for _, n := range []string{"0", "1", "2", "10", "30", "+0", "+1", "+2", "+25", "+26", "+27", "+99"} {
			want, err := exec.Command(tail, "-n", n, path).Output()
			if err != nil {
				t.Fatal(err)
			}
			p := pipe(t, nil, "tail", "--plain", "--no-follow", "-n", n, path)
			p.exits(0)
			if got := p.out.String(); got != string(want) {
				t.Errorf("-n %s of %q: %q, tail says %q", n, text, got, want)
			}
		}
	}
}

func TestPlainFollows(t *testing.T) {
	path := file(t, "a.log", numbered(0, 20))
	p := pipe(t, nil, "tail", path)
	p.writes(numbered(10, 20))
	appendTo(t, path, numbered(20, 30)+"ha")
	p.writes(numbered(10, 30) + "ha")
	appendTo(t, path, "lf\n")
	p.writes(numbered(10, 30) + "half\n")
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path+".1", "late\n")
	appendTo(t, path, "new\n")
	until(t, "all lines are there", p.state, func() bool { return p.out.Len() >= len(numbered(10, 30))+len("half\nlate\nnew\n") })
	p.signal(syscall.SIGTERM)
	p.exits(143)
	if got, want := p.out.String(), numbered(10, 30)+"half\nlate\nnew\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlainWaitsForItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "later.log")
	p := pipe(t, nil, "tail", path)
	p.complains("later.log")
	appendTo(t, path, "here\n")
	p.writes("here\n")
	p.signal(syscall.SIGINT)
	p.exits(130)
}

func TestPlainHeaders(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.log"), filepath.Join(dir, "b.log")
	appendTo(t, a, "one\n")
	appendTo(t, b, "two")
	p := pipe(t, nil, "tail", "--no-follow", a, b)
	p.exits(0)
	want, err := exec.Command(need(t, "tail"), a, b).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := p.out.String(); got != string(want) {
		t.Errorf("got %q, tail says %q", got, want)
	}
}

func TestPlainStandardInput(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p := pipe(t, r, "tail", "-")
	if _, err := w.WriteString("first\n"); err != nil {
		t.Fatal(err)
	}
	p.writes("first\n") // before the input ends
	if _, err := w.WriteString("last"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	p.exits(0)
	if got := p.out.String(); got != "first\nlast" {
		t.Errorf("got %q", got)
	}
}

func TestJSON(t *testing.T) {
	path := file(t, "a.log", "2026-11-22T09:41:07.5Z WARN slow dur=12ms\n"+
		`{"ts":"2026-11-22T09:41:08Z","level":"error","msg":"no <b>","n":1.5,"http":{"code":500}}`+"\n"+"\xff plain")
	p := pipe(t, nil, "tail", "--output", "json", "-n", "+1", "--no-follow", path)
	p.exits(0)
	type object struct {
		Time, Level, Source, Text string
		Fields                    map[string]any
		Offset                    int64
	}
	var got []object
	for dec := json.NewDecoder(strings.NewReader(p.out.String())); dec.More(); {
		var o object
		if err := dec.Decode(&o); err != nil {
			t.Fatalf("%v: %s", err, p.state())
		}
		got = append(got, o)
	}
	if len(got) != 3 {
		t.Fatalf("%d objects, want 3: %s", len(got), p.state())
	}
	if o := got[0]; o.Time != "2026-11-22T09:41:07.500Z" || o.Level != "warn" || o.Source != path || o.Offset != 0 ||
		o.Text != "2026-11-22T09:41:07.5Z WARN slow dur=12ms" {
		t.Errorf("first object %+v", o)
	}
	if o := got[1]; o.Level != "error" || o.Fields["n"] != 1.5 || o.Fields["http.code"] != 500.0 || o.Offset != 42 {
		t.Errorf("second object %+v", o)
	}
	if o := got[2]; o.Text != "\ufffd plain" {
		t.Errorf("third object %+v", o)
	}
}

// A reader that goes away ends rtwatch quietly, as it ends tail.
func TestBrokenPipe(t *testing.T) {
	path := file(t, "a.log", numbered(0, 200_000))
	cmd := exec.Command(binary, "tail", "-n", "+1", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint lockedBuffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if code := exitCode(cmd.Wait()); code != 141 || complaint.Len() > 0 {
		t.Errorf("exit code %d, want 141; it says %q", code, complaint.String())
	}
}

// So does one that goes away while the file is quiet.
func TestBrokenPipeOfAQuietFile(t *testing.T) {
	cmd := exec.Command(binary, "tail", "-f", file(t, "a.log", "only line\n"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	if _, err := io.ReadFull(out, make([]byte, len("only line\n"))); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if code := exitCode(cmd.Wait()); code != 141 {
		t.Errorf("exit code %d, want 141", code)
	}
}

// A reader that is slow makes rtwatch wait; nothing is lost meanwhile, not
// even through a rotation.
func TestSlowReaderLosesNothing(t *testing.T) {
	path := file(t, "a.log", numbered(0, 400_000))
	cmd := exec.Command(binary, "tail", "-n", "+1", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	got := make([]byte, 100)
	if _, err := io.ReadFull(out, got); err != nil { // it is running, and soon blocked
		t.Fatal(err)
	}
	for i := range 5 {
		if err := os.Rename(path, fmt.Sprintf("%s.2026112200%02d", path, i)); err != nil {
			t.Fatal(err)
		}
		appendTo(t, path, numbered(400_000+i*10, 400_010+i*10))
	}
	want := numbered(0, 400_050)
	buf := make([]byte, 1<<20)
	for len(got) < len(want) {
		n, err := out.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			t.Fatalf("after %d of %d bytes: %v", len(got), len(want), err)
		}
	}
	if at := differ(string(got), want); at >= 0 {
		t.Errorf("lines are lost, doubled or out of order: from byte %d on there is %.100q, not %.100q", at, got[at:], want[at:])
	}
}

// differ is the first place at which a and b differ, or -1.
func differ(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b))
	}
	return -1
}
