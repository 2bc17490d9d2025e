package query

import (
	"errors"
	"regexp"
	"regexp/syntax"
)

// pattern is a compiled regular expression that is matched line by line.
type pattern struct {
	re *regexp.Regexp

	// Automata, nil where the expression is too large for them.
	forward *program // finds the end of some match in a text of many lines
	reverse *program // finds, from a line's end, where the leftmost match starts
	anchor  *program // finds where the match that starts at a place ends

	needles []needle // every match contains one of them; nil if unknown
	exact   bool     // every one of them is a match, and nothing else

	insts int // that it has in Go's regexp
}

// compile compiles a regular expression. Problem is a sentence for the user on
// what is wrong with part of text.
func compile(text string, fold bool) (p *pattern, problem, part string) {
	if len(text) > maxPattern {
		return nil, "the pattern is longer than 1 KiB: shorten it", ""
	}
	flags := syntax.Perl
	if fold {
		flags |= syntax.FoldCase
	}
	tree, err := syntax.Parse(text, flags)
	if err != nil {
		problem, part = explain(err)
		return nil, problem, part
	}
	tree = endLines(tree)
	source := tree.String()
	tree = tree.Simplify()
	prog, err := syntax.Compile(tree)
	if err != nil || len(prog.Inst) > maxInsts {
		return nil, tooLarge, ""
	}
	re, err := regexp.Compile(source)
	if err != nil {
		problem, part = explain(err)
		return nil, problem, part
	}
	p = &pattern{re: re, insts: len(prog.Inst)}
	p.forward = assemble(tree, true, false)
	p.anchor = assemble(tree, false, false)
	p.reverse = assemble(tree, true, true)
	least := minLiteral
	if p.forward == nil || p.anchor == nil || p.reverse == nil {
		p.forward, p.anchor, p.reverse = nil, nil, nil
		least = 1
	}
	p.needles, p.exact = literals(tree, least)
	return p, "", ""
}

// endLines makes the end of a line stand before its \r too.
func endLines(re *syntax.Regexp) *syntax.Regexp {
	for i, sub := range re.Sub {
		re.Sub[i] = endLines(sub)
	}
	if re.Op != syntax.OpEndLine && re.Op != syntax.OpEndText {
		return re
	}
	cr := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{'\r'}}
	return &syntax.Regexp{Op: syntax.OpConcat, Sub: []*syntax.Regexp{
		{Op: syntax.OpQuest, Sub: []*syntax.Regexp{cr}}, re,
	}}
}

const tooLarge = "the regular expression is too large: use smaller counts in {}"

func explain(err error) (problem, part string) {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return "the regular expression is wrong, " + err.Error() + ": correct it", ""
	}
	switch e.Code {
	case syntax.ErrMissingParen, syntax.ErrUnexpectedParen:
		return "a parenthesis of the regular expression has no partner: add it, or write \\( or \\) for the character", ""
	case syntax.ErrMissingBracket:
		return "a bracket of the regular expression is not closed: add ], or write \\[ for the character", e.Expr
	case syntax.ErrMissingRepeatArgument:
		return "nothing stands before " + e.Expr + " to be repeated: write \\" + e.Expr + " for the character", e.Expr
	case syntax.ErrInvalidPerlOp:
		return e.Expr + " is not supported: do without look-around, as in RE2", e.Expr
	case syntax.ErrInvalidRepeatSize, syntax.ErrLarge, syntax.ErrNestingDepth:
		return tooLarge, e.Expr
	}
	return "the regular expression is wrong, " + e.Code.String() + ": correct " + e.Expr, e.Expr
}
