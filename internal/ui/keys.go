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
	Pause, Follow, Wrap                          key.Binding
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
		HalfDown:  bind("^d", "half a page down", "ctrl+d"),
		HalfUp:    bind("^u", "half a page up", "ctrl+u"),
		Top:       bind("g Home", "oldest line", "g", "home"),
		Bottom:    bind("G End", "newest line", "G", "end"),
		Left:      bind("h ←", "left", "h", "left"),
		Right:     bind("l →", "right", "l", "right"),
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
		Escape:    bind("esc", "back", "esc"),
		Quit:      bind("q ^c", "quit", "q", "ctrl+c"),
	}
}

// keyGroup is keys that belong together in the help.
type keyGroup struct {
	title string
	keys  []key.Binding
}

// groups returns every key, for the help.
func (k *keyMap) groups() []keyGroup {
	return []keyGroup{
		{"move", []key.Binding{
			k.Down, k.Up, k.PageDown, k.PageUp, k.HalfDown, k.HalfUp,
			k.Top, k.Bottom, k.Left, k.Right,
		}},
		{"watch", []key.Binding{k.Follow, k.Pause, k.Wrap}},
		{"screen", []key.Binding{
			k.NextPane, k.PrevPane, k.Zoom, k.Tables, k.NextTable, k.PrevTable, k.Redraw, k.Suspend, k.Help, k.Escape, k.Quit,
		}},
	}
}

// hints returns the keys that the status line names, the least needed last.
func (k *keyMap) hints() []key.Binding {
	return []key.Binding{k.Help, k.Quit, k.Pause, k.Follow, k.Wrap, k.NextPane, k.Zoom}
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
