package query

import (
	"regexp/syntax"
	"slices"
	"unicode"
)

type instOp uint8

const (
	instByte   instOp = iota // a byte from lo to hi, then out
	instAlt                  // out, or else alt
	instAssert               // out where all of cond holds
	instMatch
	instFail
)

type cond uint8

const (
	atBegin cond = 1 << iota // of the line
	atEnd
	atWord // between a word's byte and another
	notAtWord
)

type inst struct {
	op     instOp
	lo, hi byte
	cond   cond
	out    uint16
	alt    uint16
}

// program is a regular expression as instructions for bytes. Runes are cut
// into the bytes of their UTF-8 (as in Ken Thompson's and RE2's), so it is
// exact for valid UTF-8 only: an automaton that sees anything else quits.
// Its direction is in the instructions: the bytes of a reverse program are
// those of the line from its end to its begin.
type program struct {
	insts []inst
	start uint16

	// searching programs begin anywhere: they go around in instructions loop
	// to loopEnd, through loop at the begin of each rune. In others the order
	// of alternatives is kept and a match cuts off those behind it.
	searching     bool
	loop, loopEnd uint16

	class   [256]uint8 // bytes of the same class are alike to the program
	classes int
	conds   cond // used somewhere
}

type assembler struct {
	program
	reverse bool
	full    bool
	shared  map[inst]uint16
}

// assemble returns the program of a simplified tree, or nil if it would be
// too large.
func assemble(tree *syntax.Regexp, searching, reverse bool) *program {
	a := assembler{reverse: reverse, shared: map[inst]uint16{}}
	a.start = a.expr(tree, a.add(inst{op: instMatch}))
	if a.searching = searching; searching {
		a.loop = a.add(inst{op: instAlt})
		a.insts[a.loop].out = a.start
		a.insts[a.loop].alt = a.runes([]rune{0, unicode.MaxRune}, a.loop)
		a.loopEnd = uint16(len(a.insts))
		a.start = a.loop
	}
	if a.full {
		return nil
	}
	a.classify()
	return &a.program
}

func (a *assembler) add(i inst) uint16 {
	if len(a.insts) >= maxNodes {
		a.full = true
		return 0
	}
	a.insts = append(a.insts, i)
	return uint16(len(a.insts) - 1)
}

// byteRange returns an instruction that may be shared.
func (a *assembler) byteRange(lo, hi byte, next uint16) uint16 {
	i := inst{op: instByte, lo: lo, hi: hi, out: next}
	id, ok := a.shared[i]
	if !ok {
		id = a.add(i)
		a.shared[i] = id
	}
	return id
}

func (a *assembler) fork(greedy bool, more, next uint16) inst {
	if greedy {
		return inst{op: instAlt, out: more, alt: next}
	}
	return inst{op: instAlt, out: next, alt: more}
}

// expr returns where re begins if next follows it.
func (a *assembler) expr(re *syntax.Regexp, next uint16) uint16 {
	if a.full {
		return 0
	}
	greedy := re.Flags&syntax.NonGreedy == 0
	switch re.Op {
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpLiteral:
		for _, r := range inOrder(re.Rune, a.reverse) {
			class := []rune{r, r}
			if re.Flags&syntax.FoldCase != 0 {
				for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
					class = append(class, f, f)
				}
			}
			next = a.runes(class, next)
		}
		return next
	case syntax.OpCharClass:
		return a.runes(re.Rune, next)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return a.runes([]rune{0, unicode.MaxRune}, next)
	case syntax.OpBeginLine, syntax.OpBeginText:
		return a.assert(atBegin, atEnd, next)
	case syntax.OpEndLine, syntax.OpEndText:
		return a.assert(atEnd, atBegin, next)
	case syntax.OpWordBoundary:
		return a.assert(atWord, atWord, next)
	case syntax.OpNoWordBoundary:
		return a.assert(notAtWord, notAtWord, next)
	case syntax.OpCapture:
		return a.expr(re.Sub[0], next)
	case syntax.OpQuest:
		return a.add(a.fork(greedy, a.expr(re.Sub[0], next), next))
	case syntax.OpStar, syntax.OpPlus:
		again := a.add(inst{op: instFail})
		body := a.expr(re.Sub[0], again)
		if a.full {
			return 0
		}
		a.insts[again] = a.fork(greedy, body, next)
		switch {
		case re.Op == syntax.OpPlus:
			return body
		case nullable(re.Sub[0]):
			// (x*)* is ((x*)+)?: else an empty turn would cut off the rest.
			return a.add(a.fork(greedy, body, next))
		}
		return again
	case syntax.OpConcat:
		for _, sub := range inOrder(re.Sub, a.reverse) {
			next = a.expr(sub, next)
		}
		return next
	case syntax.OpAlternate:
		last := len(re.Sub) - 1
		all := a.expr(re.Sub[last], next)
		for i := last - 1; i >= 0; i-- {
			all = a.add(inst{op: instAlt, out: a.expr(re.Sub[i], next), alt: all})
		}
		return all
	}
	return a.add(inst{op: instFail})
}

// inOrder returns s in the order in which it is put in front of what follows.
func inOrder[S ~[]E, E any](s S, reverse bool) S {
	if !reverse {
		s = slices.Clone(s)
		slices.Reverse(s)
	}
	return s
}

func (a *assembler) assert(forward, backward cond, next uint16) uint16 {
	c := forward
	if a.reverse {
		c = backward
	}
	a.conds |= c
	return a.add(inst{op: instAssert, cond: c, out: next})
}

// nullable reports whether re can match without a byte.
func nullable(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpNoMatch, syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return nullable(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !nullable(sub) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, nullable)
	}
	return true
}

// classify finds the classes of bytes.
func (a *assembler) classify() {
	var begins [257]bool
	begins['\n'], begins['\n'+1] = true, true
	for _, i := range a.insts {
		if i.op == instByte {
			begins[i.lo], begins[int(i.hi)+1] = true, true
		}
	}
	if a.conds&(atWord|notAtWord) != 0 {
		for c := range 255 {
			if isWord(byte(c)) != isWord(byte(c+1)) {
				begins[c+1] = true
			}
		}
	}
	for c := range 256 {
		if c > 0 && begins[c] {
			a.classes++
		}
		a.class[c] = uint8(a.classes)
	}
	a.classes++
}

// isWord reports what \w has, which is ASCII only.
func isWord(c byte) bool {
	return c-'0' < 10 || (c|0x20)-'a' < 26 || c == '_'
}
