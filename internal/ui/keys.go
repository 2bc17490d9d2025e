package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// keyMap is every key of the screen. It feeds Update, the status line and the
// help, so none of them can tell another story.
type keyMap struct {
	Down, Up, PageDown, PageUp, HalfDown, HalfUp key.Binding
	Top, Bottom, Left, Right                     key.Binding
	Search, NextHit, PrevHit                     key.Binding
	NextError, PrevError, NextGap, PrevGap, GoTo key.Binding
	Filter, Filters, Level, Sources              key.Binding
	Switch, Remove, Edit                         key.Binding // in a list
	Pause, Follow, Wrap, Histogram               key.Binding
	LineDown, LineUp                             key.Binding // of the view, not the cursor
	Time, Zone, Repeats                          key.Binding
	Mark, NextMark, PrevMark, Select             key.Binding
	Detail, Graph                                key.Binding
	Copy, Save, Mouse                            key.Binding
	Longer, Shorter, RangeLeft, RangeRight       key.Binding
	Stats, Toggle                                key.Binding
	NextPane, PrevPane, Zoom                     key.Binding
	Tables, NextTable, PrevTable                 key.Binding
	Help, Redraw, Suspend, Quit, Escape          key.Binding
}

func newKeyMap(unicode bool) keyMap {
	ascii := strings.NewReplacer("↓", "down", "↑", "up", "←", "left", "→", "right", "⇧", "shift-")
	bind := func(name, help string, keys ...string) key.Binding {
		if !unicode {
			name = ascii.Replace(name)
		}
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, help))
	}
	return keyMap{
		Down:       bind("j ↓", "down", "j", "down"),
		Up:         bind("k ↑", "up", "k", "up"),
		PageDown:   bind("PgDn f", "page down", "pgdown", "f"),
		PageUp:     bind("PgUp b", "page up", "pgup", "b"),
		HalfDown:   bind("d ^d", "half a page down", "d", "ctrl+d"),
		HalfUp:     bind("u ^u", "half a page up", "u", "ctrl+u"),
		Top:        bind("g Home", "oldest line", "g", "home"),
		Bottom:     bind("G End", "newest line", "G", "end"),
		Left:       bind("h ←", "left", "h", "left"),
		Right:      bind("l →", "right", "l", "right"),
		Search:     bind("/", "search", "/"),
		NextHit:    bind("n", "next match", "n"),
		PrevHit:    bind("N", "previous match", "N"),
		NextError:  bind("e", "next error", "e"),
		PrevError:  bind("E", "previous error", "E"),
		NextGap:    bind("}", "next gap in time", "}"),
		PrevGap:    bind("{", "previous gap in time", "{"),
		GoTo:       bind(":", "command, or go to line, 50%, 10:42, -5m", ":"),
		Filter:     bind("&", "filter", "&"),
		Filters:    bind("^f", "filters on or off", "ctrl+f"),
		Level:      bind("1-5", "all, debug, info, warn, error", "1", "2", "3", "4", "5"),
		Sources:    bind("M", "mute sources", "M"),
		Switch:     bind("space", "in a list: on or off", "space", "enter"),
		Remove:     bind("x Del", "in a list: remove", "x", "delete"),
		Edit:       bind("e", "in a list: edit", "e"),
		Histogram:  bind("i", "histogram of all records", "i"),
		Pause:      bind("space", "pause", "space"),
		Follow:     bind("F", "follow", "F"),
		Wrap:       bind("w", "wrap", "w"),
		LineDown:   bind("^e", "scroll down", "ctrl+e"),
		LineUp:     bind("^y", "scroll up", "ctrl+y"),
		Time:       bind("t", "times: none, clock, since before", "t"),
		Zone:       bind("U", "local times or UTC", "U"),
		Repeats:    bind("r", "fold repeats", "r"),
		Mark:       bind("m", "mark", "m"),
		NextMark:   bind("'", "next mark", "'"),
		PrevMark:   bind("\"", "previous mark", "\""),
		Select:     bind("v", "select lines", "v"),
		Detail:     bind("enter", "detail, unfold", "enter"),
		Graph:      bind("#", "in the detail: graph of a number", "#"),
		Copy:       bind("y c", "copy", "y", "c"),
		Save:       bind("S", "save what is shown", "S"),
		Mouse:      bind("F2", "mouse for rtwatch or the terminal", "f2"),
		Longer:     bind("-", "graphs: longer time", "-"),
		Shorter:    bind("+", "graphs: shorter time", "+", "="),
		RangeLeft:  bind("⇧←", "graphs: select a time", "shift+left", "H"),
		RangeRight: bind("⇧→", "graphs: select a time", "shift+right", "L"),
		Stats:      bind("I", "rtwatch's own memory and time", "I"),
		Toggle:     bind("alt-1-9", "show or hide a pane", "alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "alt+6", "alt+7", "alt+8", "alt+9"),
		NextPane:   bind("tab", "next pane", "tab"),
		PrevPane:   bind("⇧tab", "previous pane", "shift+tab"),
		Zoom:       bind("z", "zoom the pane", "z"),
		Tables:     bind("T", "show or hide tables", "T"),
		NextTable:  bind("]", "next table", "]"),
		PrevTable:  bind("[", "previous table", "["),
		Help:       bind("? F1", "help", "?", "f1"),
		Redraw:     bind("^l", "draw again", "ctrl+l"),
		Suspend:    bind("^z", "suspend", "ctrl+z"),
		Escape:     bind("esc", "end search, filters, zoom", "esc"),
		Quit:       bind("q ^c", "quit", "q", "ctrl+c"),
	}
}

// keyGroup is keys that belong together in the help.
type keyGroup struct {
	title string
	keys  []key.Binding
	apart bool // they mean it only where nothing else gets keys
}

// groups returns every key, for the help: in it the most needed ones stand on
// top of its columns.
func (k *keyMap) groups() []keyGroup {
	return []keyGroup{
		{"watch", []key.Binding{k.Follow, k.Pause, k.Wrap, k.Time, k.Zone, k.Repeats, k.Histogram, k.Stats}, false},
		{"filter", []key.Binding{k.Filter, k.Filters, k.Level, k.Sources}, false},
		{"find", []key.Binding{
			k.Search, k.NextHit, k.PrevHit, k.NextError, k.PrevError, k.GoTo, k.NextGap, k.PrevGap,
		}, false},
		{"take", []key.Binding{k.Detail, k.Mark, k.NextMark, k.PrevMark, k.Select, k.Copy, k.Save, k.Mouse}, false},
		{"graph", []key.Binding{k.Longer, k.Shorter, k.RangeLeft, k.RangeRight, k.Graph}, false},
		{"list", []key.Binding{k.Switch, k.Remove, k.Edit}, true},
		{"move", []key.Binding{
			k.Down, k.Up, k.PageDown, k.PageUp, k.HalfDown, k.HalfUp,
			k.Top, k.Bottom, k.Left, k.Right, k.LineDown, k.LineUp,
		}, false},
		{"screen", []key.Binding{
			k.Escape, k.Quit, k.Help, k.NextPane, k.PrevPane, k.Zoom, k.Toggle, k.Tables, k.NextTable, k.PrevTable, k.Redraw, k.Suspend,
		}, false},
	}
}

// hints returns the keys that the status line names, the least needed last.
func (k *keyMap) hints() []key.Binding {
	return []key.Binding{k.Help, k.Quit, k.Search, k.Filter, k.Pause, k.Follow, k.Wrap, k.NextPane, k.Zoom}
}

// Keys returns every key of the screen, in the order of the help, for the
// documentation.
func Keys() []key.Binding {
	k := newKeyMap(true)
	var all []key.Binding
	for _, g := range k.groups() {
		all = append(all, g.keys...)
	}
	return all
}
