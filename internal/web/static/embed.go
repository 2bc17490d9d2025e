// Package static is the page that a browser shows: ES modules and a style
// sheet, as they are in this folder.
package static

import "embed"

// Files are the page's: index.html, and what it loads from "static/".
//
//go:embed *.html *.js *.css *.svg
var Files embed.FS
