package web

import (
	"net/http"
	"slices"

	"github.com/rtwatch/rtwatch/internal/line"
	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

type stateMessage struct {
	Type     string        `json:"type"`
	State    string        `json:"state"`
	Sources  []sourceState `json:"sources"`
	Rate     float64       `json:"rate"`
	Errors   float64       `json:"errors"`
	Lines    uint64        `json:"lines"`
	Lost     uint64        `json:"lost"`
	Matched  uint64        `json:"matched"`
	Done     bool          `json:"done"` // all that is known of the log is searched for those that match
	Progress float64       `json:"progress"`
	Paused   bool          `json:"paused,omitempty"`
}

type sourceState struct {
	Name  string `json:"name"`
	State string `json:"state"`
	Lines uint64 `json:"lines"`
	Lost  uint64 `json:"lost"`
}

// state is how everything is for those who look at the view.
func (v *view) state() stateMessage {
	m := v.server.state(v.matches)
	m.Paused = v.account.costly()
	m.Done = m.Done && !m.Paused
	return m
}

// state is how everything is, and how many lines match; nil: all do.
func (s *Server) state(matches *store.Matches) stateMessage {
	snap := s.store.Snapshot()
	m := stateMessage{
		Type: "state", Sources: []sourceState{}, Rate: snap.Total.Rate, Errors: snap.Total.ErrorRate,
		Lines: snap.Total.Lines, Lost: snap.Total.Lost, Matched: snap.Total.Lines, Done: true, Progress: 1,
	}
	if p := snap.Past; !p.Complete && p.Bytes > 0 {
		m.Progress = float64(p.Read) / float64(p.Bytes)
	}
	if matches != nil {
		n := matches.Count()
		m.Matched, m.Done = n.Lines, n.Done
	}
	together := source.StateEnded
	all := s.store.Sources()
	for i := range all {
		x := &all[i]
		m.Sources = append(m.Sources, sourceState{line.CleanString(x.Name), x.State.String(), x.Lines, x.Lost})
		together = min(together, x.State)
	}
	if len(all) == 0 && !snap.Total.Ended {
		together = source.StateLive
	}
	m.State = together.String()
	return m
}

// health says that the server is well, and to who has proved to know the token
// how its sources are: it is 503 if all have failed. For everybody else it is
// whether there is anybody to answer.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if !s.gate.open && s.gate.anonymous(r) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
		return
	}
	m := s.state(nil)
	said, status := "ok", http.StatusOK
	failed := source.StateFailed.String()
	if m.State == failed && !slices.ContainsFunc(m.Sources, func(x sourceState) bool { return x.State != failed }) {
		said, status = "failed", http.StatusServiceUnavailable
	}
	answer(w, status, struct {
		Status  string        `json:"status"`
		State   string        `json:"state"`
		Sources []sourceState `json:"sources"`
		Clients int           `json:"clients"`
		Skipped uint64        `json:"skipped"`
	}{said, m.State, m.Sources, s.limits.streams.count(), s.count.skipped.Load()})
}
