package store

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
)

// drain reads all there is and joins it by source.
func drain(r *Reader, into map[string]*strings.Builder) (done bool) {
	for {
		p, ok, done := r.Next()
		if !ok {
			return done
		}
		if into[p.Source] == nil {
			into[p.Source] = &strings.Builder{}
		}
		into[p.Source].Write(p.Data)
	}
}

func TestReaderGetsEveryByteOnce(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		s := newStore(0)
		r := s.NewReader(!Hold)
		got, want := map[string]*strings.Builder{}, map[string]string{}
		for _, b := range randomBatches(rnd, 60) {
			s.add(b)
			want[b.Source] += string(b.Lines.Data)
			if rnd.IntN(3) == 0 {
				drain(r, got)
			}
		}
		drain(r, got)
		r.Close()
		for name := range want {
			if got[name] == nil || got[name].String() != want[name] {
				t.Fatalf("seed %d: source %s read as %v, want %q", seed, name, got[name], want[name])
			}
		}
	}
}

// A piece that begins in the middle of a line says so.
func TestReaderTellsHeads(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		s := newStore(0)
		r := s.NewReader(!Hold)
		open := map[string]bool{}
		for _, b := range randomBatches(rnd, 60) {
			s.add(b)
			for {
				p, ok, _ := r.Next()
				if !ok {
					break
				}
				if (p.Head > 0) && !open[p.Source] {
					t.Fatalf("seed %d: %q has head %d but no line is open", seed, p.Data, p.Head)
				}
				if b.Lines.Head != p.Head {
					t.Fatalf("seed %d: %q has head %d, want %d", seed, p.Data, p.Head, b.Lines.Head)
				}
				open[p.Source] = p.Open
			}
		}
		r.Close()
	}
}

// Who holds nothing goes on with the oldest line that is kept.
func TestReaderGoesOnWithTheOldest(t *testing.T) {
	s := newStore(2000)
	r := s.NewReader(!Hold)
	defer r.Close()
	for range 50 {
		s.add(lines("a", strings.Repeat("x", 99)+"\n"))
	}
	got := map[string]*strings.Builder{}
	drain(r, got)
	v := s.Snapshot()
	if n := int64(strings.Count(got["a"].String(), "\n")); v.First == 0 || n != v.Next-v.First {
		t.Errorf("%d lines read, want those from %d to %d", n, v.First, v.Next)
	}
}

func TestHoldingReaderLosesNothing(t *testing.T) {
	s := newStore(4000)
	r := s.NewReader(Hold)
	in := make(chan source.Batch)
	var wg sync.WaitGroup
	wg.Go(func() { s.Run(in) })
	wg.Go(func() {
		defer close(in)
		for range 2000 {
			in <- lines("a", strings.Repeat("x", 99)+"\n")
		}
	})
	got := map[string]*strings.Builder{}
	for done := false; !done; {
		<-r.Changed()
		done = drain(r, got)
	}
	wg.Wait()
	if n := strings.Count(got["a"].String(), "\n"); n != 2000 {
		t.Errorf("%d lines read, want 2000", n)
	}
	r.Close()
}

// A holding reader that goes away must not stop the store.
func TestClosedReaderHoldsNothing(t *testing.T) {
	s := newStore(2000)
	r := s.NewReader(Hold)
	in := make(chan source.Batch)
	stored := make(chan struct{})
	go func() { s.Run(in); close(stored) }()
	go func() {
		defer close(in)
		for range 100 {
			in <- lines("a", strings.Repeat("x", 99)+"\n")
		}
	}()
	select {
	case <-stored:
		t.Fatal("the store did not wait for its holding reader")
	case <-time.After(20 * time.Millisecond):
	}
	r.Close()
	<-stored
}

// One signal is kept for a reader that is busy; it never blocks the writer.
func TestSignals(t *testing.T) {
	s := newStore(0)
	r := s.NewReader(!Hold)
	defer r.Close()
	<-r.Changed() // the first look is due at once
	for range 10 {
		s.add(lines("a", "x\n"))
	}
	<-r.Changed()
	select {
	case <-r.Changed():
		t.Error("two signals for one look")
	default:
	}
}

func TestReadersBesideTheWriter(t *testing.T) {
	s := newStore(64 << 10)
	in := make(chan source.Batch)
	var wg sync.WaitGroup
	wg.Go(func() { s.Run(in) })
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			r := s.NewReader(!Hold)
			defer r.Close()
			for {
				select {
				case <-stop:
					return
				case <-r.Changed():
				}
				v := s.Snapshot()
				for _, l := range v.Lines(nil, v.Next-min(v.Next, 50), 50) {
					if len(l.Text) == 0 {
						t.Error("an empty line was read, none was written")
					}
				}
				drain(r, map[string]*strings.Builder{})
				s.Sources()
				s.Series()
				s.Tables()
			}
		})
	}
	offset := int64(0)
	for i := range 5000 {
		b := lines("a", strings.Repeat("x", 1+i%300)+"\n")
		b.Lines.Offset = offset
		offset += int64(len(b.Lines.Data))
		b.Samples = []source.Sample{{Series: "s", Value: float64(i)}}
		in <- b
	}
	close(in)
	close(stop)
	wg.Wait()
}

func BenchmarkAdd(b *testing.B) {
	for name, size := range map[string]int{"100 B": 1, "128 KiB": 1300} {
		b.Run(name, func(b *testing.B) {
			s := newStore(64 << 20)
			data := []byte(strings.Repeat(strings.Repeat("x", 99)+"\n", size))
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for i := range b.N {
				s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{Data: data, Lines: size, Offset: int64(i * len(data))}})
			}
		})
	}
}

func BenchmarkSnapshotLines(b *testing.B) {
	s := newStore(64 << 20)
	data := []byte(strings.Repeat(strings.Repeat("x", 99)+"\n", 1300))
	for i := range 400 {
		s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{Data: data, Lines: 1300, Offset: int64(i * len(data))}})
	}
	var rows []Line
	b.ReportAllocs()
	for b.Loop() {
		v := s.Snapshot()
		rows = v.Lines(rows[:0], v.Next-50, 50)
	}
}

// In a store made with Stream the memory of lines goes back to their source
// and is read into again: never before the reader is done with it.
func TestStreamRecyclesOnlyWhatWasRead(t *testing.T) {
	s := New(Options{Memory: 300 << 10, Stream: true})
	r := s.NewReader(Hold)
	in := make(chan source.Batch)
	go s.Run(in)
	const total = 64 << 20
	go func() {
		defer close(in)
		var split source.Splitter
		for n, room := byte(0), 0; room < total; n++ {
			space := split.Space()
			room += len(space)
			for i := range space {
				space[i] = n
			}
			space[len(space)-1] = '\n'
			split.Wrote(len(space))
			if b, ok := split.Take(); ok {
				in <- source.Batch{Source: "a", Lines: b}
			}
		}
	}()
	read := 0
	for done := false; !done; {
		<-r.Changed()
		for {
			var p Piece
			var ok bool
			if p, ok, done = r.Next(); !ok {
				break
			}
			for _, part := range strings.SplitAfter(string(p.Data), "\n") {
				if part != "" && strings.Count(part, part[:1]) < len(part)-1 {
					t.Fatalf("after %d bytes a line was overwritten while it was read", read)
				}
			}
			read += len(p.Data)
		}
	}
	r.Close()
	if read < total {
		t.Errorf("%d bytes read, want at least %d", read, total)
	}
}

func TestStreamHandsOutNumbers(t *testing.T) {
	s := New(Options{Memory: 2000, Stream: true})
	r := s.NewReader(Hold)
	in := make(chan source.Batch)
	go s.Run(in)
	go func() {
		defer close(in)
		for i := range 500 {
			b := lines("a", "x\n")
			b.Samples = []source.Sample{{Series: "s", Value: float64(i)}}
			in <- b
			in <- source.Batch{Source: "a", Tables: []source.Table{{Name: "t", Rows: []source.Row{{Score: float64(i)}}}}}
		}
	}()
	next, text, tables := 0.0, 0, 0.0
	for done := false; !done; {
		<-r.Changed()
		for {
			var p Piece
			var ok bool
			if p, ok, done = r.Next(); !ok {
				break
			}
			text += len(p.Data)
			for _, x := range p.Tables {
				if x.Rows[0].Score != tables {
					t.Fatalf("table %v, want %v", x.Rows[0].Score, tables)
				}
				tables++
			}
			for _, x := range p.Samples {
				if x.Value != next {
					t.Fatalf("sample %v, want %v", x.Value, next)
				}
				next++
			}
		}
	}
	r.Close()
	if next != 500 || text != 1000 || tables != 500 {
		t.Errorf("%v samples, %v tables and %d bytes, want 500, 500 and 1000", next, tables, text)
	}
}

// What one reader searches for wakes no other.
func TestMatchesOfAReader(t *testing.T) {
	s := New(Options{})
	s.add(lines("a", "one\n"))
	r, other := s.NewReader(!Hold), s.NewReader(!Hold)
	defer r.Close()
	defer other.Close()
	<-r.Changed()
	<-other.Changed()
	m := r.Match(parseQuery(t, "one"), 0, nil)
	defer m.Close()
	<-r.Changed()
	if n := m.Count().Records; n != 1 {
		t.Errorf("it knows of %d records", n)
	}
	select {
	case <-other.Changed():
		t.Error("another one is told")
	default:
	}
}
