package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// environ is environment variables as os.Environ has them.
type environ []string

// get returns the last value of a variable, or "".
func (e environ) get(name string) string {
	for _, v := range slices.Backward(e) {
		if key, value, ok := strings.Cut(v, "="); ok && key == name {
			return value
		}
	}
	return ""
}

// theme returns what the environment tells about the terminal. Whether its
// background is dark is a guess until the terminal has answered.
func (e environ) theme() theme {
	colored := slices.DeleteFunc(slices.Clone(e), func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") })
	return theme{
		dark: e.dark(),
		// Env, not Detect: that runs tmux and reads terminfo before the first frame.
		profile: colorprofile.Env(colored),
		unicode: e.unicode(),
		noColor: e.get("NO_COLOR") != "", // no-color.org: what is configured goes before it
	}
}

// dark reads COLORFGBG, which some terminals set to "15;0" or the like: the
// last number is the background, of the 16 colours.
func (e environ) dark() bool {
	v := e.get("COLORFGBG")
	n, err := strconv.Atoi(v[strings.LastIndexByte(v, ';')+1:])
	return err != nil || n < 7 || n == 8
}

// unicode reports whether the locale is one of UTF-8: the first of the
// variables that is set decides (POSIX.1-2024, 8.2).
func (e environ) unicode() bool {
	for _, name := range [...]string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(e.get(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return unicodeByDefault
}

// queries returns what to ask the terminal, which answers whenever it likes:
// its background, and whether it can take a frame in one piece. Terminals that
// print what they do not know are not asked.
func (e environ) queries() string {
	switch e.get("TERM") {
	case "", "dumb", "linux", "vt100", "vt220":
		return ""
	}
	q := ansi.RequestBackgroundColor
	if !strings.Contains(e.get("TERM_PROGRAM"), "Apple") {
		q += ansi.RequestModeSynchronizedOutput
	}
	return q
}
