package query

import (
	"regexp"
	"strings"
)

// signs are what a regular expression has in it and other texts hardly have:
// \d and escaped marks, .* and the like, sets with ranges, counts, a choice
// without blanks, an anchor.
var signs = regexp.MustCompile(`\\[dDwWsSbBpP.^$*+?()\[\]{}|/]|[.\])][*+?{]|\[\^|\[[^\]]*\w-\w|\w\{\d+(,\d*)?\}|[^\s|]\|[^\s|]|^\^|\S\$$`)

// Hint returns what the user may want to know where nothing matches: that a
// text without slashes looks like a regular expression. It is empty if none
// does, and of any length up to that of a query; it compiles the expression.
func (q *Query) Hint() string {
	if q == nil {
		return ""
	}
	for _, n := range q.named {
		if !signs.MatchString(n.typed) {
			continue
		}
		if _, problem, _ := compile(n.typed, false); problem == "" {
			return "write /" + slashed(n.typed) + "/ for a regular expression"
		}
	}
	return ""
}

// slashed returns a regular expression as it is written between slashes.
func slashed(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			b.WriteByte('\\')
			i++ // a valid expression does not end here
		case '/':
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
