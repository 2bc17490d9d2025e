// Package config reads the file of the reader's settings, and writes an example
// of it. The names in it are those of flags: what they mean, and what values they
// take, is not this package's to know. It reads one file, of bounded size, and
// does nothing else: nothing is run, and nothing is looked for elsewhere.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/rtwatch/rtwatch/internal/near"
)

// maxSize is the largest file that is read, in bytes: ten times one in which
// everything is set, and parsed in a moment.
const maxSize = 128 << 10

// File is what a config file says. The zero value says nothing.
type File struct {
	Path     string
	Settings map[string]Setting
	Keys     map[string][]string // the table keys: keys by action
	Colors   map[string]string   // the table colors

	places places
}

// Line is where a name stands in the file, from 1 on: wrap, keys.copy.
func (f *File) Line(name string) int { return f.places.line(name) }

// Setting is a value of the file, as a flag takes it.
type Setting struct {
	Values []string // more than one of a list
	Line   int      // in the file, from 1 on
}

// Names are what may stand in a file: at its top, and in its tables.
type Names struct{ Settings, Keys, Colors []string }

// Path returns where the config file is if nobody says so.
func Path() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("no place for a config file: %w", err)
	}
	return filepath.Join(folder, "rtwatch", "config.toml"), nil
}

// Read reads a file in which names may stand. All names in it that do not exist
// are told, each with its line and what it may have been meant to be. A file
// that does not exist is an fs.ErrNotExist.
func Read(path string, names Names) (*File, error) {
	if s, err := os.Stat(path); err == nil && !s.Mode().IsRegular() && path != os.DevNull { // opening a FIFO would wait for its writer
		return nil, fmt.Errorf("config file %s: it is not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("config file: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("config file: %w", err)
	case len(data) > maxSize:
		return nil, fmt.Errorf("config file %s: it is larger than %d KiB", path, maxSize>>10)
	}
	return Parse(path, data, names)
}

// ReadDefault reads the file at Path; without one it says nothing.
func ReadDefault(names Names) (*File, error) {
	path, err := Path()
	if err != nil {
		return &File{}, nil //nolint:nilerr // who has no home folder has no config file
	}
	f, err := Read(path, names)
	if errors.Is(err, fs.ErrNotExist) {
		return &File{Path: path}, nil
	}
	return f, err
}

// Parse reads the text of a file, which path names in errors.
func Parse(path string, data []byte, names Names) (*File, error) {
	if err := checkNesting(path, string(data)); err != nil {
		return nil, err
	}
	var all map[string]any
	if _, err := toml.Decode(string(data), &all); err != nil {
		var where toml.ParseError
		if errors.As(err, &where) {
			return nil, fmt.Errorf("%s:%d: %s", path, where.Position.Line, strings.TrimSuffix(where.Message, "."))
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r := reader{path: path, places: placesOf(string(data))}
	f := &File{Path: path, places: r.places, Settings: map[string]Setting{}, Keys: map[string][]string{}, Colors: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch table, ok := all[name].(map[string]any); {
		case ok && name == "keys":
			for _, action := range r.known("keys", "action", table, names.Keys) {
				f.Keys[action] = r.values("keys."+action, table[action])
			}
		case ok && name == "colors":
			for _, role := range r.known("colors", "colour", table, names.Colors) {
				f.Colors[role] = strings.Join(r.values("colors."+role, table[role]), " ")
			}
		case name == "keys" || name == "colors":
			r.wrong(name, "want a table: [%s]", name)
		case ok:
			r.wrong(name, "there is no table %q%s", name, near.DidYouMean(name, []string{"keys", "colors"}))
		case !slices.Contains(names.Settings, name):
			r.wrong(name, "there is no setting %q%s", name, near.DidYouMean(name, names.Settings))
		default:
			f.Settings[name] = Setting{r.values(name, all[name]), f.Line(name)}
		}
	}
	slices.SortStableFunc(r.errs, func(a, b lineError) int { return a.line - b.line })
	if len(r.errs) > 0 {
		all := make([]error, len(r.errs))
		for i := range r.errs {
			all[i] = r.errs[i].error
		}
		return nil, errors.Join(all...)
	}
	return f, nil
}

// reader turns values into what flags take, and collects what is wrong.
type reader struct {
	path   string
	places places
	errs   []lineError
}

type lineError struct {
	error
	line int
}

func (r *reader) wrong(name, format string, args ...any) {
	n := r.places.line(name)
	r.errs = append(r.errs, lineError{fmt.Errorf("%s:%d: %s", r.path, n, fmt.Sprintf(format, args...)), n})
}

// known returns the names in a table that exist, and tells of the others.
func (r *reader) known(table, what string, values map[string]any, names []string) []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(names, name) {
			found = append(found, name)
		} else {
			r.wrong(table+"."+name, "%s: there is no %s %q%s", table, what, name, near.DidYouMean(name, names))
		}
	}
	return found
}

// values returns the texts of a value, or of each in a list.
func (r *reader) values(name string, value any) []string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	texts := []string{}
	for _, v := range list {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case bool:
			texts = append(texts, strconv.FormatBool(v))
		case int64:
			texts = append(texts, strconv.FormatInt(v, 10))
		case float64:
			texts = append(texts, strconv.FormatFloat(v, 'f', -1, 64))
		default:
			r.wrong(name, "%s: want a text, a number, true or false, or a list of them", name)
			return nil
		}
	}
	return texts
}

// places are the lines that names stand in.
type places map[string]int

// line returns the line of a name: that of its table, if it is within a line.
func (p places) line(name string) int {
	if n, ok := p[name]; ok {
		return n
	}
	table, _, _ := strings.Cut(name, ".")
	return max(p[table], 1)
}

// placesOf returns the line of each name in a file that has been parsed, the first
// where a text of several lines looks like one: the parser does not tell.
func placesOf(text string) places {
	found := places{}
	table, n := "", 0
	for row := range strings.Lines(text) {
		n++
		row = strings.TrimSpace(row)
		name, _, isValue := strings.Cut(row, "=")
		if head, ok := strings.CutPrefix(row, "["); ok {
			head, _, _ = strings.Cut(strings.TrimPrefix(head, "["), "]")
			table, name, isValue = plainName(head)+".", head, true
		} else {
			name = table + name
		}
		if name = plainName(name); isValue && found[name] == 0 {
			found[name] = n
		}
	}
	return found
}

// plainName is a name without what TOML allows around its parts.
func plainName(name string) string {
	return strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "").Replace(name)
}
