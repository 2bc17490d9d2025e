package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rtwatch/rtwatch/internal/web/static"
)

func TestPacked(t *testing.T) {
	h := packed(http.FileServerFS(static.Files))
	for _, c := range []struct {
		path, accepts string
		packed        bool
		kind          string
	}{
		{"/", "gzip, br", true, "text/html"},
		{"/", "", false, "text/html"},
		{"/main.js", "br, gzip;q=0.5", true, "text/javascript"},
		{"/main.js", "gzip;q=0", false, "text/javascript"},
		{"/style.css", "br", false, "text/css"},
		{"/icon.svg", "gzip", true, "image/svg+xml"},
		{"/none.js", "gzip", false, "application/json"},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, http.NoBody)
		r.Header.Set("Accept-Encoding", c.accepts)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.packed {
			t.Errorf("%s, %q: packed %v", c.path, c.accepts, got)
			continue
		}
		if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, c.kind) {
			t.Errorf("%s: type %q", c.path, got)
		}
		if !c.packed {
			continue
		}
		name := strings.TrimPrefix(c.path, "/")
		if name == "" {
			name = "index.html"
		}
		want, err := static.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != string(want) {
			t.Errorf("%s: %d bytes, want %d: %v", c.path, len(got), len(want), err)
		}
	}
}
