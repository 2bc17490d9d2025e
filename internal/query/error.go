package query

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error tells what is wrong with a query, and where.
type Error struct {
	Query string
	At    int    // the place in Query, in bytes
	Text  string // one sentence that says what to do
}

// Error returns one line: the query, what is wrong, and the column of it,
// counted in runes from 1.
func (e *Error) Error() string {
	shown := e.Query
	if strings.ContainsFunc(shown, func(r rune) bool { return !unicode.IsPrint(r) }) {
		shown = strconv.Quote(shown)
	}
	return fmt.Sprintf("%s: %s (at column %d)", shown, e.Text, utf8.RuneCountInString(e.Query[:e.At])+1)
}
