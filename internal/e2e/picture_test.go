package e2e

import (
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

var pictures = flag.Bool("pictures", false, "write the pictures of README")

// TestPictures takes README's pictures of the real program: make pictures.
func TestPictures(t *testing.T) {
	if !*pictures {
		t.Skip("only when asked for: make pictures")
	}
	path := filepath.Join(t.TempDir(), "shop.log")
	text, err := os.ReadFile("../../testdata/shop.log")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	appendTo(t, path, strings.Join(lines[:40], ""))
	picture, err := filepath.Abs(filepath.Join("..", "..", "docs", "screen.svg"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(path)) // for a short name on the screen
	tm := open(t, 110, 32, nil, "tail", "--with", "iostat", "shop.log")
	tick := time.NewTicker(400 * time.Millisecond)
	defer tick.Stop()
	for _, l := range lines[40:] {
		<-tick.C
		appendTo(t, path, l)
	}
	tm.shows("order=8849")
	if err := os.WriteFile(picture, []byte(tm.svg()), 0o644); err != nil {
		t.Fatal(err)
	}
	tm.keys("q")
	tm.exits(0)
}

// Cells of the picture, in pixels: those of a monospace font of 13.
const cellWidth, cellHeight = 7.83, 17

// svg draws the screen, cell by cell, runs of one style as one text.
func (tm *terminal) svg() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	cols, rows := tm.screen.Size()
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="13">`+"\n",
		int(float64(cols)*cellWidth)+16, rows*cellHeight+16)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", background)
	for y := range rows {
		for x := 0; x < cols; {
			style := tm.screen.Cell(x, y)
			first := x
			var text strings.Builder
			for ; x < cols; x++ {
				c := tm.screen.Cell(x, y)
				if c.FG != style.FG || c.BG != style.BG || c.Mode != style.Mode {
					break
				}
				text.WriteRune(max(c.Char, ' '))
			}
			drawRun(&out, first, y, style, text.String())
		}
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// drawRun draws a run of cells of one style.
func drawRun(out *strings.Builder, x, y int, style vt10x.Glyph, text string) {
	const reverse, bold = 1, 4 // vt10x's bits
	fg, bg := colour(style.FG, foreground), colour(style.BG, background)
	if style.Mode&reverse != 0 {
		fg, bg = bg, fg
	}
	left, top, width := 8+float64(x)*cellWidth, 8+y*cellHeight, float64(len([]rune(text)))*cellWidth
	if bg != background {
		fmt.Fprintf(out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, left, top, width, cellHeight, bg)
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	weight := ""
	if style.Mode&bold != 0 {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(out, `<text x="%.1f" y="%d" textLength="%.1f" fill="%s"%s xml:space="preserve">%s</text>`+"\n",
		left, top+13, width, fg, weight, html.EscapeString(text))
}

const foreground, background = "#d4d4d4", "#16181d"

// colour is a terminal's colour in SVG: 16 of the theme, the cube and greys of
// xterm, or 24 bits.
func colour(c vt10x.Color, standard string) string {
	theme := []string{
		"#16181d", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d4d4d4",
		"#7f848e", "#ff7b86", "#b5e890", "#ffd68a", "#7cc4ff", "#e08fff", "#6fd6e3", "#ffffff",
	}
	level := func(n vt10x.Color) vt10x.Color {
		if n == 0 {
			return 0
		}
		return 55 + 40*n
	}
	switch {
	case c >= 1<<24:
		return standard
	case c < 16:
		return theme[c]
	case c < 232:
		return fmt.Sprintf("#%02x%02x%02x", level((c-16)/36), level((c-16)/6%6), level((c-16)%6))
	case c < 256:
		return fmt.Sprintf("#%02[1]x%02[1]x%02[1]x", 8+10*(c-232))
	default:
		return fmt.Sprintf("#%06x", uint32(c))
	}
}
