package ui

import (
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
)

// drawHelp adds height rows with every key, made from the key map. Groups
// stand side by side as far as there is room, else below each other.
func (m *model) drawHelp(b *block, height int) {
	st := m.styles
	start := b.rows()
	groups := m.keys.groups()
	var columns []helpColumn
	for n := len(groups); n > 0; n-- {
		if columns = helpColumns(groups, n); n == 1 || columnsWidth(columns) <= b.width-2 {
			break
		}
	}
	rows := 0
	for _, c := range columns {
		rows = max(rows, len(c.rows))
	}
	m.helpPage = max(height-2, 0)
	m.helpTop = max(min(m.helpTop, rows-m.helpPage), 0)
	st.top(b, true, []span{{st.heading, "keys"}}, []span{{st.muted, "esc closes"}})
	for i := m.helpTop; b.rows() < start+height-1; i++ {
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
	var more []span
	if below := rows - m.helpTop - m.helpPage; below > 0 {
		more = []span{{st.paused, strconv.Itoa(below) + " more " + st.glyphs.below}}
	}
	st.bottom(b, true, more)
}

// helpColumns puts groups below each other in at most n columns of about the
// same height.
func helpColumns(groups []keyGroup, n int) []helpColumn {
	rows := 0
	for _, g := range groups {
		rows += len(g.keys) + 2
	}
	columns := make([]helpColumn, 1, n)
	for _, g := range groups {
		c := &columns[len(columns)-1]
		if len(c.rows) > 0 && len(c.rows)+len(g.keys)+2 > (rows+n-1)/n+2 && len(columns) < n {
			columns = append(columns, helpColumn{})
			c = &columns[len(columns)-1]
		}
		c.add(g)
	}
	return columns
}

func columnsWidth(columns []helpColumn) int {
	sum := 0
	for _, c := range columns {
		sum += c.width()
	}
	return sum
}

// helps does what a key is bound to while the help is open, and reports
// whether it was for the help: nothing behind it moves unseen.
func (m *model) helps(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case interrupts(msg) || key.Matches(msg, k.Suspend, k.Redraw):
		return false
	case key.Matches(msg, k.Help, k.Escape, k.Quit):
		m.help = false
	case key.Matches(msg, k.PageDown):
		m.helpTop += m.helpPage
	case key.Matches(msg, k.PageUp):
		m.helpTop -= m.helpPage
	case key.Matches(msg, k.HalfDown):
		m.helpTop += max(m.helpPage/2, 1)
	case key.Matches(msg, k.HalfUp):
		m.helpTop -= max(m.helpPage/2, 1)
	case key.Matches(msg, k.Top):
		m.helpTop = 0
	case key.Matches(msg, k.Bottom):
		m.helpTop = maxHelp
	}
	m.helpTop = max(min(m.helpTop, maxHelp), 0)
	return true
}

// interrupts reports whether a key is ^c, which leaves a prompt or a list, and
// quits wherever else one is.
func interrupts(msg tea.KeyPressMsg) bool { return msg.Code == 'c' && msg.Mod == tea.ModCtrl }

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
