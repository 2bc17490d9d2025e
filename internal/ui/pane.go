package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/near"
)

// What has the focus, in the order in which it goes round: the histogram, the
// table, the detail, the log, or a graph by its number from 1 on.
const (
	histogramFocus = iota - 3
	tableFocus
	detailFocus
	logFocus
	graphFocus // the first of them
)

// pane is what there is to know of a pane but for its place and its looks.
type pane struct {
	name   string
	focus  int  // of graphs, on the first
	itself bool // shown without having been asked for

	want   func(m *model, on bool)             // have it shown, or hide it
	wanted func(m *model) bool                 // it is not hidden
	empty  func(m *model) bool                 // it has nothing to show yet; nil: never
	click  func(m *model, focus, col, row int) // within its borders
	wheel  func(m *model, rows, columns int)   // nil: does nothing
}

// allPanes is the table of them, in the order of the keys that show and hide them.
func allPanes() [5]pane {
	return [...]pane{
		{
			name: "log", focus: logFocus, itself: true,
			want:   func(m *model, on bool) { m.hidden.log = !on },
			wanted: func(m *model) bool { return !m.hidden.log },
			wheel:  (*model).wheelLog,
		},
		{
			name: "graphs", focus: graphFocus, itself: true,
			want:   func(m *model, on bool) { m.hidden.graphs = !on },
			wanted: func(m *model) bool { return !m.hidden.graphs },
			empty:  func(m *model) bool { return len(m.groups) == 0 },
			click:  func(m *model, focus, col, _ int) { m.clickGraph(focus-graphFocus, col) },
		},
		{
			name: "table", focus: tableFocus, itself: true,
			want:   func(m *model, on bool) { m.table.hidden = !on },
			wanted: func(m *model) bool { return !m.table.hidden },
			empty:  func(m *model) bool { return len(m.tables.tables) == 0 },
			click:  func(m *model, _, _, row int) { m.clickTable(row - 1) },
			wheel: func(m *model, rows, columns int) {
				m.table.scroll(rows)
				m.table.sideways(columns)
			},
		},
		{
			name: "histogram", focus: histogramFocus,
			want:   func(m *model, on bool) { m.histogram.open, m.stats.hidden = on, false },
			wanted: func(m *model) bool { return m.histogram.open },
			click:  func(m *model, _, col, _ int) { m.clickHistogram(col) },
		},
		{
			name: "detail", focus: detailFocus,
			want: func(m *model, on bool) {
				if m.detail.open != on {
					m.toggleDetail()
				}
			},
			wanted: func(m *model) bool { return m.detail.open },
			click:  func(m *model, _, _, row int) { m.clickDetail(row - 1) },
			wheel:  func(m *model, rows, _ int) { m.detail.scroll(rows) },
		},
	}
}

// PaneNames returns the names of the panes, as Settings.Layout has them.
func PaneNames() []string {
	var names []string
	for _, p := range allPanes() {
		names = append(names, p.name)
	}
	return names
}

// checkPane returns an error if there is no pane of a name.
func checkPane(name string) error {
	names := PaneNames()
	if slices.Contains(names, name) {
		return nil
	}
	return fmt.Errorf("there is no pane %q: want %s%s", name, oneOf(names), near.DidYouMean(name, names))
}

// oneOf writes what may be chosen: a, b or c.
func oneOf(names []string) string {
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " or " + names[n]
	}
	return strings.Join(names, "")
}

// paneNamed returns the pane of a name that exists.
func paneNamed(name string) pane {
	all := allPanes()
	return all[slices.IndexFunc(all[:], func(p pane) bool { return p.name == name })]
}

// paneWith returns the pane that has a focus.
func paneWith(focus int) pane {
	all := allPanes()
	return all[slices.IndexFunc(all[:], func(p pane) bool { return p.focus == min(focus, graphFocus) })]
}

// paneFocus returns what the focus is on a pane: of the graphs, on the first that
// is shown.
func (m *model) paneFocus(name string) int {
	focus := paneNamed(name).focus
	if focus == graphFocus {
		focus += min(m.graphTop, max(len(m.groups)-1, 0))
	}
	return focus
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
	p := paneNamed(name)
	return p.empty != nil && p.empty(m)
}

// wantPane has a pane shown, as far as it has something to show and there is
// room, or hides it.
func (m *model) wantPane(name string, on bool) {
	paneNamed(name).want(m, on)
	if on && m.need != nil && !slices.Contains(m.need, name) {
		m.need = append(m.need, name)
	}
}

// nothingYet says why a pane is not shown.
func nothingYet(name string) string { return "nothing to show in " + name + " yet" }

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
		m.said = nothingYet(name)
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
func (m *model) togglePane(name string) error {
	if err := checkPane(name); err != nil {
		return err
	}
	return m.showPane(name, !m.paneSeen(name))
}

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
	for _, p := range allPanes() {
		m.wantPane(p.name, slices.Contains(names, p.name) || len(names) == 0 && p.itself)
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
	hidden := func(name string) bool { return !paneNamed(name).wanted(m) || m.paneEmpty(name) }
	if !slices.ContainsFunc(m.need, hidden) {
		return m.need
	}
	return slices.DeleteFunc(slices.Clone(m.need), hidden)
}
