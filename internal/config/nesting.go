package config

import (
	"fmt"
	"strings"
)

// maxNesting is how deep tables and lists may stand in each other, and how many
// parts a name may have. A setting needs two. The parser takes minutes for 60 KB
// of tables in tables, and 0.3 s for the worst of this depth.
const maxNesting = 8

// checkNesting refuses a text with more than maxNesting, before it is parsed: in
// no more than one look at each byte.
func checkNesting(path, text string) error {
	open, dots := 0, 0
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
			continue
		case '"', '\'':
			i += quoted(text[i:], c)
			continue
		case '[', '{':
			open, dots = open+1, 0
		case ']', '}':
			open, dots = max(open-1, 0), 0
		case '.':
			dots++
		case '=', ',', '\n':
			dots = 0
		}
		if open > maxNesting || dots >= maxNesting {
			return fmt.Errorf("%s:%d: more than %d tables, lists or parts of a name in each other", path, 1+strings.Count(text[:i], "\n"), maxNesting)
		}
		i++
	}
	return nil
}

// quoted is the length of the string that text begins with. One that is not
// closed ends with its line, where the parser stops.
func quoted(text string, quote byte) int {
	one, three := text[:1], strings.Repeat(text[:1], 3)
	long := strings.HasPrefix(text, three)
	i := 1
	if long {
		i = 3
	}
	for ; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case long && strings.HasPrefix(text[i:], three):
			i += 3
			for range 2 { // quotes of the string may stand before the three
				if strings.HasPrefix(text[i:], one) {
					i++
				}
			}
			return i
		case !long && (text[i] == quote || text[i] == '\n'):
			return i + 1
		}
	}
	return len(text)
}
