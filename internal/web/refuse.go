package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// refuse answers with a status, and with what to do about it: the same for all
// that is refused with it, so that nothing is told of what is served.
func refuse(w http.ResponseWriter, status int) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer") // RFC 9110, 11.6.1
	}
	wrong(w, status, errors.New(remedy(status)))
}

// remedy is what to do about a status.
func remedy(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "a token goes into the header Authorization: Bearer TOKEN, not into the address, and only /ws can be upgraded"
	case http.StatusUnauthorized:
		return "send the header Authorization: Bearer TOKEN; rtwatch prints a link with the token, which lets a browser in"
	case http.StatusForbidden:
		return "this may not be asked for by a page of another address: open the link that rtwatch prints"
	case http.StatusNotFound:
		return "there is nothing under this name: docs/http.md lists what there is"
	case http.StatusMethodNotAllowed:
		return "GET and HEAD are for reading, POST is for /feed and /session only"
	case http.StatusRequestEntityTooLarge:
		return fmt.Sprintf("the body is longer than %d bytes: send it in several requests", maxPost)
	case http.StatusRequestURITooLong:
		return fmt.Sprintf("the address is longer than %d bytes: shorten it", maxURL)
	case http.StatusUnsupportedMediaType:
		return "want Content-Type: text/plain, application/x-ndjson or application/json, not compressed"
	case http.StatusMisdirectedRequest:
		return "this server does not go by that name: ask for localhost, or start it with --http-host NAME"
	case http.StatusTooManyRequests:
		return "that is too often: come back after as many seconds as Retry-After says"
	case http.StatusServiceUnavailable:
		return "too many ask at once: come back after as many seconds as Retry-After says"
	default:
		return strings.ToLower(http.StatusText(status))
	}
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
