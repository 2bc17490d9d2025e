package config

import (
	"fmt"
	"io"
	"strings"

	"github.com/BurntSushi/toml"
)

// Entry is a line of an example: a name, what it is for, and its value.
type Entry struct {
	Name string
	Help string
	// Value is a string, a bool or a list of strings.
	Value any
	// On says that the value is set; else the line is there for the reader to
	// take the # away.
	On bool
}

// Table is entries below a head, "" for those at the top.
type Table struct {
	Name    string
	Entries []Entry
}

// Write writes tables as a config file, which Read takes back.
func Write(w io.Writer, tables []Table) error {
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if t.Name != "" {
			fmt.Fprintf(w, "[%s]\n", t.Name)
		}
		for _, e := range t.Entries {
			text, err := toml.Marshal(map[string]any{e.Name: e.Value})
			if err != nil {
				return fmt.Errorf("%s: %w", e.Name, err)
			}
			if e.Help != "" {
				fmt.Fprintf(w, "# %s\n", strings.ReplaceAll(e.Help, "\n", "\n# "))
			}
			if !e.On {
				fmt.Fprint(w, "#")
			}
			if _, err := w.Write(text); err != nil {
				return err
			}
		}
	}
	return nil
}
