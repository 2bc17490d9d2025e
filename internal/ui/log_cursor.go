package ui

import (
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// current returns the line that the reader looks at: the marked one if there is
// one, else the newest that is shown while the log follows, else the first.
func (m *model) current() (l store.Line, ok bool) {
	p := &m.log
	if len(p.shown) == 0 {
		return l, false
	}
	if p.marked {
		for i := range p.shown {
			if p.shown[i].Seq == p.mark {
				return p.shown[i], true
			}
		}
	}
	if p.follow {
		return p.shown[len(p.shown)-1], true
	}
	return p.shown[0], true
}

// instant returns the time that the reader looks at, which every graph and the
// histogram mark; zero while the log follows.
func (m *model) instant() time.Time {
	if !m.pointed.IsZero() {
		return m.pointed
	}
	l, ok := m.current()
	switch {
	case !ok || m.log.follow:
		return time.Time{}
	case l.Time.IsZero():
		return l.At
	}
	return l.Time
}
