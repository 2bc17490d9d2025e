package query

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"time"
)

// Query is a compiled query. It is never changed: any number of goroutines may
// use it at once. The nil Query matches every record.
type Query struct {
	text  string
	root  *node
	terms []*node // texts and regular expressions, by id
	named []*node // those of them that are not negated
	plan  plan
	pool  sync.Pool // of *scratch
}

// Options of Parse.
type Options struct {
	Now  time.Time      // what times such as -5m are counted from
	Zone *time.Location // of times in queries; nil means local

	// Insts is how many instructions a regular expression may have at most, for
	// queries of strangers; 0: as many as the package takes.
	Insts int
}

// Parse compiles a query. That of an empty one is nil. The error is an *Error.
func Parse(text string, opts Options) (*Query, error) {
	root, err := parse(text, opts)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, nil
	}
	return newQuery(text, root), nil
}

func newQuery(text string, root *node) *Query {
	q := &Query{text: text}
	q.root, q.terms = root.numbered(nil)
	q.named = q.root.named(nil)
	q.plan = q.root.plan()
	return q
}

// String returns the query as it was written.
func (q *Query) String() string {
	if q == nil {
		return ""
	}
	return q.text
}

// All returns a query that matches what every one of queries matches, or nil
// if there is none.
func All(queries ...*Query) *Query {
	var nodes []*node
	var texts []string
	var last *Query
	for _, q := range queries {
		if q != nil {
			last = q
			nodes = append(nodes, q.root)
			texts = append(texts, "("+q.text+")")
		}
	}
	if len(nodes) < 2 {
		return last
	}
	return newQuery(strings.Join(texts, " and "), join(opAnd, nodes...))
}

// Not returns a query that matches what q does not match.
func Not(q *Query) *Query {
	if q == nil {
		// Not everything is nothing: the or of no terms.
		return newQuery(`not ""`, &node{op: opOr})
	}
	return newQuery("not ("+q.text+")", negate(q.root))
}

// Hit is a record that matches: Data[Start:End], its last newline included.
// Data[At:To] is the first thing in it that the query names, for the reader's
// eye; empty at Start if the query names none.
type Hit struct {
	Start, End int
	At, To     int
}

// Hits returns the records of t that match, in order.
func (q *Query) Hits(t *Text) iter.Seq[Hit] {
	return func(yield func(Hit) bool) { q.scan(t, true, yield) }
}

// Match reports whether a record of t matches. It costs less than to ask Hits,
// which also finds what is named in it.
func (q *Query) Match(t *Text) (ok bool) {
	q.scan(t, false, func(Hit) bool {
		ok = true
		return false
	})
	return ok
}

// Span is a part of a line.
type Span struct{ From, To int }

// Spans appends to dst the parts of a line that the query names, in order and
// without overlap, to be shown.
func (q *Query) Spans(dst []Span, text []byte) []Span {
	if q == nil {
		return dst
	}
	first := len(dst)
	for _, n := range q.named {
		if n.op == opRegexp {
			for _, m := range n.pattern.re.FindAllIndex(text, maxSpans) {
				if m[0] < m[1] {
					dst = append(dst, Span{m[0], m[1]})
				}
			}
			continue
		}
		for i := range n.needles {
			dst = n.needles[i].spans(dst, text)
		}
	}
	spans := dst[first:]
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	merged := dst[:first]
	for _, s := range spans {
		if k := len(merged) - 1; k >= first && s.From <= merged[k].To {
			merged[k].To = max(merged[k].To, s.To)
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}
