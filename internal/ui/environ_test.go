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
		{"TERM=xterm-256color LANG=C.UTF-8", theme{dark: true, profile: colorprofile.ANSI256, unicode: true}},
		{"TERM=xterm-256color LANG=de_DE.utf8", theme{dark: true, profile: colorprofile.ANSI256, unicode: true}},
		{"TERM=xterm-256color LANG=C.UTF-8 LC_ALL=C", theme{dark: true, profile: colorprofile.ANSI256, unicode: false}},
		{"TERM=xterm-256color LANG=C.UTF-8 NO_COLOR=1", theme{dark: true, profile: colorprofile.ANSI256, unicode: true, noColor: true}},
		{"TERM=xterm-256color LANG=C.UTF-8 COLORTERM=truecolor", theme{dark: true, profile: colorprofile.TrueColor, unicode: true}},
		{"TERM=xterm LANG=C.UTF-8", theme{dark: true, profile: colorprofile.ANSI, unicode: true}},
		{"TERM=dumb LANG=C.UTF-8", theme{dark: true, profile: colorprofile.NoTTY, unicode: true}},
		{"TERM=xterm LANG=C.UTF-8 COLORFGBG=0;15", theme{dark: false, profile: colorprofile.ANSI, unicode: true}},
		{"TERM=xterm LANG=C.UTF-8 COLORFGBG=15;default;0", theme{dark: true, profile: colorprofile.ANSI, unicode: true}},
		{"TERM=xterm LANG=C.UTF-8 COLORFGBG=15;8", theme{dark: true, profile: colorprofile.ANSI, unicode: true}},
		{"TERM=xterm LANG=C LANG=C.UTF-8", theme{dark: true, profile: colorprofile.ANSI, unicode: true}},
	} {
		if got := newTheme(strings.Fields(c.env)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.env, got, c.want)
		}
	}
}
