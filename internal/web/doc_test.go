package web

import (
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rtwatch/rtwatch/internal/source"
)

// The examples of docs/http.md, run as they stand there: by a shell, and those
// of a WebSocket by a client that sends and receives what they say.
func TestDocumentedExamples(t *testing.T) {
	t.Parallel()
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
	r.batches <- source.Batch{Source: "iostat", Samples: []source.Sample{{At: time.Now(), Series: "cpu.user", Value: 12.5, Unit: "%"}}}
	until(t, "all is stored", func() bool {
		series, _ := r.server.store.Series()
		return r.server.store.Snapshot().Total.Lines == 3 && len(series) == 1
	})
	found := 0
	for _, example := range examples(string(text)) {
		found += len(example.says)
		if strings.HasPrefix(example.commands, "websocat ") {
			r.converse(example)
			continue
		}
		c := exec.Command("sh", "-c", example.commands)
		c.Env = append(os.Environ(), "H=Authorization: Bearer "+testToken, "A=http://"+r.addr)
		out, _ := c.Output() // --max-time makes it fail
		for _, want := range example.says {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s\ngives %s\nnot   %s", example.commands, out, want)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d answers were looked at", found)
	}
}

// example is a block of docs/http.md: what a shell runs, what is in the answer
// (#>), and what is sent to a WebSocket before it (#<).
type example struct {
	commands string
	sends    []string // beside says
	says     []string
}

func examples(text string) (all []example) {
	for block := range strings.SplitSeq(text, "\n\n") {
		var e example
		sends := ""
		for l := range strings.Lines(block) {
			l, code := strings.CutPrefix(l, "    ")
			l = strings.TrimSuffix(l, "\n")
			if want, ok := strings.CutPrefix(l, "#> "); ok {
				e.says, e.sends, sends = append(e.says, want), append(e.sends, sends), ""
			} else if send, ok := strings.CutPrefix(l, "#< "); ok {
				sends = send
			} else if code {
				e.commands += l + "\n"
			}
		}
		if len(e.says) > 0 {
			all = append(all, e)
		}
	}
	return all
}

// converse does what an example does over a WebSocket.
func (r *rig) converse(e example) {
	r.tb.Helper()
	path := regexp.MustCompile(`/ws[^"]*`).FindString(e.commands)
	ws, a, err := websocket.DefaultDialer.Dial("ws://"+r.addr+path, http.Header{"Authorization": {"Bearer " + testToken}})
	if err != nil {
		r.tb.Fatal(err)
	}
	defer ws.Close()
	defer a.Body.Close()
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		r.tb.Fatal(err)
	}
	for i, want := range e.says {
		if e.sends[i] != "" {
			if err := ws.WriteMessage(websocket.TextMessage, []byte(e.sends[i])); err != nil {
				r.tb.Fatal(err)
			}
		}
		var seen strings.Builder
		for {
			_, data, err := ws.ReadMessage()
			if err != nil {
				r.tb.Fatalf("%s\ngives %s\nnot   %s: %v", e.commands, &seen, want, err)
			}
			if strings.Contains(string(data), want) {
				break
			}
			seen.Write(data)
		}
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
