package ui

import (
	"strings"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// sourceState returns the state of all sources together. since is when the first
// of those in it began to be; zero: nobody knows.
func (m *model) sourceState() (state source.State, since time.Time) {
	if len(m.sources) == 0 && !m.live.Total.Ended {
		return source.StateLive, time.Time{}
	}
	state = source.StateEnded
	for i := range m.sources {
		s, at := m.stateOf(&m.sources[i])
		if s < state || s == state && (i == 0 || at.Before(since)) {
			state, since = s, at
		}
	}
	return state, since
}

// stateOf returns how a source is, and since when. What is on a server is no
// better off than that.
func (m *model) stateOf(s *store.SourceStat) (state source.State, since time.Time) {
	if s.State == source.StateEnded {
		return s.State, s.Since
	}
	for i := range m.down {
		if server := &m.down[i]; server.Name != s.Name && m.log.names.isOn(s.Name, server.Name) {
			return server.State, server.Since
		}
	}
	return s.State, s.Since
}

// pullSources takes from the store how the sources are.
func (m *model) pullSources() {
	m.sources, m.down = m.store.Sources(), m.down[:0]
	for _, s := range m.sources {
		if (s.State == source.StateWaiting || s.State == source.StateFailed) && strings.Contains(s.Name, "://") {
			m.down = append(m.down, s)
		}
	}
}

// isOn reports whether a label is of something on a server: a key
// of it, or in a fleet what a host has sent to it.
func (n *names) isOn(label, server string) bool {
	if _, between, _ := n.split(label); between == "/" {
		return true
	}
	rest, ok := strings.CutPrefix(label, server)
	return ok && rest != "" && strings.IndexByte("/? ", rest[0]) >= 0
}
