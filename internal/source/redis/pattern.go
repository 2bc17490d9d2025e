package redis

import (
	"slices"
	"strings"
)

// pattern is a glob pattern as KEYS and SCAN of Redis take it: * and ? stand
// for any bytes and any one, [a-z] and [^a] for one of a set, \ takes the next
// byte as it is (https://redis.io/docs/latest/commands/keys/).
type pattern string

// literal is what every match begins with, and whether that is all of it.
func (p pattern) literal() (prefix string, whole bool) {
	b := make([]byte, 0, len(p))
	for i := 0; i < len(p); i++ {
		c := p[i]
		switch {
		case c == '*' || c == '?' || c == '[':
			return string(b), false
		case c == '\\' && i+1 < len(p):
			i++
			c = p[i]
		}
		b = append(b, c)
	}
	return string(b), true
}

// match reports whether all of text matches. It takes at most len(p) ×
// len(text) steps, whatever both hold.
func (p pattern) match(text string) bool {
	var (
		i, j     int
		star     = -1 // in p: the last * passed, and
		resumeAt int  // in text: where it has matched up to
	)
	for j < len(text) {
		if i < len(p) && p[i] == '*' {
			star, resumeAt = i, j
			i++
			continue
		}
		if n, ok := p[i:].one(text[j]); ok {
			i += n
			j++
			continue
		}
		if star < 0 {
			return false
		}
		resumeAt++
		i, j = star+1, resumeAt
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// one matches one byte with the beginning of p, and returns how much of p that
// takes.
func (p pattern) one(c byte) (n int, ok bool) {
	if p == "" {
		return 0, false
	}
	switch p[0] {
	case '?':
		return 1, true
	case '[':
		return p.set(c)
	case '\\':
		if len(p) > 1 {
			return 2, p[1] == c
		}
	}
	return 1, p[0] == c
}

// set matches one byte with [a-z]. A set without its end goes on to the end of
// p, as in Redis.
func (p pattern) set(c byte) (n int, ok bool) {
	n = 1
	not := n < len(p) && p[n] == '^'
	if not {
		n++
	}
	for ; n < len(p) && p[n] != ']'; n++ {
		low := p[n]
		switch {
		case low == '\\' && n+1 < len(p):
			n++
			ok = ok || p[n] == c
			continue
		case n+2 < len(p) && p[n+1] == '-':
			high := p[n+2]
			n += 2
			ok = ok || min(low, high) <= c && c <= max(low, high)
			continue
		}
		ok = ok || low == c
	}
	return min(n+1, len(p)), ok != not
}

// prefixes are the literal beginnings of patterns, without those that another
// one covers: the server refuses two that overlap.
func prefixes(patterns []pattern) []string {
	var all []string
	for _, p := range patterns {
		prefix, _ := p.literal()
		all = append(all, prefix)
	}
	slices.Sort(all)
	var out []string
	for _, prefix := range all {
		if len(out) == 0 || !strings.HasPrefix(prefix, out[len(out)-1]) {
			out = append(out, prefix)
		}
	}
	return out
}

// quote writes a name as the pattern that matches nothing else.
func quote(name string) string {
	if !strings.ContainsAny(name, `*?[]\`) {
		return name
	}
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`, `\`, `\\`).Replace(name)
}
