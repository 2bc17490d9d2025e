package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// asked is an rtwatch that serves.
type asked struct {
	tb          testing.TB
	addr, token string
}

var link = regexp.MustCompile(`(http://localhost:\d+/)#token=([0-9a-f]{64})`)

// serves waits for the link among what text returns.
func serves(tb testing.TB, text func() string) *asked {
	tb.Helper()
	var found []string
	until(tb, "the link", text, func() bool {
		found = link.FindStringSubmatch(text())
		return found != nil
	})
	return &asked{tb, found[1], found[2]}
}

// ask opens an answer.
func (s *asked) ask(path string) io.ReadCloser {
	s.tb.Helper()
	q, err := http.NewRequest(http.MethodGet, s.addr+path, nil)
	if err != nil {
		s.tb.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+s.token)
	var a *http.Response
	until(s.tb, "an answer to "+path, func() string { return s.addr }, func() bool { // not too many requests
		if a, err = http.DefaultClient.Do(q); err != nil { //nolint:bodyclose // below, or by the cleanup
			s.tb.Fatal(err)
		}
		if a.StatusCode != http.StatusTooManyRequests {
			return true
		}
		a.Body.Close()
		return false
	})
	s.tb.Cleanup(func() { a.Body.Close() })
	return a.Body
}

// get returns an answer in full.
func (s *asked) get(path string) string {
	s.tb.Helper()
	text, err := io.ReadAll(s.ask(path))
	if err != nil {
		s.tb.Fatal(err)
	}
	return string(text)
}

// lines are the newest lines.
func (s *asked) lines(query string) (all []string) {
	s.tb.Helper()
	var out struct{ Lines []struct{ X, N string } }
	if err := json.Unmarshal([]byte(s.get("lines?"+query)), &out); err != nil {
		s.tb.Fatal(err)
	}
	for _, l := range out.Lines {
		if l.N == "" {
			all = append(all, l.X)
		}
	}
	return all
}

// Whatever else shows them, the lines are the same, those that the command line
// asks for.
func TestServedLinesAreThoseOfPlainOutput(t *testing.T) {
	var text strings.Builder
	var want []string
	for i := range 500 {
		l := "line " + strconv.Itoa(i)
		if i%3 == 0 {
			l += " error"
		}
		if i%9 == 0 {
			l += "\n    at line " + strconv.Itoa(i)
		}
		text.WriteString(l + "\n")
		if i%3 == 0 {
			want = append(want, strings.Split(l, "\n")...)
		}
	}
	path := file(t, "a.log", text.String())
	args := []string{"tail", "-n", "+1", "--filter", "error", "--graph", `line (\d+) error max`}
	alone := pipe(t, nil, append(args, "--plain", "--no-follow", path)...)
	alone.exits(0)
	if got := strings.Split(strings.TrimSuffix(alone.out.String(), "\n"), "\n"); !slices.Equal(got, want) {
		t.Fatalf("plain output has %d lines, want %d", len(got), len(want))
	}
	same := func(t *testing.T, s *asked) {
		var got []string
		until(t, "all lines", func() string { return strings.Join(got, "\n") }, func() bool {
			got = s.lines("n=5000")
			return len(got) >= len(want)
		})
		if !slices.Equal(got, want) {
			t.Errorf("/lines has %d lines, want %d: %q", len(got), len(want), got)
		}
		buf := make([]byte, len(strings.Join(want, "\n"))+1)
		if _, err := io.ReadFull(s.ask("text?n=5000"), buf); err != nil || string(buf) != strings.Join(want, "\n")+"\n" {
			t.Errorf("%v; /text has %q", err, buf)
		}
		if got := s.lines("n=5000&filter=line+498"); !slices.Equal(got, want[len(want)-1:]) && len(got) != 1 {
			t.Errorf("with a filter: %q", got)
		}
		if got := s.lines("n=5000&filter=line+499"); len(got) > 0 {
			t.Errorf("what the command line leaves out is shown: %q", got)
		}
		var of struct {
			Sure    *bool
			Buckets [][]float64
		}
		graph := "series?n=1&name=" + url.QueryEscape(`line (\d+) error.max`)
		until(t, "the number in lines", func() string { return s.get(graph) }, func() bool {
			return json.Unmarshal([]byte(s.get(graph)), &of) == nil && of.Sure == nil && len(of.Buckets) == 1 && len(of.Buckets[0]) == 4
		})
		if of.Buckets[0][3] != 498 {
			t.Errorf("the greatest number is %v", of.Buckets)
		}
		if hello := s.get("poll?n=1"); !strings.Contains(hello, `"filters":["error"]`) {
			t.Error(hello)
		}
	}
	t.Run("plain", func(t *testing.T) {
		p := pipe(t, nil, append(args, "--plain", "--http", ":0", path)...)
		same(t, serves(t, p.state))
		p.writes(strings.Join(want, "\n") + "\n")
		p.signal(syscall.SIGTERM)
		p.exits(143)
	})
	t.Run("headless", func(t *testing.T) {
		p := pipe(t, nil, append(args, "--headless", "--http", ":0", path)...)
		same(t, serves(t, p.state))
		p.signal(syscall.SIGTERM)
		p.exits(143)
	})
	t.Run("screen", func(t *testing.T) {
		token := strings.Repeat("0123456789abcdef", 4)
		t.Setenv("RTWATCH_TOKEN", token)
		p := open(t, 200, 30, nil, append(args, "--http", ":0", path)...)
		p.shows(want[len(want)-1])
		same(t, &asked{t, "http://" + p.served() + "/", token})
		p.keys("q")
		p.exits(0)
	})
}

// Numbers are the same too.
func TestServedNumbersAreThoseOfPlainOutput(t *testing.T) {
	for _, args := range [][]string{{"--output", "json", "--http", ":0"}, {"--headless", "--http", ":0"}} {
		p := pipe(t, nil, append([]string{"iostat", "--builtin"}, args...)...)
		s := serves(t, p.state)
		if args[0] == "--output" {
			samplesOf(t, p, cpuSeries...)
		}
		var got string
		until(t, "samples", func() string { return got }, func() bool {
			got = s.get("metrics")
			return !slices.ContainsFunc(cpuSeries, func(name string) bool { return !strings.Contains(got, `{series="`+name+`"`) })
		})
		p.signal(syscall.SIGTERM)
		p.exits(143)
	}
}

// What a client sees of a command is what the command writes, as soon as it does.
func TestServedCommand(t *testing.T) {
	p := pipe(t, nil, "run", "--plain", "--http", ":0", "--", "sh", "-c", "printf half; exec sleep 60")
	s := serves(t, p.state)
	p.writes("half")
	var got []string
	until(t, "the half line", func() string { return strings.Join(got, "\n") }, func() bool {
		got = s.lines("n=10")
		return slices.Equal(got, []string{"half"})
	})
	p.signal(syscall.SIGTERM)
	p.exits(143)
}
