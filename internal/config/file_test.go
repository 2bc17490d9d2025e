package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var names = Names{
	Settings: []string{"theme", "wrap", "silence", "graph", "layout", "memory", "time"},
	Keys:     []string{"copy", "mark", "save"},
	Colors:   []string{"muted", "error"},
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       File
	}{
		{"nothing", "", File{}},
		{"comments only", "# theme = \"dark\"\n\n", File{}},
		{"a text", "\n\ntheme = \"dark\"", File{Settings: map[string]Setting{"theme": {[]string{"dark"}, 3}}}},
		{"true", "wrap = true", File{Settings: map[string]Setting{"wrap": {[]string{"true"}, 1}}}},
		{"numbers", "silence = 40\nmemory = 1.5", File{Settings: map[string]Setting{"silence": {[]string{"40"}, 1}, "memory": {[]string{"1.5"}, 2}}}},
		{"a list", "graph = [\n 'dur=(\\d+)ms',\n \"n\"]\nlayout=[]", File{Settings: map[string]Setting{
			"graph": {[]string{`dur=(\d+)ms`, "n"}, 1}, "layout": {[]string{}, 4},
		}}},
		{"a text that looks like a name", "time = 'a'\ngraph = [\"\"\"\ntime = 1\n\"\"\"]", File{Settings: map[string]Setting{
			"time": {[]string{"a"}, 1}, "graph": {[]string{"time = 1\n"}, 2},
		}}},
		{"keys", "[keys]\ncopy = [\"y\", \"Y\"]\nmark = \"m\"\nsave = []", File{Keys: map[string][]string{
			"copy": {"y", "Y"}, "mark": {"m"}, "save": {},
		}}},
		{"keys in a line", `keys = {copy = "y"}`, File{Keys: map[string][]string{"copy": {"y"}}}},
		{"colors", "[colors]\nmuted = 245\nerror = \"#ff0000\"", File{Colors: map[string]string{"muted": "245", "error": "#ff0000"}}},
		{"a mark at the front", "\ufefftheme = 'dark'", File{Settings: map[string]Setting{"theme": {[]string{"dark"}, 1}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse("c.toml", []byte(c.text), names)
			if err != nil {
				t.Fatal(err)
			}
			c.want.Path = "c.toml"
			if c.want.Settings == nil {
				c.want.Settings = map[string]Setting{}
			}
			if c.want.Keys == nil {
				c.want.Keys = map[string][]string{}
			}
			if c.want.Colors == nil {
				c.want.Colors = map[string]string{}
			}
			got.places = nil // TestSettingErrors has the lines
			if !reflect.DeepEqual(*got, c.want) {
				t.Errorf("%+v, want %+v", *got, c.want)
			}
		})
	}
}

// What is wrong is told with its line, and nothing is passed over.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown name", "# one\nthem = \"dark\"", `c.toml:2: there is no setting "them"; did you mean theme?`},
		{"nothing near", "colour = 1", `c.toml:1: there is no setting "colour"`},
		{"two", "x1 = 1\ntheme='a'\ntmie = 2", "c.toml:1: there is no setting \"x1\"\nc.toml:3: there is no setting \"tmie\"; did you mean time?"},
		{"unknown table", "\n[kees]\na='b'", `c.toml:2: there is no table "kees"; did you mean keys?`},
		{"no table", "keys = 1", "c.toml:1: want a table: [keys]"},
		{"unknown action", "[keys]\nmark='m'\ncoyp='y'", `c.toml:3: keys: there is no action "coyp"; did you mean copy?`},
		{"unknown colour", "[colors]\nmutd = 1", `c.toml:2: colors: there is no colour "mutd"; did you mean muted?`},
		{"table in a table", "[keys]\n[keys.copy]\na='b'", "c.toml:2: keys.copy: want a text"},
		{"a date", "theme = 2026-11-22", "c.toml:1: theme: want a text"},
		{"a list of lists", "graph = [['a']]", "c.toml:1: graph: want a text"},
		{"no TOML", "theme = \"dark\"\nwrap = maybe\n", "c.toml:2: "},
		{"twice", "wrap = true\nwrap = false", "c.toml:2: "},
		{"not closed", "theme = \"dark\n", "c.toml:1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse("c.toml", []byte(c.text), names)
			if err == nil || got != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestRead(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config.toml")
	if _, err := Read(path, names); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	for size, ok := range map[int]bool{0: true, maxSize: true, maxSize + 1: false} {
		if err := os.WriteFile(path, bytes.Repeat([]byte("\n"), size), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path, names); (err == nil) != ok {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if _, err := Read(folder, names); err == nil {
		t.Error("a folder is read")
	}
}

func TestReadDefault(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} {
		t.Setenv(name, folder)
	}
	f, err := ReadDefault(names)
	if err != nil || len(f.Settings) > 0 || !strings.HasPrefix(f.Path, folder) {
		t.Fatalf("without a file: %+v, %v", f, err)
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.Path, []byte("wrap = true"), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err = ReadDefault(names); err != nil || len(f.Settings) != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestWrite(t *testing.T) {
	var b strings.Builder
	err := Write(&b, []Table{
		{"", []Entry{{"theme", "dark or light", "dark", true}, {"wrap", "two\nlines", false, false}, {"graph", "", []string{`dur=(\d+)"`}, true}}},
		{"keys", []Entry{{"copy", "copy", []string{"y", "\""}, true}}},
		{"colors", nil},
	})
	want := `# dark or light
theme = "dark"
# two
# lines
#wrap = false
graph = ["dur=(\\d+)\""]

[keys]
# copy
copy = ["y", "\""]

[colors]
`
	if got := b.String(); err != nil || got != want {
		t.Errorf("%v\n%s\nwant:\n%s", err, got, want)
	}
	f, err := Parse("x", []byte(b.String()), names)
	if err != nil || f.Settings["graph"].Values[0] != `dur=(\d+)"` || f.Keys["copy"][1] != `"` || len(f.Settings) != 2 {
		t.Errorf("%+v, %v", f, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("theme = 'dark'\n[keys]\ncopy = ['y']")
	f.Add("a.b = 1\n[[x]]\n[")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := Parse("c.toml", []byte(text), names); (got == nil) == (err == nil) {
			t.Errorf("%v, %v", got, err)
		}
	})
}
