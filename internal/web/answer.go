package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer answers with a value as JSON.
func answer(w http.ResponseWriter, status int, v any) { answerRaw(w, status, message(v)) }

// answerRaw answers with JSON that is made.
func answerRaw(w http.ResponseWriter, status int, data []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(data, '\n')) //nolint:errcheck // who has left need not be told
}

// wrong answers with what is wrong.
func wrong(w http.ResponseWriter, status int, err error) {
	answer(w, status, map[string]string{"error": err.Error()})
}

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
		return "a token goes into the header Authorization: Bearer TOKEN, not into the address; only POST has a body; only /ws can be upgraded"
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

// busy says that there are too many, and when to come back.
func busy(w http.ResponseWriter, status int, after time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	refuse(w, status)
}

// short cuts text of a client's to what is fit for an answer.
func short(text string) string {
	if len(text) > 40 {
		return text[:40] + "..."
	}
	return text
}
