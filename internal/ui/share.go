package ui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/query"
)

// Shared is how what the screen shows is served to others. Its functions are
// called from the screen's goroutines and must not block.
type Shared struct {
	Link    string // lets a browser in, with the token; "": no browser can
	Place   string // where it is served, in few columns: :8080
	Local   bool   // the link works on this machine only
	Remote  bool   // other machines reach it
	TLS     bool
	Posting bool // who has the link may post lines

	// Changed receives when Audience returns something else. Audience tells who
	// looks.
	Changed  <-chan struct{}
	Audience func() Audience

	// Present is told what the screen shows: first, and when that is something
	// else.
	Present func(Shown)
}

// exposed reports whether others can listen in.
func (s *Shared) exposed() bool { return s.Remote && !s.TLS }

// Audience is who looks at what is served.
type Audience struct {
	Viewers []Viewers
	Err     error // why it is not served any more
}

// Viewers is how many look in a way that is named: 2 by WebSocket.
type Viewers struct {
	Way string
	N   int
}

// count is how many look in all.
func (a *Audience) count() int {
	n := 0
	for _, v := range a.Viewers {
		n += v.N
	}
	return n
}

// Shown is what the screen shows, for those who follow it elsewhere.
type Shown struct {
	Filter *query.Query // which lines; nil: all
	Follow bool         // the newest ones, as they come
	Seq    int64        // else the line that is looked at
	At     time.Time    // and its time, or when it came
}

// sharing is the screen's side of what is shared.
type sharing struct {
	*Shared
	open      bool // its panel is
	code      *code
	audience  Audience
	shown     Shown // what was presented last, if anything was
	presented bool
	stop      chan struct{} // closed at the end
}

// audienceMsg is who looks now.
type audienceMsg Audience

// share has the screen show that it is shared, and present what it shows.
func (m *model) share(s *Shared) {
	if s != nil {
		m.shared = sharing{Shared: s, stop: make(chan struct{})}
	}
}

// close ends to wait for who looks.
func (s *sharing) close() {
	if s.stop != nil {
		close(s.stop)
		s.stop = nil
	}
}

// nextAudience waits until somebody comes or goes, and a moment longer for
// those who come back at once.
func (s *sharing) nextAudience() tea.Cmd {
	if s.stop == nil {
		return nil
	}
	changed, audience, stop := s.Changed, s.Audience, s.stop
	return func() tea.Msg {
		select {
		case <-changed:
		case <-stop:
			return nil
		}
		timer := time.NewTimer(audienceSettles)
		defer timer.Stop()
		select {
		case <-timer.C:
			return audienceMsg(audience())
		case <-stop:
			return nil
		}
	}
}

// present tells those who follow the screen what it shows, if that is something
// else than before.
func (m *model) present() {
	s := &m.shared
	if s.Shared == nil {
		return
	}
	shown := Shown{Filter: m.passing, Follow: m.log.follow && !m.paused}
	if !shown.Follow {
		l, ok := m.current()
		if !ok {
			return
		}
		if shown.Seq, shown.At = l.Seq, l.Time; shown.At.IsZero() {
			shown.At = l.At
		}
	}
	if !s.presented || s.shown != shown {
		s.presented, s.shown = true, shown
		s.Present(shown)
	}
}

// openShare shows the link, and its QR code if a phone could open it.
func (m *model) openShare() {
	s := &m.shared
	if s.open = true; s.Shared != nil && !s.Local && s.code == nil {
		s.code = encode(s.Link)
	}
}

// pressShare does what a key is bound to while the panel is open, and reports
// whether it was for the panel: nothing behind it moves unseen.
func (m *model) pressShare(msg tea.KeyPressMsg) bool {
	k := &m.keys
	switch {
	case interrupts(msg) || key.Matches(msg, k.Suspend, k.Redraw):
		return false
	case key.Matches(msg, k.Share, k.Escape, k.Quit):
		m.shared.open = false
	case key.Matches(msg, k.Copy):
		m.copyLink()
	}
	return true
}

// copyLink puts the link into the clipboard.
func (m *model) copyLink() {
	if m.shared.Shared == nil || m.shared.Link == "" {
		m.said = "nothing to copy"
		return
	}
	m.said = "copying" + m.styles.glyphs.ellipsis
	link, put := []byte(m.shared.Link), m.clipboard
	m.do(func() tea.Msg { return copiedMsg{"the link", put(link)} })
}

// shares tells in few columns that the screen is shared and how many look; that
// it can be listened in to must stay whatever else has no room.
func (m *model) shares() (spans []span, stays bool) {
	s, st := &m.shared, m.styles
	if s.Shared == nil {
		return nil, false
	}
	style, n, wide := st.muted, s.audience.count(), m.width >= waitingWidth
	text := st.glyphs.shared
	if wide {
		text += " " + line.CleanString(s.Place)
	}
	switch {
	case s.audience.Err != nil:
		return []span{{st.fail, text + " not served"}}, true
	case s.exposed():
		style, text = st.fail, text+" no TLS"
	case n > 0:
		style = st.live
	}
	if n > 0 && wide {
		text += " " + count(uint64(n), "viewer")
	} else if n > 0 {
		text += " " + group(uint64(n))
	}
	return []span{{style, text}}, s.exposed()
}

// who tells who looks.
func (a *Audience) who() string {
	var ways []string
	for _, v := range a.Viewers {
		if v.N > 0 {
			ways = append(ways, fmt.Sprintf("%s by %s", group(uint64(v.N)), v.Way))
		}
	}
	return count(uint64(a.count()), "viewer") + ": " + strings.Join(ways, ", ")
}
