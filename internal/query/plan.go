package query

// plan is how candidates of a query are found without walking through every
// record: each record that matches contains one of needles, or has a line that
// one of automata matches.
type plan struct {
	walk    bool // there are none: walk through every record
	needles []needle
	regexps []*node
	exact   bool // each candidate matches
}

// plan returns how to find what n may match.
func (n *node) plan() plan {
	switch n.op {
	case opText:
		return plan{needles: n.needles, exact: true}
	case opRegexp:
		if n.needles != nil {
			return plan{needles: n.needles}
		}
		return plan{regexps: []*node{n}, exact: true}
	case opField:
		if n.needles != nil {
			return plan{needles: n.needles}
		}
	case opAnd:
		best := plan{walk: true}
		for _, k := range n.kids {
			if p := k.plan(); p.price() < best.price() {
				best = p
			}
		}
		best.exact = false
		return best
	case opOr:
		all := plan{exact: true}
		for _, k := range n.kids {
			p := k.plan()
			if p.walk {
				return p
			}
			all.needles = append(all.needles[:len(all.needles):len(all.needles)], p.needles...)
			all.regexps = append(all.regexps[:len(all.regexps):len(all.regexps)], p.regexps...)
			all.exact = all.exact && p.exact
		}
		return all
	}
	return plan{walk: true}
}

// price compares plans. Many short needles cost most, but an automaton more,
// and a walk that asks for the level or fields of every record more again.
func (p *plan) price() int {
	if p.walk {
		return 1 << 20
	}
	price := len(p.regexps) << 12
	for i := range p.needles {
		price += 64 + 64/len(p.needles[i].text)
	}
	return price
}
