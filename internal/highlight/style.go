package highlight

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Color is a colour of a terminal; the zero Color is its own for text.
type Color struct {
	Depth   Depth
	R, G, B uint8 // of a TrueColor; else R is the colour's number
}

// Depth is how many colours a Color is one of.
type Depth uint8

// The depths.
const (
	Default   Depth = iota // the terminal's own
	Basic                  // the 16 that the terminal's user chose
	Indexed                // 256
	TrueColor              // any
)

// Style is how a piece of text looks. It is comparable.
type Style struct {
	Text, Back                                      Color
	Bold, Faint, Italic, Underline, Reverse, Strike bool
}

// colorNames are the names of the 16 colours, in their order.
var colorNames = [...]string{
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"gray", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
}

// StyleHelp says what a style is made of.
const StyleHelp = "a colour (black, red, green, yellow, blue, magenta, cyan, white, gray, the same with bright- before it, " +
	"0 to 255, #rrggbb), bold, underline, reverse"

// ParseStyle reads a style: a colour, attributes, or both, with blanks between
// them. The error quotes the word that is none.
func ParseStyle(text string) (s Style, err error) {
	for _, word := range strings.Fields(text) {
		switch strings.ToLower(word) {
		case "bold":
			s.Bold = true
		case "underline":
			s.Underline = true
		case "reverse":
			s.Reverse = true
		default:
			if s.Text.Depth != Default {
				return Style{}, fmt.Errorf("style %q has two colours, one of them %q: remove one", text, word)
			}
			if s.Text, err = ParseColor(word); err != nil {
				return Style{}, fmt.Errorf("%q is no style: use %s", word, StyleHelp)
			}
		}
	}
	return s, nil
}

// ParseColor reads one colour: a name, a number of the 256, or #rrggbb.
func ParseColor(text string) (Color, error) {
	name := strings.ToLower(text)
	if name == "grey" {
		name = "gray"
	}
	if i := slices.Index(colorNames[:], name); i >= 0 {
		return Color{Depth: Basic, R: uint8(i)}, nil
	}
	if hex, ok := strings.CutPrefix(name, "#"); ok {
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && len(hex) == 6 {
			return Color{TrueColor, uint8(v >> 16), uint8(v >> 8), uint8(v)}, nil
		}
	} else if v, err := strconv.ParseUint(name, 10, 8); err == nil {
		return Color{Depth: Indexed, R: uint8(v)}, nil
	}
	return Color{}, fmt.Errorf("%q is no colour: use a name such as red or bright-blue, 0 to 255, or #rrggbb", text)
}
