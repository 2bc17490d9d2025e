package ui

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
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
	Help, Share, Redraw, Suspend, Quit, Escape   key.Binding

	hinted []key.Binding // see hints
}

// keyContext is where an action has its keys: the same key may mean two things in
// two contexts, never in one.
type keyContext uint8

const (
	onScreen keyContext = 1 << iota
	inList
	everywhere = onScreen | inList
)

// action is what keys do. There is a command of the same name.
type action struct {
	group   string
	name    string
	binding *key.Binding
	bound   string // its keys as Bubble Tea names them, with blanks between them
	help    string // "": what stands before it tells of both
	context keyContext
}

// actions is the one table of them, in the order of the help.
func (k *keyMap) actions() []action {
	return []action{
		{"watch", "follow", &k.Follow, "F", "follow", onScreen},
		{"watch", "pause", &k.Pause, "space", "pause", onScreen},
		{"watch", "wrap", &k.Wrap, "w", "wrap", onScreen},
		{"watch", "time", &k.Time, "t", "time column", onScreen},
		{"watch", "utc", &k.Zone, "U", "UTC or local", onScreen},
		{"watch", "repeats", &k.Repeats, "r", "fold repeats", onScreen},
		{"watch", "histogram", &k.Histogram, "i", "histogram", onScreen},
		{"watch", "stats", &k.Stats, "I", "own memory, CPU", onScreen},
		{"filter", "filter", &k.Filter, "&", "filter", everywhere},
		{"filter", "filters", &k.Filters, "ctrl+f", "filters on or off", onScreen},
		{"filter", "level", &k.Level, "1 2 3 4 5", "all, debug, info, warn, error", onScreen},
		{"filter", "sources", &k.Sources, "M", "mute sources", everywhere},
		{"lists", "switch", &k.Switch, "space enter", "on or off", inList},
		{"lists", "remove", &k.Remove, "x delete", "remove", inList},
		{"lists", "edit", &k.Edit, "e", "edit", inList},
		{"find", "search", &k.Search, "/", "search", onScreen},
		{"find", "next-match", &k.NextHit, "n", "next, previous match", onScreen},
		{"find", "previous-match", &k.PrevHit, "N", "", onScreen},
		{"find", "next-error", &k.NextError, "e", "next, previous error", onScreen},
		{"find", "previous-error", &k.PrevError, "E", "", onScreen},
		{"find", "next-gap", &k.NextGap, "}", "next, previous gap", onScreen},
		{"find", "previous-gap", &k.PrevGap, "{", "", onScreen},
		{"find", "command", &k.GoTo, ":", "command, 10:42", onScreen},
		{"take", "detail", &k.Detail, "enter", "detail, unfold", onScreen},
		{"take", "mark", &k.Mark, "m", "mark", onScreen},
		{"take", "next-mark", &k.NextMark, "'", "next, previous mark", onScreen},
		{"take", "previous-mark", &k.PrevMark, "\"", "", onScreen},
		{"take", "select", &k.Select, "v", "select lines", onScreen},
		{"take", "copy", &k.Copy, "y c", "copy", onScreen},
		{"take", "save", &k.Save, "S", "save to a file", onScreen},
		{"graphs", "longer", &k.Longer, "-", "longer, shorter", onScreen},
		{"graphs", "shorter", &k.Shorter, "+ =", "", onScreen},
		{"graphs", "range-left", &k.RangeLeft, "H shift+left", "select a time", onScreen},
		{"graphs", "range-right", &k.RangeRight, "L shift+right", "", onScreen},
		{"graphs", "graph", &k.Graph, "#", "graph a number", onScreen},
		{"move", "down", &k.Down, "j down", "down, up", everywhere},
		{"move", "up", &k.Up, "k up", "", everywhere},
		{"move", "page-down", &k.PageDown, "f pgdown", "a page down, up", onScreen},
		{"move", "page-up", &k.PageUp, "b pgup", "", onScreen},
		{"move", "half-down", &k.HalfDown, "d ctrl+d", "half a page down, up", onScreen},
		{"move", "half-up", &k.HalfUp, "u ctrl+u", "", onScreen},
		{"move", "top", &k.Top, "g home", "oldest, newest", onScreen},
		{"move", "bottom", &k.Bottom, "G end", "", onScreen},
		{"move", "left", &k.Left, "h left", "left, right", onScreen},
		{"move", "right", &k.Right, "l right", "", onScreen},
		{"move", "scroll-down", &k.LineDown, "ctrl+e", "scroll down, up", onScreen},
		{"move", "scroll-up", &k.LineUp, "ctrl+y", "", onScreen},
		{"screen", "help", &k.Help, "? f1", "help", onScreen},
		{"screen", "share", &k.Share, "o", "link for others", onScreen},
		{"screen", "quit", &k.Quit, "q ctrl+c", "quit", everywhere},
		{"screen", "escape", &k.Escape, "esc", "end, close, back", everywhere},
		{"screen", "next-pane", &k.NextPane, "tab", "other panes", onScreen},
		{"screen", "previous-pane", &k.PrevPane, "shift+tab", "", onScreen},
		{"screen", "zoom", &k.Zoom, "z", "zoom the pane", onScreen},
		{"screen", "toggle", &k.Toggle, toggleKeys(), "show pane", onScreen},
		{"screen", "tables", &k.Tables, "T", "tables", onScreen},
		{"screen", "next-table", &k.NextTable, "]", "other tables", onScreen},
		{"screen", "previous-table", &k.PrevTable, "[", "", onScreen},
		{"screen", "mouse", &k.Mouse, "f2", "mouse on or off", onScreen},
		{"screen", "redraw", &k.Redraw, "ctrl+l", "draw again", onScreen},
		{"screen", "suspend", &k.Suspend, "ctrl+z", "suspend", onScreen},
	}
}

// toggleKeys are a key for each pane.
func toggleKeys() string {
	var keys []string
	for i := range PaneNames() {
		keys = append(keys, "alt+"+strconv.Itoa(i+1))
	}
	return strings.Join(keys, " ")
}

// hints returns the keys that the status line names, the least needed last, with
// shorter words than the help has.
func (k *keyMap) hints() []key.Binding { return k.hinted }

// hint makes the hints of the keys as they are bound.
func (k *keyMap) hint() {
	k.hinted = nil
	for _, h := range [...]struct {
		binding *key.Binding
		text    string
	}{
		{&k.Help, "help"},
		{&k.Quit, "quit"},
		{&k.Search, "search"},
		{&k.Filter, "filter"},
		{&k.Pause, "pause"},
		{&k.Follow, "follow"},
		{&k.Wrap, "wrap"},
		{&k.NextPane, "next pane"},
		{&k.Zoom, "zoom"},
		{&k.GoTo, "command"},
	} {
		if signs := h.binding.Help().Key; signs != "" {
			k.hinted = append(k.hinted, key.NewBinding(key.WithKeys(h.binding.Keys()...), key.WithHelp(signs, h.text)))
		}
	}
}

// keyRow is a row of the help: the keys of an action, or of two that belong
// together, and what they do.
type keyRow struct{ keys, text string }

// keyGroup is keys that belong together in the help.
type keyGroup struct {
	title string
	rows  []keyRow
}

// groups returns every key, for the help. What has no key is not in it.
func (k *keyMap) groups() []keyGroup {
	var groups []keyGroup
	all := k.actions()
	for i := range all {
		a := &all[i]
		if a.help == "" {
			continue
		}
		keys := a.binding.Help().Key
		if i+1 < len(all) && all[i+1].help == "" {
			keys = strings.TrimSpace(firstKey(*a.binding) + " " + firstKey(*all[i+1].binding))
		}
		if len(groups) == 0 || groups[len(groups)-1].title != a.group {
			groups = append(groups, keyGroup{title: a.group})
		}
		if g := &groups[len(groups)-1]; keys != "" {
			g.rows = append(g.rows, keyRow{keys, a.help})
		}
	}
	return groups
}

// secretKey is the key press that does what a binding is for, whichever its keys
// are.
func secretKey(b key.Binding) tea.KeyPressMsg {
	keys := b.Keys()
	return tea.KeyPressMsg{Text: keys[len(keys)-1]}
}

// secret begins the last key of every binding, behind which its action stands. No
// real key sends that: what comes from a terminal as text has no control
// characters.
const secret = "\x00"
