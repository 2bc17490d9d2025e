package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

var errSession = errors.New(`want {"token":"TOKEN"}`)

// signIn takes the token and gives a cookie for it.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType)
		return
	}
	var in struct {
		Token string `json:"token"`
	}
	body := http.MaxBytesReader(w, r.Body, 1<<10)
	if err := json.NewDecoder(body).Decode(&in); err != nil {
		io.Copy(io.Discard, body) //nolint:errcheck // it is refused anyway
		wrong(w, http.StatusBadRequest, errSession)
		return
	}
	if s.gate.open {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if status := s.gate.check(r, w.Header(), s.gate.sum, in.Token); status != 0 {
		s.gate.refuse(w, status)
		return
	}
	http.SetCookie(w, &s.gate.cookie)
	w.WriteHeader(http.StatusNoContent)
}
