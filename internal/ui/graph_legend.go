package ui

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// legendForm is how much of each curve the legend tells: as much as has room for
// all of them.
type legendForm uint8

const (
	wholeLegend legendForm = iota // newest, least, mean, greatest
	peakLegend                    // newest, greatest
	shortLegend                   // newest
	legendForms
)

// heading returns the title of a graph: what it shows, and what a column is.
func (p *graphPane) heading(v *graphView, g *graphGroup) []span {
	st := v.styles
	spans := []span{{st.heading, g.title}}
	if v.of > 0 {
		spans = append(spans, span{st.muted, strconv.Itoa(v.number) + " of " + strconv.Itoa(v.of)})
	}
	_, unit, _ := scaleFor(max(p.hi, -p.lo), g.unit)
	if unit != "" {
		spans = append(spans, span{st.muted, line.CleanString(unit)})
	}
	at := len(spans)
	for i := range p.sums {
		if p.sums[i].coarse {
			spans = append(spans, span{st.muted, g.columnIs() + "each " + stepText(v.window.step)})
			break
		}
	}
	if g.lines && !g.done {
		spans = append(spans, span{st.muted, "counting" + st.glyphs.ellipsis})
	}
	for len(spans) > 1 && width(spans) > p.block.width/2 {
		spans = spans[:len(spans)-1]
	}
	if rate := g.rate(&v.window, v.signs.cursor); !math.IsNaN(rate) {
		told := span{st.muted, short(rate, "") + " lines/s"}
		if with := slices.Insert(slices.Clone(spans), min(at, len(spans)), told); p.need(v, g, shortLegend, true) <= titleRoom(p.block.width, with) {
			spans = with
		}
	}
	if v.of > 0 && unit != "" && len(spans) > 2 { // 1 of 3 % would be read as one
		spans[1], spans[2] = spans[2], spans[1]
	}
	return spans
}

// columnIs names what a column has of the points in it; the names of statistics
// say that themselves.
func (g *graphGroup) columnIs() string {
	switch {
	case !g.lines:
		return "max "
	case g.members[0].stat == store.Last:
		return "last "
	}
	return ""
}

// legend returns the names of the curves with their newest values, or those at
// the cursor, in room columns, and behind them how many curves have no name
// there.
func (p *graphPane) legend(v *graphView, g *graphGroup, room int) []span {
	form := wholeLegend
	if g.lines && len(g.members) > 1 {
		form = shortLegend // they are statistics themselves
	}
	for ; form < legendForms; form++ {
		if p.need(v, g, form, true) <= room {
			return p.entries(v, g, form, true, len(g.members))
		}
	}
	// The time stays rather than the last of many names.
	for _, clock := range [...]bool{true, false} {
		for n := len(g.members); n > 0; n-- {
			if spans := p.entries(v, g, shortLegend, clock, n); width(spans) <= room {
				return spans
			}
		}
	}
	spans := p.entries(v, g, shortLegend, false, 0)
	if width(spans) > room {
		return nil
	}
	return spans
}

// need returns the columns that all entries take if their values are as wide as
// they can be: the form must not change with each value.
func (p *graphPane) need(v *graphView, g *graphGroup, form legendForm, clock bool) int {
	sum := width(p.entries(v, g, form, clock, 0))
	value := valueWidth(g.unit)
	for i := range g.members {
		m := &g.members[i]
		sum += 2 + line.Width([]byte(m.label)) + value
		if v.styles.mono {
			sum += 3 // its stroke in front of it, and the sign of what is too much
		}
		switch form {
		case wholeLegend:
			sum += len(" min ") + value + len(" max ") + value
			if m.measure == nil {
				sum += len(" avg ") + value
			}
		case peakLegend:
			sum += len(" max ") + value
		}
	}
	return sum
}

// entries returns the entries of the first n curves.
func (p *graphPane) entries(v *graphView, g *graphGroup, form legendForm, clock bool, n int) []span {
	st := v.styles
	spans := make([]span, 0, 2+5*n)
	if at := v.signs.cursor; clock && at >= 0 {
		spans = append(spans, span{st.key, v.window.clock(at, v.zone)})
	}
	write := func(x float64) string {
		text := readable(x, g.unit)
		if g.percent {
			text = right(readable(math.Round(x), g.unit), 3)
		}
		return text
	}
	for i := range g.members[:n] {
		m, sum, look := &g.members[i], &p.sums[i], &st.series[i]
		label := m.label
		if st.mono {
			label = look.glyphs[0] + " " + label
		}
		value := sum.at(v.signs.cursor)
		style, text := look.text, write(value)
		if limit, ok := v.thresholds.of(m.series.Name, m.series.Unit); ok && value > limit {
			if style = st.warn; st.mono {
				text += "!"
			}
		}
		spans = append(spans, span{look.text, label}, span{style, text})
		if form == wholeLegend {
			spans = append(spans, span{st.muted, "min " + write(sum.min)})
			if m.measure == nil {
				spans = append(spans, span{st.muted, "avg " + write(sum.mean)})
			}
		}
		if form <= peakLegend {
			spans = append(spans, span{st.muted, "max " + write(sum.max)})
		}
	}
	if more := g.more + len(g.members) - n; more > 0 {
		spans = append(spans, span{st.muted, "+" + strconv.Itoa(more)})
	}
	return spans
}

// clock writes the time of a column, as fine as columns are.
func (w *window) clock(column int, zone *time.Location) string {
	at := w.at(column).In(zone)
	switch {
	case w.step >= aDay:
		return at.Format("2006-01-02")
	case w.span() > aDay:
		return at.Format("Jan _2 15:04")
	case w.step < time.Second:
		return at.Format("15:04:05.0")
	}
	return at.Format("15:04:05")
}
