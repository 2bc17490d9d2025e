// Package highlight finds what is worth a colour in a line of a log: times,
// addresses, numbers, and what the reader's own rules name. It is pure: text in,
// places out; what they look like is the screen's to say. It is asked for the
// lines that can be seen, never for a whole log.
package highlight

// Rule is the reader's own: text that matches Pattern gets Style.
type Rule struct {
	Pattern string // a regular expression (RE2)
	Style   string // a colour's name, its number or #rrggbb; bold, underline, reverse
}
