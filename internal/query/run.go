package query

// done ends a run over n bytes.
func (d *automaton) done(n int) { d.flushed -= n }

// outcome is how a run ended.
type outcome uint8

const (
	nothing outcome = iota
	found
	gaveUp // there is text that is not UTF-8, or too many states
)

// search runs a searching program over lines, from the begin of one, and
// returns the place of the first byte, which may be len(data), that has a
// match in its line before it, or where it gave up.
func (d *automaton) search(data []byte, from int) (at int, o outcome) {
	s := d.start(behindNewline, 0)
	i := from
	defer func() { d.done(i - from) }()
	class := &d.prog.class
	for {
		next := d.next
		for ; i < len(data); i++ {
			v := next[s+uint32(class[data[i]])]
			if v-minStride >= matched-minStride {
				break
			}
			s = v
		}
		c := byte('\n')
		if i < len(data) {
			c = data[i]
		} else if i == from || data[i-1] == '\n' {
			return i, nothing
		}
		v := next[s+uint32(class[c])]
		if v == unknown {
			v = d.build(s, c, i-from)
		}
		switch {
		case v&matched != 0:
			return i, found
		case v == quits || d.thrash:
			return i, gaveUp
		case i == len(data):
			return i, nothing
		}
		s = v
		i++
	}
}

// last runs a searching reverse program over one line and returns the leftmost
// place from where there is a match.
func (d *automaton) last(text []byte) (at int, o outcome) {
	s := d.start(behindNewline, 0)
	at = -1
	n := 0
	defer func() { d.done(n) }()
	for i := len(text) - 1; i >= -1; i-- {
		c := byte('\n')
		if i >= 0 {
			c = text[i]
		}
		n++
		v := d.next[s+uint32(d.prog.class[c])]
		if v == unknown {
			v = d.build(s, c, n)
		}
		if v&matched != 0 {
			at = i + 1
			v &^= matched
		}
		if v == quits || d.thrash {
			return 0, gaveUp
		}
		s = v
	}
	if at < 0 {
		return 0, nothing
	}
	return at, found
}

// end runs an anchored program over a line from a place and returns the end of
// the match that starts there.
func (d *automaton) end(text []byte, from int) (at int, o outcome) {
	c := behindNewline
	if from > 0 {
		if c = behindOther; isWord(text[from-1]) {
			c = behindWord
		}
	}
	s := d.start(c, 0)
	at = -1
	i := from
	defer func() { d.done(i - from) }()
	for ; ; i++ {
		c := byte('\n')
		if i < len(text) {
			c = text[i]
		}
		v := d.next[s+uint32(d.prog.class[c])]
		if v == unknown {
			v = d.build(s, c, i-from)
		}
		if v&matched != 0 {
			at = i
			v &^= matched
		}
		if d.thrash {
			return 0, gaveUp
		}
		if v == dead {
			break
		}
		s = v
	}
	if at < 0 {
		return 0, gaveUp
	}
	return at, found
}
