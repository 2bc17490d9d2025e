package redis

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// row is a member as a table shows it.
type row struct {
	member
	*content
	ident  string // the table row's ID: the member's name, or what stands for it
	rank   int    // from 1 on; 0 for what has no row
	change string // what was different when it last changed
}

// since says how r differs from what the row was, or was said to.
func (r *row) since(last *row, u unit, ranked bool) string {
	var out []string
	if r.score != last.score {
		out = append(out, difference(r.score-last.score, u))
	}
	if by := last.rank - r.rank; ranked && by > 0 {
		out = append(out, "↑"+strconv.Itoa(by))
	} else if ranked && by < 0 {
		out = append(out, "↓"+strconv.Itoa(-by))
	}
	if out == nil {
		return last.change
	}
	return strings.Join(out, " ")
}

// difference writes how far two scores are apart. A float's own noise, in its
// last digits, is left out.
func difference(by float64, u unit) string {
	sign := "+"
	if by < 0 {
		sign = "-"
		by = -by
	}
	switch {
	case math.IsNaN(by) || math.IsInf(by, 0):
		return sign + "inf"
	case u != 0 && by*float64(u) < math.MaxInt64:
		return sign + time.Duration(by*float64(u)).Round(time.Millisecond).String()
	}
	return sign + strconv.FormatFloat(by, 'g', 12, 64)
}

// table returns rows as a table. Where members have names its columns are id,
// score and change, and those of the JSON objects' fields; else score and
// member.
func table(key string, rows []*row, u unit) source.Table {
	t := source.Table{Name: key, Rows: make([]source.Row, len(rows))}
	columns, named := fieldColumns(rows)
	whole := -1 // the column of members that no others show
	switch {
	case !named:
		t.Columns, whole = []string{"score", "member"}, 1
	default:
		t.Columns = append([]string{"id", "score", "change"}, columns...)
		for _, r := range rows {
			if r.name == "" && r.fields == nil {
				whole = len(t.Columns)
				t.Columns = append(t.Columns, "member")
				break
			}
		}
	}
	index := make(map[string]int, len(columns))
	for i, c := range columns {
		index[c] = 3 + i
	}
	cells := make([]string, len(t.Columns)*len(rows))
	var b []byte
	for i, r := range rows {
		c := cells[i*len(t.Columns) : (i+1)*len(t.Columns) : (i+1)*len(t.Columns)]
		b = appendScore(b[:0], r.score, u)
		if !named {
			c[0] = string(b)
		} else {
			c[0], c[1], c[2] = r.name, string(b), r.change
			if !structured(r.text) {
				c[0] = cell(r.id)
			}
			for _, f := range r.fields {
				if at, ok := index[f.name]; ok {
					c[at] = cell(id{text: f.text, size: len(f.text)})
				}
			}
		}
		if whole >= 0 && (!named || r.name == "" && r.fields == nil) {
			c[whole] = cell(r.id)
		}
		t.Rows[i] = source.Row{ID: r.ident, Score: r.score, Cells: c}
	}
	return t
}

// fieldColumns returns the names of the fields of rows, in order of their
// appearance, and whether any of rows has a name.
func fieldColumns(rows []*row) (columns []string, named bool) {
	seen := map[string]bool{}
	for _, r := range rows {
		named = named || r.name != ""
		for _, f := range r.fields {
			if !seen[f.name] && len(columns) < maxColumns && len(f.name) <= maxName {
				seen[f.name] = true
				columns = append(columns, f.name)
			}
		}
	}
	return columns, named
}
