package ui

import (
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// detailPane shows all of the record under the cursor: what is known of it, its
// fields, its JSON, its text. What it drew is kept and used again for as long as
// nothing in it has changed.
type detailPane struct {
	open   bool
	top    int // the first row shown
	chosen int // which of the fields

	// What the last frame drew.
	height int // rows between the borders
	drawn  detailKey
	record detailRecord
	laid   detailRows
	block  block

	paint paint // scratch
}

// detailView is what the detail is drawn from.
type detailView struct {
	line  store.Line // the one under the cursor
	ok    bool       // there is one
	shown *store.Snapshot

	numbered bool // lines have numbers: all of them are of one source, and known

	zone    *time.Location
	styles  *styles
	markers *markers
	search  *query.Query
	focus   bool
}

// detailKey is all that a drawn detail depends on.
type detailKey struct {
	record        recordKey
	columns       int
	zone          *time.Location
	styles        *styles
	numbered      bool
	top, chosen   int
	height, rules int
	search        *query.Query
	focus         bool
}

// content is the part of the key that its rows depend on.
func (k detailKey) content() detailKey {
	return detailKey{record: k.record, columns: k.columns, zone: k.zone, styles: k.styles, numbered: k.numbered}
}

// detailView returns what the detail is drawn from by now.
func (m *model) detailView() detailView {
	v := detailView{
		shown: &m.shown, zone: m.zone, styles: m.styles, markers: &m.markers,
		search: m.log.highlight, focus: m.focus == detailFocus,
	}
	v.line, v.ok = m.current()
	v.numbered = m.shown.Past.Complete && m.shown.Past.Files < 2 && m.oneSource()
	return v
}

// oneSource reports whether all that was said so far is of one source: the place
// of a line in the log is its place there.
func (m *model) oneSource() bool { return len(m.sources) == 1 && m.sources[0].Notices == 0 }

// draw returns the detail in width × height cells, borders included.
func (p *detailPane) draw(v detailView, width, height int) *block {
	seen := p.shows(p.chosen)
	p.height = max(height-2, 0)
	if p.update(&v, width-3); seen {
		p.reveal() // there may be fewer rows than there were
	}
	p.top = within(p.top, 0, len(p.laid.rows)-p.height)
	key := p.key(&v, width-3)
	if key == p.drawn && p.block.width == width {
		return &p.block
	}
	p.drawn = key
	b, st := &p.block, v.styles
	b.reset(width)
	st.top(b, v.focus, []span{{st.heading, "detail"}}, p.place(st))
	for i := range p.height {
		st.side(b, v.focus)
		if at := p.top + i; at < len(p.laid.rows) {
			p.row(b, &v, &p.laid.rows[at])
		}
		st.endSide(b, v.focus)
	}
	st.bottom(b, v.focus, nil)
	return b
}

// key returns what a frame would be drawn from.
func (p *detailPane) key(v *detailView, columns int) detailKey {
	return detailKey{
		p.record.key(v.shown, &v.line), columns, v.zone, v.styles, v.numbered,
		p.top, p.chosen, p.height, v.markers.version, v.search, v.focus,
	}
}

// update reads the record again, or only puts it into other columns, if it has
// to. Who looks at one field of many lines goes on looking at it.
func (p *detailPane) update(v *detailView, columns int) {
	switch {
	case !v.ok:
		p.record, p.laid = detailRecord{}, detailRows{}
		return
	case p.key(v, columns).content() == p.drawn.content():
		return
	}
	seen := p.shows(p.chosen)
	if p.record.key(v.shown, &v.line) != p.drawn.record {
		was := p.field()
		p.record.read(v.shown, v.line)
		if !p.choose(was.Name) && v.line.Seq != p.drawn.record.seq {
			p.top, p.chosen, seen = 0, 0, false
		}
	}
	p.laid.build(&p.record, v, columns)
	if seen {
		p.reveal()
	}
}

// field returns the chosen field, or none.
func (p *detailPane) field() line.Field {
	if p.chosen < len(p.record.fields) {
		return p.record.fields[p.chosen]
	}
	return line.Field{}
}

// choose chooses the field of a name and reports whether there is one.
func (p *detailPane) choose(name []byte) bool {
	for i := range p.record.fields {
		if string(p.record.fields[i].Name) == string(name) {
			p.chosen = i
			return true
		}
	}
	return false
}

// place tells which rows are shown.
func (p *detailPane) place(st *styles) []span {
	n := len(p.laid.rows)
	if n <= p.height || p.height == 0 {
		return nil
	}
	text := strconv.Itoa(p.top+1) + "-" + strconv.Itoa(p.top+p.height) + " of " + group(uint64(n))
	return []span{{st.muted, text}}
}

// row adds a row between borders: the sign of the chosen field, a label, text.
func (p *detailPane) row(b *block, v *detailView, r *detailRow) {
	st := v.styles
	label := st.muted
	if r.field >= 0 && r.field == p.chosen && r.label != nil && v.focus {
		b.put(st.key, st.glyphs.current)
		label = st.subject
	}
	b.pad(2)
	limit := b.width
	if r.at > 0 {
		b.width = min(2+r.at-1, limit) // a long name is cut
	}
	b.write(label, r.label)
	b.width = limit
	b.pad(2 + r.at)
	p.paint.begin()
	if !r.bare {
		if v.search != nil {
			p.paint.hits(v.search, r.text, st.hit)
		}
		p.paint.rules(v.markers, r.text)
		if !v.markers.plain {
			p.paint.tokens(st, line.None, r.text)
		}
	}
	p.paint.write(b, r.style, r.text, 0, len(r.text))
}

// toggleDetail opens the detail, or closes it. It gets the focus only if there is
// no room for it beside the log.
func (m *model) toggleDetail() {
	p := &m.detail
	if p.open {
		p.open = false
		if m.focus == detailFocus {
			m.focus, m.zoom = logFocus, false
		}
		return
	}
	p.open = true
	if l := m.arrange(m.width, m.height); !l.draws(detailFocus) {
		m.focus = detailFocus
	}
}
