package store

import (
	"math/rand/v2"
	"testing"
	"time"
)

// timedRecord is a record as the tests of times see it.
type timedRecord struct {
	Line
	at time.Time
}

// timedRecords returns the records of a snapshot, those without a time at that
// of the record above or their arrival.
func timedRecords(v *Snapshot) []timedRecord {
	var out []timedRecord
	for _, l := range v.Lines(nil, v.First, int(v.Next-v.First)) {
		if l.Notice || l.Continues {
			continue
		}
		out = append(out, timedRecord{l, l.Time})
	}
	return out
}

// filled is a store with pasts and live lines.
func filled(t *testing.T, seed uint64, memory int64, pasts, live int) *Store {
	rnd := rand.New(rand.NewPCG(seed, 2))
	s := newStore(memory)
	for k := range pasts {
		p := &chatter{rnd: rnd, at: epoch.Add(-time.Hour), whole: true}
		b := heldIn(string(rune('a'+k)), p.text(rnd.IntN(900<<10)+1))
		b.Past.More = pasts - 1 - k
		s.add(b)
	}
	if pasts > 0 {
		index(t, s)
	}
	c := &chatter{rnd: rnd, at: epoch, whole: true}
	for range live {
		s.add(c.batch())
	}
	return s
}

func TestVolumeAndExtent(t *testing.T) {
	for name, x := range map[string]struct {
		memory      int64
		pasts, live int
	}{
		"live": {0, 0, 400}, "live, evicted": {20 << 10, 0, 400}, "one past": {0, 1, 100}, "merged pasts": {0, 3, 100},
	} {
		t.Run(name, func(t *testing.T) {
			s := filled(t, 7, x.memory, x.pasts, x.live)
			c := &chatter{rnd: rand.New(rand.NewPCG(7, 3)), at: epoch.Add(10 * time.Second), whole: true}
			checkVolume(t, s)
			for range 5 {
				for range 20 {
					s.add(c.batch())
				}
				checkVolume(t, s)
			}
		})
	}
}

// checkVolume compares bars and the extent to what the lines say.
func checkVolume(t *testing.T, s *Store) {
	t.Helper()
	r := s.NewReader(!Hold)
	defer r.Close()
	v := s.Snapshot()
	records := timedRecords(&v)
	for _, y := range []struct {
		from time.Time
		span time.Duration
		n    int
	}{
		{epoch.Add(-time.Hour), time.Minute, 120},
		{epoch.Add(-time.Hour), time.Second, 30},
		{epoch.Add(-time.Hour + 3*time.Second), 16 * time.Millisecond, 100},
		{epoch.Add(-time.Second), time.Second, 5},
		{epoch.Add(-100 * time.Hour), time.Hour, 200},
	} {
		want := make([]Bar, y.n)
		for _, l := range records {
			if k := l.at.Sub(y.from); k >= 0 && int(k/y.span) < y.n {
				want[k/y.span][l.Level]++
			}
		}
		var got []Bar
		await(t, r, "the bars", func() (done bool) {
			got, done = s.Volume(nil, y.from, y.from.Add(time.Duration(y.n)*y.span), y.n)
			return done
		})
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v: bar %d is %v, want %v", y.span, i, got[i], want[i])
			}
		}
	}
	first, last, ok := s.Extent()
	wantFirst, wantLast := records[0].at, records[0].at
	for _, l := range records {
		wantLast = later(wantLast, l.at)
		if l.at.Before(wantFirst) {
			wantFirst = l.at
		}
	}
	if !ok || !first.Equal(wantFirst) || !last.Equal(wantLast) {
		t.Errorf("extent is %v to %v, %v; want %v to %v", first, last, ok, wantFirst, wantLast)
	}
}

// Of the records that match, each is counted where it stands among all.
func TestVolumeOfQuery(t *testing.T) {
	for name, x := range map[string]struct{ pasts, live int }{"live": {0, 400}, "one past": {1, 100}, "merged pasts": {3, 100}} {
		for _, text := range []string{"level>=warn", "!a", "e", "nothing of that kind", "time>=" + epoch.Add(-time.Hour+2*time.Second).Format(time.RFC3339)} {
			t.Run(name+" "+text, func(t *testing.T) {
				s := filled(t, 7, 0, x.pasts, x.live)
				c := &chatter{rnd: rand.New(rand.NewPCG(7, 3)), at: epoch.Add(10 * time.Second), whole: true}
				q := parseQuery(t, text)
				w := s.VolumeOf(q, nil)
				defer w.Close()
				m := s.Match(q, 0)
				defer m.Close()
				for range 3 {
					for range 20 {
						s.add(c.batch())
					}
					checkVolumeOf(t, s, w, m)
				}
			})
		}
	}
}

func checkVolumeOf(t *testing.T, s *Store, w *Volume, m *Matches) {
	t.Helper()
	const n, span = 200, 20 * time.Millisecond
	r := s.NewReader(!Hold)
	defer r.Close()
	v := s.Snapshot()
	matched := map[int64]bool{}
	await(t, r, "what matches", func() bool {
		lines, sure := m.From(nil, &v, v.First, int(v.Next-v.First))
		for _, l := range lines {
			matched[l.Seq] = true
		}
		return sure
	})
	records := timedRecords(&v)
	for _, from := range []time.Time{epoch.Add(-time.Hour), epoch, epoch.Add(10 * time.Second)} {
		want := make([]Bar, n)
		for _, l := range records {
			if k := l.at.Sub(from); k >= 0 && int(k/span) < n && matched[l.Seq] {
				want[k/span][l.Level]++
			}
		}
		var got []Bar
		await(t, r, "the bars", func() (done bool) {
			got, done = w.Count(nil, from, from.Add(n*span), n)
			return done
		})
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("bar %d is %v, want %v", i, got[i], want[i])
			}
		}
	}
}

func TestVolumeOfNothing(t *testing.T) {
	s := newStore(0)
	if _, _, ok := s.Extent(); ok {
		t.Error("an empty log has an extent")
	}
	if bars, done := s.Volume(nil, epoch, epoch, 3); len(bars) != 3 || !done {
		t.Errorf("%d bars, %v", len(bars), done)
	}
	if bars, done := s.Volume(nil, epoch, epoch.Add(1), 0); len(bars) != 0 || !done {
		t.Errorf("%d bars, %v", len(bars), done)
	}
}

func TestAtTime(t *testing.T) {
	for name, x := range map[string]struct{ pasts, live int }{
		"live": {0, 400}, "one past": {1, 100}, "merged pasts": {3, 100}, "nothing": {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := filled(t, 8, 0, x.pasts, x.live)
			v := s.Snapshot()
			records := timedRecords(&v)
			rnd := rand.New(rand.NewPCG(1, 1))
			for range 200 {
				at := epoch.Add(-time.Hour - time.Second + time.Duration(rnd.Int64N(int64(20*time.Second))))
				if rnd.IntN(2) == 0 {
					at = epoch.Add(time.Duration(rnd.Int64N(int64(6 * time.Second))))
				}
				want, wantOK := v.Next, false
				for _, l := range records {
					if !l.at.Before(at) {
						want, wantOK = l.Seq, true
						break
					}
				}
				if got, ok := v.AtTime(at); got != want || ok != wantOK {
					t.Fatalf("at %v is line %d, %v; want %d, %v", at, got, ok, want, wantOK)
				}
			}
		})
	}
}

func TestNextGap(t *testing.T) {
	for name, x := range map[string]struct{ pasts, live int }{
		"live": {0, 400}, "one past": {1, 100}, "merged pasts": {3, 100}, "nothing": {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := filled(t, 9, 0, x.pasts, x.live)
			v := s.Snapshot()
			records := timedRecords(&v)
			rnd := rand.New(rand.NewPCG(1, 1))
			for range 60 {
				least := []time.Duration{15 * time.Millisecond, 30 * time.Millisecond, time.Minute, time.Hour * 99}[rnd.IntN(4)]
				seq := v.First + rnd.Int64N(v.Next-v.First+1)
				next, prev := v.Next, v.First-1
				for i := 1; i < len(records); i++ {
					if l := records[i]; l.at.Sub(records[i-1].at) >= least {
						if l.Seq > seq {
							next = min(next, l.Seq)
						} else if l.Seq < seq {
							prev = l.Seq
						}
					}
				}
				l, ok, sure := v.NextGap(seq, least, true)
				if !sure || ok != (next < v.Next) || ok && l.Seq != next {
					t.Fatalf("the next gap of %v behind %d is %d, %v, %v; want %d", least, seq, l.Seq, ok, sure, next)
				}
				l, ok, sure = v.NextGap(seq, least, false)
				if !sure || ok != (prev >= v.First) || ok && l.Seq != prev {
					t.Fatalf("the gap of %v before %d is %d, %v, %v; want %d", least, seq, l.Seq, ok, sure, prev)
				}
			}
		})
	}
}

// A record that came late stands behind newer ones: what is looked for is the
// first line from which on there is one at or behind a time.
func TestAtTimeWhereRecordsCameLate(t *testing.T) {
	s := newStore(0)
	for i, seconds := range []int{10, 30, 20, 40} {
		at := epoch.Add(time.Duration(seconds) * time.Second)
		b := lines(string(rune('a'+i)), at.Format(time.RFC3339)+" INFO x\n")
		s.add(b)
	}
	v := s.Snapshot()
	for seconds, want := range map[int]int64{5: 0, 10: 0, 15: 1, 20: 1, 25: 1, 30: 1, 31: 3, 40: 3, 41: 4} {
		if got, _ := v.AtTime(epoch.Add(time.Duration(seconds) * time.Second)); got != want {
			t.Errorf("after %d s is line %d, want %d", seconds, got, want)
		}
	}
	more := lines("d", epoch.Add(time.Minute).Format(time.RFC3339)+" INFO it has grown\n")
	more.Lines.Offset = int64(v.live[3].text.Load().size)
	s.add(more)
	if n := v.live[3].count(); n != 2 {
		t.Fatalf("the last block has %d lines: it has not grown", n)
	}
	if got, ok := v.AtTime(epoch.Add(50 * time.Second)); ok || got != v.Next {
		t.Errorf("line %d is in a snapshot that is older", got)
	}
	if l, ok, _ := v.NextGap(v.Next-1, time.Second, true); ok {
		t.Errorf("%+v is in a snapshot that is older", l)
	}
}
