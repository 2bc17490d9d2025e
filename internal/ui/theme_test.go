package ui

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// contrast is WCAG 2.2's contrast ratio of two colours.
func contrast(a, b color.Color) float64 {
	luminance := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		linear := func(v uint32) float64 {
			f := float64(v) / 0xffff
			if f <= 0.04045 {
				return f / 12.92
			}
			return math.Pow((f+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	if c := contrast(color.Black, color.White); c != 21 {
		t.Fatalf("black on white is %v, want 21", c)
	}
	onDark := []color.Color{color.Black, color.RGBA{30, 30, 30, 255}}
	onLight := []color.Color{color.White, ansi.IndexedColor(255)}
	for _, c := range []struct {
		name        string
		palette     palette
		backgrounds []color.Color
		least       float64
	}{
		{"dark", darkTheme, onDark, 4.5},
		{"light", lightTheme, onLight, 4.5},
		{"contrast on dark", contrastOnDark, onDark, 7},
		{"contrast on light", contrastOnLight, onLight, 7},
	} {
		for r, name := range roleNames() {
			if role(r) == borderRole || role(r) == litRole || c.palette[r] == 0 {
				continue // no text, or in the terminal's own colour
			}
			for _, background := range c.backgrounds {
				if got := contrast(ansi.IndexedColor(c.palette[r]), background); got < c.least {
					t.Errorf("%s: %s, colour %d, has a contrast of %.1f on %v, want %v", c.name, name, c.palette[r], got, background, c.least)
				}
			}
		}
	}
}

// Every theme has a colour for everything, and series of different colours.
func TestPalettesAreWhole(t *testing.T) {
	for name, p := range map[string]palette{
		"dark": darkTheme, "light": lightTheme, "ansi on dark": ansiOnDark, "ansi on light": ansiOnLight,
		"contrast on dark": contrastOnDark, "contrast on light": contrastOnLight,
	} {
		seen := map[uint8]bool{}
		for r, role := range roleNames() {
			free := r >= int(litRole) && r < int(firstName) // these may be the terminal's own
			if p[r] == 0 && !free || strings.HasPrefix(name, "ansi") && p[r] > 15 {
				t.Errorf("%s: %s is colour %d", name, role, p[r])
			}
			if r >= int(firstSeries) {
				if seen[p[r]] {
					t.Errorf("%s: two series have colour %d", name, p[r])
				}
				seen[p[r]] = true
			}
		}
	}
	if n := len(roleNames()); n != int(roles) {
		t.Errorf("%d names for %d roles", n, roles)
	}
}

func TestThemes(t *testing.T) {
	no := func(t theme) theme { t.noColor = true; return t }
	named := func(t theme, name string) theme { t.name = name; return t }
	for _, c := range []struct {
		name    string
		theme   theme
		palette palette
		profile colorprofile.Profile
	}{
		{"by itself, dark", dark, darkTheme, colorprofile.ANSI256},
		{"by itself, light", light, lightTheme, colorprofile.TrueColor},
		{"by itself, 16 colours", basic, ansiOnDark, colorprofile.ANSI},
		{"by itself, no colours", mono, darkTheme, colorprofile.ASCII},
		{"NO_COLOR", no(dark), palette{}, colorprofile.ASCII},
		{"NO_COLOR, and a theme", named(no(dark), "dark"), darkTheme, colorprofile.ANSI256},
		{"mono", named(dark, "mono"), palette{}, colorprofile.ASCII},
		{"mono where there is no terminal", named(plain, "mono"), palette{}, colorprofile.NoTTY},
		{"dark on light", named(light, "dark"), darkTheme, colorprofile.TrueColor},
		{"light on dark", named(dark, "light"), lightTheme, colorprofile.ANSI256},
		{"ansi", named(dark, "ansi"), ansiOnDark, colorprofile.ANSI},
		{"ansi on light", named(light, "ansi"), ansiOnLight, colorprofile.ANSI},
		{"contrast", named(dark, "contrast"), contrastOnDark, colorprofile.ANSI256},
		{"contrast on light", named(light, "contrast"), contrastOnLight, colorprofile.TrueColor},
	} {
		if p, profile := c.theme.palette(); p != c.palette || profile != c.profile {
			t.Errorf("%s: %v, %v", c.name, p, profile)
		}
	}
}

func TestParseColor(t *testing.T) {
	for text, want := range map[string]color.Color{
		"red": ansi.BasicColor(1), "bright-white": ansi.BasicColor(15), "0": ansi.IndexedColor(0), "245": ansi.IndexedColor(245),
		"#ff8000": color.RGBA{0xff, 0x80, 0, 0xff}, "#FFFFFF": color.RGBA{0xff, 0xff, 0xff, 0xff},
	} {
		if got, err := parseColor(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "rot", "256", "-1", "#fff", "#gggggg", "bright-", "#+12345"} {
		if got, err := parseColor(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	if _, err := parseColors(map[string]string{"muted": "x", "mutd": "red"}); err == nil ||
		!strings.Contains(err.Error(), "colors: muted: ") || !strings.Contains(err.Error(), `"mutd"; did you mean muted?`) {
		t.Errorf("%v", err)
	}
}

// What the reader chose is drawn; without colours it is not.
func TestSettingsOfColors(t *testing.T) {
	f := scene(t)
	m := newTestModel(f, dark, 80, 24)
	if err := m.apply(Settings{Theme: "light", Colors: map[string]string{"key": "#010203"}}); err != nil {
		t.Fatal(err)
	}
	m.setTheme(theme{dark: true, profile: colorprofile.TrueColor, unicode: true, name: m.theme.name, custom: m.theme.custom})
	text := strings.Join(screen(m), "\n")
	if !strings.Contains(text, "\x1b[1;38;2;1;2;3m") || !strings.Contains(text, "\x1b[38;5;240m") {
		t.Errorf("neither the colour nor the theme is there: %q", text[:400])
	}
	if err := m.nameTheme("mono"); err != nil || strings.Contains(strings.Join(screen(m), "\n"), "38;") {
		t.Errorf("mono has colours, %v", err)
	}
	if err := m.nameTheme("auto"); err != nil || m.theme.name != "" {
		t.Errorf("auto: %v", err)
	}
}
