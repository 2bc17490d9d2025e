package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// scoreChange is the score of a row, and by how much it was another one before.
type scoreChange struct{ score, by float64 }

// tellsScores reports whether t has a column of scores that are numbers: they may
// be times, too.
func tellsScores(t *store.Table) bool {
	at := columnOf(t, "score")
	return at >= 0 && !slices.ContainsFunc(t.Rows, func(r source.Row) bool {
		return at < len(r.Cells) && !isNumber(r.Cells[at])
	})
}

// learn remembers the scores of a table's rows, and how they have changed since
// the table was drawn last.
func (p *tablePane) learn(t *store.Table) map[string]scoreChange {
	name := t.Source + "\x00" + t.Name
	was, now := p.scores[name], make(map[string]scoreChange, len(t.Rows))
	for i := range t.Rows {
		r := &t.Rows[i]
		c, known := was[r.ID]
		if known && c.score != r.Score {
			c.by = r.Score - c.score
		}
		c.score = r.Score
		now[r.ID] = c
	}
	if p.scores == nil {
		p.scores = map[string]map[string]scoreChange{}
	}
	p.scores[name] = now
	return now
}

// write writes a change: ▲3.
func (c scoreChange) write(g *glyphs) string {
	switch {
	case c.by > 0:
		return g.rise + strconv.FormatFloat(c.by, 'g', 6, 64)
	case c.by < 0:
		return g.fall + strconv.FormatFloat(-c.by, 'g', 6, 64)
	}
	return ""
}

// rises tells what a written change says: 1 up, -1 down, 0 neither. Sources
// write +3 and -3.
func rises(cell string, g *glyphs) int {
	switch {
	case strings.HasPrefix(cell, "+"), strings.HasPrefix(cell, g.rise):
		return 1
	case strings.HasPrefix(cell, "-"), strings.HasPrefix(cell, g.fall):
		return -1
	}
	return 0
}

// columnOf returns the index of the column of a name, or -1.
func columnOf(t *store.Table, name string) int {
	for i, title := range t.Columns {
		if strings.EqualFold(title, name) {
			return i
		}
	}
	return -1
}

// trendOf returns the series of which a row has a spark line: its score, or how
// busy a device is. "" is none.
func trendOf(t *store.Table, id string) string {
	switch {
	case columnOf(t, "score") >= 0:
		return t.Name + "." + id + scoreSuffix
	case columnOf(t, "util") >= 0:
		return "disk." + id + ".util"
	}
	return ""
}

// addTrend adds a column of spark lines behind what they are of, if all columns
// have room in the pane, and if there are any.
func (p *tablePane) addTrend(v *tableView, t *store.Table, room int) {
	sum, place := trendWidth+2, len(p.columns)
	for i := range p.columns {
		c := &p.columns[i]
		sum += c.width + 2
		if c.index == changeColumn || c.change || strings.EqualFold(c.title, "score") {
			place = i + 1
		}
	}
	some := func(r source.Row) bool { return p.spark(v, trendOf(t, r.ID)) != "" }
	if sum <= room && slices.ContainsFunc(t.Rows[:min(len(t.Rows), trendRows)], some) {
		p.columns = slices.Insert(p.columns, place, tableColumn{index: trendColumn, title: "trend", width: trendWidth})
	}
}

// spark draws the last minutes of a series, a bar a column.
func (p *tablePane) spark(v *tableView, name string) string {
	if name == "" || v.newest.IsZero() {
		return ""
	}
	p.trend = v.store.Thin(p.trend[:0], name, v.newest.Add(-trendSpan), v.newest.Add(time.Nanosecond), trendWidth, trendSpan)
	low, high := math.Inf(1), math.Inf(-1)
	for i := range p.trend {
		if mean := p.trend[i].Mean; !math.IsNaN(mean) {
			low, high = min(low, mean), max(high, mean)
		}
	}
	if math.IsInf(low, 1) {
		return ""
	}
	if strings.HasSuffix(name, ".util") {
		low, high = 0, max(high, 100)
	}
	bars := &v.styles.glyphs.bars
	var b strings.Builder
	b.Grow(trendWidth * len(bars[8]))
	for i := range p.trend {
		switch mean := p.trend[i].Mean; {
		case math.IsNaN(mean):
			b.WriteString(bars[0])
		case high <= low:
			b.WriteString(bars[1])
		default:
			b.WriteString(bars[1+int((mean-low)/(high-low)*float64(len(bars)-2)+0.5)])
		}
	}
	return b.String()
}

// viewTables brings what tables are drawn from up to date.
func (m *model) viewTables() {
	v := &m.tables
	v.store, v.styles, v.focus, v.zone = m.store, m.styles, m.focus == tableFocus, m.zone
	v.series, v.newest = m.version, time.Time{}
	for i := range m.groups {
		if at := m.groups[i].newest; at.After(v.newest) {
			v.newest = at
		}
	}
	v.state, v.last = source.StateSame, time.Time{}
	t := m.table.table(v.tables)
	for i := range m.sources {
		if s := &m.sources[i]; s.Name == t.Source {
			v.state, _ = m.stateOf(s)
			v.last = s.Last
		}
	}
	if v.last.IsZero() {
		v.last = v.newest
	}
}

// stale reports whether the source of the table sends no more.
func (v *tableView) stale() bool {
	return v.state == source.StateWaiting || v.state == source.StateFailed
}
