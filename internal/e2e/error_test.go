package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/source/redis/redistest"
)

// A mistake is answered with one clear sentence, at once, and with nothing on
// standard output.
func TestMistakes(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	log := file(t, "a.log", "x\n")
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"nothing", nil, 2, []string{"no command", "rtwatch --help"}},
		{"unknown command", []string{"tial", log}, 2, []string{`"tial"`, "rtwatch tail"}},
		{"unknown flag", []string{"tail", "--colour", log}, 2, []string{"--colour", "rtwatch tail --help"}},
		{"no number", []string{"tail", "-n", "ten", log}, 2, []string{`"ten"`, "-n", "number of lines"}},
		{"unknown output", []string{"tail", "--output", "xml", log}, 2, []string{`"xml"`, "text or json"}},
		{"memory", []string{"tail", "--memory", "7", log}, 2, []string{`"7"`, "1MiB"}},
		{"empty name", []string{"tail", ""}, 2, []string{"empty"}},
		{"bad pattern", []string{"tail", "[a"}, 1, []string{"[a"}},
		{"no match", []string{"tail", filepath.Join(dir, "*.nolog")}, 1, []string{"*.nolog"}},
		{"directory without logs", []string{"tail", empty}, 1, []string{empty}},
		{"device", []string{"tail", "/dev/zero"}, 1, []string{"/dev/zero"}},
		{"no keys", []string{"redis"}, 2, []string{"--keys"}},
		{"bad url", []string{"redis", "--keys", "k", "--url", "http://x"}, 2, []string{"--url", "redis://"}},
		{"bad port", []string{"redis", "--keys", "k", "--url", "redis://:secret@h:99999"}, 2, []string{"--url"}},
		{"bad window", []string{"redis", "--keys", "k", "--window", "-1"}, 2, []string{"--window"}},
		{"stray argument", []string{"redis", "k"}, 2, []string{"rtwatch redis --help"}},
		{"no command to run", []string{"run"}, 2, []string{"rtwatch run --help"}},
		{"command not found", []string{"run", "--", "no-such-command-here"}, 1, []string{"no-such-command-here", "not found"}},
		{"with nothing", []string{"tail", "--with", "", log}, 2, []string{"--with"}},
		{"with an unknown address", []string{"tail", "--with", "ftp://x", log}, 2, []string{"ftp://x", "redis://"}},
		{"with an open quote", []string{"tail", "--with", "run:'x", log}, 2, []string{"--with", "quote"}},
		{"with a redis without keys", []string{"tail", "--with", "redis://h", log}, 2, []string{"keys"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := pipe(t, nil, c.args...)
			p.exits(c.code)
			complaint := p.err.String()
			for _, s := range c.says {
				if !strings.Contains(complaint, s) {
					t.Errorf("it does not say %q:\n%s", s, complaint)
				}
			}
			if strings.Count(complaint, "rtwatch: error: ") != 1 || strings.Contains(complaint, "secret") ||
				strings.Contains(complaint, "Usage:") || strings.Count(complaint, "\n") > 2 {
				t.Errorf("not one clear sentence:\n%s", complaint)
			}
			if p.out.Len() > 0 {
				t.Errorf("standard output has %q", p.out.String())
			}
		})
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	path := file(t, "a.log", "x\n")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	p := pipe(t, nil, "tail", path)
	p.exits(1)
	p.complains("permission denied")
}

// On a terminal a mistake must not flash a screen.
func TestMistakeOnATerminal(t *testing.T) {
	tm := open(t, 80, 24, nil, "tail", filepath.Join(t.TempDir(), "*.nolog"))
	tm.ends(1)
	tm.shows("rtwatch: error: ", "nolog")
	if strings.Contains(tm.output(), "\x1b[?1049h") {
		t.Error("a screen was opened for a mistake")
	}
}

func TestVersionAndHelp(t *testing.T) {
	p := pipe(t, nil, "--version")
	p.exits(0)
	if !strings.HasPrefix(p.out.String(), "rtwatch ") {
		t.Errorf("--version says %q", p.out.String())
	}
	for _, args := range [][]string{{"--help"}, {"tail", "--help"}, {"help", "redis"}, {"completion", "bash"}} {
		p := pipe(t, nil, args...)
		p.exits(0)
		if p.out.Len() < 200 || p.err.Len() > 0 {
			t.Errorf("%v: %s", args, p.state())
		}
	}
}

// One source that fails at once must not keep the screen from another that
// has nothing to say yet.
func TestOneOfTwoFailsAtOnce(t *testing.T) {
	srv := redistest.Start(t, "--requirepass", "right")
	path := file(t, "quiet.log", "")
	tm := open(t, 100, 24, nil, "tail", "--with", srv.URL+"?keys=k", path)
	tm.shows("quiet.log", "assword")
	appendTo(t, path, "it speaks\n")
	tm.shows("it speaks")
	tm.keys("q")
	tm.exits(0)
}
