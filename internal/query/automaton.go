package query

import (
	"slices"
)

// automaton runs a program. Its states, the sets of instructions that may come
// next, are built when they are first needed, as in RE2's: a byte costs one
// look into a table, and never more than a step of every instruction. It is
// for one goroutine at a time.
type automaton struct {
	prog   *program
	stride uint32

	next   []uint32 // by state, which is a multiple of stride, and class
	states []state
	bytes  []uint16 // the instructions of all states
	index  map[string]uint32
	begin  [3]uint32 // states by context, 0 if not built

	flushed int  // where the cache was last emptied, from the run's begin
	thrash  bool // the cache is emptied too often for it to be worth it

	queue, stack []uint16 // of build
	seen         []uint32 // the turn in which an instruction was seen
	turn         uint32
	key          []byte
}

// state is what comes next in a context: bytes[from:to].
type state struct {
	from, to int32
	context  context
}

// context is what stands before a place, as far as it matters.
type context uint8

const (
	behindOther context = iota
	behindWord
	behindNewline
)

// Entries of automaton.next that are no states. States are not below
// minStride.
const (
	unknown uint32 = iota
	quits          // not UTF-8
	dead           // no match any more
	minStride

	matched uint32 = 1 << 31 // a flag: there is a match before this byte
)

func newAutomaton(p *program) *automaton {
	d := &automaton{
		prog:   p,
		stride: max(uint32(p.classes), minStride),
		seen:   make([]uint32, len(p.insts)),
	}
	d.empty()
	return d
}

func (d *automaton) empty() {
	d.next = append(d.next[:0], make([]uint32, d.stride)...)
	d.states = append(d.states[:0], state{})
	d.bytes = d.bytes[:0]
	d.index = map[string]uint32{}
	d.begin = [3]uint32{}
}

// start returns the state before anything is read.
func (d *automaton) start(c context, pos int) uint32 {
	c = d.relevant(c)
	if d.begin[c] == 0 {
		d.queue = append(d.queue[:0], d.prog.start)
		s := d.add(c, pos)
		d.begin[c] = s
	}
	return d.begin[c]
}

func (d *automaton) relevant(c context) context {
	switch {
	case c == behindNewline && d.prog.conds&atBegin == 0,
		c == behindWord && d.prog.conds&(atWord|notAtWord) == 0:
		return behindOther
	}
	return c
}

// add returns the state for the instructions in queue.
func (d *automaton) add(c context, pos int) uint32 {
	if d.prog.searching {
		slices.Sort(d.queue)
	}
	d.key = append(d.key[:0], byte(c))
	for _, id := range d.queue {
		d.key = append(d.key, byte(id), byte(id>>8))
	}
	if s, ok := d.index[string(d.key)]; ok {
		return s
	}
	if len(d.next)+int(d.stride) > maxTable || len(d.bytes)+len(d.queue) > maxTable {
		d.thrash = d.thrash || pos-d.flushed < minBytesPerState*len(d.states)
		d.flushed = pos
		d.empty()
	}
	s := uint32(len(d.next))
	d.next = append(d.next, make([]uint32, d.stride)...)
	from := int32(len(d.bytes))
	d.bytes = append(d.bytes, d.queue...)
	d.states = append(d.states, state{from, int32(len(d.bytes)), c})
	d.index[string(d.key)] = s
	return s
}

// build returns what follows a state when byte c is read at a place of the
// run, and remembers it.
func (d *automaton) build(s uint32, c byte, pos int) uint32 {
	st := d.states[s/d.stride]
	flushed := len(d.states)
	v := d.step(st, c, pos)
	if len(d.states) >= flushed {
		d.next[s+uint32(d.prog.class[c])] = v
	}
	return v
}

func (d *automaton) step(st state, c byte, pos int) uint32 {
	p := d.prog
	var holds cond
	if st.context == behindNewline {
		holds |= atBegin
	}
	if c == '\n' {
		holds |= atEnd
	}
	if (st.context == behindWord) != isWord(c) {
		holds |= atWord
	} else {
		holds |= notAtWord
	}

	// All instructions that can be reached, in order.
	d.turn++
	d.queue = d.queue[:0]
	var flag uint32
reach:
	for _, id := range d.bytes[st.from:st.to] {
		d.stack = append(d.stack[:0], id)
		for len(d.stack) > 0 {
			id := d.stack[len(d.stack)-1]
			d.stack = d.stack[:len(d.stack)-1]
			if d.seen[id] == d.turn {
				continue
			}
			d.seen[id] = d.turn
			switch i := &p.insts[id]; i.op {
			case instAlt:
				d.stack = append(d.stack, i.alt, i.out)
			case instAssert:
				if i.cond&holds != 0 {
					d.stack = append(d.stack, i.out)
				}
			case instMatch:
				flag = matched
				if !p.searching {
					break reach
				}
			case instByte:
				if i.lo <= c && c <= i.hi {
					d.queue = append(d.queue, i.out)
				}
			}
		}
	}
	if c == '\n' {
		switch {
		case !p.searching:
			return flag | dead
		case d.seen[p.loop] != d.turn:
			return flag | quits
		}
		return flag | d.start(behindNewline, pos)
	}

	// What follows them, each once.
	d.turn++
	alive := !p.searching
	unique := d.queue[:0]
	for _, id := range d.queue {
		if d.seen[id] != d.turn {
			d.seen[id] = d.turn
			unique = append(unique, id)
			alive = alive || id >= p.loop && id < p.loopEnd
		}
	}
	d.queue = unique
	switch {
	case !alive:
		return flag | quits
	case len(unique) == 0:
		return flag | dead
	}
	behind := behindOther
	if isWord(c) {
		behind = behindWord
	}
	return flag | d.add(d.relevant(behind), pos)
}
