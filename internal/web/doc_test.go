package web

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The examples of docs/http.md, run as they stand there by a shell.
func TestDocumentedExamples(t *testing.T) {
	for _, program := range []string{"curl", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	text, err := os.ReadFile("../../docs/http.md")
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil)
	if status, body := r.do("POST", "/feed?source=doc", "first line\nsecond line\nthird line\n", "Content-Type", "text/plain"); status != 200 {
		t.Fatal(body)
	}
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Total.Lines == 3 })
	command, found := "", 0
	for l := range strings.Lines(string(text)) {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "curl ") {
			command = l
		}
		want, ok := strings.CutPrefix(l, "#> ")
		if !ok {
			continue
		}
		c := exec.Command("sh", "-c", command)
		c.Env = append(os.Environ(), "H=Authorization: Bearer "+testToken, "A=http://"+r.addr)
		out, _ := c.Output() // --max-time makes it fail
		if !strings.Contains(string(out), want) {
			t.Errorf("%s\ngives %s\nnot   %s", command, out, want)
		}
		found++
	}
	if found < 12 {
		t.Errorf("only %d examples were run", found)
	}
}

// Each test that docs/security.md names is there.
func TestSecurityNamesTests(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	find := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err = filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		for _, m := range find.FindAllSubmatch(code, -1) {
			there[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(string(text), -1)
	for _, name := range named {
		if !there[name] {
			t.Errorf("there is no %s", name)
		}
	}
	if len(named) < 40 {
		t.Errorf("only %d tests are named", len(named))
	}
}
