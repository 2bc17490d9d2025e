package ui

import (
	"charm.land/bubbles/v2/key"

	"github.com/rtwatch/rtwatch/internal/line"
)

// drawHelp adds height rows with every key, made from the key map. Groups
// stand side by side where they fit, else below each other.
func (m *model) drawHelp(b *block, height int) {
	st := m.styles
	start := b.rows()
	groups := m.keys.groups()
	columns := make([]helpColumn, len(groups))
	sum := 0
	for i, g := range groups {
		columns[i].add(g)
		sum += columns[i].width()
	}
	if sum > b.width-2 {
		var one helpColumn
		for _, g := range groups {
			one.add(g)
		}
		columns = []helpColumn{one}
	}
	st.top(b, true, []span{{st.heading, "keys"}}, []span{{st.muted, "esc closes"}})
	for i := 0; b.rows() < start+height-1; i++ {
		st.side(b, true)
		end := b.col
		for _, c := range columns {
			b.pad(end)
			end += c.width()
			if i < len(c.rows) {
				b.put(st.key, "  "+c.rows[i].key)
				b.pad(end - c.width() + 2 + c.keys + 2)
				b.put(c.rows[i].style(st), c.rows[i].text)
			}
		}
		st.endSide(b, true)
	}
	st.bottom(b, true, nil)
}

// helpColumn is rows of keys and what they do.
type helpColumn struct {
	rows        []helpRow
	keys, texts int // widths
}

type helpRow struct {
	key, text string
	title     bool
}

func (r helpRow) style(st *styles) string {
	if r.title {
		return st.heading
	}
	return ""
}

func (c *helpColumn) add(g keyGroup) {
	if len(c.rows) > 0 {
		c.rows = append(c.rows, helpRow{})
	}
	c.row(helpRow{text: g.title, title: true})
	for _, k := range g.keys {
		c.row(newHelpRow(k))
	}
}

func (c *helpColumn) row(r helpRow) {
	c.rows = append(c.rows, r)
	c.keys = max(c.keys, line.Width([]byte(r.key)))
	c.texts = max(c.texts, line.Width([]byte(r.text)))
}

func newHelpRow(k key.Binding) helpRow { return helpRow{key: k.Help().Key, text: k.Help().Desc} }

// width returns the columns of the rows, with blanks between keys and texts
// and at both sides.
func (c *helpColumn) width() int { return 2 + c.keys + 2 + c.texts + 2 }
