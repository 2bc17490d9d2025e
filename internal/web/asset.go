package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/rtwatch/rtwatch/internal/web/static"
)

// packed serves the embedded files, compressed once when it is made, to those
// who take gzip; all others get them from plain. Files are named without a
// leading slash, "" is index.html.
func packed(plain http.Handler) http.Handler {
	all := map[string][]byte{}
	names, _ := fs.Glob(static.Files, "*") // the pattern is sound: no error
	for _, name := range names {
		text, err := fs.ReadFile(static.Files, name)
		if err != nil {
			continue // plain says so
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that there is: no error
		_, _ = z.Write(text)                                  // memory takes it
		_ = z.Close()
		all[name] = b.Bytes()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", "Accept-Encoding")
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		body, ok := all[name]
		if !ok {
			refuse(w, http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", kind(name))
		if !takesGzip(r) {
			plain.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // who has gone needs none
	})
}

// kind is the type of a file. The system's own list of types may have another
// one for scripts, which a browser would refuse then.
func kind(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return "application/octet-stream"
	}
}

// takesGzip reports whether a client names gzip, without the weight of 0.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if name == "gzip" {
			return weight != "q=0" && weight != "q=0.0"
		}
	}
	return false
}

// asset serves files that the page asks for; itself it is at / only.
func asset(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "" || strings.HasSuffix(r.URL.Path, ".html") {
			refuse(w, http.StatusNotFound)
			return
		}
		files.ServeHTTP(w, r)
	})
}
