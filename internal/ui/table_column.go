package ui

import (
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// tableColumn is one column of a table as it is drawn.
type tableColumn struct {
	index int // of the cells, or rankColumn or idColumn
	title string
	width int  // of what is widest in it
	right bool // aligned: it holds nothing but numbers

	change bool // its cells say how a score has changed
}

// Values of tableColumn.index that are no index of cells.
const (
	rankColumn   = -1 // the row's place, from 1 on
	idColumn     = -2 // the row's ID
	changeColumn = -3 // how its score has changed
	trendColumn  = -4 // a spark line
)

// measure appends the columns of t to dst: its own, and before them what names
// its rows: their ID, unless it stands in a cell, or by their score their rank.
// Behind a score stands how it has changed, if the source does not tell.
func measure(dst []tableColumn, t *store.Table, changes map[string]scoreChange, g *glyphs) []tableColumn {
	if !namesItself(t) {
		dst = append(dst, tableColumn{index: idColumn})
	} else if columnOf(t, "rank") < 0 && columnOf(t, "score") >= 0 {
		dst = append(dst, tableColumn{index: rankColumn, title: "rank"})
	}
	for i, title := range t.Columns {
		dst = append(dst, tableColumn{index: i, title: cleanCell(title, maxMeasured), change: strings.EqualFold(title, "change")})
		if i == columnOf(t, "score") && changes != nil {
			dst = append(dst, tableColumn{index: changeColumn, title: "change", right: true})
		}
	}
	for k := range dst {
		c := &dst[k]
		switch c.index {
		case changeColumn:
			c.width = len(c.title)
			for i := range t.Rows {
				c.width = max(c.width, line.Width([]byte(changes[t.Rows[i].ID].write(g))))
			}
		default:
			c.measure(t)
			c.right = c.right || c.change
		}
	}
	return dst
}

// namesItself reports whether the rows of t have their ID in a cell. Both may
// be a long text that was cut.
func namesItself(t *store.Table) bool {
	for i := range t.Rows {
		id := t.Rows[i].ID
		for _, cell := range t.Rows[i].Cells {
			if cell == id || len(id) > sameStart && strings.HasPrefix(cell, id[:sameStart]) {
				return true
			}
		}
	}
	return false
}

func (c *tableColumn) measure(t *store.Table) {
	c.width, c.right = line.Width([]byte(c.title)), true
	for i := range t.Rows {
		cell := c.cell(t, i, maxMeasured)
		c.width = max(c.width, line.Width([]byte(cell)))
		c.right = c.right && isNumber(cell)
	}
	c.width = min(c.width, maxColumn)
}

// cell returns what stands in the column in row i, clean, made of at most limit
// bytes.
func (c *tableColumn) cell(t *store.Table, i, limit int) string {
	row := &t.Rows[i]
	switch {
	case c.index == rankColumn:
		return strconv.Itoa(i + 1)
	case c.index == idColumn:
		return cleanCell(row.ID, limit)
	case c.index < len(row.Cells):
		return cleanCell(row.Cells[c.index], limit)
	}
	return ""
}

// add appends a cell to the text of a row, cut and aligned, with blanks before
// it. The last column has no end: what is in it is cut by the pane.
func (c *tableColumn) add(dst []byte, cell string, last bool) []byte {
	dst = append(dst, ' ')
	at := len(dst)
	dst = append(dst, cell...)
	width := line.Width(dst[at:])
	if width > c.width && !last {
		dst = append(dst[:at], line.Cut(nil, dst[at:], 0, c.width)...)
		width = line.Width(dst[at:])
	}
	end := len(dst)
	for range c.width - width {
		dst = append(dst, ' ')
	}
	if blanks := len(dst) - end; c.right && blanks > 0 {
		copy(dst[at+blanks:], dst[at:end])
		for i := range blanks {
			dst[at+i] = ' '
		}
	}
	return append(dst, ' ')
}

// cleanCell makes the first limit bytes of a cell safe to draw.
func cleanCell(s string, limit int) string { return line.CleanString(s[:min(len(s), limit)]) }

// isNumber reports whether a cell is empty or a number, with a unit or without.
func isNumber(s string) bool {
	if s == "" {
		return true
	}
	number, _, _ := strings.Cut(s, " ")
	_, err := strconv.ParseFloat(number, 64)
	return err == nil
}
