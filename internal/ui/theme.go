package ui

import (
	"errors"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/rtwatch/rtwatch/internal/near"
)

// theme is what decides about styles. It is comparable.
type theme struct {
	dark    bool // the terminal's background is
	profile colorprofile.Profile
	unicode bool
	noColor bool    // NO_COLOR is set: without colours, unless a theme is named
	name    string  // one of Themes, or "": by itself
	custom  *custom // the reader's own colours, or nil
}

// custom are colours by role; nil: the theme's.
type custom [roles]color.Color

// role is what a colour is for.
type role uint8

const (
	brandRole role = iota
	mutedRole
	borderRole
	focusRole
	liveRole
	pausedRole
	endedRole
	warnRole
	failRole
	keyRole
	hitRole
	currentRole
	lowRole
	noticeRole
	axisRole
	litRole                                          // behind text
	firstToken                                       // of those for what is found in lines by itself, as tokenNames has them
	firstName   = firstToken + role(len(tokenNames)) // of six, for the names of sources
	firstSeries = firstName + 6
	roles       = firstSeries + maxLegend
)

// tokenNames are what is found in lines by itself.
var tokenNames = [...]string{
	"time", "level", "address", "id", "path", "url", "number", "method", "status", "name", "value", "quoted",
}

// palette is the colours of a theme by role: of the 256, 0 for the terminal's
// own.
type palette [roles]uint8

// roleNames are the names of the roles in the config file.
func roleNames() []string {
	names := []string{
		brandRole: "brand", mutedRole: "muted", borderRole: "border", focusRole: "focus", liveRole: "live",
		pausedRole: "paused", endedRole: "ended", warnRole: "warn", failRole: "error", keyRole: "key", hitRole: "match",
		currentRole: "current", lowRole: "debug", noticeRole: "notice", axisRole: "axis",
		litRole: "cursor",
	}
	for _, name := range tokenNames {
		names = append(names, "line-"+name)
	}
	for i := range firstSeries - firstName {
		names = append(names, "source-"+strconv.Itoa(int(i)+1))
	}
	for i := range roles - firstSeries {
		names = append(names, "series-"+strconv.Itoa(int(i)+1))
	}
	return names
}

// ColorNames returns what colours can be chosen for, as Settings.Colors has it.
func ColorNames() []string { return roleNames() }

// Themes returns the names of the themes.
func Themes() []string { return []string{"dark", "light", "ansi", "mono", "contrast"} }

// checkTheme returns an error if there is no theme of a name; "" is one.
func checkTheme(name string) error {
	if name == "" || slices.Contains(Themes(), name) {
		return nil
	}
	return fmt.Errorf("there is no theme %q: want %s%s", name, oneOf(Themes()), near.DidYouMean(name, Themes()))
}

// nameTheme has the screen drawn in a theme, or in the one that suits the
// terminal.
func (m *model) nameTheme(name string) error {
	if name == "auto" {
		name = ""
	}
	if err := checkTheme(name); err != nil {
		return err
	}
	t := m.theme
	t.name = name
	m.setTheme(t)
	return nil
}

// palette returns the theme's colours, and how many the terminal is sent.
func (t theme) palette() (palette, colorprofile.Profile) {
	profile, name := t.profile, t.name
	switch {
	case name == "mono", name == "" && t.noColor:
		return palette{}, min(profile, colorprofile.ASCII)
	case name == "" && profile == colorprofile.ANSI:
		name = "ansi"
	case name == "" && !t.dark:
		name = "light"
	}
	switch {
	case name == "ansi" && t.dark:
		return ansiOnDark, min(profile, colorprofile.ANSI)
	case name == "ansi":
		return ansiOnLight, min(profile, colorprofile.ANSI)
	case name == "contrast" && t.dark:
		return contrastOnDark, profile
	case name == "contrast":
		return contrastOnLight, profile
	case name == "light":
		return lightTheme, profile
	}
	return darkTheme, profile
}

// Text in these has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3) on black
// and the darkest greys.
var darkTheme = palette{
	brandRole: 75, mutedRole: 245, borderRole: 240, focusRole: 75, liveRole: 114, pausedRole: 221, endedRole: 245,
	warnRole: 221, failRole: 203, keyRole: 75, hitRole: 221, currentRole: 141, lowRole: 245, noticeRole: 117, axisRole: 245, litRole: 237,
	firstToken: 109, 108, 79, 140, 110, 110, 180, 75, 114, 246, 0, 151,
	firstName: 80, 179, 141, 114, 174, 110,
	firstSeries: 81, 215, 204, 141, 114, 186,
}

// lightTheme is the same on white and the lightest greys.
var lightTheme = palette{
	brandRole: 25, mutedRole: 240, borderRole: 249, focusRole: 25, liveRole: 22, pausedRole: 94, endedRole: 240,
	warnRole: 94, failRole: 160, keyRole: 25, hitRole: 94, currentRole: 91, lowRole: 240, noticeRole: 25, axisRole: 240, litRole: 254,
	firstToken: 24, 22, 23, 91, 24, 24, 94, 25, 22, 242, 0, 58,
	firstName: 23, 94, 91, 22, 125, 25,
	firstSeries: 25, 94, 125, 91, 22, 240,
}

// The 16 colours are the reader's own choice: nobody knows how they look, but
// the bright ones suit dark backgrounds, and the others light ones.
var ansiOnDark = palette{
	brandRole: 12, mutedRole: 7, borderRole: 8, focusRole: 12, liveRole: 10, pausedRole: 11, endedRole: 7,
	warnRole: 11, failRole: 9, keyRole: 12, hitRole: 11, currentRole: 13, lowRole: 7, noticeRole: 14, axisRole: 7,
	firstToken: 6, 2, 5, 5, 6, 6, 0, 4, 2, 7, 0, 0,
	firstName: 14, 11, 13, 10, 9, 12,
	firstSeries: 14, 11, 9, 13, 10, 12,
}

var ansiOnLight = palette{
	brandRole: 4, mutedRole: 8, borderRole: 7, focusRole: 4, liveRole: 2, pausedRole: 5, endedRole: 8,
	warnRole: 5, failRole: 1, keyRole: 4, hitRole: 5, currentRole: 6, lowRole: 8, noticeRole: 4, axisRole: 8,
	firstToken: 6, 2, 5, 5, 6, 6, 0, 4, 2, 8, 0, 0,
	firstName: 6, 5, 4, 2, 1, 8,
	firstSeries: 4, 5, 1, 6, 2, 8,
}

// Text in these has a contrast of at least 7 to 1 (WCAG 2.2, 1.4.6).
var contrastOnDark = palette{
	brandRole: 123, mutedRole: 252, borderRole: 250, focusRole: 228, liveRole: 157, pausedRole: 228, endedRole: 252,
	warnRole: 228, failRole: 217, keyRole: 123, hitRole: 228, currentRole: 225, lowRole: 252, noticeRole: 159, axisRole: 252, litRole: 236,
	firstToken: 159, 157, 123, 225, 123, 123, 222, 123, 157, 252, 0, 229,
	firstName: 123, 222, 225, 157, 217, 189,
	firstSeries: 123, 222, 217, 225, 157, 231,
}

var contrastOnLight = palette{
	brandRole: 18, mutedRole: 236, borderRole: 236, focusRole: 53, liveRole: 236, pausedRole: 52, endedRole: 236,
	warnRole: 52, failRole: 88, keyRole: 18, hitRole: 52, currentRole: 53, lowRole: 236, noticeRole: 18, axisRole: 236, litRole: 254,
	firstToken: 17, 235, 18, 53, 17, 17, 52, 18, 235, 236, 0, 53,
	firstName: 17, 52, 53, 234, 88, 18,
	firstSeries: 18, 52, 88, 53, 234, 17,
}

// ansiNames are the 16 colours, in their order.
var ansiNames = [...]string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

// parseColor reads a colour: the name of one of the 16, a number of the 256, or
// #rrggbb.
func parseColor(text string) (color.Color, error) {
	name, bright := strings.CutPrefix(text, "bright-")
	if i := slices.Index(ansiNames[:], name); i >= 0 {
		if bright {
			i += len(ansiNames)
		}
		return ansi.BasicColor(uint8(i)), nil
	}
	if n, err := strconv.ParseUint(text, 10, 8); err == nil {
		return ansi.IndexedColor(uint8(n)), nil
	}
	if hex, ok := strings.CutPrefix(text, "#"); ok && len(hex) == 6 {
		if n, err := strconv.ParseUint(hex, 16, 32); err == nil {
			return color.RGBA{R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n), A: 0xff}, nil
		}
	}
	return nil, fmt.Errorf("%q is no colour: want %s, bright- before one of them, a number to 255 or #rrggbb", text, oneOf(ansiNames[:]))
}

// parseColors reads the reader's own colours; nil if there are none. All that is
// wrong is told.
func parseColors(named map[string]string) (*custom, error) {
	if len(named) == 0 {
		return nil, nil
	}
	var c custom
	var wrong []error
	names := roleNames()
	for _, name := range slices.Sorted(maps.Keys(named)) {
		i := slices.Index(names, name)
		if i < 0 {
			wrong = append(wrong, fmt.Errorf("colors: there is no %q%s", name, near.DidYouMean(name, names)))
			continue
		}
		parsed, err := parseColor(named[name])
		if err != nil {
			wrong = append(wrong, NamedError{fmt.Errorf("colors: %s: %w", name, err), "colors." + name})
		}
		c[i] = parsed
	}
	return &c, errors.Join(wrong...)
}
