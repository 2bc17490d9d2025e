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
	if _, err := path.Match(t.pattern, ""); err != nil || name == "" {
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

// flat makes slashes of a name ordinary characters for path.Match.
func flat(name string) string { return strings.ReplaceAll(name, "/", "\x00") }

// put adds a threshold in the place of one of the same name, or takes that away.
func (t *thresholds) put(added threshold) error {
	at := slices.IndexFunc(t.list, func(o threshold) bool { return o.pattern == added.pattern })
	switch {
	case at < 0 && math.IsNaN(added.value):
		return fmt.Errorf("there is no threshold for %q", strings.ReplaceAll(added.pattern, "\x00", "/"))
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
		if match, err := path.Match(x.pattern, name); err != nil || !match {
			continue
		}
		if v, fits := convert(x.value, x.unit, unit); fits && (!ok || v < limit) {
			limit, ok = v, true
		}
	}
	return limit, ok
}

// addThreshold puts a line across graphs, as typed after :threshold, or takes it
// away.
func (m *model) addThreshold(spec string) error {
	t, err := parseThreshold(spec)
	if err != nil {
		return err
	}
	return m.thresholds.put(t)
}
