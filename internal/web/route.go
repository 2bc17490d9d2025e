package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rtwatch/rtwatch/internal/web/static"
)

// routes are all that there is to ask for, behind the gate.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	files := packed(http.FileServerFS(static.Files))
	mux.Handle("GET /{$}", files)
	mux.Handle("GET /static/{file}", http.StripPrefix("/static/", asset(files)))
	mux.HandleFunc("POST /session", s.signIn)
	const view = "filter level source mute n " // the page sends it everywhere
	mux.HandleFunc("GET /ws", takes(s.socket, view+"since"))
	mux.HandleFunc("GET /events", takes(unending("text/event-stream", s.events), view+"since"))
	mux.HandleFunc("GET /poll", takes(unending("application/json", s.poll), view+"since"))
	mux.HandleFunc("GET /text", takes(unending("text/plain; charset=utf-8", s.text), view+"since"))
	mux.HandleFunc("GET /lines", takes(s.history(s.lines), view+"before after time line"))
	mux.HandleFunc("GET /search", takes(s.history(s.search), view+"before after time q"))
	mux.HandleFunc("GET /series", takes(s.history(s.series), view+"from to name"))
	mux.HandleFunc("GET /volume", takes(s.history(s.volume), view+"from to"))
	mux.HandleFunc("GET /tables", takes(s.history(s.tables), view))
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("POST /feed", takes(s.feed, "source"))
	return routed(mux)
}

// routed answers for a mux where it has no route.
func routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		s := unsaid{ResponseWriter: w}
		h.ServeHTTP(&s, r) // it knows what is allowed
		refuse(w, s.status)
	})
}

// unsaid keeps the headers and the status of an answer, and nothing else.
type unsaid struct {
	http.ResponseWriter
	status int
}

func (u *unsaid) WriteHeader(status int) { u.status = status }

func (u *unsaid) Write(p []byte) (int, error) { return len(p), nil }

// takes refuses what a route does not understand: a parameter that is spelt
// wrong would otherwise show other lines than were asked for. Parameters may be
// given once, source any number of times.
func takes(h http.HandlerFunc, parameters string) http.HandlerFunc {
	names := strings.Fields(parameters)
	return func(w http.ResponseWriter, r *http.Request) {
		if err := understood(r.URL.RawQuery, names); err != nil {
			wrong(w, http.StatusBadRequest, err)
			return
		}
		h(w, r)
	}
}

var errEncoding = errors.New("what stands behind the ? is not encoded well: write % as %25, & as %26 and ; as %3B, or use curl -G --data-urlencode")

func understood(query string, names []string) error {
	given, err := url.ParseQuery(query)
	if err != nil {
		return errEncoding
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch {
		case !slices.Contains(names, name):
			return fmt.Errorf("there is no parameter %q: want %s", short(name), strings.Join(names, ", "))
		case len(given[name]) > 1 && name != "source" && name != "mute":
			return fmt.Errorf("%s is given %d times: give it once", name, len(given[name]))
		}
	}
	return nil
}

// unending answers HEAD for what does not end by itself: with its type alone.
func unending(kind string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.Header().Set("Content-Type", kind)
			return
		}
		h(w, r)
	}
}
