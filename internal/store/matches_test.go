package store

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/query"
	"github.com/rtwatch/rtwatch/internal/source"
)

func parseQuery(t testing.TB, text string) *query.Query {
	t.Helper()
	q, err := query.Parse(text, query.Options{Now: epoch, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// heldIn returns a batch that says that a source's file held text.
func heldIn(name, text string) source.Batch {
	f := source.NewFile(name, strings.NewReader(text), nil)
	return source.Batch{Source: name, At: epoch, Past: &source.Past{Files: []source.PastFile{{
		Name: name, Size: int64(len(text)), Modified: epoch,
		Open: func(context.Context) (*source.File, int64, int64, error) { return f, 0, int64(len(text)), nil },
	}}}}
}

// indexed runs Index until the test is over.
func indexed(t testing.TB, s *Store) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { s.Index(ctx) })
	t.Cleanup(func() {
		cancel()
		done.Wait()
	})
}

// await waits for a store to signal that something is so.
func await(t testing.TB, r *Reader, what string, so func() bool) {
	t.Helper()
	late := time.After(patience)
	for !so() {
		select {
		case <-r.Changed():
		case <-late:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func settled(s *Store, m *Matches) func() bool {
	return func() bool {
		v := s.Snapshot()
		return v.Past.Complete && m.Count().Done
	}
}

// checkMatches compares everything that is known of matches to the oracle.
func checkMatches(t *testing.T, s *Store, m *Matches, text string, rnd *rand.Rand) {
	t.Helper()
	v := s.Snapshot()
	o := newOracle(&v, text)
	if c := m.Count(); c.Records != o.records || c.Lines != uint64(len(o.lines)) || !c.Done || c.Share != 1 {
		t.Fatalf("%q: %+v counted, want %d records of %d lines", text, c, o.records, len(o.lines))
	}
	for range 40 {
		seq, n := v.First-2+rnd.Int64N(v.Next-v.First+4), rnd.IntN(60)
		k := 0
		for k < len(o.lines) && o.lines[k].Seq < seq {
			k++
		}
		got, sure := m.From(nil, &v, seq, n)
		same(t, fmt.Sprintf("From %q %d %d", text, seq, n), got, o.lines[k:min(k+n, len(o.lines))], sure)
		got, sure = m.Before(nil, &v, seq, n)
		same(t, fmt.Sprintf("Before %q %d %d", text, seq, n), got, o.lines[max(k-n, 0):k], sure)
		to, between := seq+rnd.Int64N(200), uint64(0)
		for i := k; i < len(o.lines) && o.lines[i].Seq < to; i++ {
			between++
		}
		if n, sure := m.Between(&v, seq, to); n != between || sure != (seq >= v.First) {
			t.Fatalf("%q: %d lines from %d to %d (sure: %v), want %d", text, n, seq, to, sure, between)
		}
		if r := m.Rank(&v, seq); r != uint64(k) {
			t.Fatalf("%q: rank of %d is %d, want %d", text, seq, r, k)
		}
		k = 0
		for k < len(o.hits) && o.hits[k].Seq < seq {
			k++
		}
		one := func(l Line, ok, sure bool) ([]Line, bool) {
			if !ok {
				return nil, sure
			}
			return []Line{l}, sure
		}
		got, sure = one(m.Next(&v, seq))
		same(t, fmt.Sprintf("Next %q %d", text, seq), got, o.hits[k:min(k+1, len(o.hits))], sure)
		got, sure = one(m.Prev(&v, seq))
		same(t, fmt.Sprintf("Prev %q %d", text, seq), got, o.hits[max(k-1, 0):k], sure)
	}
}

func same(t *testing.T, what string, got, want []Line, sure bool) {
	t.Helper()
	if !sure {
		t.Fatalf("%s is not sure", what)
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d lines, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("%s: line %d is\n%+v\nwant\n%+v", what, i, got[i], want[i])
		}
	}
}

func TestMatchesAreThoseOfTheOracle(t *testing.T) {
	for _, x := range []struct {
		name   string
		memory int64
		pasts  int
		whole  bool
	}{
		{"live", 0, 0, false},
		{"live, evicted", 20 << 10, 0, true},
		{"one past", 0, 1, false},
		{"merged pasts", 0, 2, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			for seed := range uint64(3) {
				randomMatches(t, rand.New(rand.NewPCG(seed, 1)), x.memory, x.pasts, x.whole)
			}
		})
	}
}

func randomMatches(t *testing.T, rnd *rand.Rand, memory int64, pasts int, whole bool) {
	s := newStore(memory)
	indexed(t, s)
	r := s.NewReader(!Hold)
	defer r.Close()
	c := &chatter{rnd: rnd, at: epoch.Add(-time.Hour), whole: true}
	for k := range pasts {
		p := &chatter{rnd: rnd, at: epoch.Add(-time.Hour), whole: true}
		b := heldIn(string(rune('a'+k)), p.text(rnd.IntN(600<<10)))
		b.Past.More = pasts - 1 - k
		s.add(b)
	}
	c.whole, c.at = whole, epoch
	for range rnd.IntN(50) {
		s.add(c.batch())
	}
	queries := []string{"needle", "beta", "nothing at all", "y", "DEBUG alpha x x x x x x x"}
	text := queries[rnd.IntN(len(queries))]
	v := s.Snapshot()
	m := s.Match(parseQuery(t, text), v.First+rnd.Int64N(v.Next-v.First+1))
	defer m.Close()
	own := rand.New(rand.NewPCG(rnd.Uint64(), 1))
	var adding sync.WaitGroup
	feed := func() {
		for range 300 {
			s.add(c.batch())
		}
	}
	if memory == 0 {
		adding.Go(feed)
	} else {
		feed() // what is dropped meanwhile cannot be compared
	}
	for range 3 {
		rightSoFar(t, s, m, text, own)
	}
	adding.Wait()
	await(t, r, "the search to end", settled(s, m))
	checkMatches(t, s, m, text, rnd)
	for range 2 {
		s.add(c.batch())
		await(t, r, "the search to end again", settled(s, m))
		checkMatches(t, s, m, text, rnd)
	}
}

// rightSoFar checks that what is found while the search goes on is right.
func rightSoFar(t *testing.T, s *Store, m *Matches, text string, rnd *rand.Rand) {
	t.Helper()
	v := s.Snapshot()
	seq := v.First + rnd.Int64N(v.Next-v.First+1)
	got, _ := m.From(nil, &v, seq, 40)
	before, _ := m.Before(nil, &v, seq, 40)
	got = append(before, got...)
	// A record that goes on only begins to match, it never ceases to.
	right := map[int64]bool{}
	now := s.Snapshot()
	o := newOracle(&now, text)
	for _, l := range o.lines {
		right[l.Seq] = true
	}
	last := v.First - 1
	for _, l := range got {
		if l.Seq <= last || !right[l.Seq] {
			t.Fatalf("%q: line %d is wrong: %+v", text, l.Seq, l)
		}
		last = l.Seq
	}
}

// stuck is a file whose text does not come until it is let go.
type stuck struct {
	reads chan struct{} // receives a value for each read that waits
	let   chan struct{}
}

func (s *stuck) ReadAt([]byte, int64) (int, error) {
	s.reads <- struct{}{}
	<-s.let
	return 0, errGone
}

func TestCloseDoesNotWait(t *testing.T) {
	s := newStore(0)
	file := &stuck{reads: make(chan struct{}, 99), let: make(chan struct{})}
	s.mu.Lock()
	for range 20 {
		b := &block{origin: s.origin("a"), file: source.NewFile("a", file, nil)}
		s.history.push(b, &text{size: 100, lines: 3})
	}
	s.mu.Unlock()
	m := s.Match(parseQuery(t, "x"), 0)
	<-file.reads
	v := s.Snapshot()
	if got, sure := m.From(nil, &v, v.First, 5); len(got) > 0 || sure {
		t.Errorf("%+v found, %v, in what is not read yet", got, sure)
	}
	if _, ok, sure := m.Prev(&v, v.Next); ok || sure {
		t.Error("there is a match, or surely none, in what is not read yet")
	}
	if c := m.Count(); c.Done || c.Share > 0 {
		t.Errorf("%+v counted, though nothing is read yet", c)
	}
	done := make(chan struct{})
	go func() {
		m.Close()
		m.Close()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("Close waits for a read")
	}
	close(file.let)
	if n := len(file.reads); n > 2 {
		t.Errorf("%d more blocks were read", n)
	}
}

// What cannot be read is said where its matches were, and counts nothing if it
// never could.
func TestMatchesOfWhatIsGone(t *testing.T) {
	s := newStore(0)
	file := source.NewFile("a", strings.NewReader("a needle\nb\nneedle\n"), nil)
	s.mu.Lock()
	for range 2 {
		s.history.push(&block{origin: s.origin("a"), file: file}, &text{size: 18, lines: 3})
	}
	s.mu.Unlock()
	r := s.NewReader(!Hold)
	defer r.Close()
	m := s.Match(parseQuery(t, "needle"), 0)
	defer m.Close()
	await(t, r, "the search", settled(s, m))
	if c := m.Count(); c.Records != 4 {
		t.Fatalf("%+v found, want 4 records", c)
	}
	file.Rewritten()
	s.cache = cache{}
	v := s.Snapshot()
	got, sure := m.From(nil, &v, v.First, 9)
	if len(got) != 1 || got[0].Gone != 6 || !sure {
		t.Errorf("%+v, %v; want one line that says that 6 are gone", got, sure)
	}
	got, sure = m.Before(nil, &v, v.Next, 9)
	if len(got) != 1 || got[0].Gone != 6 || !sure {
		t.Errorf("%+v, %v; want one line that says that 6 are gone", got, sure)
	}
	if l, ok, _ := m.Next(&v, v.First); ok {
		t.Errorf("%+v is next, though nothing can be read", l)
	}
	again := s.Match(parseQuery(t, "needle"), 0)
	defer again.Close()
	await(t, r, "the search", settled(s, again))
	if c := again.Count(); c.Records != 0 {
		t.Errorf("%+v found in what is gone", c)
	}
}

// A line that comes in many pieces is not read again for each of them.
func TestLongOpenLineIsFinal(t *testing.T) {
	s := newStore(0)
	r := s.NewReader(!Hold)
	defer r.Close()
	m := s.Match(parseQuery(t, "needle"), 0)
	defer m.Close()
	piece := bytes.Repeat([]byte{'x'}, 64<<10)
	for i := range 8 {
		in := source.Block{Data: piece, Open: true, Head: len(piece), Offset: int64(i * len(piece))}
		if i == 0 {
			in.Head, in.Lines = 0, 1
		}
		if i == 2 {
			in.Data = append([]byte("needle"), piece[6:]...)
		}
		s.add(source.Batch{Source: "a", At: epoch.Add(time.Duration(i) * time.Second), Lines: in})
		await(t, r, "the piece", settled(s, m))
		want := uint64(0)
		if i >= 2 {
			want = 1
		}
		if c := m.Count(); c.Records != want || c.Lines != want {
			t.Fatalf("piece %d: %+v counted, want %d", i, c, want)
		}
	}
	v := s.Snapshot()
	if g := v.live[0].growth(); !g.final || g.bytes > MaxLine+2*int64(len(piece)) {
		t.Errorf("the line is %+v, want it final soon after %d", g, MaxLine)
	}
}

// Text that has gone back to its file is searched there.
func TestMatchesInAFileThatIsFollowed(t *testing.T) {
	s := newStore(0)
	r := s.NewReader(!Hold)
	defer r.Close()
	var text []byte
	for i := range 40 {
		text = append(text, strings.Repeat(fmt.Sprintf("%d padding\n", i), 40_000)...)
		text = append(text, "a needle\n"...)
	}
	f := source.NewFile("a", bytes.NewReader(text), nil)
	m := s.Match(parseQuery(t, "needle"), 0)
	defer m.Close()
	for from := 0; from < len(text); {
		end := from + bytes.LastIndexByte(text[from:min(from+256<<10, len(text))], '\n') + 1
		data := bytes.Clone(text[from:end])
		s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{
			Data: data, Lines: bytes.Count(data, newline), Offset: int64(from), File: f,
		}})
		from = end
	}
	late := s.Match(parseQuery(t, "needle"), s.Snapshot().Next)
	defer late.Close()
	await(t, r, "both", func() bool { return settled(s, m)() && settled(s, late)() })
	v := s.Snapshot()
	if v.live[0].text.Load().data != nil {
		t.Fatal("the oldest text is still in memory: nothing is tested")
	}
	for _, m := range []*Matches{m, late} {
		got, sure := m.From(nil, &v, 0, 99)
		if c := m.Count(); c.Records != 40 || len(got) != 40 || !sure {
			t.Errorf("%+v counted and %d found, want 40", c, len(got))
		}
	}
}
