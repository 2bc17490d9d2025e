package redis

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// view is what of a sorted set is shown, and how.
type view struct {
	window                int
	top                   bool   // a ranking: who is where, and who leaves
	by                    string // what scores are: one of scoreKinds
	id                    string // the field of JSON members that names them
	lines, tables, graphs bool
}

var (
	scoreKinds = []string{"auto", "score", "time"}
	viewNames  = []string{"lines", "table", "graphs"}
)

func newView(o Options) (view, error) {
	v := view{window: o.Window, top: o.Top, by: o.By, id: o.ID}
	if v.window == 0 {
		v.window = DefaultWindow
	}
	if v.window < 1 || v.window > maxWindow {
		return v, fmt.Errorf("--window %d: expected 1 to %d", v.window, maxWindow)
	}
	if v.by == "" {
		v.by = scoreKinds[0]
	}
	if !slices.Contains(scoreKinds, v.by) {
		return v, fmt.Errorf("--by %q: expected %s", v.by, strings.Join(scoreKinds, ", "))
	}
	shown := o.Views
	if len(shown) == 0 {
		shown = viewNames
	}
	for _, name := range shown {
		switch name {
		case "lines":
			v.lines = true
		case "table":
			v.tables = true
		case "graphs":
			v.graphs = true
		default:
			return v, fmt.Errorf("--view %q: expected one or more of %s", name, strings.Join(viewNames, ","))
		}
	}
	return v, nil
}

// unit returns the unit of a window's scores, 0 if they are no times.
func (v view) unit(window []member, now time.Time) unit {
	switch v.by {
	case "score":
		return 0
	case "time":
		return unitOfSize(window[0].score)
	}
	return unitOfWindow(window, now)
}

// unitOfSize is the unit of a score that is a time of our era, whichever.
func unitOfSize(score float64) unit {
	switch score = math.Abs(score); {
	case score < 1e11: // of seconds, the year 5138
		return unit(time.Second)
	case score < 1e14:
		return unit(time.Millisecond)
	case score < 1e17:
		return unit(time.Microsecond)
	}
	return unit(time.Nanosecond)
}
