package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/rtwatch/rtwatch/internal/query"
)

// Graph is a number in lines that is drawn, and what is drawn of it.
type Graph struct {
	Text    string // the field or the regular expression
	Stats   []Stat
	Measure *Measure // once it is drawn

	number *query.Number
}

// statNames are what the statistics of numbers in lines are called.
var statNames = [...]string{Last: "value", Rate: "rate", Mean: "mean", P50: "p50", P95: "p95", P99: "p99", Max: "max"}

func (s Stat) String() string { return statNames[s] }

// Unit is what a statistic of values in a unit is in.
func (s Stat) Unit(unit string) string {
	if s == Rate {
		return "n/s"
	}
	return unit
}

// usualStats are drawn unless others are asked for: half of the values are up to
// the first, almost all up to the next ones.
var usualStats = [...]Stat{P50, P95, P99, Max}

var errRate = errors.New("the rate has a unit of its own: want a graph of it alone")

// ParseGraph reads what is to be drawn: a field or a regular expression with one
// group, and behind it which statistics of it: value mean rate p50 p95 p99 max.
func ParseGraph(spec string) (g Graph, err error) {
	g.Text = strings.TrimSpace(spec)
	for {
		at := strings.LastIndexByte(g.Text, ' ')
		which := slices.Index(statNames[:], g.Text[at+1:])
		if at < 0 || which < 0 {
			break
		}
		if !slices.Contains(g.Stats, Stat(which)) {
			g.Stats = append(g.Stats, Stat(which))
		}
		g.Text = strings.TrimSpace(g.Text[:at])
	}
	slices.Sort(g.Stats)
	if len(g.Stats) > 1 && slices.Contains(g.Stats, Rate) {
		return g, errRate
	}
	if len(g.Stats) == 0 {
		g.Stats = usualStats[:]
	}
	if g.Text == "" {
		return g, errors.New(`want a field or a regular expression with one group, as in latency_ms or 'dur=(\d+)ms'`)
	}
	g.number, err = query.ParseNumber(g.Text)
	return g, err
}

// graphs are those that are drawn, for all who show them.
type graphs struct {
	mu      sync.Mutex
	all     []Graph
	version uint64
}

// Draw begins to measure what a graph shows, from the line near on as Measure
// does, and returns it with that. A number that is drawn already is measured once
// and gets other statistics. Readers are signalled. Erase ends it.
func (s *Store) Draw(g Graph, near int64) (Graph, error) {
	d := &s.graphs
	d.mu.Lock()
	defer d.mu.Unlock()
	at := d.at(g.Text)
	switch {
	case at >= 0:
		g.Measure = d.all[at].Measure
	case len(d.all) >= MaxGraphs:
		names := make([]string, len(d.all))
		for i := range d.all {
			names[i] = d.all[i].Text
		}
		return g, fmt.Errorf("there are %d already: remove one of %s", MaxGraphs, strings.Join(names, ", "))
	default:
		g.Measure = s.Measure(g.number, near)
		at, d.all = len(d.all), append(d.all, g)
	}
	d.all[at] = g
	d.version++
	s.tellReaders()
	return g, nil
}

// Erase ends the measuring for a graph, if it is drawn.
func (s *Store) Erase(text string) {
	d := &s.graphs
	d.mu.Lock()
	defer d.mu.Unlock()
	if at := d.at(text); at >= 0 {
		d.all[at].Measure.Close()
		d.all = slices.Delete(d.all, at, at+1)
		d.version++
		s.tellReaders()
	}
}

// Graphs returns what is drawn, in the order in which that began, and a number
// that changes with it.
func (s *Store) Graphs() (all []Graph, version uint64) {
	d := &s.graphs
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.all), d.version
}

// at returns the place of a graph, or -1. It is called under the lock.
func (d *graphs) at(text string) int {
	return slices.IndexFunc(d.all, func(g Graph) bool { return g.Text == text })
}
