package highlight

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Rule is the reader's own: text that matches Pattern gets Style.
type Rule struct {
	Pattern string // a regular expression (RE2)
	Style   string // a colour's name, its number or #rrggbb; bold, underline, reverse; "" is the screen's choice
}

// Pattern is a compiled Rule. It is not changed: any number of goroutines may
// use it at once.
type Pattern struct {
	Rule
	Look Style
	re   *regexp.Regexp

	literal []byte // what the pattern is, if that is a plain text
}

// Compile checks a rule. The error says which part of it is wrong.
func Compile(r Rule) (*Pattern, error) {
	switch {
	case r.Pattern == "":
		return nil, errors.New("the pattern is empty: say what is to be highlighted")
	case len(r.Pattern) > maxPattern:
		return nil, fmt.Errorf("the pattern is longer than %d bytes: shorten it", maxPattern)
	}
	look, err := ParseStyle(r.Style)
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(r.Pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", r.Pattern, err)
	}
	p := &Pattern{Rule: r, Look: look, re: re}
	if text, whole := re.LiteralPrefix(); whole && text != "" && utf8.ValidString(text) {
		p.literal = []byte(text)
	}
	return p, nil
}

// ParseRule reads a rule as it is typed: a pattern, which stands between
// slashes if it has blanks, and behind it a style or nothing.
func ParseRule(text string) (Rule, error) {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "/"); ok {
		if end := closingSlash(rest); end > 0 {
			return Rule{strings.ReplaceAll(rest[:end], `\/`, "/"), strings.TrimSpace(rest[end+1:])}, nil
		}
	}
	pattern, style, _ := strings.Cut(text, " ")
	if pattern == "" {
		return Rule{}, errors.New("the pattern is missing: say what is to be highlighted")
	}
	if _, err := ParseStyle(style); err != nil {
		return Rule{}, fmt.Errorf("%w; write a pattern with blanks as /%s/", err, text)
	}
	return Rule{pattern, strings.TrimSpace(style)}, nil
}

// closingSlash returns where the slash is that closes a pattern: one with a
// blank or nothing behind it. It is -1 if there is none.
func closingSlash(text string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '/' && (i+1 == len(text) || text[i+1] == ' '):
			return i
		}
	}
	return -1
}

// Spans appends to dst where the pattern is in the front of text, in order and
// without overlap, between runes; the kind is not set. It allocates for what it
// finds, unless the pattern is a plain text.
func (p *Pattern) Spans(dst []Span, text []byte) []Span {
	if len(text) > maxLine {
		text = text[:maxLine]
	}
	if p.literal != nil {
		return p.literals(dst, text)
	}
	for _, m := range p.re.FindAllIndex(text, maxMatches) {
		if m[0] < m[1] && utf8.RuneStart(text[m[0]]) {
			dst = append(dst, Span{From: m[0], To: m[1]})
		}
	}
	return dst
}

// literals is Spans for a pattern that is a plain text.
func (p *Pattern) literals(dst []Span, text []byte) []Span {
	for from, n := 0, 0; n < maxMatches; n++ {
		at := bytes.Index(text[from:], p.literal)
		if at < 0 {
			break
		}
		from += at
		dst = append(dst, Span{From: from, To: from + len(p.literal)})
		from += len(p.literal)
	}
	return dst
}
