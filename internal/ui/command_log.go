package ui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/near"
)

// logCommands are about what the log shows and how.
func logCommands() []command {
	return []command{
		{name: "follow", help: "show the newest lines as they come"},
		{name: "pause", help: "stop the picture, or let it go on; nothing is lost"},
		{name: "filter", args: "[EXPR]", help: "show only what matches: word, /regexp/, status>=500", run: addTypedFilter},
		{name: "filters", help: "switch all filters off, or on again"},
		{name: "level", args: "LEVEL", help: "show only this level and higher ones", run: setTypedLevel, complete: completeLevel},
		{name: "mute", args: "SOURCE", help: "hide the lines of a source, or show them again", run: muteTyped, complete: completeSource},
		{name: "sources", help: "choose in a list whose lines are shown"},
		{name: "switch", args: "N", help: "switch filter N off, or on again", run: onFilter(switchFilter), complete: completeFilter},
		{name: "remove", args: "N", help: "remove filter N", run: onFilter(removeFilter), complete: completeFilter},
		{name: "edit", args: "N", help: "change filter N", run: onFilter(editFilter), complete: completeFilter},
		{name: "wrap", args: "[on|off]", help: "wrap long lines", run: setter("wrap"), complete: valuesOf("wrap")},
		{name: "time", args: "[KIND]", help: "times: none, clock, or since the line before", run: setter("time"), complete: valuesOf("time")},
		{name: "utc", args: "[on|off]", help: "times in UTC, or in the local zone", run: setter("utc"), complete: valuesOf("utc")},
		{name: "repeats", args: "[on|off]", help: "show repeated lines one by one, or folded", run: setter("repeats"), complete: valuesOf("repeats")},
		{
			name: "highlight", args: "PATTERN [STYLE]", help: "mark what a regexp matches: id=\\d+ bold cyan",
			run: func(m *model, args string) error { return m.addHighlight(args) },
		},
	}
}

// findCommands search, and go to places.
func findCommands() []command {
	return []command{
		{name: "search", args: "[TEXT]", help: "find text, /regexp/, field=value", run: searchTyped},
		{name: "next-match", help: "go to the next match"},
		{name: "previous-match", help: "go to the match before"},
		{name: "next-error", help: "go to the next error"},
		{name: "previous-error", help: "go to the error before"},
		{name: "next-gap", help: "go behind the next time without lines"},
		{name: "previous-gap", help: "go to the time without lines before"},
		{
			name: "goto", args: "PLACE", help: "go to 1200, 50%, 10:42, -5m: as :1200 alone does",
			run: func(m *model, args string) error {
				m.bringLog()
				return m.goTo(args)
			},
		},
		{name: "command", help: "type a command"},
	}
}

func addTypedFilter(m *model, args string) error {
	err := m.addFilter(args)
	if err == nil {
		m.bringLog()
	}
	return err
}

func searchTyped(m *model, args string) error {
	if _, err := m.parse(args); err != nil {
		return err
	}
	m.bringLog()
	m.setOrigin()
	m.prompt.keepAs(searchPrompt, args)
	return m.searchFor(args)
}

// levelNames are the levels that lines may have at least.
func levelNames() []string {
	names := []string{"all"}
	for l := line.Trace; l <= line.Fatal; l++ {
		names = append(names, l.String())
	}
	return names
}

func setTypedLevel(m *model, args string) error {
	m.bringLog()
	if args == "all" {
		m.setLevel(line.None)
		return nil
	}
	for l := line.Trace; l <= line.Fatal; l++ {
		if l.String() == args {
			if f := &m.filters; f.off || f.index(levelFilter, leastLevel(l)) < 0 {
				m.setLevel(l)
			}
			return nil
		}
	}
	return fmt.Errorf("there is no level %q: want %s%s", args, oneOf(levelNames()), near.DidYouMean(args, levelNames()))
}

// completeLevel names the levels, and their keys.
func completeLevel(m *model, _ string) []option {
	all := options(levelNames())
	keys := m.keys.Level.Keys()
	for i, l := range levels[:min(len(levels), len(keys))] {
		at := 0 // all
		if l != line.None {
			at = 1 + int(l-line.Trace)
		}
		all[at].help = keySign(keys[i], m.theme.unicode)
	}
	return all
}

// muteTyped mutes a source by its name, or by the end of its path.
func muteTyped(m *model, args string) error {
	var names []string
	for i := range m.sources {
		name := m.sources[i].Name
		if name == args || lastElements(name, 1) == args {
			m.mute(name)
			return nil
		}
		names = append(names, line.CleanString(name))
	}
	if len(names) == 0 {
		return errors.New("there are no sources yet")
	}
	return fmt.Errorf("there is no source %q: want %s%s", args, oneOf(names[:min(len(names), maxOptions)]), near.DidYouMean(args, names))
}

func completeSource(m *model, _ string) []option {
	var all []option
	for i := range m.sources {
		s := &m.sources[i]
		help := count(s.Lines, "line")
		if m.filters.muted(s.Name) {
			help += ", muted"
		}
		all = append(all, option{s.Name, help})
	}
	return all
}

// onFilter makes a command of what is done to a filter of the list, by its
// number from 1 on.
func onFilter(do func(m *model, at int)) func(*model, string) error {
	return func(m *model, args string) error {
		n, err := strconv.Atoi(strings.TrimSpace(args))
		switch most := len(m.filters.list); {
		case most == 0:
			return errors.New("there is no filter yet: filter EXPR adds one")
		case err != nil || n < 1 || n > most:
			return fmt.Errorf("there is no filter %q: want a number from 1 to %d", args, most)
		}
		m.bringLog()
		do(m, n-1)
		return nil
	}
}

// completeFilter names the filters by their numbers.
func completeFilter(m *model, _ string) []option {
	var all []option
	for i := range m.filters.list {
		all = append(all, option{strconv.Itoa(i + 1), m.filters.list[i].label(m.styles)})
	}
	return all
}

func switchFilter(m *model, at int) {
	on := !m.filters.list[at].off && !m.filters.off
	m.filters.wake()
	m.filters.list[at].off = on
	m.refilter()
}

func removeFilter(m *model, at int) {
	m.filters.remove(at)
	m.refilter()
}

func editFilter(m *model, at int) {
	m.ask(filterPrompt)
	m.prompt.start(filterPrompt, m.filters.list[at].text)
	m.prompt.edited = at
}
