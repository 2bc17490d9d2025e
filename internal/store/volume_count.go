package store

import (
	"maps"
	"runtime"
	"slices"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
)

// wantedSpells is a block to be counted.
type wantedSpells struct {
	spot
	block *block
}

// start has what is wanted counted in the background, unless w is closed. The
// caller holds mu.
func (w *Volume) start() {
	if w.closed {
		w.wanted = nil
	}
	for ; w.workers < min(runtime.GOMAXPROCS(0), len(w.wanted)); w.workers++ {
		go w.run()
	}
}

// run counts blocks until no more are wanted.
func (w *Volume) run() {
	s := w.store
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.wanted) > 0 {
		n := len(w.wanted) - 1 // the newest first
		x := w.wanted[n]
		w.wanted[n].block = nil
		w.wanted = w.wanted[:n]
		most := maxSpells
		if w.size > spellBudget {
			most = fewSpells
		}
		width := w.width
		w.mu.Unlock()
		g := x.block.growth()
		k := spells{state: counted, width: width}
		ok := inTurn(w.turns, func() {
			buf := s.scratch()
			defer s.scratches.Put(buf)
			_ = s.guard("histogram", func() { k = x.block.spells(w, width, most, buf) })
		})
		runtime.Gosched() // keys and frames come first
		w.mu.Lock()
		if !ok {
			w.closed, w.wanted = true, nil
			break
		}
		w.file(x, k, g)
		if now := s.now(); now.Sub(w.told) >= tellEvery && len(w.wanted) > 0 {
			w.told = now
			s.tellReaders()
		}
	}
	w.workers--
	if w.workers == 0 {
		s.tellReaders()
	}
}

// file notes what was counted in a block that had grown so far.
func (w *Volume) file(x wantedSpells, k spells, g growth) {
	have := w.ledger.at(x.spot)
	if have == nil {
		return
	}
	if k.parts == nil && have.state != unknown { // it cannot be read any more: what was known of it stays
		width := k.width
		if k = *have; k.parts == nil && k.all != (Bar{}) {
			k.parts = []spell{{at: k.first, bar: k.all}}
		}
		k.state, k.width = counted, width
	}
	w.size += len(k.parts) - len(have.parts)
	*have = k
	if w.ledger.settle(x.spot, g) {
		have.state = stale
	}
}

// tellReaders signals readers from outside of the store's goroutine.
func (s *Store) tellReaders() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.signal()
}

// spells counts the records of b for w by time, so fine, in not more than so many
// parts. There are none if it cannot be read any more.
func (b *block) spells(w *Volume, width time.Duration, most int, buf *scratch) spells {
	k := spells{state: counted, width: width, first: b.at.UnixNano(), last: b.at.UnixNano()}
	runs, err := b.scan(buf)
	if err != nil {
		return k
	}
	sums := map[int64]*spell{}
	for i := range runs {
		if matches, some := w.matching(&runs[i].Text); some {
			k.count(&runs[i], matches, sums)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(sums)) {
		k.parts = append(k.parts, *sums[p])
	}
	k.coarsen(most)
	return k
}

// count counts the records of a run that are matches by the multiples of the
// width that they are in.
func (k *spells) count(r *run, matches func(start int) bool, sums map[int64]*spell) {
	known := false // a record has told a time
	at := r.At.UnixNano()
	put := func(bar *Bar) {
		if known && !k.timed {
			k.first, k.last, k.timed = at, at, true
		} else if known {
			k.first, k.last = min(k.first, at), max(k.last, at)
		}
		k.all.add(bar)
		p := sums[at/int64(k.width)]
		if p == nil {
			p = &spell{at: at}
			sums[at/int64(k.width)] = p
		}
		p.at = min(p.at, at)
		p.bar.add(bar)
	}
	var before Bar // records before the first that tells a time
	for pos := 0; pos < len(r.Data); {
		l, start := lineAt(r.Data, pos), pos
		pos += len(l) + 1
		if r.Parser.Continues(l) {
			continue
		}
		if t, ok := r.Parser.Time(l, r.Ref); ok {
			at, known = t.UnixNano(), true
		}
		if known && before != (Bar{}) {
			put(&before)
			before = Bar{}
		}
		if !matches(start) {
			continue
		}
		var one Bar
		one[r.Parser.Level(l)]++
		if known {
			put(&one)
		} else {
			before.add(&one)
		}
	}
	if before != (Bar{}) {
		put(&before)
	}
}

// matching returns a test for the places in a text at which records begin, asked
// in their order: whether the query matches them. some is false if it matches none.
func (w *Volume) matching(text *query.Text) (matches func(start int) bool, some bool) {
	if w.query == nil {
		return func(int) bool { return true }, true
	}
	var starts []int
	for h := range w.query.Hits(text) {
		starts = append(starts, h.Start)
	}
	return func(start int) bool {
		for len(starts) > 0 && starts[0] < start {
			starts = starts[1:]
		}
		return len(starts) > 0 && starts[0] == start
	}, len(starts) > 0
}

// coarsen puts neighbours together until there are not more than so many.
func (k *spells) coarsen(most int) {
	for len(k.parts) > most {
		half := k.parts[:0]
		for i := 0; i < len(k.parts); i += 2 {
			p := k.parts[i]
			if i+1 < len(k.parts) {
				p.bar.add(&k.parts[i+1].bar)
			}
			half = append(half, p)
		}
		k.parts = slices.Clip(half)
	}
}
