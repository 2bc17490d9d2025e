package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/ui"
)

var update = flag.Bool("update", false, "write README's generated parts")

// README's tables are made from the program, so that they cannot be wrong.
func TestReadme(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, string(text), "flags", flagTables())
	want = between(t, want, "keys", keyTable())
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatal("README.md differs from the program: run make docs")
	}
	if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every command line in README and in the help must be one that rtwatch takes.
func TestReadmeExamples(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range newRoot(process{}).Commands() {
		text = append(append(text, c.Example...), '\n')
	}
	found := 0
	for _, m := range regexp.MustCompile(`(?m)(?:rtwatch|\./cmd/rtwatch) ((?:tail|run|iostat|redis|push|fleet|feed|config)\b[^|\n]*?)(?:  |\||$)`).FindAllStringSubmatch(string(text), -1) {
		args, err := words(m[1])
		if err != nil {
			t.Errorf("%s: %v", m[1], err)
			continue
		}
		found++
		c, rest, err := newRoot(process{}).Find(args)
		if err == nil {
			err = c.ParseFlags(rest)
		}
		if err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
	}
	if found < 30 {
		t.Errorf("only %d examples were found", found)
	}
}

// between puts made between the markers of a name.
func between(t *testing.T, text, name, made string) string {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	i, j := strings.Index(text, begin), strings.Index(text, end)
	if i < 0 || j < i {
		t.Fatalf("README.md has no place for its %s", name)
	}
	return text[:i+len(begin)] + made + text[j:]
}

// flagTables lists the flags that all watching commands share, then those of
// each command.
func flagTables() string {
	root := newRoot(process{})
	count := map[string]int{}
	var commands, watching []*cobra.Command // watching: they take --with
	for _, c := range root.Commands() {
		if !c.HasFlags() || c.Name() == "completion" || c.Name() == "help" {
			continue
		}
		commands = append(commands, c)
		if c.Flag("with") != nil {
			watching = append(watching, c)
			c.LocalFlags().VisitAll(func(f *pflag.Flag) { count[f.Name]++ })
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "| every watching command | |\n|---|---|\n")
	shared := map[string]string{} // the words for them
	watching[0].LocalFlags().VisitAll(func(f *pflag.Flag) {
		if count[f.Name] == len(watching) {
			shared[f.Name] = f.Usage
			flagRow(&out, f)
		}
	})
	for _, c := range commands {
		fmt.Fprintf(&out, "\n| `rtwatch %s` | %s |\n|---|---|\n", c.Use, c.Short)
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if shared[f.Name] != f.Usage && !f.Hidden {
				flagRow(&out, f)
			}
		})
	}
	return out.String()
}

func flagRow(out *strings.Builder, f *pflag.Flag) {
	value, usage := pflag.UnquoteUsage(f)
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	if value != "" {
		name += " " + value
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0s" && !strings.Contains(usage, "(default") {
		usage += " (default " + f.DefValue + ")"
	}
	bar := strings.NewReplacer("|", `\|`)
	fmt.Fprintf(out, "| `%s` | %s |\n", bar.Replace(name), bar.Replace(usage))
}

// keyTable lists the commands, with the keys that do the same.
func keyTable() string {
	var out strings.Builder
	fmt.Fprintf(&out, "| command | key | |\n|---|---|---|\n")
	bar := strings.NewReplacer("|", `\|`)
	for _, c := range ui.Commands() {
		fmt.Fprintf(&out, "| `%s` | %s | %s |\n", bar.Replace(c.Usage), bar.Replace(c.Keys), bar.Replace(c.Help))
	}
	return out.String()
}

// README's config file must be one that rtwatch takes.
func TestReadmeConfig(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```toml\n(.*?)```").FindSubmatch(text)
	if example == nil {
		t.Fatal("README.md has no config file")
	}
	f, err := loaded(t, string(example[1]))
	if err != nil || len(f.settings.from) != 3 || len(f.settings.Keys) != 2 || len(f.settings.Colors) != 1 {
		t.Errorf("%v: %+v", err, f.settings.Settings)
	}
}
