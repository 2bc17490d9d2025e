package store

// Loose is a block whose lines may still change: others may join it, or its last
// one goes on. It is as it was when it was looked at: two are equal if nothing
// has changed between them.
type Loose struct {
	block *block
	growth
}

// Loose appends to dst the blocks with lines from seq on that may still change.
// They are as they are now, which may be newer than v.
func (v *Snapshot) Loose(dst []Loose, seq int64) []Loose {
	for i := max(v.at(seq), len(v.past)); i < v.blocks(); i++ {
		b := v.block(i)
		if b.wordless() {
			continue
		}
		if l, may := v.Look(Loose{block: b}); may {
			dst = append(dst, l)
		}
	}
	return dst
}

// Look returns a block as it is now. may is false once nothing of it will change
// that is not in v.
func (v *Snapshot) Look(l Loose) (now Loose, may bool) {
	n := len(v.live)
	now = Loose{l.block, l.block.growth()}
	now.final = now.final && !l.block.goesOn() // its text is final, not its length
	return now, !now.settled() || n > 0 && v.live[n-1] == l.block
}

// Open reports whether the block's last line goes on.
func (l *Loose) Open() bool { return !l.final }

// First is the number of the block's first line.
func (l *Loose) First() int64 { return l.block.seq }

// End is the number of the line behind the block's last one.
func (l *Loose) End() int64 { return l.block.seq + l.block.count() }

// Same reports whether both are the same block.
func (l *Loose) Same(o *Loose) bool { return l.block == o.block }

// In appends to dst the lines of v in a loose block that are in records that
// match. Unlike From it does not wait for the search.
func (m *Matches) In(dst []Line, v *Snapshot, l *Loose) []Line {
	i := v.at(l.block.seq)
	if i == v.blocks() || v.block(i) != l.block {
		return dst
	}
	f, _, err := m.find(v, i)
	if err != nil {
		return dst
	}
	lines := within(f.lines, l.block, v.First, v.Next)
	return v.cache.some(dst, l.block, lines, len(lines))
}

// Between returns how many matching lines of v there are from one line on and
// before another. sure is false if there may be more: some of them are not
// searched yet, or can no longer be read.
func (m *Matches) Between(v *Snapshot, from, to int64) (n uint64, sure bool) {
	sure = from >= v.First
	for i := v.at(max(from, v.First)); i < v.blocks(); i++ {
		b := v.block(i)
		if b.seq >= to {
			break
		}
		t, read := m.known(v.spot(i))
		switch {
		case b.wordless():
		case !read || t.unread > 0:
			sure = false
			n += uint64(t.lines)
		case b.seq >= from && b.seq+b.count() <= to:
			n += uint64(t.lines)
		default:
			f, _, err := m.find(v, i)
			sure = sure && err == nil
			n += uint64(len(within(f.lines, b, from, to)))
		}
	}
	return n, sure
}

// known returns what was found in a block; read is false if it was not read as
// it is.
func (m *Matches) known(p spot) (t tally, read bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	x := m.ledger.at(p)
	if x == nil {
		return t, false
	}
	return x.what, x.read && !m.grown(p)
}
