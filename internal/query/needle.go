package query

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// needle is a literal text to be found, never empty and without a newline.
//
// It is found by one of its bytes that is rare in the text: the assembly of
// bytes.IndexByte looks at 32 bytes at a time, so text without that byte
// passes at the speed of memory.
type needle struct {
	text   []byte
	runes  []rune // folded, where case does not matter; else nil
	narrow bool   // each rune of it is one byte in any case
	probes []probe
}

// probe is a place in a needle and the bytes that can stand there.
type probe struct {
	at    int // index into text, or into runes
	bytes []byte
}

func newNeedle(text string, fold bool) needle {
	n := needle{text: []byte(text), narrow: true}
	if !fold || caseless(text) || !utf8.ValidString(text) {
		for i, c := range n.text {
			n.probe(i, c)
		}
		return n
	}
	for i, r := range []rune(text) {
		n.runes = append(n.runes, foldRune(r))
		var leads []byte
		for f := unicode.SimpleFold(r); ; f = unicode.SimpleFold(f) {
			if lead := utf8.AppendRune(nil, f)[0]; !bytes.Contains(leads, []byte{lead}) {
				leads = append(leads, lead)
			}
			n.narrow = n.narrow && f < utf8.RuneSelf
			if f == r {
				break
			}
		}
		n.probe(i, leads...)
	}
	return n
}

// probe adds a place, unless its bytes have one already.
func (n *needle) probe(at int, c ...byte) {
	for _, p := range n.probes {
		if bytes.Equal(p.bytes, c) {
			return
		}
	}
	n.probes = append(n.probes, probe{at, c})
}

// check returns the match whose byte of probe p stands at i, within from and
// to of data.
func (n *needle) check(data []byte, p *probe, from, i, to int) (start, end int, ok bool) {
	if n.runes == nil {
		start = i - p.at
		end = start + len(n.text)
		return start, end, start >= from && end <= to && string(data[start:end]) == string(n.text)
	}
	behind, ok := foldPrefix(data[i:to], n.runes[p.at:])
	if !ok {
		return 0, 0, false
	}
	before, ok := foldSuffix(data[from:i], n.runes[:p.at])
	return i - before, i + behind, ok
}

// spans appends the places of n in a line.
func (n *needle) spans(dst []Span, text []byte) []Span {
	var c cursor
	c.reset(n, usual)
	from := 0
	for range maxSpans {
		start, end := c.next(n, text, from, len(text))
		if start >= len(text) {
			break
		}
		dst = append(dst, Span{start, end})
		from = end
	}
	return dst
}

// cursor is a place in a block up to which it was searched for one needle.
type cursor struct {
	probe *probe
	limit int              // what follows holds for text up to here
	at    [maxVariants]int // where each byte of probe stands next
	asked int              // from here on, the first match
	start int              // begins here
	end   int              // and ends here

	// Where guard is not 0, at that distance from the probe's byte a match has
	// one of allowed: most places are dismissed by that.
	guard   int
	allowed [2]byte
}

// maxVariants is the most bytes of one probe: no orbit has more than 4 runes.
const maxVariants = 4

// reset begins a new block. It takes the probe that is rarest by freq, and the
// next one as guard.
func (c *cursor) reset(n *needle, freq *frequency) {
	*c = cursor{asked: -1}
	var guard *probe
	least, second := 0, 0
	for i := range n.probes {
		p, sum := &n.probes[i], 0
		for _, b := range p.bytes {
			sum += int(freq[b])
		}
		switch {
		case c.probe == nil || sum < least:
			guard, second = c.probe, least
			c.probe, least = p, sum
		case guard == nil || sum < second:
			guard, second = p, sum
		}
	}
	if n.narrow && guard != nil {
		c.guard = guard.at - c.probe.at
		c.allowed = [2]byte{guard.bytes[0], guard.bytes[len(guard.bytes)-1]}
	}
}

// next returns the first match in data[from:limit], which are whole lines, or
// limit+1 twice if there is none. While limit stays, from never goes down.
func (c *cursor) next(n *needle, data []byte, from, limit int) (start, end int) {
	if c.limit == limit && c.asked >= 0 && from >= c.asked && from <= c.start {
		return c.start, c.end
	}
	c.asked = from
	c.start, c.end = c.seek(n, data, from, limit)
	return c.start, c.end
}

func (c *cursor) seek(n *needle, data []byte, from, limit int) (start, end int) {
	p := c.probe
	for k, b := range p.bytes {
		if c.limit != limit || c.at[k] < from {
			c.at[k] = indexByte(data, b, from, limit)
		}
	}
	c.limit = limit
	for misses := 0; ; misses++ {
		which := 0
		for k := 1; k < len(p.bytes); k++ {
			if c.at[k] < c.at[which] {
				which = k
			}
		}
		i := c.at[which]
		if i >= limit {
			return limit + 1, limit + 1
		}
		if c.admits(data, i, limit) {
			if start, end, ok := n.check(data, p, from, i, limit); ok {
				return start, end
			}
		}
		if misses > maxMisses && n.runes == nil {
			// Not so rare after all.
			from = max(from, i-p.at)
			k := bytes.Index(data[from:limit], n.text)
			if k < 0 {
				c.at[0] = limit
				return limit + 1, limit + 1
			}
			c.at[0] = from + k + p.at
			return from + k, from + k + len(n.text)
		}
		c.at[which] = indexByte(data, p.bytes[which], i+1, limit)
	}
}

func (c *cursor) admits(data []byte, i, limit int) bool {
	k := i + c.guard
	return c.guard == 0 || k >= 0 && k < limit && (data[k] == c.allowed[0] || data[k] == c.allowed[1])
}

func indexByte(data []byte, c byte, from, limit int) int {
	if i := bytes.IndexByte(data[from:limit], c); i >= 0 {
		return from + i
	}
	return limit
}
