package query

import (
	"slices"

	"github.com/rtwatch/rtwatch/internal/line"
)

type op uint8

const (
	opAnd op = iota
	opOr
	opNot
	opSource
	opText
	opLevel
	opTime
	opRegexp
	opField
)

// node is a node of a query's tree. It is never changed once its query is
// built.
type node struct {
	op   op
	kids []*node // of and, or, not

	id      int      // of text and regexp: its place in a scratch
	needles []needle // of text: any of them; of the others: what a match contains one of, nil if unknown
	typed   string   // of words that are one text: as they are written
	pattern *pattern // of regexp
	levels  levelSet
	moment  *moment
	field   *field
	source  sourceName
}

// levelSet has a bit for each level.
type levelSet uint16

func (s levelSet) has(l line.Level) bool { return s>>l&1 != 0 }

// cost orders terms: what is cheaper is asked first.
func (n *node) cost() int {
	cost := int(n.op) * 2
	switch n.op {
	case opAnd, opOr, opNot:
		cost = 0
		for _, k := range n.kids {
			cost = max(cost, k.cost()) + 1
		}
	case opRegexp:
		if n.needles == nil {
			cost = int(opField)*2 + 1
		}
	}
	return cost
}

// join returns the and or the or of nodes, nested ones of the same kind
// flattened, the cheap first.
func join(o op, nodes ...*node) *node {
	var kids []*node
	for _, n := range nodes {
		if n.op == o {
			kids = append(kids, n.kids...)
		} else {
			kids = append(kids, n)
		}
	}
	if len(kids) == 1 {
		return kids[0]
	}
	slices.SortStableFunc(kids, func(a, b *node) int { return a.cost() - b.cost() })
	return &node{op: o, kids: kids}
}

// negate returns the not of a node.
func negate(n *node) *node {
	if n.op == opNot {
		return n.kids[0]
	}
	return &node{op: opNot, kids: []*node{n}}
}

// numbered returns a copy of n whose texts and regular expressions have
// numbers from len(terms) on, and the terms with its own added.
func (n *node) numbered(terms []*node) (*node, []*node) {
	c := *n
	c.kids = make([]*node, len(n.kids))
	for i, k := range n.kids {
		c.kids[i], terms = k.numbered(terms)
	}
	if c.op == opText || c.op == opRegexp {
		c.id = len(terms)
		terms = append(terms, &c)
	}
	return &c, terms
}

// named appends the texts and regular expressions that are not negated: what
// the query names.
func (n *node) named(dst []*node) []*node {
	switch n.op {
	case opText, opRegexp:
		return append(dst, n)
	case opAnd, opOr:
		for _, k := range n.kids {
			dst = k.named(dst)
		}
	}
	return dst
}
