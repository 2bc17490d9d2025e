package store

import (
	"maps"
	"runtime"
	"slices"
	"time"
)

// wantedSpells is a block to be counted.
type wantedSpells struct {
	spot
	block *block
}

// countSpells has what is wanted counted in the background.
func (s *Store) countSpells(w *volume) {
	for ; w.workers < min(runtime.GOMAXPROCS(0), len(w.wanted)); w.workers++ {
		go s.countWanted(w)
	}
}

// countWanted counts blocks until no more are wanted.
func (s *Store) countWanted(w *volume) {
	var buf scratch
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
		_ = s.guard("histogram", func() { k = x.block.spells(width, most, &buf) })
		runtime.Gosched() // keys and frames come first
		w.mu.Lock()
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
func (w *volume) file(x wantedSpells, k spells, g growth) {
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

// spells counts the records of b by time, so fine, in not more than so many
// parts. There are none if it cannot be read any more.
func (b *block) spells(width time.Duration, most int, buf *scratch) spells {
	k := spells{state: counted, width: width, first: b.at.UnixNano(), last: b.at.UnixNano()}
	runs, err := b.scan(buf)
	if err != nil {
		return k
	}
	sums := map[int64]*spell{}
	for i := range runs {
		k.count(&runs[i], sums)
	}
	for _, p := range slices.Sorted(maps.Keys(sums)) {
		k.parts = append(k.parts, *sums[p])
	}
	k.coarsen(most)
	return k
}

// count counts the records of a run by the multiples of the width that they
// are in.
func (k *spells) count(r *run, sums map[int64]*spell) {
	put := func(at int64, bar *Bar) {
		p := sums[at/int64(k.width)]
		if p == nil {
			p = &spell{at: at}
			sums[at/int64(k.width)] = p
		}
		p.at = min(p.at, at)
		p.bar.add(bar)
	}
	var before Bar // records before the first that tells a time
	known := false
	at := r.At.UnixNano()
	for pos := 0; pos < len(r.Data); {
		l := lineAt(r.Data, pos)
		pos += len(l) + 1
		if r.Parser.Continues(l) {
			continue
		}
		var one Bar
		one[r.Parser.Level(l)]++
		k.all.add(&one)
		t, ok := r.Parser.Time(l, r.Ref)
		if ok {
			if at = t.UnixNano(); !k.timed {
				k.first, k.last = at, at
			}
			k.first, k.last, k.timed = min(k.first, at), max(k.last, at), true
		}
		if known = known || ok; !known {
			before.add(&one)
			continue
		}
		if before != (Bar{}) {
			put(at, &before)
			before = Bar{}
		}
		put(at, &one)
	}
	if before != (Bar{}) {
		put(at, &before)
	}
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
