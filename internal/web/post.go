package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"
)

var (
	errName     = errors.New("source is missing or no name: want ?source=NAME, of 1 to 64 letters, digits, dots, dashes and underscores")
	errManyRows = fmt.Errorf("more than %d lines: send them in several requests", maxPostLines)
)

// feed takes lines that somebody posts. Whole lines of a text that breaks off
// are kept; of JSON all is taken, or nothing.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) {
	if s.options.Post == nil {
		refuse(w, http.StatusNotFound)
		return
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	split, ok := map[string]func([]byte) ([]byte, int, error){
		"text/plain": splitText, "application/x-ndjson": splitNDJSON, "application/json": splitJSON,
	}[kind]
	if !ok || r.Header.Get("Content-Encoding") != "" {
		refuse(w, http.StatusUnsupportedMediaType)
		return
	}
	name := r.URL.Query().Get("source")
	if !validName(name) {
		wrong(w, http.StatusBadRequest, errName)
		return
	}
	if r.ContentLength > maxPost {
		refuse(w, http.StatusRequestEntityTooLarge)
		return
	}
	if !s.limits.posts.take("", 1) || !s.limits.postBytes.take("", float64(max(r.ContentLength, 1))) {
		busy(w, http.StatusTooManyRequests, time.Second)
		return
	}
	select {
	case s.limits.posting <- struct{}{}:
		defer func() { <-s.limits.posting }()
	default:
		busy(w, http.StatusServiceUnavailable, time.Second)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPost))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		refuse(w, http.StatusRequestEntityTooLarge)
		return
	}
	status := http.StatusOK
	if err != nil { // the sender died
		s.count.postsBroken.Add(1)
		status = http.StatusBadRequest
		if kind == "application/json" {
			body = nil
		}
		body = body[:bytes.LastIndexByte(body, '\n')+1]
	}
	if r.ContentLength < 0 {
		s.limits.postBytes.take("", float64(len(body)))
	}
	lines, n, err := split(body)
	switch {
	case errors.Is(err, errManyRows):
		wrong(w, http.StatusRequestEntityTooLarge, err)
		return
	case err != nil:
		wrong(w, http.StatusBadRequest, err)
		return
	}
	if n > 0 {
		// What has come whole is taken, though its sender may have died.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), postWithin)
		defer cancel()
		if err := s.options.Post(ctx, name, lines, n); err != nil {
			w.Header().Set("Retry-After", "1")
			wrong(w, http.StatusServiceUnavailable, err)
			return
		}
	}
	s.count.posted.Add(uint64(n))
	answer(w, status, map[string]int{"accepted": n})
}

// validName reports whether a poster may call itself so.
func validName(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// add appends a line, and cuts it if it is too long.
func addLine(dst, l []byte) []byte {
	l = bytes.TrimSuffix(l, []byte{'\r'})
	if len(l) > maxPostLine {
		return fmt.Appendf(append(dst, l[:maxPostLine]...), "... +%d bytes\n", len(l)-maxPostLine)
	}
	return append(append(dst, l...), '\n')
}

// splitText takes lines as they are.
func splitText(body []byte) (lines []byte, n int, err error) {
	for l := range bytes.Lines(body) {
		if n++; n > maxPostLines {
			return nil, 0, errManyRows
		}
		lines = addLine(lines, bytes.TrimSuffix(l, []byte{'\n'}))
	}
	return lines, n, nil
}

// splitNDJSON takes a JSON value a line.
func splitNDJSON(body []byte) (lines []byte, n int, err error) {
	at := 0
	for l := range bytes.Lines(body) {
		at++
		if l = bytes.TrimSpace(l); len(l) == 0 {
			continue
		}
		if err := bounded(l); err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", at, err)
		}
		if n++; n > maxPostLines {
			return nil, 0, errManyRows
		}
		lines = addLine(lines, l)
	}
	return lines, n, nil
}

// splitJSON takes one value, or an array of them, each of which is a line; of a
// string its text.
func splitJSON(body []byte) (lines []byte, n int, err error) {
	if err := bounded(body); err != nil {
		return nil, 0, err
	}
	all := []json.RawMessage{body}
	if b := bytes.TrimSpace(body); b[0] == '[' {
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, 0, errNotJSON
		}
	}
	for _, x := range all {
		var text string
		if json.Unmarshal(x, &text) == nil {
			x = []byte(text)
		} else {
			var flat bytes.Buffer
			if json.Compact(&flat, x) != nil {
				return nil, 0, errNotJSON
			}
			x = flat.Bytes()
		}
		more, k, err := splitText(x)
		if err != nil || n+k > maxPostLines {
			return nil, 0, errManyRows
		}
		lines, n = append(lines, more...), n+k
	}
	return lines, n, nil
}

var (
	errNotJSON = errors.New("that is not JSON")
	errDeep    = fmt.Errorf("the JSON is nested deeper than %d", maxDepth)
	errKeys    = fmt.Errorf("a JSON object has more than %d keys", maxKeys)
	errDigits  = fmt.Errorf("a JSON number has more than %d digits", maxNumber)
)

// bounded reports what is wrong with a JSON value, if something is. It does not
// recurse.
func bounded(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var keys []int // of each object around; twice as many tokens
	for first := true; first || len(keys) > 0; first = false {
		t, err := d.Token()
		if err != nil {
			return errNotJSON
		}
		if n := len(keys); n > 0 && keys[n-1] >= 0 && t != json.Delim('}') {
			if keys[n-1]++; keys[n-1] > 2*maxKeys {
				return errKeys
			}
		}
		switch t := t.(type) {
		case json.Delim:
			switch t {
			case '{':
				keys = append(keys, 0)
			case '[':
				keys = append(keys, -1)
			default:
				keys = keys[:len(keys)-1]
			}
			if len(keys) > maxDepth {
				return errDeep
			}
		case json.Number:
			if len(t) > maxNumber {
				return errDigits
			}
		}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errNotJSON
	}
	if !json.Valid(data) {
		return errNotJSON
	}
	return nil
}
