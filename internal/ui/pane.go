package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/near"
)

// paneNames are the panes, in the order of the keys that show and hide them.
var paneNames = [...]string{"log", "graphs", "table", "histogram", "detail"}

// PaneNames returns the names of the panes, as Settings.Layout has them.
func PaneNames() []string { return slices.Clone(paneNames[:]) }

// checkPane returns an error if there is no pane of a name.
func checkPane(name string) error {
	if slices.Contains(paneNames[:], name) {
		return nil
	}
	return fmt.Errorf("there is no pane %q: want %s%s", name, oneOf(paneNames[:]), near.DidYouMean(name, paneNames[:]))
}

// oneOf writes what may be chosen: a, b or c.
func oneOf(names []string) string {
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " or " + names[n]
	}
	return strings.Join(names, "")
}

// paneFocus returns what the focus is on a pane: of the graphs, on the first that
// is shown.
func (m *model) paneFocus(name string) int {
	return map[string]int{
		"log": logFocus, "graphs": logFocus + 1 + min(m.graphTop, max(len(m.groups)-1, 0)), "table": tableFocus, "histogram": histogramFocus, "detail": detailFocus,
	}[name]
}

// paneSeen reports whether a pane can be seen: of the graphs, one.
func (m *model) paneSeen(name string) bool {
	l := m.arrange(m.width, m.height)
	if name == "graphs" {
		return slices.ContainsFunc(l.graphs, func(r rect) bool { return r.width > 0 })
	}
	return l.draws(m.paneFocus(name))
}

// paneEmpty reports whether a pane has nothing to show yet.
func (m *model) paneEmpty(name string) bool {
	return name == "graphs" && len(m.groups) == 0 || name == "table" && len(m.tables.tables) == 0
}

// wantPane has a pane shown, as far as it has something to show and there is
// room, or hides it.
func (m *model) wantPane(name string, on bool) {
	switch name {
	case "log":
		m.hidden.log = !on
	case "graphs":
		m.hidden.graphs = !on
	case "table":
		m.table.hidden = !on
	case "histogram":
		m.histogram.open, m.stats.hidden = on, false
	case "detail":
		if m.detail.open != on {
			m.toggleDetail()
		}
	}
	if on && m.need != nil && !slices.Contains(m.need, name) {
		m.need = append(m.need, name)
	}
}

// showPane shows a pane, with the focus where that makes room for it, or hides it.
func (m *model) showPane(name string, on bool) error {
	if err := checkPane(name); err != nil {
		return err
	}
	m.wantPane(name, on)
	m.zoom = false
	if m.hidden.log && m.paneSeen("log") {
		m.hidden.log, m.said = false, "nothing else to show"
	}
	switch {
	case on && m.paneEmpty(name):
		m.said = "nothing to show in " + name + " yet"
	case on && !m.paneSeen(name):
		m.focus = m.paneFocus(name)
	case on:
	case !m.focusSeen():
		m.focus = logFocus
		m.moveFocus(1)
		m.moveFocus(-1)
	}
	return nil
}

// focusSeen reports whether the pane with the focus can be seen.
func (m *model) focusSeen() bool {
	l := m.arrange(m.width, m.height)
	return l.draws(m.focus)
}

// togglePane hides a pane if it can be seen, else shows it.
func (m *model) togglePane(name string) error { return m.showPane(name, !m.paneSeen(name)) }

// zoomPane has a pane fill the body.
func (m *model) zoomPane(name string) error {
	err := m.showPane(name, true)
	if err == nil && !m.paneEmpty(name) {
		m.focus, m.zoom = m.paneFocus(name), true
	}
	return err
}

// setLayout has nothing but some panes shown, the most needed first; without
// any, those that are shown by themselves.
func (m *model) setLayout(names []string) error {
	if err := checkLayoutNames(names); err != nil {
		return err
	}
	m.need, m.zoom = nil, false
	for _, name := range paneNames {
		byItself := name == "log" || name == "graphs" || name == "table"
		m.wantPane(name, slices.Contains(names, name) || len(names) == 0 && byItself)
	}
	m.need = slices.Clone(names)
	if !m.focusSeen() {
		m.focus = logFocus
	}
	return nil
}

// checkLayoutNames returns an error if one of the panes does not exist, or is
// named twice.
func checkLayoutNames(names []string) error {
	for i, name := range names {
		if err := checkPane(name); err != nil {
			return err
		}
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("the pane %q is named twice", name)
		}
	}
	return nil
}

// wanted returns the panes in order of need, those that are hidden left out;
// nil if the reader has not chosen any.
func (m *model) wanted() []string {
	hidden := func(name string) bool {
		switch name {
		case "log":
			return m.hidden.log
		case "graphs":
			return m.hidden.graphs || len(m.groups) == 0
		case "table":
			return !m.table.shown(m.tables.tables)
		case "histogram":
			return !m.histogram.open
		}
		return !m.detail.open
	}
	if !slices.ContainsFunc(m.need, hidden) {
		return m.need
	}
	return slices.DeleteFunc(slices.Clone(m.need), hidden)
}
