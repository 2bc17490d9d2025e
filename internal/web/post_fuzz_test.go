package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// broken is a body whose sender dies behind it.
type broken struct{ *strings.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Whatever is posted, whole or broken off: of text whole lines are kept, of JSON
// all or nothing, and what is kept is what is said to be.
func FuzzPost(f *testing.F) {
	for _, body := range []string{
		"a\nb", "a\r\n\n\x00\xff", "", "{}\n", "\n", `{"a":[1,{}]}`, `[1,"two\nlines",null,""]`, "{\"a\":1}\n\n\"b\"\n", "[1,]", "nul", "\"\\ud800\"",
		strings.Repeat("[", 40), `{"a":1e99999}`, "[] []", "\xef\xbb\xbf1",
	} {
		for kind := range uint8(3) {
			f.Add(kind, body, false)
			f.Add(kind, body, true)
		}
	}
	var got []byte
	var n int
	c := newClock()
	s := poster(c.now, func(_ context.Context, _ string, lines []byte, k int) error {
		got, n = lines, k
		return nil
	})
	f.Fuzz(func(t *testing.T, at uint8, body string, dies bool) {
		kind := []string{"text/plain", "application/x-ndjson", "application/json"}[at%3]
		got, n = nil, 0
		c.pass(time.Second)
		r := httptest.NewRequest(http.MethodPost, "/feed?source=a", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		if dies {
			r.Body = io.NopCloser(broken{strings.NewReader(body)})
			r.ContentLength = -1
		}
		w := httptest.NewRecorder()
		s.feed(w, r)
		whole := body
		if dies {
			whole = body[:strings.LastIndexByte(body, '\n')+1]
		}
		want, ok := posted(kind, whole)
		if dies && kind == "application/json" {
			want, ok = nil, false
		}
		switch {
		case w.Code != 200 && w.Code != 400 && w.Code != 413, w.Code == 200 && (dies || !ok):
			t.Fatalf("%s %q: %d", kind, body, w.Code)
		case !ok && n > 0:
			t.Fatalf("%s %q: %d lines of what is wrong: %q", kind, body, n, got)
		case w.Code == 413:
			return
		case ok && string(got) != string(want):
			t.Fatalf("%s %q: %q, want %q: %d %s", kind, body, got, want, w.Code, w.Body)
		case n != bytes.Count(got, []byte{'\n'}) || len(got) > 0 && got[len(got)-1] != '\n':
			t.Fatalf("%s %q: %d lines are said to be in %q", kind, body, n, got)
		}
		var answer struct{ Accepted int }
		if json.Unmarshal(w.Body.Bytes(), &answer); ok && answer.Accepted != n {
			t.Fatalf("%s %q: %s, not %d", kind, body, w.Body, n)
		}
	})
}

// posted says in the plainest way what is taken of a body; ok is false if that
// is nothing.
func posted(kind, body string) (lines []byte, ok bool) {
	text := func(s string) {
		for l := range strings.Lines(s) {
			lines = addLine(lines, []byte(strings.TrimSuffix(l, "\n")))
		}
	}
	switch kind {
	case "text/plain":
		text(body)
		return lines, true
	case "application/x-ndjson":
		for l := range strings.Lines(body) {
			if l = strings.TrimSpace(l); l != "" {
				if bounded([]byte(l)) != nil || !json.Valid([]byte(l)) {
					return nil, false
				}
				text(l)
			}
		}
		return lines, true
	}
	if bounded([]byte(body)) != nil || !json.Valid([]byte(body)) {
		return nil, false
	}
	all := []json.RawMessage{[]byte(body)}
	if strings.TrimSpace(body)[0] == '[' {
		_ = json.Unmarshal([]byte(body), &all)
	}
	for _, x := range all {
		var v any
		_ = json.Unmarshal(x, &v)
		s, isText := v.(string)
		switch {
		case isText && s == "":
			text("\n")
		case isText:
			text(s)
		default:
			var flat bytes.Buffer
			_ = json.Compact(&flat, x)
			text(flat.String())
		}
	}
	return lines, true
}
