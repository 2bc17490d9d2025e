package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/store"
)

// paneCommands are about graphs, and what is shown where.
func paneCommands() []command {
	return []command{
		{name: "show", args: "PANE", help: "show a pane", run: func(m *model, args string) error { return m.showPane(args, true) }, complete: completePane},
		{name: "hide", args: "PANE", help: "hide a pane", run: func(m *model, args string) error { return m.showPane(args, false) }, complete: completePane},
		{name: "toggle", args: "PANE", help: "show or hide a pane", run: (*model).togglePane, complete: completePane},
		{name: "zoom", args: "[PANE]", help: "have a pane fill the screen, or not any more", run: (*model).zoomPane, complete: completePane},
		{
			name: "layout", args: "PANE,PANE", help: "show just these panes, the first most; auto: all",
			run: typedLayout, complete: completeLayout,
		},
		{name: "next-pane", help: "move to the next pane"},
		{name: "previous-pane", help: "move to the pane before"},
		{name: "histogram", help: "show the histogram of lines by level, or hide it"},
		{name: "tables", help: "show tables, or hide them"},
		{name: "next-table", help: "show the next table; in graphs, the next graph"},
		{name: "previous-table", help: "show the table or the graph before"},
		{
			name: "graph", args: "[SPEC]", help: "draw a number: a field, or a regexp with one group",
			run: func(m *model, args string) error { return m.drawGraph(args) }, complete: completeNumber,
		},
		{
			name: "ungraph", args: "SPEC", help: "draw a number no longer",
			run: func(m *model, args string) error { return m.removeGraph(args) }, complete: completeGraph,
		},
		{
			name: "threshold", args: "NAME=VALUE", help: "draw a line across the graph of a series",
			run: func(m *model, args string) error { return m.addThreshold(args) }, complete: completeThreshold,
		},
		{name: "span", args: "TIME", help: "the time that graphs show: 10m, 2h, auto", run: setter("span"), complete: valuesOf("span")},
		{name: "longer", help: "graphs show a longer time"},
		{name: "shorter", help: "graphs show a shorter time"},
		{name: "range-left", help: "select a time in a graph, to the left"},
		{name: "range-right", help: "select a time in a graph, to the right"},
	}
}

// takeCommands are about single lines, and what is done with them.
func takeCommands() []command {
	return []command{
		{name: "detail", help: "show all of the line, or unfold it"},
		{name: "mark", help: "mark the line, or take its mark away"},
		{name: "next-mark", help: "go to the next mark"},
		{name: "previous-mark", help: "go to the mark before"},
		{name: "select", help: "begin to select lines, or end it"},
		{name: "copy", help: "copy the line, or the marked or selected ones"},
		{
			name: "save", args: "[PATH]", help: "write what is shown to a file (JSON: NAME.json)",
			run: func(m *model, args string) error { return m.save(args) }, complete: completeFile,
		},
	}
}

// moveCommands move in the pane that has the focus.
func moveCommands() []command {
	return []command{
		{name: "down", help: "a line down"},
		{name: "up", help: "a line up"},
		{name: "page-down", help: "a page down"},
		{name: "page-up", help: "a page up"},
		{name: "half-down", help: "half a page down"},
		{name: "half-up", help: "half a page up"},
		{name: "top", help: "to the oldest line"},
		{name: "bottom", help: "to the newest line"},
		{name: "left", help: "to the left"},
		{name: "right", help: "to the right"},
		{name: "scroll-down", help: "move what is shown a line down"},
		{name: "scroll-up", help: "move what is shown a line up"},
	}
}

// screenCommands are about all of the screen.
func screenCommands() []command {
	return []command{
		{name: "set", args: "NAME VALUE", help: "change a setting: theme, time, wrap and more", run: setTyped, complete: completeSet},
		{name: "stats", help: "show rtwatch's own memory and CPU, or hide it"},
		{name: "mouse", args: "[on|off]", help: "take the mouse, or leave it to the terminal", run: setter("mouse"), complete: valuesOf("mouse")},
		{name: "help", help: "show all keys and commands"},
		{name: "share", help: "show the link for others, and its QR code"},
		{name: "escape", help: "end search, filters, zoom; close the detail"},
		{name: "redraw", help: "draw the screen again"},
		{name: "suspend", help: "stop rtwatch; fg in the shell continues it"},
		{name: "quit", help: "end rtwatch"},
	}
}

func completePane(m *model, _ string) []option {
	var all []option
	for i, name := range PaneNames() {
		help := "hidden"
		switch {
		case m.paneSeen(name):
			help = "shown"
		case m.paneEmpty(name):
			help = "nothing in it yet"
		}
		if keys := m.keys.Toggle.Keys(); i < len(keys)-1 { // the last one is no key
			help += ", " + keySign(keys[i], m.theme.unicode)
		}
		all = append(all, option{name, help})
	}
	return all
}

// typedLayout reads the panes of a layout: names with commas or blanks between
// them.
func typedLayout(m *model, args string) error {
	if args == "auto" {
		return m.setLayout(nil)
	}
	names := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) == 0 {
		return fmt.Errorf("no pane is named: want %s or auto", strings.Join(PaneNames(), ", "))
	}
	return m.setLayout(names)
}

// completeLayout adds one more pane to those that are typed.
func completeLayout(_ *model, args string) []option {
	done := args[:strings.LastIndexByte(args, ',')+1]
	var all []option
	for _, name := range PaneNames() {
		if !strings.Contains(","+done, ","+name+",") {
			all = append(all, option{done + name, ""})
		}
	}
	if done == "" {
		all = append(all, option{"auto", "by itself"})
	}
	return all
}

func completeGraph(m *model, _ string) []option { return options(m.lineGraphTexts()) }

// completeNumber names the numbers of the record that is looked at.
func completeNumber(m *model, _ string) []option { return options(m.numberNames()) }

// completeThreshold names the thresholds, which it takes away, and the series
// that are drawn.
func completeThreshold(m *model, _ string) []option {
	var all []option
	for i := range m.thresholds.list {
		t := &m.thresholds.list[i]
		all = append(all, option{t.name() + "=", "no line at " + short(t.value, t.unit) + " any more"})
	}
	series, _ := m.store.Series()
	for _, name := range m.seriesNames() {
		if !slices.ContainsFunc(series, func(s store.Series) bool { return s.Name == name }) {
			all = append(all, option{name + "=", ""})
		}
	}
	for i := range series {
		s := &series[i]
		all = append(all, option{s.Name + "=", "now " + short(s.Last.Value, s.Unit)})
	}
	return all
}
