package ui

import (
	"os"
	"time"

	"github.com/rtwatch/rtwatch/internal/highlight"
)

// Options say what a screen shows, and where.
type Options struct {
	Title string   // of the terminal's window
	Names []string // of what is watched, for the first row; nil: Title
	Hosts bool     // sources are named HOST/SOURCE
	In    *os.File // keys; it stays open
	Out   *os.File
	Env   []string // as os.Environ
	// Filters are queries for the log, as they are typed after &: they are on
	// from the start. One that cannot be parsed is an error of Open.
	Filters []string
	Shared  *Shared // how it is served to others; nil: it is not
	Settings
}

// Settings are what the reader may choose by flags, in the config file and on
// the command line. The zero value is what most people want.
type Settings struct {
	Theme      string              // one of Themes; "": by the terminal's background
	Colors     map[string]string   // instead of the theme's: what it is for, as ColorNames has it, and a colour
	Keys       map[string][]string // instead of the bound ones: an action, as KeyNames has it, and its keys
	Layout     []string            // panes to show from the start, in order of need, as PaneNames has them; nil: by itself
	Highlights []highlight.Rule    // what is marked in lines, besides what is by itself
	Plain      bool                // mark nothing by itself
	Color      bool                // keep the colours of the input
	Time       string              // the time column: none, clock or since; "": none
	UTC        bool                // times in UTC, not in the local zone
	Wrap       bool
	Repeats    bool          // show lines that differ in times and ids only one by one, not folded
	NoMouse    bool          // leave the mouse to the terminal
	Silence    time.Duration // the least that is told between lines; 0: silenceLeast
	Span       time.Duration // that graphs show; 0: by itself
	Graphs     []string      // numbers in lines to draw, as typed after :graph
	Thresholds []string      // lines across graphs, as typed after :threshold
}
