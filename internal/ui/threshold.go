package ui

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/near"
	"github.com/rtwatch/rtwatch/internal/store"
)

// threshold is a line across the graphs of some series: what is above it is too
// much.
type threshold struct {
	pattern string // of names of series, as path.Match has it, but * also takes slashes
	value   float64
	unit    string // of the value; "": the series'
}

// thresholds are all of them; the version changes with each.
type thresholds struct {
	list    []threshold
	version uint64
	unsaid  bool // they are from the settings, and were not checked against series
}

var errThreshold = errors.New("want NAME=VALUE, as in cpu.user=80 or disk.*.util=90%")

// parseThreshold reads a threshold: the name of a series, in which * stands for
// any text, and a number that may have a unit. Without one (NAME=) it is taken
// away; its value is NaN then.
func parseThreshold(spec string) (t threshold, err error) {
	at := strings.LastIndexByte(spec, '=')
	if at <= 0 {
		return t, errThreshold
	}
	name, value := strings.TrimSpace(spec[:at]), strings.TrimSpace(spec[at+1:])
	t.pattern = flat(name)
	if _, err := path.Match(t.pattern, ""); name == "" || err != nil && !isGraph(name) {
		return t, fmt.Errorf("name %q: %w", name, cmp.Or(err, errThreshold))
	}
	if value == "" {
		t.value = math.NaN()
		return t, nil
	}
	number := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZµμ%/")
	t.unit = value[len(number):]
	t.value, err = strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || math.IsInf(t.value, 0) || math.IsNaN(t.value) {
		return t, fmt.Errorf("value %q: %w", value, errThreshold)
	}
	if scales, _, _ := scalesOf(t.unit); scales == nil && t.unit != "" && t.unit != "%" {
		return t, fmt.Errorf("unit %q: want one of time or size, as in 250ms or 10MiB/s, or %%", t.unit)
	}
	return t, nil
}

// isGraph reports whether a name is what a number in lines is drawn by: a regular
// expression need not be a pattern of names.
func isGraph(name string) bool {
	_, err := store.ParseGraph(name)
	return err == nil
}

// name is the pattern as it was typed.
func (t *threshold) name() string { return strings.ReplaceAll(t.pattern, "\x00", "/") }

// flat makes slashes of a name ordinary characters for path.Match.
func flat(name string) string { return strings.ReplaceAll(name, "/", "\x00") }

// put adds a threshold in the place of one of the same name, or takes that away.
func (t *thresholds) put(added threshold) error {
	at := slices.IndexFunc(t.list, func(o threshold) bool { return o.pattern == added.pattern })
	switch {
	case at < 0 && math.IsNaN(added.value):
		return fmt.Errorf("there is no threshold for %q", added.name())
	case at < 0 && len(t.list) >= maxThresholds:
		return fmt.Errorf("more than %d thresholds", maxThresholds)
	case at < 0:
		t.list = append(t.list, added)
	case math.IsNaN(added.value):
		t.list = slices.Delete(t.list, at, at+1)
	default:
		t.list[at] = added
	}
	t.version++
	return nil
}

// of returns the least threshold of a series, in its unit.
func (t *thresholds) of(name, unit string) (limit float64, ok bool) {
	name = flat(name)
	for i := range t.list {
		x := &t.list[i]
		if !x.fits(name) {
			continue
		}
		if v, fits := convert(x.value, x.unit, unit); fits && (!ok || v < limit) {
			limit, ok = v, true
		}
	}
	return limit, ok
}

// fits reports whether a threshold is one of a series, whose name is flat: it may
// name all that share the first elements of their names, such as the statistics
// of one number in lines.
func (t *threshold) fits(name string) bool {
	for ; name != ""; name = name[:max(strings.LastIndexByte(name, '.'), 0)] {
		if unslashed(name) == unslashed(t.pattern) {
			return true // as a pattern, a regular expression does not match itself
		}
		if match, err := path.Match(t.pattern, name); err == nil && match {
			return true
		}
	}
	return false
}

// unslashed cuts off the slashes of a regular expression, which may stand in
// some. The name is flat.
func unslashed(name string) string {
	if n := len(name) - 1; n > 0 && name[0] == 0 && name[n] == 0 {
		return name[1:n]
	}
	return name
}

// addThreshold puts a line across graphs, as typed after :threshold, or takes it
// away. If there is no graph for it yet, it says so.
func (m *model) addThreshold(spec string) error {
	t, err := parseThreshold(spec)
	if err != nil {
		return err
	}
	if err := m.thresholds.put(t); err != nil || math.IsNaN(t.value) {
		return err
	}
	m.said = m.misses(&t)
	return nil
}

// misses says why a threshold is across no graph; "" if it is.
func (m *model) misses(t *threshold) string {
	named, fits, unit := false, false, ""
	m.eachSeries(func(name, in string) {
		if t.fits(flat(name)) {
			_, same := convert(t.value, t.unit, in)
			named, fits, unit = true, fits || same, in
		}
	})
	name := line.CleanString(t.name())
	switch {
	case fits:
		return ""
	case !named:
		return "no series " + name + " yet" + near.DidYouMean(t.name(), m.seriesNames())
	case unit == "":
		return name + " has no unit yet: want " + name + "=" + plainNumber(t.value)
	}
	return name + " is in " + unit + ", not in " + t.unit
}

// checkThresholds says once which of the thresholds from the settings is across
// no graph: when there are series, or the name of a graph is like it.
func (m *model) checkThresholds(series bool) {
	if !m.thresholds.unsaid {
		return
	}
	for i := range m.thresholds.list {
		t := &m.thresholds.list[i]
		if said := m.misses(t); said != "" && (series || near.Name(t.name(), m.seriesNames()) != "") {
			m.said, m.thresholds.unsaid = said, false
			return
		}
	}
	m.thresholds.unsaid = !series
}

// eachSeries calls visit with the name and the unit of all that thresholds may be
// for: the series, and the statistics of numbers in lines.
func (m *model) eachSeries(visit func(name, unit string)) {
	all, _ := m.store.Series()
	for i := range all {
		visit(all[i].Name, all[i].Unit)
	}
	for i := range m.lineGraphs {
		for _, x := range m.lineGraphs[i].group.members {
			visit(x.series.Name, x.series.Unit)
		}
	}
}

// seriesNames returns what a threshold may name: all series, and what several
// begin with.
func (m *model) seriesNames() []string {
	names := m.lineGraphTexts()
	for i := range m.groups {
		for _, x := range m.groups[i].members {
			prefix, _ := cutLast(x.series.Name)
			if !slices.Contains(names, prefix) {
				names = append(names, prefix)
			}
		}
	}
	m.eachSeries(func(name, _ string) { names = append(names, name) })
	return names
}
