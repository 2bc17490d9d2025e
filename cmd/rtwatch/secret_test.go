package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/web"
)

func TestSecrets(t *testing.T) {
	t.Setenv("RTWATCH_TOKEN", "")
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	long := strings.Repeat("a", leastToken)
	for text, want := range map[string]string{
		long: long, long + "\n": long, " \t" + long + "\r\nmore\n": long, long + "-._~+/=": long + "-._~+/=",
		"": "", "\n" + long: "", long[1:]: "", long + " b": "", long + "\x00": "", long + "é": "", long + "\"": "", long + "#": "", long + "&": "",
		strings.Repeat("a", maxSecret+1): "",
	} {
		got, err := readToken(write("token", text))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.40q: %q %v", text, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "aaaa") {
			t.Error("the error tells it:", err)
		}
	}
	// What another program writes into a pipe is read to its end, as of <(command).
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.WriteString(long[:4]); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer w.Close()
		_, _ = w.WriteString(long[4:])
	}()
	if _, err := os.Stat("/dev/fd"); err == nil {
		if line, _, err := firstLine(fmt.Sprintf("/dev/fd/%d", r.Fd())); line != long {
			t.Errorf("of a pipe: %q %v", line, err)
		}
	}
}

func TestNewToken(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		token := web.NewToken()
		if len(token) != 64 || strings.Trim(token, "0123456789abcdef") != "" || seen[token] {
			t.Fatal(token)
		}
		seen[token] = true
	}
}
