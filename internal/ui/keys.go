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
		Down:      bind("j ↓", "down", "j", "down", "ctrl+e"),
		Up:        bind("k ↑", "up", "k", "up", "ctrl+y"),
		PageDown:  bind("PgDn f", "page down", "pgdown", "f"),
		PageUp:    bind("PgUp b", "page up", "pgup", "b"),
		HalfDown:  bind("d ^d", "half a page down", "d", "ctrl+d"),
		HalfUp:    bind("u ^u", "half a page up", "u", "ctrl+u"),
		Top:       bind("g Home", "oldest line", "g", "home"),
		Bottom:    bind("G End", "newest line", "G", "end"),
		Left:      bind("h ←", "left", "h", "left"),
		Right:     bind("l →", "right", "l", "right"),
		Search:    bind("/", "search", "/"),
		NextHit:   bind("n", "next match", "n"),
		PrevHit:   bind("N", "previous match", "N"),
		NextError: bind("e", "next error", "e"),
		PrevError: bind("E", "previous error", "E"),
		NextGap:   bind("}", "next gap in time", "}"),
		PrevGap:   bind("{", "previous gap in time", "{"),
		GoTo:      bind(":", "go to line, 50%, 10:42, -5m", ":"),
		Filter:    bind("&", "filter", "&"),
		Filters:   bind("^f", "filters on or off", "ctrl+f"),
		Level:     bind("1-5", "all, debug, info, warn, error", "1", "2", "3", "4", "5"),
		Sources:   bind("M", "mute sources", "M"),
		Switch:    bind("space", "in a list: on or off", "space", "enter"),
		Remove:    bind("x Del", "in a list: remove", "x", "delete"),
		Edit:      bind("e", "in a list: edit", "e"),
		Histogram: bind("i", "histogram of all records", "i"),
		Pause:     bind("space", "pause", "space"),
		Follow:    bind("F", "follow", "F"),
		Wrap:      bind("w", "wrap", "w"),
		NextPane:  bind("tab", "next pane", "tab"),
		PrevPane:  bind("⇧tab", "previous pane", "shift+tab"),
		Zoom:      bind("z", "zoom the pane", "z"),
		Tables:    bind("T", "show or hide tables", "T"),
		NextTable: bind("]", "next table", "]"),
		PrevTable: bind("[", "previous table", "["),
		Help:      bind("? F1", "help", "?", "f1"),
		Redraw:    bind("^l", "draw again", "ctrl+l"),
		Suspend:   bind("^z", "suspend", "ctrl+z"),
		Escape:    bind("esc", "end search, filters, zoom", "esc"),
		Quit:      bind("q ^c", "quit", "q", "ctrl+c"),
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
		{"watch", []key.Binding{k.Follow, k.Pause, k.Wrap, k.Histogram}, false},
		{"filter", []key.Binding{k.Filter, k.Filters, k.Level, k.Sources}, false},
		{"find", []key.Binding{
			k.Search, k.NextHit, k.PrevHit, k.NextError, k.PrevError, k.GoTo, k.NextGap, k.PrevGap,
		}, false},
		{"list", []key.Binding{k.Switch, k.Remove, k.Edit}, true},
		{"move", []key.Binding{
			k.Down, k.Up, k.PageDown, k.PageUp, k.HalfDown, k.HalfUp,
			k.Top, k.Bottom, k.Left, k.Right,
		}, false},
		{"screen", []key.Binding{
			k.Escape, k.Quit, k.Help, k.NextPane, k.PrevPane, k.Zoom, k.Tables, k.NextTable, k.PrevTable, k.Redraw, k.Suspend,
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
