package ui

import tea "charm.land/bubbletea/v2"

// detailPane shows all of the line under the cursor.
type detailPane struct {
	open  bool
	seen  bool // the last frame had it
	block block
}

// detailView is what the detail is drawn from.
type detailView struct {
	styles *styles
	focus  bool
}

// draw returns the detail in width × height cells, borders included.
func (p *detailPane) draw(v detailView, width, height int) *block {
	b := &p.block
	b.reset(width)
	v.styles.top(b, v.focus, []span{{v.styles.heading, "detail"}}, nil)
	for range height - 2 {
		v.styles.side(b, v.focus)
		v.styles.endSide(b, v.focus)
	}
	v.styles.bottom(b, v.focus, nil)
	return b
}

// pressDetail does what a key is bound to in the detail, or opens it, and
// reports whether that is anything.
func (m *model) pressDetail(tea.KeyPressMsg) bool { return false }
