package ui

import (
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
)

// drawHelp adds height rows with every key and every command, made from their
// tables. Groups of keys stand side by side as far as there is room, else below
// each other; the commands stand below them.
func (m *model) drawHelp(b *block, height int) {
	st := m.styles
	start := b.rows()
	columns := fitColumns(m.keys.groups(), b.width-2)
	keys := 0
	for i := range columns {
		keys = max(keys, len(columns[i].rows))
	}
	commands := commandColumn()
	rows := keys + 1 + len(commands.rows)
	m.helpPage = max(height-2, 0)
	m.helpTop = max(min(m.helpTop, rows-m.helpPage), 0)
	st.top(b, true, []span{{st.heading, "keys and commands"}}, []span{{st.muted, firstKey(m.keys.Escape) + " closes"}})
	for i := m.helpTop; b.rows() < start+height-1; i++ {
		st.side(b, true)
		if i <= keys {
			end := b.col
			for c := range columns {
				end += columns[c].draw(b, st, i, end)
			}
		} else {
			commands.draw(b, st, i-keys-1, b.col)
		}
		st.endSide(b, true)
	}
	var more []span
	if below := rows - m.helpTop - m.helpPage; below > 0 {
		more = []span{{st.paused, strconv.Itoa(below) + " more " + st.glyphs.below}}
	}
	st.bottom(b, true, more)
}

// fitColumns puts groups into as many columns as have room side by side.
func fitColumns(groups []keyGroup, room int) []helpColumn {
	var columns []helpColumn
	for n := len(groups); n > 0; n-- {
		columns = helpColumns(groups, n)
		sum := 0
		for i := range columns {
			sum += columns[i].width()
		}
		if sum <= room {
			break
		}
	}
	return columns
}

// helpColumns puts groups below each other in at most n columns, the highest of
// them as low as can be.
func helpColumns(groups []keyGroup, n int) []helpColumn {
	for limit := 1; ; limit++ {
		columns := make([]helpColumn, 1, n)
		for _, g := range groups {
			c := &columns[len(columns)-1]
			if len(c.rows) > 0 && len(c.rows)+len(g.rows)+2 > limit {
				columns = append(columns, helpColumn{})
				c = &columns[len(columns)-1]
			}
			c.add(g, maxUsage)
		}
		if len(columns) <= n {
			return columns
		}
	}
}

// commandColumn is all commands.
func commandColumn() helpColumn {
	g := keyGroup{title: "commands, behind :"}
	for _, c := range commands() {
		g.rows = append(g.rows, keyRow{c.usage(), c.help})
	}
	var column helpColumn
	column.add(g, maxUsage)
	return column
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
	rows   []helpRow
	widest int
}

type helpRow struct {
	keyRow
	title bool
	keys  int // the width of the group's keys
}

// add adds a group below the others.
func (c *helpColumn) add(g keyGroup, most int) {
	if len(c.rows) > 0 {
		c.rows = append(c.rows, helpRow{})
	}
	c.rows = append(c.rows, helpRow{keyRow: keyRow{text: g.title}, title: true})
	keys := 0
	for _, r := range g.rows {
		keys = max(keys, min(line.Width([]byte(r.keys)), most))
	}
	for _, r := range g.rows {
		c.rows = append(c.rows, helpRow{keyRow: r, keys: keys})
		c.widest = max(c.widest, keys+1+line.Width([]byte(r.text)))
	}
}

// draw adds row i of the column from a column of the block on, if there is one,
// and returns the width of all. Titles stand where keys do.
func (c *helpColumn) draw(b *block, st *styles, i, from int) int {
	b.pad(from + 1)
	switch {
	case i >= len(c.rows):
	case c.rows[i].title:
		b.put(st.heading, c.rows[i].text)
	default:
		b.put(st.key, c.rows[i].keyRow.keys)
		b.pad(max(from+1+c.rows[i].keys, b.col) + 1)
		b.put("", c.rows[i].text)
	}
	return c.width()
}

// width returns the columns of the rows, with a blank on both sides.
func (c *helpColumn) width() int { return 1 + c.widest + 1 }
