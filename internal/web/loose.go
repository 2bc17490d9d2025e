package web

import (
	"cmp"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/store"
)

// loose is a block of lines that may still change, and what a view has told of
// it: its last line may go on, and a record may come to match by a later line.
// Of a view without a filter only the last line matters. What it refers to is
// never changed, so that clients may look at it.
type loose struct {
	store.Loose
	from int64     // lines before it do not count: they were left out
	sent []int64   // of a filtered view: the lines that went out, in order
	half int64     // the line that has not ended; of a text it did not go out
	size int64     // how many bytes of it there were when it was told last
	told time.Time // and when that was
}

// noHalf is no line: numbers of the past are negative, too, but not so far.
const noHalf = int64(-1 << 62)

// size is how long a line is by now.
func size(l *store.Line) int64 { return int64(len(l.Text)) + l.Rest }

func seqOrder(l store.Line, seq int64) int { return cmp.Compare(l.Seq, seq) }

// within returns those of lines that the block has.
func (b *loose) within(lines []store.Line) []store.Line {
	from, _ := slices.BinarySearchFunc(lines, max(b.First(), b.from), seqOrder)
	to, _ := slices.BinarySearchFunc(lines, b.End(), seqOrder)
	return lines[from:max(from, to)]
}

// send notes that lines go out. Of a text those that have not ended do not: they
// are left out of what it returns.
func (v *view) send(blocks []loose, lines []store.Line) []store.Line {
	for i := range blocks {
		b := &blocks[i]
		var sent []int64
		for _, l := range b.within(lines) {
			switch {
			case l.Open && b.Open():
				b.half, b.size, b.told = l.Seq, size(&l), v.server.now()
			case b.half == l.Seq:
				b.half = noHalf
			}
			if v.query != nil && (b.half != l.Seq || !v.plain) {
				sent = append(sent, l.Seq)
			}
		}
		if len(sent) > 0 {
			b.sent = slices.Concat(b.sent, sent)
			slices.Sort(b.sent)
			b.sent = slices.Compact(b.sent)
		}
	}
	goesOn := func(l store.Line) bool {
		return l.Open && slices.ContainsFunc(blocks, func(b loose) bool { return b.half == l.Seq })
	}
	if v.plain {
		return slices.DeleteFunc(lines, goesOn)
	}
	for i := range lines {
		lines[i].Open = goesOn(lines[i])
	}
	return lines
}

// settle returns the blocks of the view that may still change, and the lines
// before v.next that have changed since they went out or belong in the view only
// now. missed of them can no longer be read. soon says that some are told later.
func (v *view) settle(snap *store.Snapshot) (blocks []loose, lines []store.Line, missed uint64, soon bool) {
	now := v.server.now()
	for _, b := range v.loose {
		is, may := snap.Look(b.Loose)
		if is != b.Loose {
			if is.Open() && b.half == is.End()-1 && now.Sub(b.told) < growEvery {
				blocks, soon = append(blocks, b), true
				continue
			}
			b.Loose = is
			some, gone := v.changed(snap, &b)
			one := []loose{b}
			lines, missed = append(lines, v.send(one, some)...), missed+gone
			b = one[0]
		}
		if may {
			blocks = append(blocks, b)
		}
	}
	slices.SortFunc(lines, func(a, b store.Line) int { return cmp.Compare(a.Seq, b.Seq) })
	return blocks, lines, missed, soon
}

// changed returns the lines of a block that are to be told, and how many of them
// can no longer be read.
func (v *view) changed(snap *store.Snapshot, b *loose) (lines []store.Line, missed uint64) {
	half := b.half
	if v.query != nil {
		for _, l := range b.within(v.matches.In(nil, snap, &b.Loose)) {
			_, sent := slices.BinarySearch(b.sent, l.Seq)
			if l.Seq < v.next && (!sent || l.Seq == half && (!l.Open || size(&l) != b.size)) {
				lines = append(lines, l)
			}
			if l.Seq == half {
				half = noHalf
			}
		}
		if half != noHalf && v.plain {
			b.half = noHalf // it does not match any more
			return lines, 0
		}
	}
	if half == noHalf {
		return lines, 0
	}
	for _, l := range snap.Lines(nil, half, 1) {
		switch {
		case l.Gone > 0 || l.Seq != half:
			b.half = noHalf
			return lines, 1
		case !l.Open || !b.Open() || size(&l) != b.size && !v.plain:
			lines = append(lines, l)
			slices.SortFunc(lines, func(a, b store.Line) int { return cmp.Compare(a.Seq, b.Seq) })
		}
	}
	return lines, 0
}

// waits reports whether a line before the view's place has not gone out, and
// does so later.
func (v *view) waits(blocks []loose, l *store.Line) bool {
	return slices.ContainsFunc(blocks, func(b loose) bool {
		if v.query == nil {
			return v.plain && l.Seq == b.half
		}
		_, sent := slices.BinarySearch(b.sent, l.Seq)
		return l.Seq >= max(b.First(), b.from) && l.Seq < b.End() && !sent
	})
}

// shown returns those of lines that the view has told, and those which go on only
// as far as it has told them: what it has read may still be on its way.
func (v *view) shown(blocks []loose, lines []store.Line) []store.Line {
	lines = slices.DeleteFunc(lines, func(l store.Line) bool { return v.waits(blocks, &l) })
	for i := range lines {
		l := &lines[i]
		k := slices.IndexFunc(blocks, func(b loose) bool { return b.half == l.Seq })
		if l.Open = k >= 0 && l.Gone == 0; !l.Open {
			continue
		}
		told := min(blocks[k].size, size(l))
		l.Text = l.Text[:min(int64(len(l.Text)), told)]
		l.Rest = told - int64(len(l.Text))
	}
	return lines
}

// fresh adds to blocks those with lines from a number on that may change.
func (v *view) fresh(blocks []loose, snap *store.Snapshot, from int64) []loose {
	for _, b := range snap.Loose(nil, from) {
		if !slices.ContainsFunc(blocks, func(have loose) bool { return have.Same(&b) }) {
			blocks = append(blocks, loose{Loose: b, from: from, half: noHalf})
		}
	}
	return blocks
}
