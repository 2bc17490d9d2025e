package ui

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/store"
)

// errorQuery is what e and E look for.
const errorQuery = "level>=error"

// origin is where the log was when a prompt was opened.
type origin struct {
	top    place
	follow bool
	query  string // what was searched
	cursor cursor
}

// dialect is what times in queries are understood by.
func (m *model) dialect() query.Options { return query.Options{Now: m.now(), Zone: m.zone} }

// parse compiles what was typed.
func (m *model) parse(text string) (*query.Query, error) { return query.Parse(text, m.dialect()) }

// near returns the line that a search begins at: what the reader looks at.
func (m *model) near() int64 {
	switch {
	case m.log.follow:
		return m.shown.Next
	case m.log.cursor.on:
		return m.log.cursor.seq
	}
	return m.log.top.seq
}

// searchFor looks for what is typed, from where the prompt was opened.
func (m *model) searchFor(text string) error {
	if text == "" {
		m.endSearch()
		m.goHome()
		return nil
	}
	q, err := m.parse(text)
	if err != nil {
		return err
	}
	near, way := m.origin.cursor.seq, down
	if m.origin.follow {
		near, way = m.shown.Next, up // the newest first
	}
	m.search.begin(m.store, q, m.filters.query(), near)
	m.search.ask(way, near)
	m.search.wish.home = true
	m.log.highlight = q
	return nil
}

// endSearch forgets what is searched, and the marks in the log.
func (m *model) endSearch() {
	m.search.close()
	m.log.highlight = nil
}

// goHome goes back to where the prompt was opened.
func (m *model) goHome() {
	m.log.rest()
	m.log.top, m.log.follow = m.origin.top, m.origin.follow
	m.log.cursor = m.origin.cursor
}

// again goes to the next record that matches the search, or begins the last
// search again.
func (m *model) again(d direction) {
	if m.search.matches == nil {
		q := m.lastSearch()
		if q == nil {
			m.said = "no search yet: " + firstKey(m.keys.Search) + " begins one"
			return
		}
		m.search.begin(m.store, q, m.filters.query(), m.near())
		m.log.highlight = q
	}
	m.search.ask(d, m.from(d))
}

// lastSearch returns what was searched last, or nil. That a query was refused is
// no reason to forget it, but to pass it over.
func (m *model) lastSearch() *query.Query {
	for _, text := range slices.Backward(m.prompt.history[searchPrompt]) {
		if q, err := m.parse(text); err == nil {
			return q
		}
	}
	return nil
}

// nextError goes to the next record that tells of an error, or notice of a
// failure or of lines that are lost.
func (m *model) nextError(d direction) {
	if m.errors.matches == nil {
		q, err := m.parse(errorQuery)
		if err != nil {
			return
		}
		m.errors.beginFailures(m.store, q, m.filters.query(), m.near())
	}
	m.errors.ask(d, m.from(d))
}

// from returns the line that a jump starts from: behind or before the one under
// the cursor if it is shown, else the edge of what is.
func (m *model) from(d direction) int64 {
	p := &m.log
	_, seen := p.rowOf(m.view(), p.cursor.seq)
	switch {
	case p.cursor.on && seen && d == down:
		return p.cursor.seq + 1
	case p.cursor.on && seen:
		return p.cursor.seq
	case d == down:
		return p.top.seq
	case len(p.shown) > 0:
		return p.shown[len(p.shown)-1].Seq + 1
	}
	return m.shown.Next
}

// seek does what was wished for, as far as it is known by now.
func (m *model) seek() {
	v := &m.shown
	for _, f := range [...]*finder{&m.search, &m.errors} {
		if f.wish.direction == nowhere {
			continue
		}
		l, found, over := f.seek(v)
		if over && f.wish.home {
			m.goHome()
		}
		if found {
			m.jump(l.Seq)
		}
	}
	m.arrive()
}

// rest ends the jumps that are still to be done: a key is for what the reader
// sees now.
func (m *model) rest() {
	m.search.said, m.errors.said, m.said = "", "", ""
	m.errors.none = false
	m.search.wish.direction, m.errors.wish.direction = nowhere, nowhere
	m.target.on, m.pointed = false, time.Time{}
	m.log.rest()
}

// jump puts the cursor on a line. What is on the screen moves only if the line is
// not, or is in a run that is folded.
func (m *model) jump(seq int64) {
	p := &m.log
	p.fold.unfold(m.view(), seq)
	p.cursor = cursor{seq, true}
	m.pointed = time.Time{}
	if _, ok := p.rowOf(m.view(), seq); ok {
		p.follow, p.oldest = false, false
		return
	}
	p.goTo(m.view(), aim{seq: seq, row: p.height / 3, stay: true})
}

// nextGap goes to the next line before which nothing came for a while. How far
// it looks is bounded: it may be that there is none near.
func (m *model) nextGap(d direction) {
	v := &m.shown
	l, ok, sure := v.NextGap(m.from(d), gapLeast, d == down)
	switch {
	case ok:
		m.jump(l.Seq)
	case !sure || d == up && !v.Past.Complete:
		m.said = "no gap near"
	default:
		m.said = "no more gaps"
	}
}

// finding tells how far the searches are.
func (m *model) finding() []span {
	st := m.styles
	var spans []span
	add := func(style, text string) {
		if text != "" {
			spans = append(spans, span{style, text})
		}
	}
	if m.search.matches != nil {
		add(st.paused, m.found())
	}
	add(st.paused, m.search.said)
	add(st.paused, m.errors.said)
	if m.errors.none {
		add(st.paused, "no errors")
	}
	add(st.paused, m.said)
	add(st.paused, m.saving.progress())
	if m.errors.wish.direction != nowhere || m.target.on {
		add(st.paused, "searching"+st.glyphs.ellipsis)
	}
	return spans
}

// found tells how many records match the search, and which of them is marked.
func (m *model) found() string {
	c := m.search.matches.Count()
	text := count(c.Records, "record")
	if p := &m.log; p.cursor.on && c.Records == c.Lines && c.Records > 0 {
		if l, ok, sure := m.search.matches.Next(&m.shown, p.cursor.seq); ok && sure && l.Seq == p.cursor.seq {
			text = group(m.search.matches.Rank(&m.shown, p.cursor.seq)+1) + " of " + text
		}
	}
	if !c.Done {
		text += ", searching " + share(c.Share)
	} else if hint := m.search.query.Hint(); c.Records == 0 && hint != "" {
		text += " " + m.styles.glyphs.between + " " + line.CleanString(hint)
	} else if m.search.wish.direction != nowhere {
		text += ", searching" + m.styles.glyphs.ellipsis
	}
	if c.Unread > 0 {
		text += ", " + unreadable(c.Unread)
	}
	return text
}

// unreadable says that so many lines could not be looked at.
func unreadable(n uint64) string { return count(n, "line") + " not readable any more" }

// count writes how many there are of something.
func count(n uint64, of string) string { return group(n) + " " + plural(n, of) }

// plural is of, if there is one of it, or else more of it.
func plural(n uint64, of string) string {
	if n == 1 {
		return of
	}
	return of + "s"
}

// share writes a part of a whole in percent: 100 only if it is all.
func share(v float64) string { return strconv.Itoa(int(within(v, 0, 1)*100)) + " %" }

// indexing tells how far the past of the files is known, if not in full.
func indexing(p *store.Progress) string {
	if p.Complete {
		return ""
	}
	text := "indexing"
	if p.Bytes > 0 {
		text += " " + share(float64(p.Read)/float64(p.Bytes))
	}
	if left := p.Left.Seconds(); left > 0 {
		text += ", " + short(float64(p.Bytes-p.Read)/left, "B/s") + "B/s, " + fmt.Sprintf("%.0f s left", max(left, 1))
	}
	return text
}
