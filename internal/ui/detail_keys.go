package ui

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
)

// pressDetail opens or closes the detail, if the key is bound to that, and
// reports whether it is. Where the same key unfolds a row that comes before it.
func (m *model) pressDetail(msg tea.KeyPressMsg) bool {
	if !key.Matches(msg, m.keys.Detail) {
		return false
	}
	m.toggleDetail()
	return true
}

// pressChosen does what a key is bound to for what is chosen in the detail or in
// the table, if that has the focus, and reports whether it is anything.
func (m *model) pressChosen(msg tea.KeyPressMsg) bool {
	switch {
	case m.inPane(tableFocus):
		if key.Matches(msg, m.keys.Detail, m.keys.Filter) {
			return m.filterTableRow()
		}
	case m.inPane(detailFocus):
		return m.pressField(msg) || m.detail.press(msg, &m.keys)
	}
	return false
}

// pressField does what a key is bound to for the chosen field.
func (m *model) pressField(msg tea.KeyPressMsg) bool {
	k := &m.keys
	f := m.detail.field()
	var err error
	switch {
	case key.Matches(msg, k.Escape) && !m.zoom:
		m.toggleDetail()
	case key.Matches(msg, k.Detail, k.Filter) && f.Name != nil:
		var text string
		if text, err = m.fieldFilter(f); err == nil {
			err = m.addFilter(text)
		}
	case key.Matches(msg, k.Graph) && f.Name == nil:
		err = errors.New("this record has no fields to draw")
	case key.Matches(msg, k.Graph) && !m.detail.record.named:
		err = fmt.Errorf("no graph can name %s: it is not of the line itself", f.Name)
	case key.Matches(msg, k.Graph) && f.Kind != line.Number && !isNumeric(f.Value):
		err = fmt.Errorf("%s is no number", f.Name)
	case key.Matches(msg, k.Graph):
		if err = m.drawGraph(string(f.Name)); err == nil && m.paneSeen("graphs") {
			m.said = "graph of " + line.CleanString(string(f.Name))
		}
	default:
		return false
	}
	if err != nil {
		m.said = line.CleanString(err.Error())
	}
	return true
}

// press does what a key is bound to in the detail, and reports whether that is
// anything.
func (p *detailPane) press(msg tea.KeyPressMsg, k *keyMap) bool {
	switch {
	case key.Matches(msg, k.PageDown):
		p.scroll(p.height)
	case key.Matches(msg, k.PageUp):
		p.scroll(-p.height)
	case key.Matches(msg, k.HalfDown):
		p.scroll(max(p.height/2, 1))
	case key.Matches(msg, k.HalfUp):
		p.scroll(-max(p.height/2, 1))
	case key.Matches(msg, k.Top):
		p.top, p.chosen = 0, 0
	case key.Matches(msg, k.Bottom):
		p.scroll(len(p.laid.rows))
	default:
		return false
	}
	return true
}

// scroll moves the view by rows, down if positive.
func (p *detailPane) scroll(rows int) {
	p.top = within(p.top+rows, 0, len(p.laid.rows)-p.height)
}

// move chooses another field, down if positive, as long as the chosen one is
// shown, else scrolls to it.
func (p *detailPane) move(rows int) {
	step := 1
	if rows < 0 {
		step, rows = -1, -rows
	}
	for range min(rows, len(p.laid.rows)+len(p.laid.fields)) {
		to := p.chosen + step
		if !p.shows(p.chosen) || to < 0 || to >= len(p.laid.fields) {
			p.scroll(step)
			continue
		}
		p.chosen = to
		p.reveal()
	}
}

// reveal scrolls as far as needed for the chosen field to be shown.
func (p *detailPane) reveal() {
	if p.chosen < len(p.laid.fields) {
		from, end := p.laid.fields[p.chosen], p.laid.end(p.chosen)
		p.top = max(min(p.top, from), min(end-p.height, from))
	}
}

// shows reports whether the first row of a field is on the screen.
func (p *detailPane) shows(field int) bool {
	if field >= len(p.laid.fields) {
		return false
	}
	row := p.laid.fields[field]
	return row >= p.top && row < p.top+p.height
}

// clickDetail chooses the field of which a row is, counted from the first one
// below the border.
func (m *model) clickDetail(row int) {
	p := &m.detail
	if at := p.top + row; row >= 0 && row < p.height && at < len(p.laid.rows) && p.laid.rows[at].field >= 0 {
		p.chosen = p.laid.rows[at].field
	}
}

// chosenText returns what is chosen in the pane with the focus, to be copied:
// the value of a field, or the whole record if it has none; the ID of a table's
// row. ok is false in other panes.
func (m *model) chosenText() (text string, ok bool) {
	switch {
	case m.inPane(tableFocus):
		return m.table.chosenID(m.tables.tables)
	case m.inPane(detailFocus):
		if f := m.detail.field(); f.Name != nil {
			return string(f.Value), true
		}
		return string(m.detail.record.text), len(m.detail.record.text) > 0
	}
	return "", false
}

// fieldFilter returns the query for records that have a field of the same value.
// Where the language has no name for the field the value is looked for.
func (m *model) fieldFilter(f line.Field) (string, error) {
	if len(f.Value) > maxFilterValue || strings.ContainsAny(string(f.Value), "\r\n") {
		return "", fmt.Errorf("the value of %s is too long for a filter", f.Name)
	}
	value := string(f.Value)
	if !isPlain(value) {
		value = quoted(value)
	}
	text := string(f.Name) + "=" + value
	if _, err := m.parse(text); err == nil && isFieldName(f.Name) && m.detail.record.named {
		return text, nil
	}
	if len(f.Value) == 0 {
		return "", fmt.Errorf("no filter can name %s", f.Name)
	}
	return quoted(string(f.Value)), nil
}

// quoted writes text between the quotes of a query.
func quoted(text string) string { return `"` + escaped.Replace(text) + `"` }

// isPlain reports whether a value needs no quotes in a query.
func isPlain(value string) bool {
	for i := range len(value) {
		switch c := value[i]; {
		case c-'0' < 10, c|0x20 >= 'a' && c|0x20 <= 'z', c == '.', c == '_', i > 0 && (c == '-' || c == ':' || c == '/'):
		default:
			return false
		}
	}
	return value != ""
}

// isFieldName reports whether a comparison in a query can begin with a name.
// source is a keyword for rtwatch's own.
func isFieldName(name []byte) bool {
	for i, c := range name {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c == '_', c == '@', c >= utf8.RuneSelf:
		case i > 0 && (c-'0' < 10 || c == '.' || c == '-' || c == '/'):
		default:
			return false
		}
	}
	return len(name) > 0 && name[len(name)-1] != '-' && string(name) != "source"
}

// addFilter has only lines shown that a query names. One that is there already
// is switched on.
func (m *model) addFilter(text string) error {
	fs := &m.filters
	at := fs.index(textFilter, text)
	if line.CleanString(text) != text { // it could not be shown, nor typed
		return errors.New("no filter can name this: it has control characters")
	}
	if err := fs.full(); at < 0 && err != nil {
		return err
	}
	f, err := parseFilter(text, m.dialect())
	if err != nil {
		return err
	}
	fs.put(at, f)
	m.refilter()
	return nil
}
