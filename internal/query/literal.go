package query

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// literal is a text that is part of what a regular expression matches.
type literal struct {
	text string
	fold bool
}

// known is what is known of the texts that an expression matches.
type known struct {
	exact []literal // if not nil: all that it matches, in order of preference
	loose bool      // exact has more than that
	need  []literal // if not nil: every match contains one of these
}

// literals returns texts of which every match of re contains one, and whether
// that is all of each match. It returns none where one is shorter than least bytes.
func literals(re *syntax.Regexp, least int) (needles []needle, exact bool) {
	k := knowledge(re)
	set, exact := k.need, false
	if usable(k.exact) {
		set, exact = k.exact, !k.loose
	}
	if !usable(set) || !exact && worth(set) < least {
		return nil, false
	}
	if !exact {
		set = minimal(set)
	}
	for _, l := range set {
		exact = exact && (!l.fold || utf8.RuneCountInString(l.text) <= maxFold)
		l.text = shortened(l)
		needles = append(needles, newNeedle(l.text, l.fold))
	}
	return needles, exact
}

// minimal returns set without the texts that contain another one of it.
func minimal(set []literal) []literal {
	var least []literal
	for i, l := range set {
		if !slices.ContainsFunc(set[:i], func(o literal) bool { return o.fold == l.fold && strings.Contains(l.text, o.text) }) &&
			!slices.ContainsFunc(set[i+1:], func(o literal) bool {
				return o.fold == l.fold && o.text != l.text && strings.Contains(l.text, o.text)
			}) {
			least = append(least, l)
		}
	}
	return least
}

// shortened bounds what comparing without regard to case costs.
func shortened(l literal) string {
	n := 0
	for i := range l.text {
		if n == maxFold && l.fold {
			return l.text[:i]
		}
		n++
	}
	return l.text
}

// usable reports that a set can be searched for.
func usable(set []literal) bool {
	for _, l := range set {
		// A newline ends a line, and U+FFFD stands for any byte that is wrong.
		if l.text == "" || strings.ContainsAny(l.text, "\n\uFFFD") {
			return false
		}
	}
	return len(set) > 0
}

// worth is how good a set is to search for: how long its shortest text is.
func worth(set []literal) int {
	if !usable(set) {
		return 0
	}
	shortest := len(set[0].text)
	for _, l := range set[1:] {
		shortest = min(shortest, len(l.text))
	}
	return shortest
}

// better returns the set that is better to search for.
func better(a, b []literal) []literal {
	// Beyond a few bytes the number of texts counts more than their length.
	wa, wb := min(worth(a), 4), min(worth(b), 4)
	if wb > wa || wb == wa && wb > 0 && (len(b) < len(a) || len(b) == len(a) && worth(b) > worth(a)) {
		return b
	}
	return a
}

func knowledge(re *syntax.Regexp) known {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return known{exact: []literal{{}}}
	case syntax.OpLiteral:
		return known{exact: []literal{{string(re.Rune), re.Flags&syntax.FoldCase != 0}}}
	case syntax.OpCharClass:
		return known{exact: members(re.Rune)}
	case syntax.OpCapture:
		return knowledge(re.Sub[0])
	case syntax.OpPlus:
		return known{need: knowledge(re.Sub[0]).must()}
	case syntax.OpRepeat:
		if re.Min > 0 {
			return known{need: knowledge(re.Sub[0]).must()}
		}
	case syntax.OpQuest:
		k := knowledge(re.Sub[0])
		if k.exact == nil || len(k.exact) == maxLiterals {
			return known{}
		}
		if re.Flags&syntax.NonGreedy != 0 {
			k.exact = append([]literal{{}}, k.exact...)
		} else {
			k.exact = append(k.exact[:len(k.exact):len(k.exact)], literal{})
		}
		return known{exact: k.exact, loose: k.loose}
	case syntax.OpConcat:
		return sequence(re.Sub)
	case syntax.OpAlternate:
		return choice(re.Sub)
	}
	return known{}
}

// must returns what every match contains.
func (k known) must() []literal {
	if usable(k.exact) {
		return better(k.exact, k.need)
	}
	return k.need
}

// members returns the characters of a small class.
func members(class []rune) []literal {
	var set []literal
	for i := 0; i+1 < len(class); i += 2 {
		if int(class[i+1]-class[i]) >= maxLiterals-len(set) {
			return nil
		}
		for r := class[i]; r <= class[i+1]; r++ {
			set = append(set, literal{text: string(r)})
		}
	}
	return set
}

// choice is what is known of one of subs.
func choice(subs []*syntax.Regexp) known {
	var all known
	isExact, needs := true, true
	for _, sub := range subs {
		k := knowledge(sub)
		isExact = isExact && k.exact != nil && len(all.exact)+len(k.exact) <= maxLiterals
		if isExact {
			all.exact = append(all.exact, k.exact...)
			all.loose = all.loose || k.loose
		}
		must := k.must()
		needs = needs && must != nil && len(all.need)+len(must) <= maxLiterals
		if needs {
			all.need = append(all.need, must...)
		}
	}
	if !isExact {
		all.exact = nil
	}
	if !needs {
		all.need = nil
	}
	return all
}

// sequence is what is known of subs one behind the other.
func sequence(subs []*syntax.Regexp) known {
	run := known{exact: []literal{{}}} // what stands at the end, known exactly
	whole := true                      // run is all from the beginning
	var need []literal
	for _, sub := range subs {
		k := knowledge(sub)
		need = better(need, k.need)
		if product, loose := cross(run.exact, k.exact); product != nil {
			run.exact, run.loose = product, run.loose || k.loose || loose
			continue
		}
		whole = false
		need = better(need, run.exact)
		run = known{exact: []literal{{}}}
		if k.exact != nil {
			run = k
		}
	}
	if whole {
		return known{exact: run.exact, loose: run.loose, need: need}
	}
	return known{need: better(need, run.exact)}
}

// cross returns each of a followed by each of b, or nil if that is too much.
// Loose tells that it matches more than that, as case matters only in parts.
func cross(a, b []literal) (product []literal, loose bool) {
	if len(b) == 0 || len(a)*len(b) > maxLiterals {
		return nil, false
	}
	for _, x := range a {
		for _, y := range b {
			if x.fold != y.fold {
				loose = loose || !x.fold && !caseless(x.text) || !y.fold && !caseless(y.text)
			}
			product = append(product, literal{x.text + y.text, x.fold || y.fold})
		}
	}
	return product, loose
}
