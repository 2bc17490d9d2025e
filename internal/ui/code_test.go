package ui

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"rsc.io/qr"
)

// The modules that are drawn are those of the library, with quiet ones around
// them, in every theme and every size of a code.
func TestCodeIsDrawnAsItIs(t *testing.T) {
	for _, text := range []string{"x", testLink, strings.Repeat("https://host.example/", 20)} {
		want, err := qr.Encode(text, qr.L)
		if err != nil {
			t.Fatal(err)
		}
		for name, theme := range map[string]theme{"dark": dark, "light": light, "mono": mono, "basic": basic, "ascii": plain} {
			for _, quiet := range quiets {
				t.Run(fmt.Sprintf("%s, %d bytes, %d quiet", name, len(text), quiet), func(t *testing.T) {
					c := encode(text)
					c.quiet, c.wide = quiet, !theme.unicode
					st := newStyles(theme)
					modules := drawnCode(t, c, &st.code)
					for y := range c.side() {
						for x := range c.side() {
							if got := modules[y][x]; got != want.Black(x-quiet, y-quiet) {
								t.Fatalf("module %d,%d is dark: %v", x, y, got)
							}
						}
					}
				})
			}
		}
	}
}

// drawnCode reads the modules back from what is drawn, by its colours where
// there are some.
func drawnCode(t *testing.T, c *code, st *codeStyle) [][]bool {
	t.Helper()
	var b block
	b.reset(c.columns())
	for i := range c.rows() {
		c.draw(&b, st, i)
		b.end()
	}
	checkRows(t, blockRows(&b), c.columns(), c.rows())
	var modules [][]bool
	for _, row := range blockRows(&b) {
		var upper, lower []bool
		behind := st.inverse
		for len(row) > 0 {
			switch {
			case strings.HasPrefix(row, reset):
				row = row[len(reset):]
				continue
			case st.light != "" && strings.HasPrefix(row, st.light):
				row, behind = row[len(st.light):], false
				continue
			case st.dark != "" && strings.HasPrefix(row, st.dark):
				row, behind = row[len(st.dark):], true
				continue
			}
			r, n := utf8.DecodeRuneInString(row)
			if c.wide {
				n = 2
			}
			row = row[n:]
			upper = append(upper, strings.ContainsRune("▀█#", r) != behind)
			lower = append(lower, strings.ContainsRune("▄█", r) != behind)
		}
		modules = append(modules, upper)
		if !c.wide {
			modules = append(modules, lower)
		}
	}
	return modules
}

func TestNoCode(t *testing.T) {
	for name, text := range map[string]string{"nothing": "", "too long": strings.Repeat("x", 3000)} {
		if encode(text) != nil {
			t.Errorf("%s: there is a code", name)
		}
	}
}
