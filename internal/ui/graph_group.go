package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// graphGroup is the series that share one graph.
type graphGroup struct {
	title   string
	unit    string
	percent bool          // of something whole: the axis is 0 to 100
	members []graphMember // as many as can be told apart
	more    int           // series that are not among them
	repeats bool          // the members are the scores of a table's rows
	lines   bool          // they are of a number in lines
	version uint64        // of these numbers
	done    bool          // all that is known of the log is searched for them
	newest  time.Time     // time of the newest point
	every   time.Duration // distance of points, of the densest series
}

// graphGroups sorts series into graphs: the processor, what the disks do, the
// scores of the rows that lead a table, and then whatever else shares a prefix
// and a unit.
func graphGroups(all []store.Series, tables []store.Table) []graphGroup {
	cpu, disk := graphGroup{title: "cpu"}, graphGroup{title: "disk util"}
	scores := make([]graphGroup, len(tables))
	var rest []graphGroup
	for _, s := range all {
		prefix, last := cutLast(s.Name)
		table, row := scoreOf(s.Name, tables)
		switch {
		case table >= 0:
			scores[table].add(s, row)
		case strings.HasPrefix(s.Name, "cpu."):
			cpu.add(s, last)
		case strings.HasPrefix(s.Name, "disk."):
			if last == "util" {
				disk.add(s, strings.TrimPrefix(prefix, "disk."))
			}
		default:
			title := line.CleanString(prefix)
			i := slices.IndexFunc(rest, func(g graphGroup) bool { return g.title == title && g.unit == s.Unit })
			if i < 0 {
				i, rest = len(rest), append(rest, graphGroup{title: title, unit: s.Unit})
			}
			rest[i].add(s, last)
		}
	}
	cpu.pick(cpuCurves[:]...)
	for i := range rest {
		if g := &rest[i]; g.unit == "%" && strings.HasSuffix(g.title, ".cpu") { // of a host of a fleet
			g.pick(cpuCurves[:]...)
		}
	}
	rest = slices.DeleteFunc(rest, func(g graphGroup) bool { return len(g.members) == 0 })
	for i := range tables {
		scores[i].title, scores[i].repeats = line.CleanString(tables[i].Name)+" score", true
		scores[i].lead(&tables[i])
	}
	// Of many hosts the processors are compared first.
	slices.SortStableFunc(rest, func(a, b graphGroup) int { return b.leads() - a.leads() })
	groups := slices.DeleteFunc(append([]graphGroup{cpu, disk}, scores...), func(g graphGroup) bool { return len(g.members) == 0 })
	groups = append(groups, rest...)
	for i := range groups {
		groups[i].percent = groups[i].unit == "%"
		groups[i].limit()
	}
	return groups
}

// cpuCurves are what is drawn of a processor: what is idle is the rest.
var cpuCurves = [...]string{"user", "system", "iowait", "steal"}

// leads is 1 for the processor of a host, HOST.cpu; 0 for all else.
func (g *graphGroup) leads() int {
	if g.unit != "%" || !strings.HasSuffix(g.title, ".cpu") {
		return 0
	}
	return 1
}

// scoreOf returns the table, and the ID of its row, whose score a series is; a
// table of -1 if it is none. Redis names them so.
func scoreOf(name string, tables []store.Table) (table int, row string) {
	name, ok := strings.CutSuffix(name, scoreSuffix)
	if !ok {
		return -1, ""
	}
	for i := range tables {
		key := tables[i].Name
		if len(name) > len(key) && name[len(key)] == '.' && strings.HasPrefix(name, key) {
			return i, name[len(key)+1:]
		}
	}
	return -1, ""
}

// scoreSuffix ends the name of a series of scores.
const scoreSuffix = ".score"

// lead keeps the members that are rows of t. Those that are shown are the
// first of them, in order of name: so they keep their colours while they change
// places.
func (g *graphGroup) lead(t *store.Table) {
	byRow := make(map[string]graphMember, len(g.members))
	for _, m := range g.members {
		byRow[m.series.Name[len(t.Name)+1:len(m.series.Name)-len(scoreSuffix)]] = m
	}
	g.members = nil
	for i := range t.Rows {
		if m, ok := byRow[t.Rows[i].ID]; ok {
			g.members = append(g.members, m)
		}
	}
	slices.SortFunc(g.members[:min(len(g.members), maxLegend)], func(a, b graphMember) int {
		return strings.Compare(a.series.Name, b.series.Name)
	})
}

// cutLast cuts a series name in front of its last element.
func cutLast(name string) (prefix, last string) {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[:i], name[i+1:]
	}
	return name, name
}

func (g *graphGroup) add(s store.Series, label string) {
	g.members = append(g.members, graphMember{series: s, label: line.CleanString(label)})
	g.unit = s.Unit
	if s.Last.At.After(g.newest) {
		g.newest = s.Last.At
	}
	if s.Every > 0 && (g.every == 0 || s.Every < g.every) {
		g.every = s.Every
	}
}

// pick keeps the members of the given labels, in that order.
func (g *graphGroup) pick(labels ...string) {
	all := g.members
	g.members = nil
	for _, label := range labels {
		for _, m := range all {
			if m.label == label {
				g.members = append(g.members, m)
			}
		}
	}
}

// limit leaves out the members for which there is no colour.
func (g *graphGroup) limit() {
	if g.more = max(len(g.members)-maxLegend, 0); g.more > 0 {
		g.members = g.members[:maxLegend]
	}
}

// joinGroups puts the graphs that were asked for in front of those that are there
// by themselves.
func (m *model) joinGroups() {
	m.groups = m.groups[:0]
	for i := range m.lineGraphs {
		m.groups = append(m.groups, m.lineGraphs[i].group)
	}
	m.groups = append(m.groups, m.series...)
	m.focus = min(m.focus, len(m.groups))
	for len(m.graphs) < len(m.groups) {
		m.graphs = append(m.graphs, graphPane{})
	}
}

// pullGraphs takes from the store what the graphs show.
func (m *model) pullGraphs() {
	all, version := m.store.Series()
	fresh := version != m.version || len(m.groups) != len(m.lineGraphs)+len(m.series)
	if version != m.version {
		m.series, m.version = graphGroups(all, m.tables.tables), version
	}
	for i := range m.lineGraphs {
		fresh = m.lineGraphs[i].look() || fresh
		m.sayMissing(&m.lineGraphs[i])
	}
	if fresh {
		m.joinGroups()
		m.checkThresholds(len(all) > 0)
	}
}

// reach returns what there is to show.
func (m *model) reach() reach {
	r := reach{first: m.oldestPoint}
	came := time.Time{}
	for i := range m.sources {
		if at := m.sources[i].Last; at.After(came) {
			came = at
		}
	}
	for i := range m.groups {
		g := &m.groups[i]
		if g.every > 0 && (r.every == 0 || g.every < r.every) {
			r.every = g.every
		}
		newest := g.newest
		if g.lines && !came.IsZero() && newest.After(came) {
			newest = came // its time is wrong: it came before that
		}
		if newest.After(r.last) {
			r.last = newest
		}
	}
	if r.last.IsZero() {
		r.last = came
	}
	return r
}

// oldestPoint returns the time of the oldest value in a graph; zero if there is
// none.
func (m *model) oldestPoint() (oldest time.Time) {
	for i := range m.groups {
		for k := range m.groups[i].members {
			if first, _, ok := m.groups[i].members[k].extent(m.store); ok && (oldest.IsZero() || first.Before(oldest)) {
				oldest = first
			}
		}
	}
	return oldest
}
