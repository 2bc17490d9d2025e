package ui

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// lineGraph is a graph of a number that is taken from lines.
type lineGraph struct {
	text    string // the field or the regular expression
	stats   []store.Stat
	measure *store.Measure // the store's
	unit    string         // that lines have told so far
	awaited bool           // it is to be said if no line has it
	group   graphGroup
}

// addGraph draws a number in lines, as typed after :graph. One that is drawn
// already gets other statistics.
func (m *model) addGraph(spec string) error {
	drawn, err := store.ParseGraph(spec)
	if err != nil {
		return err
	}
	if drawn, err = m.store.Draw(drawn, m.near()); err != nil {
		return err
	}
	g := lineGraph{text: drawn.Text, stats: drawn.Stats, measure: drawn.Measure}
	at := m.lineGraph(g.text)
	if at < 0 {
		at = len(m.lineGraphs)
		m.lineGraphs = append(m.lineGraphs, g)
		if m.focus > at {
			m.focus++ // the others move on
		}
	}
	m.lineGraphs[at] = g
	m.graphs = nil
	m.lineGraphs[at].members()
	m.lineGraphs[at].look()
	m.joinGroups()
	return nil
}

// drawGraph is addGraph for a graph that is to be looked at at once.
func (m *model) drawGraph(spec string) error {
	if err := m.addGraph(spec); err != nil {
		return err
	}
	g, _ := store.ParseGraph(spec)
	m.graphTop = m.lineGraph(g.Text)
	m.lineGraphs[m.graphTop].awaited = true
	m.wantPane("graphs", true)
	switch {
	case m.focus > logFocus:
		m.focus = m.graphTop + 1
	case m.focus == logFocus:
		m.zoom = false
	}
	if !m.paneSeen("graphs") {
		m.said = "no room for graphs: zoom graphs shows them"
	}
	return nil
}

// sayMissing says of a number that was asked for that no line has it, once all
// lines are read.
func (m *model) sayMissing(g *lineGraph) {
	if !g.awaited {
		return
	}
	if p := g.measure.Progress(); p.Values > 0 {
		g.awaited = false
	} else if p.Done && m.live.Past.Complete {
		g.awaited, m.said = false, "no line has a number "+g.group.title
		if p.Unread > 0 {
			m.said += ", " + unreadable(p.Unread)
		}
	}
}

// graphChosen draws the number of the line that is looked at, if it has one only;
// else it says how to choose one.
func (m *model) graphChosen() {
	names := m.numberNames()
	switch len(names) {
	case 0:
		m.said = "no field of this line is a number: graph SPEC takes a regexp"
	case 1:
		if err := m.drawGraph(names[0]); err != nil {
			m.said = line.CleanString(err.Error())
		} else if m.said == "" {
			m.said = "graph of " + line.CleanString(names[0])
		}
	default:
		m.ask(goToPrompt)
		m.prompt.set([]rune("graph "))
		m.suggest()
	}
}

// numberNames returns the fields of the record that is looked at whose values are
// numbers.
func (m *model) numberNames() []string {
	var names []string
	l, ok := m.current()
	if !ok {
		return nil
	}
	var r detailRecord
	r.read(&m.shown, l)
	if !r.named {
		return nil
	}
	for _, f := range r.fields {
		name := string(f.Name)
		if (f.Kind == line.Number || isNumeric(f.Value)) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// removeGraph draws a number in lines no more.
func (m *model) removeGraph(spec string) error {
	at := m.lineGraph(strings.TrimSpace(spec))
	if g, err := store.ParseGraph(spec); at < 0 && err == nil {
		at = m.lineGraph(g.Text)
	}
	if at < 0 {
		if len(m.lineGraphs) == 0 {
			return errors.New("no number in lines is drawn")
		}
		return fmt.Errorf("%q is not drawn, but %s is", spec, strings.Join(m.lineGraphTexts(), ", "))
	}
	m.store.Erase(m.lineGraphs[at].text)
	m.lineGraphs = slices.Delete(m.lineGraphs, at, at+1)
	switch {
	case m.focus == at+1:
		m.focus, m.zoom = logFocus, false
	case m.focus > at+1:
		m.focus--
	}
	m.graphs = nil
	m.joinGroups()
	return nil
}

// lineGraph returns the place of the graph of a number, or -1.
func (m *model) lineGraph(text string) int {
	return slices.IndexFunc(m.lineGraphs, func(g lineGraph) bool { return g.text == text })
}

// lineGraphTexts returns the numbers that are drawn, as they were typed.
func (m *model) lineGraphTexts() []string {
	all := make([]string, 0, len(m.lineGraphs))
	for i := range m.lineGraphs {
		all = append(all, m.lineGraphs[i].text)
	}
	return all
}

// closeGraphs ends the counting.
func (m *model) closeGraphs() {
	for i := range m.lineGraphs {
		m.store.Erase(m.lineGraphs[i].text)
	}
	m.lineGraphs = nil
}

// members makes the curves of the graph.
func (g *lineGraph) members() {
	g.group = graphGroup{
		title: line.CleanString(g.text), unit: g.unit, lines: true, percent: g.unit == "%",
		newest: g.group.newest, version: g.group.version, done: g.group.done,
	}
	for _, s := range g.stats {
		m := graphMember{label: s.String(), measure: g.measure, stat: s}
		if s == store.Rate {
			g.group.unit, g.group.percent = s.Unit(g.unit), false
		}
		m.series.Name, m.series.Unit = g.text+"."+m.label, g.group.unit
		g.group.members = append(g.group.members, m)
	}
}

// look brings up to date what is known of the numbers, and reports whether that
// has changed.
func (g *lineGraph) look() (changed bool) {
	version, done := g.measure.Version(), g.measure.Progress().Done
	if version == g.group.version && done == g.group.done {
		return false
	}
	g.group.version, g.group.done = version, done
	if _, last, ok := g.measure.Extent(); ok {
		g.group.newest = last
	}
	if unit := g.measure.Unit(); unit != g.unit { // a line has told it
		g.unit = unit
		g.members()
	}
	return true
}

// rate returns how many numbers a second there were in the last column of a
// window that is over, or in the one that is looked at; where that has not
// passed, or the numbers begin in it, in what there is of it. NaN if there is
// nothing to tell.
func (g *graphGroup) rate(w *window, column int) float64 {
	if !g.lines || g.members[0].stat == store.Rate {
		return math.NaN()
	}
	looked := column >= 0
	if !looked {
		column = w.columns - 2
	}
	from := w.at(column)
	to := from.Add(w.step)
	measure := g.members[0].measure
	if first, _, ok := measure.Extent(); ok && first.After(from) && !looked {
		from, to, column = first, w.to, w.columns-1
	}
	if column == w.columns-1 && !w.over.IsZero() {
		to = w.over
	}
	var one [1]float64
	return measure.Buckets(one[:0], store.Rate, from, to, 1)[0]
}
