package query

import (
	"strings"
	"unicode/utf8"
)

// parser reads a query by recursive descent.
type parser struct {
	text  string
	pos   int
	opts  Options
	depth int // of nesting
	open  int // parentheses
}

// parse returns the tree of a query, nil if it is empty.
func parse(text string, opts Options) (*node, error) {
	p := &parser{text: text, opts: opts}
	if len(text) > maxQuery {
		return nil, p.fail(maxQuery, "the query is longer than 4 KiB: shorten it")
	}
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return nil, p.fail(i, "a query is one line: remove the line break")
	}
	if p.blanks(); p.ended() {
		return nil, nil
	}
	return p.or()
}

func (p *parser) fail(at int, text string) *Error {
	for at < len(p.text) && at > 0 && !utf8.RuneStart(p.text[at]) {
		at--
	}
	return &Error{Query: p.text, At: min(at, len(p.text)), Text: text}
}

// ended reports that the query or the group is at its end.
func (p *parser) ended() bool {
	return p.pos == len(p.text) || p.open > 0 && p.text[p.pos] == ')'
}

func (p *parser) blanks() {
	for p.pos < len(p.text) && isBlank(p.text[p.pos]) {
		p.pos++
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// The operators' words.
var (
	andWords = [...]string{"and", "AND", "&&"}
	orWords  = [...]string{"or", "OR", "||"}
	notWords = [...]string{"not", "NOT"}
)

// operator returns the one of words that stands at a place, or "".
func (p *parser) operator(at int, words []string) string {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(p.text[at:], w); ok && (rest == "" || isBlank(rest[0]) || rest[0] == '(' || rest[0] == ')') {
			return w
		}
	}
	return ""
}

func (p *parser) or() (*node, error) {
	var nodes []*node
	for {
		n, err := p.and()
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		w := p.operator(p.pos, orWords[:])
		if w == "" {
			return join(opOr, nodes...), nil
		}
		if err := p.behind(w); err != nil {
			return nil, err
		}
	}
}

func (p *parser) and() (*node, error) {
	var nodes []*node
	for {
		n, err := p.not()
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		p.blanks()
		if p.ended() || p.operator(p.pos, orWords[:]) != "" {
			return join(opAnd, nodes...), nil
		}
		if w := p.operator(p.pos, andWords[:]); w != "" {
			if err := p.behind(w); err != nil {
				return nil, err
			}
		}
	}
}

// behind goes behind an operator, where a term must follow.
func (p *parser) behind(operator string) error {
	at := p.pos
	p.pos += len(operator)
	if p.blanks(); p.ended() {
		return p.fail(at, "a term is missing behind "+operator+": add one, or quote \""+operator+"\" to search for the text")
	}
	return nil
}

func (p *parser) not() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(p.pos, "the query is nested too deep: use fewer parentheses")
	}
	defer func() { p.depth-- }()
	for _, words := range [...][]string{andWords[:], orWords[:]} {
		if w := p.operator(p.pos, words); w != "" {
			return nil, p.fail(p.pos, "a term is missing before "+w+": add one, or quote \""+w+"\" to search for the text")
		}
	}
	w := p.operator(p.pos, notWords[:])
	if w == "" && p.text[p.pos] == '!' && !strings.HasPrefix(p.text[p.pos:], "!=") {
		w = "!"
	}
	if w == "" {
		return p.term()
	}
	if err := p.behind(w); err != nil {
		return nil, err
	}
	n, err := p.not()
	if err != nil {
		return nil, err
	}
	return negate(n), nil
}

func (p *parser) term() (*node, error) {
	at := p.pos
	switch p.text[p.pos] {
	case '(':
		return p.group()
	case '"':
		text, err := p.quoted()
		if err != nil {
			return nil, err
		}
		return p.literal(at, text)
	case '/':
		if end, fold := p.slashes(); end > 0 {
			return p.regexp(end, fold)
		}
	}
	if c, ok := p.comparison(p.pos); ok {
		return p.compare(c)
	}
	return p.words()
}

func (p *parser) group() (*node, error) {
	at := p.pos
	p.pos++
	p.open++
	if p.blanks(); p.ended() {
		return nil, p.fail(at, "the parenthesis has nothing in it: quote \"(\" to search for it")
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.pos == len(p.text) {
		return nil, p.fail(at, "the parenthesis is not closed: add ), or quote \"(\" to search for it")
	}
	p.pos++
	p.open--
	return n, nil
}

// quoted reads a text in quotes, in which \" and \\ stand for " and \.
func (p *parser) quoted() (string, error) {
	at := p.pos
	var text strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == '"':
			p.pos++
			return text.String(), nil
		case c == '\\' && p.pos+1 < len(p.text) && (p.text[p.pos+1] == '"' || p.text[p.pos+1] == '\\'):
			p.pos++
			text.WriteByte(p.text[p.pos])
		default:
			text.WriteByte(c)
		}
	}
	return "", p.fail(at, "the quote is not closed: add \"")
}

// slashes returns where the regular expression that begins here ends, behind
// its second slash and i, or 0 if it is none.
func (p *parser) slashes() (end int, fold bool) {
	for i := p.pos + 1; i < len(p.text); i++ {
		switch p.text[i] {
		case '\\':
			i++
		case '/':
			if i++; i < len(p.text) && p.text[i] == 'i' {
				fold = true
				i++
			}
			if i > p.pos+2 && (i == len(p.text) || isBlank(p.text[i]) || p.open > 0 && p.text[i] == ')') {
				return i, fold
			}
			return 0, false
		}
	}
	return 0, false
}

// words reads words that are one text.
func (p *parser) words() (*node, error) {
	at := p.pos
	for {
		p.word()
		end := p.pos
		p.blanks()
		if p.ended() || p.begins() {
			n, err := p.literal(at, p.text[at:end])
			if err != nil {
				return nil, err
			}
			n.typed = p.text[at:end]
			return n, nil
		}
	}
}

// word goes behind a word. A parenthesis that opens in it closes in it.
func (p *parser) word() {
	inside := 0
	for ; p.pos < len(p.text) && !isBlank(p.text[p.pos]); p.pos++ {
		switch p.text[p.pos] {
		case '(':
			inside++
		case ')':
			if inside == 0 && p.open > 0 {
				return
			}
			inside--
		}
	}
}

// begins reports that what stands behind words is not one of them.
func (p *parser) begins() bool {
	if p.operator(p.pos, andWords[:]) != "" || p.operator(p.pos, orWords[:]) != "" {
		return true
	}
	rest := p.text[p.pos:]
	switch rest[0] {
	case '"':
		return true
	case '!':
		return len(rest) > 1 && !isBlank(rest[1]) && rest[1] != '=' && (p.open == 0 || rest[1] != ')')
	case '/':
		end, _ := p.slashes()
		return end > 0
	}
	_, ok := p.comparison(p.pos)
	return ok
}
