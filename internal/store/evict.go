package store

// evict lets go of the oldest text in memory: of what can be read again beyond
// fileMemory, of the rest beyond a cap. What cannot be read again leaves a
// block that only counts; those at the front go altogether, unless something
// older is kept.
func (l *log) evict(memory int64) {
	for ; l.spare > fileMemory && l.nextSpare < len(l.live)-1; l.nextSpare++ {
		b := l.live[l.nextSpare]
		switch t := b.text.Load(); {
		case b.file == nil || t.own || t.data == nil:
		case !b.file.Readable():
			l.disown(b, t)
			l.nextOwn = min(l.nextOwn, l.nextSpare)
		default:
			l.forget(b, t)
		}
	}
	for ; l.bytes > memory && l.nextOwn < len(l.live)-1; l.nextOwn++ {
		b := l.live[l.nextOwn]
		if t := b.text.Load(); t.data != nil && (b.file == nil || t.own) {
			l.forget(b, t)
		}
	}
	for l.bytes > memory && len(l.live) > 1 {
		l.drop()
	}
	for len(l.past) == 0 && len(l.live) > 1 && l.live[0].text.Load().gone {
		l.drop()
	}
}

// forget lets go of a block's text in memory.
func (l *log) forget(b *block, t *text) {
	l.charge(b, t, -cap(t.data))
	left := *t
	left.data = nil
	if left.gone = b.file == nil || t.own; left.gone {
		b.origin.stat.Evicted += uint64(t.lines)
		left.later = nil
	}
	b.in.Data = nil
	b.text.Store(&left)
}

// disown notes that the file of a block does not have its text any more.
func (l *log) disown(b *block, t *text) {
	l.charge(b, t, -cap(t.data))
	owned := *t
	owned.own = true
	b.text.Store(&owned)
	l.charge(b, &owned, cap(t.data))
}
