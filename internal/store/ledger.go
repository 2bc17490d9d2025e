package store

// spot is the place of a block in the log: live blocks count from 0, by ID;
// those of the past from -1 downwards.
type spot int64

// ledger is what somebody knows of each block of the log, and which of the live
// ones may still change.
type ledger[T any] struct {
	past, live   []*block // as they were when they were last looked at
	base         uint64   // ID of live[0]
	pasts, lives []T
	loose        map[uint64]growth // live blocks that may still change, as they were counted
}

// look brings the blocks up to date. T is asked for of each new one, and handed
// to drop of each that is not in the log any more. It returns the IDs of those
// that have changed.
func (l *ledger[T]) look(past, live []*block, base uint64, enter func(*block) T, drop func(*block, *T)) (grown []uint64) {
	gone := int(min(base-l.base, uint64(len(l.lives))))
	for i := range gone {
		drop(l.live[i], &l.lives[i])
	}
	l.lives = l.lives[gone:]
	l.past, l.live, l.base = past, live, base
	for _, b := range past[len(l.pasts):] {
		l.pasts = append(l.pasts, enter(b))
	}
	for _, b := range live[len(l.lives):] {
		l.lives = append(l.lives, enter(b))
	}
	for id, was := range l.loose {
		if id < base {
			delete(l.loose, id)
			continue
		}
		b := live[id-base]
		switch now := b.growth(); {
		case b.text.Load().gone:
			delete(l.loose, id)
		case now != was:
			delete(l.loose, id)
			grown = append(grown, id)
		case now.settled() && spot(id+1) < l.end():
			delete(l.loose, id)
		}
	}
	return grown
}

// settle notes that a block in the ledger was counted when it had grown so far.
// It returns true if it has changed since.
func (l *ledger[T]) settle(p spot, g growth) (grown bool) {
	if p < 0 {
		return false
	}
	id := uint64(p)
	delete(l.loose, id)
	if l.block(p).growth() != g {
		return true
	}
	if !g.settled() || p+1 == l.end() {
		if l.loose == nil {
			l.loose = map[uint64]growth{}
		}
		l.loose[id] = g
	}
	return false
}

// end is the place behind the last block.
func (l *ledger[T]) end() spot { return spot(l.base) + spot(len(l.live)) }

// block returns the block at a place in the ledger.
func (l *ledger[T]) block(p spot) *block {
	if p < 0 {
		return l.past[-1-p]
	}
	return l.live[p-spot(l.base)]
}

// at returns what is known of the block at a place; nil if it is not in the
// log any more, or not yet in the ledger.
func (l *ledger[T]) at(p spot) *T {
	if p < 0 {
		if i := int(-1 - p); i < len(l.pasts) {
			return &l.pasts[i]
		}
		return nil
	}
	if i := p - spot(l.base); i >= 0 && i < spot(len(l.lives)) {
		return &l.lives[i]
	}
	return nil
}
