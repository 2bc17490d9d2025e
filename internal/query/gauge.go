package query

import (
	"iter"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/rtwatch/rtwatch/internal/line"
)

// Number is what is measured in lines: a field, or a group of a regular
// expression. It may be used by any number of goroutines at once.
type Number struct {
	query   *Query // finds the lines that may have it
	field   *field
	pattern *pattern
	group   int         // of the pattern
	parts   [3]*program // before the group, in it, and behind it; nil if it cannot be cut up so
	unit    atomic.Uint32
	pool    sync.Pool // of *gauge
}

const numberHelp = `: write the name of a field, such as latency_ms, or a regular expression with a group, such as dur=(\d+)ms`

// ParseNumber compiles what is written for a number: the name of a field, or a
// regular expression in which a group is the number. Of several groups it is the
// one that has a name. The expression may stand in slashes, and is matched line
// by line with smart case, as in a query. The error is an *Error.
func ParseNumber(text string) (*Number, error) {
	p := parser{text: text}
	if p.blanks(); p.ended() {
		return nil, p.fail(0, "nothing to measure"+numberHelp)
	}
	if len(text) > maxQuery {
		return nil, p.fail(maxQuery, "the expression is longer than 4 KiB: shorten it")
	}
	at := p.pos
	source, fold := strings.TrimRight(text[at:], " \t"), false
	end := at + len(source)
	if source[0] == '/' {
		if behind, ignore := p.slashes(); behind == end {
			source, fold = source[1:len(source)-1], ignore
			if at++; fold {
				source = source[:len(source)-1]
			}
		}
	}
	if at == p.pos && !strings.ContainsAny(source, `(\`) {
		return p.fieldNumber(at, source)
	}
	return p.patternNumber(at, source, fold)
}

func (p *parser) fieldNumber(at int, name string) (*Number, error) {
	for i := range len(name) {
		if !isName(name[i], i == 0) {
			return nil, p.fail(at+i, "this is no name of a field"+numberHelp)
		}
	}
	f := &field{name: []byte(name), compare: more, numeric: true}
	return &Number{field: f, query: newQuery(p.text, &node{op: opField, field: f, needles: f.needles()})}, nil
}

func (p *parser) patternNumber(at int, source string, fold bool) (*Number, error) {
	c, err := p.compile(at, source, fold)
	if err != nil {
		return nil, err
	}
	n := &Number{pattern: c, query: newQuery(p.text, &node{op: opRegexp, pattern: c, needles: c.needles})}
	names := c.re.SubexpNames()
	for i := 1; i < len(names); i++ {
		switch {
		case names[i] == "" && len(names) > 2:
		case n.group > 0:
			return nil, p.fail(at, "several groups have a name: give one to the number only")
		default:
			n.group = i
		}
	}
	switch {
	case len(names) == 1:
		return nil, p.fail(at, `there is no group: put the number in parentheses, as in dur=(\d+)ms`)
	case n.group == 0:
		return nil, p.fail(at, `there are several groups: give the number's a name, as in (?<n>\d+), or begin others with (?:`)
	}
	n.cut()
	return n, nil
}

// cut finds the parts of the pattern around its group. If each of them matches
// in turn what it would match alone, that is what all of it matches there.
func (n *Number) cut() {
	tree, err := syntax.Parse(n.pattern.re.String(), syntax.Perl)
	if err != nil || n.pattern.forward == nil {
		return
	}
	tree = tree.Simplify()
	subs := []*syntax.Regexp{tree}
	if tree.Op == syntax.OpConcat {
		subs = tree.Sub
	}
	i := slices.IndexFunc(subs, func(re *syntax.Regexp) bool { return re.Op == syntax.OpCapture && re.Cap == n.group })
	if i < 0 {
		return
	}
	for k, part := range [...][]*syntax.Regexp{subs[:i], subs[i : i+1], subs[i+1:]} {
		n.parts[k] = assemble(&syntax.Regexp{Op: syntax.OpConcat, Sub: part}, false, false)
	}
}

// Unit is what values are in: ms, B, %, or nothing. It is not known before the
// first value that has one; from then on values of other kinds are none.
func (n *Number) Unit() string {
	return [...]string{bare: "", duration: "ms", size: "B", share: "%"}[n.unit.Load()]
}

// Values returns where each line of a text begins that has the number, and the
// number, in order. What is written with a unit, such as 1.5s, 3 MB or 45%, is in
// Unit, also if the unit stands behind the group.
func (n *Number) Values(t *Text) iter.Seq2[int, float64] {
	return func(yield func(int, float64) bool) {
		g := n.open(t)
		defer g.release()
		for pos := 0; pos < len(t.Data); {
			at := g.next(pos)
			if at >= len(t.Data) {
				return
			}
			start, end := lineStart(t.Data, pos, at), lineEnd(t.Data, at)
			if v, ok := g.value(trimNewline(t.Data[start:end])); ok && !yield(start, v) {
				return
			}
			pos = end
		}
	}
}

// gauge is what one goroutine needs to find a number.
type gauge struct {
	*scratch
	n     *Number
	parts [3]*automaton
}

// open returns a gauge for a text. It must be released.
func (n *Number) open(t *Text) *gauge {
	g, _ := n.pool.Get().(*gauge)
	if g == nil {
		g = n.newGauge()
	}
	g.begin(t)
	return g
}

func (n *Number) newGauge() *gauge {
	g := &gauge{scratch: n.query.newScratch(), n: n}
	for i, p := range n.parts {
		if p == nil {
			return g
		}
		g.parts[i] = newAutomaton(p)
	}
	return g
}

// next returns the first place from pos on, the start of a line, whose line may
// have the number.
func (g *gauge) next(pos int) int {
	if g.q.plan.walk {
		return pos
	}
	at, _ := g.candidate(pos)
	return at
}

func (g *gauge) release() {
	g.Text = Text{}
	clear(g.fields[:cap(g.fields)])
	g.n.pool.Put(g)
}

// value returns the number of a line.
func (g *gauge) value(text []byte) (float64, bool) {
	if g.n.pattern != nil {
		from, to := g.find(text)
		if from < 0 {
			return 0, false
		}
		return g.n.read(text[from:to], text[to:])
	}
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	var structured bool
	g.fields, structured = line.Fields(g.fields[:0], text)
	for i := range g.fields {
		if string(g.fields[i].Name) == string(g.n.field.name) {
			if v, ok := g.n.read(g.fields[i].Value, nil); ok {
				return v, true
			}
		}
	}
	if !structured {
		for value := range g.n.field.prose(text) {
			if v, ok := g.n.read(value, nil); ok {
				return v, true
			}
		}
	}
	return 0, false
}

// find returns the place of the group in a line; from is negative if the
// pattern does not match, or not with that group.
func (g *gauge) find(text []byte) (from, to int) {
	m := &g.terms[0].machines
	if m.reverse != nil && !m.reverse.thrash {
		start, how := m.reverse.last(text)
		if how == nothing {
			return -1, -1
		}
		if how == found {
			if from, to, ok := g.follow(text, start); ok {
				return from, to
			}
		}
	}
	where := g.n.pattern.re.FindSubmatchIndex(text)
	if where == nil {
		return -1, -1
	}
	return where[2*g.n.group], where[2*g.n.group+1]
}

// follow finds the group in the match that starts at a place, without an
// allocation. ok is false if the parts of the pattern do not match one by one.
func (g *gauge) follow(text []byte, start int) (from, to int, ok bool) {
	if g.parts[2] == nil {
		return 0, 0, false
	}
	var ends [3]int
	for i, d := range g.parts {
		if d.thrash {
			return 0, 0, false
		}
		end, how := d.end(text, start)
		if how != found {
			return 0, 0, false
		}
		ends[i], start = end, end
	}
	return ends[0], ends[1], true
}

// read reads a number, with its own unit or the one that stands behind it.
func (n *Number) read(text, behind []byte) (float64, bool) {
	if len(text) == 0 || len(text) > maxNumber {
		return 0, false
	}
	x, ok := parseNumber(string(text))
	if !ok {
		return 0, false
	}
	last := text[len(text)-1]
	if x.dimension == bare {
		if name := unitBehind(behind); len(name) > 0 {
			factor, d := unit(string(name))
			x.amount, x.dimension, last = x.amount*factor, d, name[len(name)-1]
		}
	}
	if x.dimension == size && last != 'B' && last != 'b' && last != 'i' {
		x.dimension = bare // 12k: of anything
	}
	if x.dimension != bare && !n.unit.CompareAndSwap(uint32(bare), uint32(x.dimension)) && n.unit.Load() != uint32(x.dimension) {
		return 0, false
	}
	switch x.dimension {
	case duration:
		return x.amount * 1e3, true
	case share:
		return x.amount * 100, true
	}
	return x.amount, true
}

// unitBehind returns the unit at the front of text, or nothing. Behind a blank
// it is not one letter, which may be anything: but s and B.
func unitBehind(text []byte) []byte {
	apart := len(text) > 0 && text[0] == ' '
	if apart {
		text = text[1:]
	}
	end := 0
	for end < len(text) && (text[end] >= 0x80 || (text[end]|0x20)-'a' < 26) {
		end++
	}
	if end == 0 && len(text) > 0 && text[0] == '%' {
		return text[:1]
	}
	if end < len(text) && (isDigit(text[end]) || text[end] == '_') || end == 0 || end > len("µs")+1 ||
		apart && end == 1 && text[0] != 's' && text[0] != 'B' {
		return nil
	}
	if factor, _ := unit(string(text[:end])); factor == 0 {
		return nil
	}
	return text[:end]
}
