package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rtwatch/rtwatch/internal/config"
	"github.com/rtwatch/rtwatch/internal/ui"
)

func newConfig(p process) *cobra.Command {
	var s settings
	var memory byteSize
	c := &cobra.Command{
		Use:   "config",
		Short: "Print the settings in force, as a config file",
		Long: `config prints all settings: those that are set, by the flags below, in the
environment ($RTWATCH_THEME for --theme, and so on) or in the config file, of
which the first counts, and behind a # what else could be set. What it prints is
a config file: keep it, and take away the # in front of what you want to change.`,
		Example: `  mkdir -p ~/.config/rtwatch && rtwatch config > ~/.config/rtwatch/config.toml`,
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if err := s.load(); err != nil {
				return err
			}
			return config.Write(p.out, s.tables())
		},
	}
	group(c.Flags(), inputFlags, func(flags *pflag.FlagSet) { memoryFlag(flags, &memory) })
	s.register(c)
	completeValues(c)
	return c
}

// tables are the settings in force, and all others.
func (s *settings) tables() []config.Table {
	var top []config.Entry
	s.flags.VisitAll(func(f *pflag.Flag) {
		if !noted(f, configNote) {
			return
		}
		_, usage := pflag.UnquoteUsage(f)
		from, on := s.from[f.Name]
		if on {
			usage += "\n(from " + from + ")"
		}
		top = append(top, config.Entry{Name: f.Name, Help: usage, Value: tomlValue(f, on), On: on})
	})
	var keys []config.Entry
	for _, name := range ui.KeyNames() {
		bound, on := s.Keys[name]
		if !on {
			bound = ui.DefaultKeys(name)
		}
		keys = append(keys, config.Entry{Name: name, Value: bound, On: on})
	}
	var colors []config.Entry
	for _, name := range ui.ColorNames() {
		color, on := s.Colors[name]
		if !on {
			color = "red"
		}
		colors = append(colors, config.Entry{Name: name, Value: color, On: on})
	}
	return []config.Table{{Entries: top}, {Name: "keys", Entries: keys}, {Name: "colors", Entries: colors}}
}

// tomlValue is the value of a flag, or if it has none an example.
func tomlValue(f *pflag.Flag, on bool) any {
	list, isList := f.Value.(pflag.SliceValue)
	panes, isPanes := f.Value.(*paneList)
	switch example := examples()[f.Name]; {
	case f.Value.Type() == "bool":
		return f.Value.String() == "true"
	case isList && on:
		return list.GetSlice()
	case isList:
		return []string{example}
	case isPanes && on:
		return []string(*panes)
	case isPanes:
		return ui.PaneNames()
	case on:
		return f.Value.String()
	default:
		return example
	}
}

// examples are values of the flags that have none by themselves.
func examples() map[string]string {
	return map[string]string{
		"theme": "auto", "time": "none", "silence": "40s", "span": "10m", "memory": "256MiB",
		"highlight": `id=\d+=bold cyan`, "graph": `took (\d+) ?ms`, "threshold": "cpu.user=80",
	}
}
