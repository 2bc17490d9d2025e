package ui

import (
	"math"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/store"
)

// press does what a key is bound to in the table t, and reports whether that is
// anything.
func (p *tablePane) press(msg tea.KeyPressMsg, k *keyMap, t *store.Table) bool {
	page := func(rows int) {
		p.scroll(rows)
		p.choose(t, p.cursor(t)+rows)
	}
	switch {
	case key.Matches(msg, k.PageDown):
		page(p.height)
	case key.Matches(msg, k.PageUp):
		page(-p.height)
	case key.Matches(msg, k.HalfDown):
		page(max(p.height/2, 1))
	case key.Matches(msg, k.HalfUp):
		page(-max(p.height/2, 1))
	case key.Matches(msg, k.Top):
		p.top = 0
		p.choose(t, 0)
	case key.Matches(msg, k.Bottom):
		p.top = math.MaxInt // draw bounds it
		p.choose(t, len(t.Rows)-1)
	case key.Matches(msg, k.Left):
		p.sideways(-sidewaysStep)
	case key.Matches(msg, k.Right):
		p.sideways(sidewaysStep)
	default:
		return false
	}
	return true
}

// table returns the table that is shown. There must be one.
func (p *tablePane) table(tables []store.Table) *store.Table {
	return &tables[min(p.chosen, len(tables)-1)]
}

// cursor returns the row that is chosen: the one of the same ID, wherever it is
// by now.
func (p *tablePane) cursor(t *store.Table) int {
	if p.row < len(t.Rows) && (p.id == "" || t.Rows[p.row].ID == p.id) {
		return p.row
	}
	for i := range t.Rows {
		if t.Rows[i].ID == p.id {
			return i
		}
	}
	return max(min(p.row, len(t.Rows)-1), 0)
}

// choose chooses a row.
func (p *tablePane) choose(t *store.Table, row int) {
	p.row, p.id = max(min(row, len(t.Rows)-1), 0), ""
	if p.row < len(t.Rows) {
		p.id = t.Rows[p.row].ID
	}
}

// move chooses another row, down if positive, and brings it into view.
func (p *tablePane) move(t *store.Table, rows int) {
	p.choose(t, p.cursor(t)+rows)
	p.top = min(p.top, max(len(t.Rows)-p.height, 0))
	p.top = max(min(p.top, p.row), p.row-p.height+1)
}

// chosenID returns the ID of the chosen row, if there is one.
func (p *tablePane) chosenID(tables []store.Table) (id string, ok bool) {
	t := p.table(tables)
	if at := p.cursor(t); at < len(t.Rows) {
		return t.Rows[at].ID, true
	}
	return "", false
}

// clickTable chooses a row, counted from the header, which is the first below
// the border.
func (m *model) clickTable(row int) {
	p := &m.table
	if p.seen && row > 0 && row <= p.height {
		t := p.table(m.tables.tables)
		if at := p.top + row - 1; at < len(t.Rows) {
			p.choose(t, at)
		}
	}
}

// filterTableRow has only lines shown that name the chosen row, and reports
// whether there is one. Of a long ID the beginning is looked for: its source may
// have cut it.
func (m *model) filterTableRow() bool {
	id, ok := m.table.chosenID(m.tables.tables)
	if !ok || id == "" {
		return false
	}
	text := id[:min(len(id), sameStart)]
	if !isPlain(text) {
		text = quoted(text)
	}
	if err := m.addFilter(text); err != nil {
		m.said = line.CleanString(err.Error())
	}
	return true
}
