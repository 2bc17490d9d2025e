package ui

import (
	"fmt"

	"github.com/rtwatch/rtwatch/internal/line"
)

// sharePlan is what stands where in the panel of what is shared.
type sharePlan struct {
	text   []span // a row each
	code   *code  // nil: there is none, or no room for it
	beside bool   // it stands left of the text, else below it
	framed bool   // there is room for a frame, and for the title above it
}

// planShare returns what has room in width × height cells. A QR code is worth
// the frame and the title, whole blanks around it are too.
func (m *model) planShare(width, height int) sharePlan {
	codeless, room := sharePlan{framed: height > bareHeight}, width-2
	if codeless.framed {
		room -= 2
	}
	codeless.text = m.shareText(room, "")
	if m.shared.code != nil {
		for _, quiet := range quiets {
			c := &code{m.shared.code.Code, quiet, !m.theme.unicode}
			if p, ok := m.placeCode(c, width-2, height-3); ok {
				p.framed = true
				return p
			}
			if p, ok := m.placeCode(c, width, height); ok {
				return p
			}
			codeless.text = m.shareText(room, m.enlarge(c))
		}
	}
	return codeless
}

// placeCode puts a QR code below its link if that stands in one row then, else
// where it has room.
func (m *model) placeCode(c *code, width, height int) (p sharePlan, ok bool) {
	below := sharePlan{text: m.shareText(width-2, ""), code: c}
	fits := c.columns() <= width && len(below.text)+1+c.rows() <= height
	if fits && line.Width([]byte(m.shared.Link)) <= width-2 {
		return below, true
	}
	if room := width - c.columns() - 2; room >= shareWidth {
		beside := sharePlan{text: m.shareText(room, ""), code: c, beside: true}
		if max(c.rows(), len(beside.text)) <= height {
			return beside, true
		}
	}
	return below, fits
}

// enlarge says in which terminal there is room for a QR code.
func (m *model) enlarge(c *code) string {
	rows := max(c.rows(), len(m.shareText(shareWidth, "")))
	return fmt.Sprintf("a QR code needs %d columns and %d rows: enlarge the terminal", c.columns()+2+shareWidth, rows+1)
}

// shareText returns all that there is to say, and a note.
func (m *model) shareText(columns int, note string) []span {
	s, st := &m.shared, m.styles
	var rows []span
	say := func(style, text string) {
		for _, row := range sentence(text, columns) {
			rows = append(rows, span{style, row})
		}
	}
	if s.Shared == nil {
		say("", "nothing is shared: start rtwatch with --http :8080 to have others look on in their browsers")
		return rows
	}
	link := []byte(line.CleanString(s.Link))
	for from := 0; from < line.Width(link); from += max(columns, 1) {
		rows = append(rows, span{st.subject, string(line.Cut(nil, link, from, max(columns, 1)))})
	}
	if s.Link == "" {
		say(st.subject, "served at "+line.CleanString(s.Place))
	} else {
		say(st.muted, firstKey(m.keys.Copy)+" copies it, "+firstKey(m.keys.Escape)+" closes")
	}
	rows = append(rows, span{})
	if s.audience.Err != nil {
		say(st.fail, "not served any more: "+line.CleanString(s.audience.Err.Error()))
	}
	if s.exposed() {
		say(st.fail, "no TLS: who listens in on the network reads along")
	}
	if s.Local && s.Remote {
		say(st.warn, "the link works on this machine only: --http-host NAME makes one for others")
	} else if s.Local {
		say(st.warn, "the link works on this machine only, not on a phone")
	}
	if s.audience.count() > 0 {
		say(st.live, s.audience.who())
	} else {
		say(st.muted, "nobody looks yet")
	}
	if s.Posting {
		say("", "who has the link sees all, may follow this screen, and may post lines")
	} else {
		say("", "who has the link sees all, and may follow this screen")
	}
	say(st.muted, note)
	return rows
}

// drawShare adds height rows with all of the panel. It has room for the title
// above it unless that is missing to a QR code.
func (m *model) drawShare(b *block, height int) {
	st, p := m.styles, m.planShare(b.width, height)
	if !p.framed {
		for i := b.rows(); i < height; i++ {
			p.draw(b, st, i)
			b.end()
		}
		return
	}
	m.drawTitle(b)
	st.top(b, true, []span{{st.heading, "share"}}, []span{{st.muted, firstKey(m.keys.Escape) + " closes"}})
	for i := range height - 3 {
		st.side(b, true)
		p.draw(b, st, i)
		st.endSide(b, true)
	}
	st.bottom(b, true, nil)
}

// draw adds row i of what is in the panel to the row being drawn.
func (p *sharePlan) draw(b *block, st *styles, i int) {
	start := b.col
	if !p.beside && i > len(p.text) {
		if at := i - len(p.text) - 1; p.code != nil && at < p.code.rows() {
			p.code.draw(b, &st.code, at)
		}
		return
	}
	if p.beside {
		if i < p.code.rows() {
			p.code.draw(b, &st.code, i)
		}
		start += p.code.columns()
	}
	b.pad(start + 1)
	if i < len(p.text) {
		b.put(p.text[i].style, p.text[i].text)
	}
}
