package web

import "net/http"

// health says that the server is well, and to who has proved to know the token
// how its sources are: it is 503 if all have failed. For everybody else it is
// whether there is anybody to answer.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if !s.gate.open && s.gate.anonymous(r) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
		return
	}
	v := view{server: s}
	m := v.state()
	said, status := "ok", http.StatusOK
	if m.State == "failed" {
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
