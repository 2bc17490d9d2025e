package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/config"
	"github.com/rtwatch/rtwatch/internal/highlight"
	"github.com/rtwatch/rtwatch/internal/ui"
)

// settings are what the reader chooses about the screen: by flags, in the
// environment, in the config file. What stands first counts.
type settings struct {
	ui.Settings
	theme choice
	time  choice
	path  string // of the config file; "": the default one

	flags *pflag.FlagSet
	file  *config.File
	from  map[string]string // where a setting is from, unless it is the default
}

// Groups of flags, for the help.
const (
	inputFlags  = "What is read"
	filterFlags = "What is shown"
	outputFlags = "Without a screen"
	httpFlags   = "In a browser"
	screenFlags = "The screen"
)

// The annotations of a flag: its group, and whether it may stand in the config
// file by its name.
const (
	groupNote  = "group"
	configNote = "config"
)

func (s *settings) register(c *cobra.Command) {
	s.flags = c.Flags()
	s.theme = choice{allowed: append(ui.Themes(), "auto")}
	s.time = choice{allowed: []string{"none", "clock", "since"}}
	s.flags.SortFlags = false
	group(s.flags, screenFlags, s.registerScreen)
}

func (s *settings) registerScreen(flags *pflag.FlagSet) {
	flags.Var(&s.theme, "theme", "colours: `THEME` is dark, light, ansi (16 colours), mono, contrast or auto (by the terminal)")
	flags.Var((*paneList)(&s.Layout), "layout", "show just these `PANES`, the most needed first: "+strings.Join(ui.PaneNames(), ","))
	flags.Var(&s.time, "time", "a column of times: `KIND` is none, clock or since (the line before)")
	flags.BoolVar(&s.UTC, "utc", false, "times in UTC, not in the local zone")
	flags.BoolVar(&s.Wrap, "wrap", false, "wrap long lines")
	flags.BoolVar(&s.Repeats, "repeats", false, "show lines that differ in times and ids only one by one, not folded")
	flags.Var((*length)(&s.Silence), "silence", "tell of times without lines of at least so long")
	flags.BoolVar(&s.Color, "color", false, "keep the colours of the input")
	flags.Var((*ruleList)(&s.Highlights), "highlight", "mark what `PATTERN=STYLE` says, such as 'id=\\d+=bold cyan' (repeatable)")
	flags.BoolVar(&s.Plain, "no-highlight", false, "mark nothing in lines but what --highlight says")
	flags.StringArrayVar(&s.Graphs, "graph", nil, "draw a number of the lines: `SPEC` is a field, or a regexp with one group (repeatable)")
	flags.StringArrayVar(&s.Thresholds, "threshold", nil, "draw a line across a graph: `NAME=VALUE`, such as cpu.user=80 (repeatable)")
	flags.Var((*length)(&s.Span), "span", "the time that graphs show at first")
	flags.BoolVar(&s.NoMouse, "no-mouse", false, "leave the mouse to the terminal")
	flags.VisitAll(func(f *pflag.Flag) { note(f, configNote, "") })
	flags.StringVar(&s.path, "config", "", "read settings from `FILE` (default rtwatch/config.toml among the user's settings)")
}

// note annotates a flag.
func note(f *pflag.Flag, key, value string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[key] = []string{value}
}

// noted reports whether a flag has an annotation.
func noted(f *pflag.Flag, key string) bool {
	_, ok := f.Annotations[key]
	return ok
}

// names are those of the flags that may stand in the config file.
func (s *settings) names() []string {
	var names []string
	s.flags.VisitAll(func(f *pflag.Flag) {
		if noted(f, configNote) {
			names = append(names, f.Name)
		}
	})
	return names
}

// variable is the environment variable that sets a flag.
func variable(name string) string {
	return "RTWATCH_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// load gives the flags that were not given their values from the environment,
// else from the config file. All that is wrong in the file is told at once.
func (s *settings) load() error {
	var err error
	path := s.path
	if path == "" {
		path = os.Getenv(variable("config"))
	}
	names := config.Names{Settings: s.names(), Keys: ui.KeyNames(), Colors: ui.ColorNames()}
	if path == "" {
		s.file, err = config.ReadDefault(names)
	} else {
		s.file, err = config.Read(path, names)
	}
	if err != nil {
		return usageError{err, "rtwatch config --config " + os.DevNull + " prints an example"}
	}
	s.from = map[string]string{}
	var wrong []error
	s.flags.VisitAll(func(f *pflag.Flag) {
		if noted(f, configNote) {
			wrong = append(wrong, s.loadFlag(f))
		}
	})
	s.Keys, s.Colors = s.file.Keys, s.file.Colors
	if s.theme.value != "auto" {
		s.Theme = s.theme.value
	}
	s.Time = s.time.value
	for _, list := range [...]struct {
		name  string
		check func() error
	}{{"highlight", s.CheckHighlights}, {"graph", s.CheckGraphs}, {"threshold", s.CheckThresholds}} {
		if err := list.check(); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", s.from[list.name], err))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return usageError{error: err}
	}
	if err := s.Check(); err != nil { // the flags have checked theirs
		for _, e := range split(err) {
			place := s.file.Path
			if named := (ui.NamedError{}); errors.As(e, &named) {
				place += ":" + strconv.Itoa(s.file.Line(named.Name))
			}
			wrong = append(wrong, fmt.Errorf("%s: %w", place, e))
		}
		return usageError{errors.Join(wrong...), "rtwatch config lists keys and colours"}
	}
	return nil
}

func (s *settings) loadFlag(f *pflag.Flag) error {
	if f.Changed {
		s.from[f.Name] = "--" + f.Name
		return nil
	}
	if text := os.Getenv(variable(f.Name)); text != "" {
		s.from[f.Name] = "$" + variable(f.Name)
		if err := set(f, text); err != nil {
			return fmt.Errorf("$%s is %q: %w", variable(f.Name), text, err)
		}
		return nil
	}
	setting, ok := s.file.Settings[f.Name]
	if !ok {
		return nil
	}
	s.from[f.Name] = fmt.Sprintf("%s:%d", s.file.Path, setting.Line)
	values := setting.Values
	if _, ok := f.Value.(*paneList); ok {
		values = []string{strings.Join(values, ",")}
	} else if _, list := f.Value.(pflag.SliceValue); !list && len(values) != 1 {
		return fmt.Errorf("%s:%d: %s: want one value, not a list", s.file.Path, setting.Line, f.Name)
	}
	for _, text := range values {
		if err := set(f, text); err != nil {
			return fmt.Errorf("%s:%d: %s is %q: %w", s.file.Path, setting.Line, f.Name, text, err)
		}
	}
	return nil
}

// set gives a flag its value. The error says what is wanted where pflag's own
// would tell of a function.
func set(f *pflag.Flag, text string) error {
	err := f.Value.Set(text)
	if err != nil && f.Value.Type() == "bool" {
		return errors.New("want true or false")
	}
	return err
}

// paneList is panes with commas between them.
type paneList []string

func (p *paneList) Set(text string) error {
	names := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) == 0 && text != "" {
		return fmt.Errorf("there is no pane in it: want %s", strings.Join(ui.PaneNames(), ", "))
	}
	if err := (&ui.Settings{Layout: names}).CheckLayout(); err != nil {
		return err
	}
	*p = names
	return nil
}

func (p *paneList) String() string { return strings.Join(*p, ",") }

func (p *paneList) Type() string { return "PANES" }

// ruleList is rules of highlighting, each PATTERN=STYLE.
type ruleList []highlight.Rule

func (r *ruleList) Set(text string) error {
	rule, err := parseRule(text)
	if err == nil {
		*r = append(*r, rule)
	}
	return err
}

func (r *ruleList) String() string { return strings.Join(r.GetSlice(), " ") }

func (r *ruleList) Type() string { return "PATTERN=STYLE" }

// Append, Replace and GetSlice make it a pflag.SliceValue.
func (r *ruleList) Append(text string) error { return r.Set(text) }

func (r *ruleList) Replace(all []string) error {
	*r = nil
	for _, text := range all {
		if err := r.Set(text); err != nil {
			return err
		}
	}
	return nil
}

func (r *ruleList) GetSlice() []string {
	var all []string
	for _, rule := range *r {
		all = append(all, rule.Pattern+"="+rule.Style)
	}
	return all
}

// parseRule reads a rule; the style stands behind the last =, for patterns have
// some themselves.
func parseRule(text string) (highlight.Rule, error) {
	i := strings.LastIndexByte(text, '=')
	if i <= 0 || i == len(text)-1 {
		return highlight.Rule{}, errors.New("want PATTERN=STYLE, such as 'id=\\d+=bold cyan'")
	}
	rule := highlight.Rule{Pattern: text[:i], Style: strings.TrimSpace(text[i+1:])}
	_, err := highlight.Compile(rule)
	return rule, err
}

// length is a length of time.
type length time.Duration

func (l *length) Set(text string) error {
	d, err := ui.ParseSpan(text)
	if err == nil {
		*l = length(d)
	}
	return err
}

func (l *length) String() string {
	if *l == 0 {
		return ""
	}
	return time.Duration(*l).String()
}

func (l *length) Type() string { return "TIME" }

// completeValues has the shell complete the values of flags that have a few.
func completeValues(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		var values []string
		switch v := f.Value.(type) {
		case *choice:
			values = v.allowed
		case *paneList:
			values = ui.PaneNames()
		case *length:
			values = []string{"10s", "1m", "10m", "1h"}
		default:
			return
		}
		complete := func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			done := typed[:strings.LastIndexByte(typed, ',')+1]
			var all []string
			for _, v := range values {
				if done == "" || !slices.Contains(strings.Split(done, ","), v) {
					all = append(all, done+v)
				}
			}
			return all, cobra.ShellCompDirectiveNoFileComp
		}
		if err := c.RegisterFlagCompletionFunc(f.Name, complete); err != nil {
			panic(err) // a flag is registered twice
		}
	})
}
