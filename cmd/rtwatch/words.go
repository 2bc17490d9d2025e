package main

import (
	"errors"
	"strconv"
	"strings"
)

// words splits a command line at blanks, as a shell would that knows only
// quotes and the backslash (POSIX Shell Command Language, 2.2). Nothing is
// expanded and no shell runs.
func words(s string) ([]string, error) {
	var all []string
	var word strings.Builder
	inWord, quoted := false, byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && quoted != '\'':
			if i++; i == len(s) {
				return nil, errors.New("the command ends in a backslash")
			}
			if quoted == '"' && !strings.ContainsRune("\\\"$`", rune(s[i])) {
				word.WriteByte('\\')
			}
			word.WriteByte(s[i])
			inWord = true
		case quoted != 0 && c == quoted:
			quoted = 0
		case quoted == 0 && (c == '\'' || c == '"'):
			quoted, inWord = c, true
		case quoted == 0 && (c == ' ' || c == '\t' || c == '\n'):
			if inWord {
				all = append(all, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if quoted != 0 {
		return nil, errors.New("a quote in the command is not closed")
	}
	if inWord {
		all = append(all, word.String())
	}
	return all, nil
}

// quote is for text of the user's in messages.
func quote(s string) string { return strconv.Quote(s) }
