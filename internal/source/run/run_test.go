//go:build unix

package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/source/sourcetest"
)

func TestConformance(t *testing.T) {
	sourcetest.Conform(t, sourcetest.Case{
		New: func(t *testing.T) source.Source {
			return newSource(t, Options{Argv: sh("while echo tick; echo tock >&2; do sleep 0.02; done")})
		},
	})
}

func TestNewWantsACommand(t *testing.T) {
	for _, argv := range [][]string{nil, {}, {""}} {
		if _, err := New(Options{Argv: argv}); err == nil {
			t.Errorf("New accepts %q", argv)
		}
	}
}

func TestEnds(t *testing.T) {
	for _, test := range []struct {
		name, script, text string
		severity           source.Severity
	}{
		{"well", "echo a; echo b", "exit 0 after ", source.Info},
		{"badly", "echo a; echo b; exit 3", "exit 3 after ", source.Warn},
		{"killed", "echo a; echo b; kill -SEGV $$", "killed by SIGSEGV after ", source.Warn},
		{"without a newline", "echo a; printf b", "exit 0 after ", source.Info},
		{"outputs closed before", "echo a; echo b; exec >&- 2>&-; sleep 0.3; exit 4", "exit 4 after ", source.Warn},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := newSource(t, Options{Argv: sh(test.script)})
			r := sourcetest.Start(t, src)
			if err := r.Wait(); err != nil {
				t.Fatal(err)
			}
			if got := r.Text(src.Name()); got != "a\nb\n" && got != "a\nb" {
				t.Errorf("lines are %q", got)
			}
			notices := r.Notices()
			last := notices[len(notices)-1]
			if !strings.HasPrefix(last.Text, test.text) || last.Severity != test.severity || last.State != source.StateEnded {
				t.Errorf("the last notice is %+v, want %q with severity %v", last, test.text, test.severity)
			}
		})
	}
}

// TestNoticeComesAfterTheLastLines receives nothing until the command is gone.
func TestNoticeComesAfterTheLastLines(t *testing.T) {
	id := filepath.Join(t.TempDir(), "id")
	src := newSource(t, Options{Argv: sh("seq 1 10000; echo oops >&2; echo $$ >" + id + "; exit 1")})
	out := make(chan source.Batch)
	go func() {
		defer close(out)
		_ = src.Run(t.Context(), out)
	}()
	<-out // started
	var text []byte
	sourcetest.Eventually(t, "the id", func() bool {
		text, _ = os.ReadFile(id)
		return strings.HasSuffix(string(text), "\n")
	})
	wantGone(t, pids(t, string(text))[0])
	var lines, stderr int
	for b := range out {
		switch {
		case len(b.Notices) > 0:
			if lines != 10000 || stderr != 1 {
				t.Errorf("%d and %d lines came before the notice, want 10000 and 1", lines, stderr)
			}
		case b.Source == src.Name():
			lines += b.Lines.Lines
		case b.Source == src.Name()+" (stderr)":
			stderr += b.Lines.Lines
		}
	}
}

func TestRestart(t *testing.T) {
	src := newSource(t, Options{Argv: sh("echo a; exit 7"), Restart: true})
	err := sourcetest.Start(t, src).Wait()
	if err == nil || !strings.HasPrefix(err.Error(), "exit 7 after ") {
		t.Fatalf("the error is %v", err)
	}
	r := sourcetest.Start(t, sourcetest.Supervise(src))
	r.Until("three runs", func() bool { return strings.Count(r.Text(src.Name()), "a\n") >= 3 })
	if !r.Noticed("exit 7 after ") || !r.Noticed("next try in ") {
		t.Errorf("notices are %+v", r.Notices())
	}
	r.Stop()
}

func TestCannotStart(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, test := range []struct{ name, program, want string }{
		{"unknown", "no-such-command-here", `"no-such-command-here" not found`},
		{"one word", "no-such make test", "words of their own"},
		{"no such path", dir + "/nothing", "not found"},
		{"not executable", file("plain", "x", 0o600), "permission denied"},
		{"a folder", dir, "permission denied"},
		{"no interpreter", file("lost", "#!/no/such/interpreter\n", 0o700), "interpreter"},
		{"not a program", file("garbage", "\x01\x02\x03\x04", 0o700), "cannot run"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := newSource(t, Options{Argv: []string{test.program}, Restart: true})
			r := sourcetest.Start(t, sourcetest.Supervise(src))
			err := r.Wait() // returns at all: the error is permanent
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	secrets := []string{"RTWATCH_TOKEN", "REDISCLI_AUTH", "REDIS_URL", "REDIS_PASSWORD"}
	for _, name := range secrets {
		t.Setenv(name, "secret")
	}
	t.Setenv("RTWATCH_KEPT", "kept")
	r := sourcetest.Start(t, newSource(t, Options{Argv: []string{"env"}}))
	if err := r.Wait(); err != nil {
		t.Fatal(err)
	}
	text := r.Text("env")
	if !strings.Contains(text, "RTWATCH_KEPT=kept\n") {
		t.Errorf("the environment lacks RTWATCH_KEPT: %q", text)
	}
	for _, name := range secrets {
		if strings.Contains(text, name+"=") {
			t.Errorf("the command was given %s", name)
		}
	}
}

func TestLabel(t *testing.T) {
	for _, test := range []struct {
		argv []string
		want string
	}{
		{[]string{"make", "test"}, "make test"},
		{[]string{"/usr/bin/make", "test"}, "make test"},
		{[]string{"sh", "-c", "make test | tee log"}, "make test | tee log"},
		{[]string{"/bin/bash", "-c", " a\n\tb "}, "a b"},
		{[]string{"sh", "-c", " "}, "sh"},
		{[]string{"sh", "-c", "a", "b"}, "sh -c a b"},
		{[]string{strings.Repeat("x", maxLabel)}, strings.Repeat("x", maxLabel)},
		{[]string{strings.Repeat("ä", maxLabel+1)}, strings.Repeat("ä", maxLabel-1) + "…"},
	} {
		if got := label(test.argv); got != test.want {
			t.Errorf("label of %q is %q, want %q", test.argv, got, test.want)
		}
	}
}
