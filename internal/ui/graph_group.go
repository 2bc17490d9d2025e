package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// graphGroup is the series that share one graph.
type graphGroup struct {
	title   string
	unit    string
	percent bool // of something whole: the axis is 0 to 100
	members []graphMember
	newest  time.Time     // time of the newest point
	every   time.Duration // distance of points, of the densest series
}

// graphMember is one series of a group.
type graphMember struct {
	series store.Series
	label  string // clean
}

// graphGroups sorts series into graphs: the processor, what the disks do, and
// then whatever else shares a prefix and a unit.
func graphGroups(all []store.Series) []graphGroup {
	var cpu, disk graphGroup
	var rest []graphGroup
	for _, s := range all {
		prefix, last := cutLast(s.Name)
		switch {
		case strings.HasPrefix(s.Name, "cpu."):
			cpu.add(s, last)
		case strings.HasPrefix(s.Name, "disk."):
			if last == "util" {
				disk.add(s, strings.TrimPrefix(prefix, "disk."))
			}
		default:
			title := cleanText(prefix)
			i := slices.IndexFunc(rest, func(g graphGroup) bool { return g.title == title && g.unit == s.Unit })
			if i < 0 {
				i, rest = len(rest), append(rest, graphGroup{title: title, unit: s.Unit})
			}
			rest[i].add(s, last)
		}
	}
	cpu.title, disk.title = "cpu", "disk util"
	cpu.pick("user", "system", "iowait", "steal")
	groups := slices.DeleteFunc([]graphGroup{cpu, disk}, func(g graphGroup) bool { return len(g.members) == 0 })
	groups = append(groups, rest...)
	for i := range groups {
		groups[i].percent = groups[i].unit == "%"
	}
	return groups
}

// cutLast cuts a series name in front of its last element.
func cutLast(name string) (prefix, last string) {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[:i], name[i+1:]
	}
	return name, name
}

func (g *graphGroup) add(s store.Series, label string) {
	if len(g.members) >= maxLegend && g.title != "" {
		return
	}
	g.members = append(g.members, graphMember{s, cleanText(label)})
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
