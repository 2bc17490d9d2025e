package terminal

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Environ is environment variables as os.Environ has them.
type Environ []string

// Get returns the last value of a variable, or "".
func (e Environ) Get(name string) string {
	for _, v := range slices.Backward(e) {
		if key, value, ok := strings.Cut(v, "="); ok && key == name {
			return value
		}
	}
	return ""
}

// Profile returns the colours that the terminal has.
func (e Environ) Profile() colorprofile.Profile {
	return colorprofile.Env(e) // not Detect: that runs tmux and reads terminfo before the first frame
}

// Dark guesses whether the background is dark, until the terminal has answered.
// It reads COLORFGBG, which some terminals set to "15;0" or the like: the
// last number is the background, of the 16 colours.
func (e Environ) Dark() bool {
	v := e.Get("COLORFGBG")
	n, err := strconv.Atoi(v[strings.LastIndexByte(v, ';')+1:])
	return err != nil || n < 7 || n == 8
}

// Unicode reports whether the locale is one of UTF-8: the first of the
// variables that is set decides (POSIX.1-2024, 8.2).
func (e Environ) Unicode() bool {
	for _, name := range [...]string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(e.Get(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return unicodeByDefault
}

// queries returns what to ask the terminal, which answers whenever it likes:
// its background, and whether it can take a frame in one piece.
func (e Environ) queries() string {
	if !e.talks() {
		return ""
	}
	q := ansi.RequestBackgroundColor
	if !strings.Contains(e.Get("TERM_PROGRAM"), "Apple") {
		q += ansi.RequestModeSynchronizedOutput
	}
	return q
}

// talks reports whether the terminal understands control strings, or leaves out
// those that it does not know instead of printing them.
func (e Environ) talks() bool {
	switch e.Get("TERM") {
	case "", "dumb", "linux", "vt100", "vt220":
		return false
	}
	return true
}
