package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
)

// titleGap stands between the names in a title.
const titleGap = "  "

// drawTitle adds the first row: what is watched, and how it is going. The
// state stays whatever else has no room; names become shorter before anything
// else goes but the time of the newest line.
func (m *model) drawTitle(b *block) {
	st := m.styles
	left := []span{{st.brand, " rtwatch"}}
	right := m.states()
	shares, stays := m.shares()
	right = append(right, shares...)
	least := 1
	if stays {
		least = len(right)
	}
	right = append(right, span{st.muted, rate(m.live.Total.Rate) + " lines/s"})
	short := len(right)
	if at := m.newest(); at != "" {
		right = append(right, span{st.muted, "last line " + at})
	}
	right = st.apart(right)
	// The names get a third of the row before anything but the state.
	names := min(line.Width([]byte(strings.Join(m.names, titleGap))), b.width/3)
	room := func() int { return b.width - width(right) - 4 } // for what stands on the left
	if len(right) > short && room()-width(left)-2 < names {
		right[short].text = strings.Replace(right[short].text, " line", "", 1)
	}
	for len(right) > least && room()-width(left)-2 < names {
		right = right[:len(right)-1]
	}
	if columns := room() - width(left) - 2; columns > 5 {
		left = append(left, span{st.subject, " " + st.shortTitle(m.names, columns)})
	} else if columns < -2 {
		left = nil
	}
	b.spread(left, right, "", " ", 1)
	b.end()
}

// states returns what the reader does with the screen, unless that is to
// follow, and then how the sources are, unless they are live as one expects.
func (m *model) states() []span {
	st, g := m.styles, &m.styles.glyphs
	var all []span
	switch {
	case m.paused:
		all = append(all, span{st.paused, g.paused + " paused"})
	case !m.log.follow:
		all = append(all, span{st.paused, g.scrolled + " scrolled"})
	}
	switch s, since := m.sourceState(); {
	case s == source.StateEnded:
		all = append(all, span{st.ended, g.ended + " ended"})
	case s == source.StateWaiting:
		text := g.waiting + " waiting"
		if m.width >= waitingWidth && !since.IsZero() {
			text += " since " + since.In(m.zone).Format(time.TimeOnly)
		}
		all = append(all, span{st.warn, text})
	case s == source.StateFailed:
		all = append(all, span{st.fail, g.failed + " failed"})
	case len(all) == 0:
		all = append(all, span{st.live, g.live + " live"})
	}
	return all
}

// newest returns when the newest line came.
func (m *model) newest() string {
	v := &m.live
	m.last = v.Lines(m.last[:0], v.Next-1, 1)
	if len(m.last) == 0 {
		return ""
	}
	return m.last[0].At.In(m.zone).Format("15:04:05")
}

// rate writes lines a second.
func rate(v float64) string {
	if v > 0 && v < 10 {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return group(uint64(v + 0.5))
}

// shortTitle returns the names in a title in at most the given columns: whole,
// else without their folders, else as many of them as have room, the first one
// without its middle if need be.
func (s *styles) shortTitle(full []string, columns int) string {
	fits := func(t string) bool { return line.Width([]byte(t)) <= columns }
	if whole := strings.Join(full, titleGap); fits(whole) {
		return whole
	}
	names := make([]string, len(full))
	for i, name := range full {
		names[i] = lastElements(name, 1)
	}
	for n := len(names); n > 0; n-- {
		text, count := strings.Join(names[:n], titleGap), ""
		if left := len(names) - n; left > 0 {
			count = fmt.Sprintf("%s+%d", titleGap, left)
		}
		if n == 1 {
			text = s.middle(text, max(columns-len(count), 1))
		}
		if fits(text + count) {
			return text + count
		}
	}
	return s.middle(names[0], columns)
}

// middle cuts the middle out of clean text that is wider than columns.
func (s *styles) middle(text string, columns int) string {
	return middle(text, columns, s.glyphs.ellipsis)
}
