package store

import "runtime"

// watch looks at the log whenever it has changed.
func (m *Matches) watch() {
	for {
		select {
		case <-m.reader.Changed():
			m.look()
		case <-m.quit:
			return
		}
	}
}

// look brings what is known of the log up to date.
func (m *Matches) look() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.store.mu.RLock()
	past, live, base := m.store.log.past, m.store.log.live, m.store.log.firstID
	m.store.mu.RUnlock()
	if m.closed {
		return
	}
	m.drop(int(min(base-m.base, uint64(len(m.lives)))))
	m.past, m.live, m.base = past, live, base
	m.pasts = append(m.pasts, make([]tally, len(past)-len(m.pasts))...)
	m.lives = append(m.lives, make([]tally, len(live)-len(m.lives))...)
	for id, was := range m.loose {
		if id < base {
			delete(m.loose, id)
			continue
		}
		b := live[id-base]
		switch now := b.growth(); {
		case b.text.Load().gone:
			delete(m.loose, id)
		case now != was:
			delete(m.loose, id)
			m.again = append(m.again, id)
		case now.final && id+1 < base+uint64(len(live)):
			delete(m.loose, id)
		}
	}
	if m.some() {
		m.wake.Broadcast()
	}
}

// drop forgets the n oldest live blocks.
func (m *Matches) drop(n int) {
	for _, t := range m.lives[:n] {
		m.sum.add(tally{}, t)
		if t.counted {
			m.done--
		}
	}
	m.lives = m.lives[n:]
}

// matchJob is a block to be counted.
type matchJob struct {
	spot
	block  *block
	growth growth
	live   []*block // up to this one, which is the last of them; nil if it is of the past
	known  bool     // it was counted before, and its first lines had this fate
	above  fate
}

// work counts blocks until the search is closed.
func (m *Matches) work() {
	var buf scratch
	m.mu.Lock()
	defer m.mu.Unlock()
	for !m.closed {
		j, ok := m.take()
		if !ok {
			if m.busy == 0 && m.news {
				m.tell()
			}
			buf = scratch{}
			if !m.closed {
				m.wake.Wait()
			}
			continue
		}
		m.busy++
		m.mu.Unlock()
		var t tally
		var err error
		if crash := m.store.guard("search", func() { t, err = m.count(&j, &buf) }); crash != nil {
			err = crash
		}
		runtime.Gosched() // all cores are busy: keys and frames come first
		m.mu.Lock()
		m.busy--
		if err != nil {
			t = tally{unread: uint32(j.block.count())}
			if have := m.tally(j.spot); have != nil && have.counted {
				t = *have
			}
		}
		none := m.sum.records == 0
		m.file(j.spot, t, j.growth)
		if none && m.sum.records > 0 || m.store.now().Sub(m.told) >= tellEvery {
			m.tell()
		}
	}
}

// tell signals readers.
func (m *Matches) tell() {
	m.news = false
	m.told = m.store.now()
	m.store.tellReaders()
}

// some reports whether there is work.
func (m *Matches) some() bool {
	end := spot(m.base) + spot(len(m.live))
	return len(m.again) > 0 || m.fresh < end || m.down >= -spot(len(m.past)) || m.up < m.start
}

// take returns what to count next, and counts what need not be read for it.
func (m *Matches) take() (j matchJob, ok bool) {
	for n := 1; !m.closed && m.some(); n++ {
		if len(m.again) > 0 {
			id := m.again[0]
			m.again = m.again[1:]
			if id >= m.base {
				return m.job(spot(id)), true
			}
			continue
		}
		p := m.step()
		if t := m.tally(p); t == nil || t.counted {
			continue
		}
		b := m.block(p)
		g := b.growth()
		if !b.skips(m.query) {
			return m.job(p), true
		}
		m.file(p, tally{}, g)
		if n%skipAtOnce == 0 { // let others in
			m.mu.Unlock()
			m.mu.Lock()
		}
	}
	return j, false
}

// step returns the next place to look at.
func (m *Matches) step() (p spot) {
	base := spot(m.base)
	switch {
	case m.fresh < base+spot(len(m.live)):
		m.fresh = max(m.fresh, base)
		p = m.fresh
		m.fresh++
	case m.down >= -spot(len(m.past)):
		if p = m.down; p >= 0 && p < base {
			p = -1
		}
		m.down = p - 1
	default:
		if p = m.up; p >= 0 && p < base {
			p = base
		}
		m.up = p + 1
	}
	return p
}

func (m *Matches) job(p spot) matchJob {
	j := matchJob{spot: p, block: m.block(p)}
	if p >= 0 {
		j.live = m.live[:p-spot(m.base)+1]
	}
	j.growth = j.block.growth()
	j.remember(m.tally(p))
	return j
}

// remember takes over what does not change when a block grows.
func (j *matchJob) remember(t *tally) {
	if t != nil && t.counted && t.above != alone {
		j.known, j.above = true, t.above
	}
}

// block returns the block at a place that has a tally.
func (m *Matches) block(p spot) *block {
	if p < 0 {
		return m.past[-1-p]
	}
	return m.live[p-spot(m.base)]
}

// tally returns what is known of the block at a place; nil if it is not in the
// log, or not yet.
func (m *Matches) tally(p spot) *tally {
	if p < 0 {
		if i := int(-1 - p); i < len(m.pasts) {
			return &m.pasts[i]
		}
		return nil
	}
	if i := p - spot(m.base); i >= 0 && i < spot(len(m.lives)) {
		return &m.lives[i]
	}
	return nil
}

// file notes what was counted in a block that had grown so far.
func (m *Matches) file(p spot, t tally, g growth) {
	have := m.tally(p)
	if have == nil {
		return
	}
	m.news = true
	m.sum.add(t, *have)
	if !have.counted {
		m.done++
	}
	t.counted = true
	*have = t
	if p < 0 {
		return
	}
	switch id := uint64(p); {
	case m.block(p).growth() != g:
		m.again = append(m.again, id)
	case !g.final || id+1 == m.base+uint64(len(m.live)):
		m.loose[id] = g
	}
}
