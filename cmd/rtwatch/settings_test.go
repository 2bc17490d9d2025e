package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/config"
	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/ui"
)

// loaded returns the settings of a command line with a config file, and the
// error of either.
func loaded(t *testing.T, text string, args ...string) (*watchFlags, error) {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} {
		t.Setenv(name, home)
	}
	if text != "" {
		path, err := config.Path()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var f watchFlags
	c := &cobra.Command{Use: "x"}
	f.register(c)
	if err := c.ParseFlags(args); err != nil {
		return &f, err
	}
	return &f, f.settings.load()
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name string
		env  string // NAME=VALUE
		file string
		args []string
		want ui.Settings
	}{
		{name: "nothing"},
		{name: "flags", args: []string{
			"--theme=light", "--layout=log,graphs", "--time=since", "--utc", "--wrap", "--repeats", "--silence=40s", "--color",
			`--highlight=a=b=bold red`, "--highlight=x=1", "--no-highlight", `--graph=a,(\d+)`, "--graph=b", "--threshold=cpu=80",
			"--span=2d", "--no-mouse",
		}, want: ui.Settings{
			Theme: "light", Layout: []string{"log", "graphs"}, Time: "since", UTC: true, Wrap: true, Repeats: true,
			Silence: 40 * time.Second, Color: true, Highlights: []highlight.Rule{{Pattern: "a=b", Style: "bold red"}, {Pattern: "x", Style: "1"}},
			Plain: true, Graphs: []string{`a,(\d+)`, "b"}, Thresholds: []string{"cpu=80"}, Span: 48 * time.Hour, NoMouse: true,
		}},
		{name: "file", file: `
theme = "contrast"
layout = ["log", "table"]
time = "clock"
utc = true
silence = "1m"
highlight = ['id=\d+=bold']
graph = ['a,(\d+)', "b"]
no-mouse = true
[keys]
copy = "Y"
[colors]
muted = 240
`, want: ui.Settings{
			Theme: "contrast", Layout: []string{"log", "table"}, Time: "clock", UTC: true, Silence: time.Minute,
			Highlights: []highlight.Rule{{Pattern: `id=\d+`, Style: "bold"}}, Graphs: []string{`a,(\d+)`, "b"}, NoMouse: true,
			Keys: map[string][]string{"copy": {"Y"}}, Colors: map[string]string{"muted": "240"},
		}},
		{name: "environment", env: "RTWATCH_NO_MOUSE=true", want: ui.Settings{NoMouse: true}},
		{name: "environment before file", env: "RTWATCH_THEME=dark", file: "theme = 'light'", want: ui.Settings{Theme: "dark"}},
		{name: "flag before environment", env: "RTWATCH_THEME=dark", args: []string{"--theme=mono"}, want: ui.Settings{Theme: "mono"}},
		{name: "flag before file", file: "wrap = true\ntheme = 'light'", args: []string{"--wrap=false"}, want: ui.Settings{Theme: "light"}},
		{name: "a flag's list before the file's", file: "graph = ['a']", args: []string{"--graph=b"}, want: ui.Settings{Graphs: []string{"b"}}},
		{name: "back to the default", file: "theme = 'light'\ntime = 'clock'", args: []string{"--theme=auto", "--time=none"}, want: ui.Settings{Time: "none"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if name, value, ok := strings.Cut(c.env, "="); ok {
				t.Setenv(name, value)
			}
			f, err := loaded(t, c.file, c.args...)
			if err != nil {
				t.Fatal(err)
			}
			got := f.settings.Settings
			for _, m := range []*map[string][]string{&got.Keys, &c.want.Keys} {
				if len(*m) == 0 {
					*m = nil
				}
			}
			if len(got.Colors) == 0 {
				got.Colors = nil
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v\nwant %+v", got, c.want)
			}
		})
	}
}

// Another file is read if a flag or the environment says so, the flag's first.
func TestConfigElsewhere(t *testing.T) {
	folder := t.TempDir()
	path := func(theme string) string {
		name := filepath.Join(folder, theme)
		if err := os.WriteFile(name, []byte("theme = '"+theme+"'"), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	t.Setenv("RTWATCH_CONFIG", path("light"))
	if f, err := loaded(t, "theme = 'mono'"); err != nil || f.settings.Theme != "light" {
		t.Errorf("%q, %v", f.settings.Theme, err)
	}
	if f, err := loaded(t, "theme = 'mono'", "--config", path("ansi")); err != nil || f.settings.Theme != "ansi" {
		t.Errorf("%q, %v", f.settings.Theme, err)
	}
}

func TestMemoryFromFile(t *testing.T) {
	if f, err := loaded(t, `memory = "64MiB"`); err != nil || f.memory != 64<<20 {
		t.Errorf("%d, %v", f.memory, err)
	}
}

// What is wrong is told with its place and with what is allowed.
// A port opens, and a token is, only where the command line says so.
func TestNothingIsServedByConfig(t *testing.T) {
	feed, _, err := newRoot(process{}).Find([]string{"feed"})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	feed.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "headless" && !strings.HasPrefix(f.Name, "http") {
			return
		}
		found++
		if _, err := loaded(t, fmt.Sprintf("%s = %q", f.Name, "x")); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("there is no setting %q", f.Name)) {
			t.Errorf("%s in the config file: %v", f.Name, err)
		}
		t.Setenv(variable(f.Name), "x")
		if watch, err := loaded(t, ""); err != nil || watch.serve.addr != "" {
			t.Errorf("$%s: %v", variable(f.Name), err)
		}
	})
	if found < 8 {
		t.Errorf("only %d flags were found", found)
	}
}

func TestSettingErrors(t *testing.T) {
	for _, c := range []struct {
		name, env, file string
		args            []string
		want            string
	}{
		{name: "unknown setting", file: "\nthem = 'dark'", want: `config.toml:2: there is no setting "them"; did you mean theme?`},
		{name: "wrong value", file: "theme = 'drak'", want: `config.toml:1: theme is "drak": want dark or light`},
		{name: "wrong type", file: "wrap = 'maybe'", want: `config.toml:1: wrap is "maybe": want true or false`},
		{name: "a list where one is wanted", file: "theme = ['dark', 'light']", want: "config.toml:1: theme: want one value"},
		{name: "a number for panes", file: "layout = 5", want: `config.toml:1: layout is "5": there is no pane "5"`},
		{name: "no pane", file: "layout = ','", want: `config.toml:1: layout is ",": there is no pane in it`},
		{name: "unknown pane", file: "layout = ['logs']", want: `config.toml:1: layout is "logs": there is no pane "logs"`},
		{name: "unknown action", file: "[keys]\ncoppy = 'y'", want: `config.toml:2: keys: there is no action "coppy"; did you mean copy?`},
		{name: "conflict", file: "[keys]\n\ncopy = 'w'", want: `config.toml:3: keys: "w" is bound to both wrap and copy`},
		{name: "conflict with an earlier one", file: "[keys]\nmark = 'z'\nwrap = 'y'", want: `config.toml:3: keys: "y" is bound to both wrap and copy`},
		{name: "wrong key", file: "[keys]\nmark = 'z'\nwrap = 'yy'", want: `config.toml:3: keys: wrap: "yy"`},
		{name: "unknown colour", file: "[colors]\nmuted = 'rot'", want: `config.toml:2: colors: muted: "rot" is no colour`},
		{name: "two conflicts", file: "[keys]\ncopy = 'w'\nmark = 't'", want: "mark: give one of them another key\n"},
		{name: "several", file: "theme = 'x'\nspan = 'y'", want: "span is \"y\": "},
		{name: "environment", env: "RTWATCH_SPAN=long", want: `$RTWATCH_SPAN is "long": `},
		{name: "flag", args: []string{"--theme", "drak"}, want: "--theme"},
		{name: "rule", args: []string{"--highlight", "x"}, want: "want PATTERN=STYLE"},
		{name: "rule that is no regexp", args: []string{"--highlight", "a(=bold"}, want: "missing closing )"},
		{name: "rule without a style", args: []string{"--highlight", "a=purplish"}, want: `"purplish" is no style: use `},
		{name: "rule in the file", file: "highlight = ['a=red', 'a=bolt']", want: `config.toml:1: highlight is "a=bolt": "bolt" is no style`},
		{name: "graph", args: []string{"--graph", "("}, want: `--graph: graph "(": `},
		{name: "threshold", env: "RTWATCH_THRESHOLD=x", want: `$RTWATCH_THRESHOLD: threshold "x": want NAME=VALUE`},
		{name: "no file", args: []string{"--config", "/nonexistent/x"}, want: "/nonexistent/x"},
		{name: "no TOML", file: "theme", want: "config.toml:1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			if name, value, ok := strings.Cut(c.env, "="); ok {
				t.Setenv(name, value)
			}
			if _, err := loaded(t, c.file, c.args...); err == nil || !strings.Contains(errors.Join(split(err)...).Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// What rtwatch config prints is a config file of the same settings; without the
// comment signs it is one, too.
func TestConfigIsReadBack(t *testing.T) {
	f, err := loaded(t, "wrap = true\ngraph = ['a(\\d+)', 'b']\n[keys]\ncopy = ['Y', '\\']\nsave = []\n[colors]\nkey = '#ff0000'",
		"--theme=light", "--layout=log,detail", "--memory=64MiB", "--silence=90s", "--highlight=x=y=bold")
	if err != nil {
		t.Fatal(err)
	}
	printed := func(f *watchFlags) string {
		var b bytes.Buffer
		if err := config.Write(&b, f.settings.tables()); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	text := printed(f)
	again, err := loaded(t, text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if !reflect.DeepEqual(again.settings.Settings, f.settings.Settings) || again.memory != f.memory {
		t.Errorf("%+v\nwant %+v", again.settings.Settings, f.settings.Settings)
	}
	for _, from := range []string{"(from --theme)", "config.toml:1)", "(from --memory)"} {
		if !strings.Contains(text, from) {
			t.Errorf("no %q in\n%s", from, text)
		}
	}
	empty, err := loaded(t, "")
	if err != nil {
		t.Fatal(err)
	}
	example := printed(empty)
	if strings.Contains(example, "\ntheme") {
		t.Errorf("defaults are set:\n%s", example)
	}
	all, err := loaded(t, regexp.MustCompile(`(?m)^#([a-z0-9-]+ = )`).ReplaceAllString(example, "$1"))
	if err != nil {
		t.Fatal(err)
	}
	if len(all.settings.from) != len(all.settings.names()) || len(all.settings.Keys) != len(ui.KeyNames()) || len(all.settings.Colors) != len(ui.ColorNames()) {
		t.Errorf("the example has not everything: %v", all.settings.from)
	}
}

// Every flag that commands share is in a group of the help.
func TestUsage(t *testing.T) {
	watching := []string{inputFlags, filterFlags, outputFlags, httpFlags, screenFlags}
	for name, titles := range map[string][]string{
		"tail": watching, "iostat": watching, "redis": watching, "run": watching, "feed": watching, "fleet": watching,
		"config": {inputFlags, screenFlags}, "push": nil,
	} {
		c, _, err := newRoot(process{}).Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		c.SetOut(&b)
		if err := c.Usage(); err != nil {
			t.Fatal(err)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if n := strings.Count(b.String(), " --"+f.Name+" "); !f.Hidden && n < 1 {
				t.Errorf("%s: --%s is not in its help", name, f.Name)
			}
		})
		for _, title := range watching {
			if strings.Contains(b.String(), "\n"+title+":\n") != slices.Contains(titles, title) {
				t.Errorf("%s: %q is there, or is not, against what is expected", name, title)
			}
		}
	}
}

func TestFlagValuesComplete(t *testing.T) {
	c, _, err := newRoot(process{}).Find([]string{"tail"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		flag, typed, value string
	}{
		{"theme", "", "contrast"},
		{"layout", "", "log"},
		{"layout", "log,", "log,graphs"},
		{"time", "", "since"},
		{"level", "", "warn"},
		{"output", "", "json"},
		{"span", "", "10m"},
	} {
		complete, ok := c.GetFlagCompletionFunc(want.flag)
		if !ok {
			t.Errorf("--%s is not completed", want.flag)
			continue
		}
		got, _ := complete(c, nil, want.typed)
		if !slices.Contains(got, want.value) || slices.Contains(got, "log,log") {
			t.Errorf("--%s %s: %q has no %q", want.flag, want.typed, got, want.value)
		}
	}
}
