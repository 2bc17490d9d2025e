package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestEnviron(t *testing.T) {
	for _, c := range []struct {
		env  string
		want theme
	}{
		{"TERM=xterm-256color LANG=C.UTF-8", theme{true, colorprofile.ANSI256, true}},
		{"TERM=xterm-256color LANG=de_DE.utf8", theme{true, colorprofile.ANSI256, true}},
		{"TERM=xterm-256color LANG=C.UTF-8 LC_ALL=C", theme{true, colorprofile.ANSI256, false}},
		{"TERM=xterm-256color LANG=C.UTF-8 NO_COLOR=1", theme{true, colorprofile.ASCII, true}},
		{"TERM=xterm-256color LANG=C.UTF-8 COLORTERM=truecolor", theme{true, colorprofile.TrueColor, true}},
		{"TERM=xterm LANG=C.UTF-8", theme{true, colorprofile.ANSI, true}},
		{"TERM=dumb LANG=C.UTF-8", theme{true, colorprofile.NoTTY, true}},
		{"TERM=xterm LANG=C.UTF-8 COLORFGBG=0;15", theme{false, colorprofile.ANSI, true}},
		{"TERM=xterm LANG=C.UTF-8 COLORFGBG=15;default;0", theme{true, colorprofile.ANSI, true}},
		{"TERM=xterm LANG=C.UTF-8 COLORFGBG=15;8", theme{true, colorprofile.ANSI, true}},
		{"TERM=xterm LANG=C LANG=C.UTF-8", theme{true, colorprofile.ANSI, true}},
	} {
		if got := newTheme(strings.Fields(c.env)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.env, got, c.want)
		}
	}
}
