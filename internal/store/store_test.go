package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/rtwatch/rtwatch/internal/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var epoch = time.Date(2026, 11, 22, 9, 41, 0, 0, time.UTC)

func newStore(memory int64) *Store {
	return New(Options{Memory: memory, Now: func() time.Time { return epoch }})
}

func lines(name, text string) source.Batch {
	n := strings.Count(text, "\n")
	if !strings.HasSuffix(text, "\n") {
		n++
	}
	return source.Batch{Source: name, At: epoch, Lines: source.Block{Data: []byte(text), Lines: n}}
}

// texts renders a snapshot's lines from seq on as "source:text".
func texts(s *Store, seq int64, n int) []string {
	v := s.Snapshot()
	var out []string
	for _, l := range v.Lines(nil, seq, n) {
		mark := ""
		if l.Open {
			mark = "~"
		}
		out = append(out, fmt.Sprintf("%d %s:%s%s", l.Seq, l.Source, l.Text, mark))
	}
	return out
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if g, w := strings.Join(got, " | "), strings.Join(want, " | "); g != w {
		t.Errorf("lines are\n%s\nwant\n%s", g, w)
	}
}

func TestLinesInOrderOfArrival(t *testing.T) {
	s := newStore(0)
	s.add(lines("a", "one\ntwo\n"))
	s.add(lines("b", "three\n"))
	s.add(source.Batch{Source: "a", Notices: []source.Notice{{Text: "rotated\nhere"}}})
	s.add(lines("a", "four"))
	s.add(lines("a", "five\n"))
	wantLines(t, texts(s, 0, 9), "0 a:one", "1 a:two", "2 b:three", "3 a:rotated here", "4 a:four", "5 a:five")
	wantLines(t, texts(s, 1, 2), "1 a:two", "2 b:three")
	wantLines(t, texts(s, 5, 9), "5 a:five")
	wantLines(t, texts(s, 6, 9))
	wantLines(t, texts(s, 0, 0))
}

func TestOpenLineIsOneLine(t *testing.T) {
	s := newStore(0)
	part := func(data string, head, n int, open bool) source.Batch {
		return source.Batch{Source: "a", At: epoch, Lines: source.Block{Data: []byte(data), Head: head, Lines: n, Open: open}}
	}
	s.add(part("x\nhel", 0, 2, true))
	wantLines(t, texts(s, 0, 9), "0 a:x", "1 a:hel~")
	s.add(lines("b", "between\n"))
	s.add(part("lo wo", 5, 0, true))
	wantLines(t, texts(s, 1, 1), "1 a:hello wo~")
	s.add(lines("b", "again\n"))
	s.add(part("rld\ny\n", 4, 1, false))
	wantLines(t, texts(s, 0, 9), "0 a:x", "1 a:hello world", "2 b:between", "3 b:again", "4 a:y")
	if got := s.Snapshot().Total.Lines; got != 5 {
		t.Errorf("%d lines counted, want 5", got)
	}
}

func TestOpenLineThatDoesNotGoOn(t *testing.T) {
	for name, next := range map[string]source.Batch{
		"a new line begins": lines("a", "new\n"),
		"the source ends":   {Source: "a", Notices: []source.Notice{{Text: "ended", State: source.StateEnded}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(0)
			s.add(source.Batch{Source: "a", At: epoch, Lines: source.Block{Data: []byte("half"), Lines: 1, Open: true}})
			s.add(next)
			wantLines(t, texts(s, 0, 1), "0 a:half")
		})
	}
}

// Once no source will send any more, all have ended but those that have failed.
func TestSourcesEnd(t *testing.T) {
	s := newStore(0)
	in := make(chan source.Batch, 3)
	in <- lines("a", "one\n")
	in <- source.Batch{Source: "b", Notices: []source.Notice{{Text: "x", State: source.StateFailed}}}
	in <- source.Batch{Source: "c", Notices: []source.Notice{{Text: "x", State: source.StateWaiting}}}
	close(in)
	s.Run(in)
	for i, want := range []source.State{source.StateEnded, source.StateFailed, source.StateEnded} {
		if x := s.Sources()[i]; x.State != want || x.Since.IsZero() {
			t.Errorf("%s is %v since %v, want %v", x.Name, x.State, x.Since, want)
		}
	}
}

func TestLongLineIsCutAndCounted(t *testing.T) {
	s := newStore(0)
	piece := bytes.Repeat([]byte{'x'}, 100<<10)
	const pieces = 5
	for i := range pieces {
		b := source.Block{Data: piece, Open: true, Head: len(piece), Offset: int64(i * len(piece))}
		if i == 0 {
			b.Head, b.Lines = 0, 1
		}
		s.add(source.Batch{Source: "a", At: epoch, Lines: b})
	}
	v := s.Snapshot()
	l := v.Lines(nil, 0, 9)
	if len(l) != 1 || len(l[0].Text) != MaxLine || l[0].Rest != pieces*int64(len(piece))-MaxLine {
		t.Fatalf("%d lines, %d bytes and %d more; want one line of %d and the rest", len(l), len(l[0].Text), l[0].Rest, MaxLine)
	}
	if st := s.Sources()[0]; st.Cut != 1 || st.Lines != 1 {
		t.Errorf("counted %d cut of %d lines, want 1 of 1", st.Cut, st.Lines)
	}
}

func TestMemoryIsCapped(t *testing.T) {
	const limit = 1 << 20
	s := newStore(limit)
	text := strings.Repeat(strings.Repeat("x", 99)+"\n", 1000)
	for i := range 100 {
		b := lines("a", text)
		b.Lines.Offset = int64(i * len(text))
		s.add(b)
	}
	v := s.Snapshot()
	if v.Total.Bytes > limit || v.Total.Bytes < limit/2 {
		t.Errorf("%d bytes kept under a cap of %d", v.Total.Bytes, limit)
	}
	if v.First != int64(v.Total.Evicted) || v.Next != int64(v.Total.Lines) || v.First == 0 {
		t.Errorf("first %d, next %d, %d received, %d evicted do not agree", v.First, v.Next, v.Total.Lines, v.Total.Evicted)
	}
	got := v.Lines(nil, 0, 1)
	if len(got) != 1 || got[0].Seq != v.First {
		t.Errorf("the oldest line is %+v, want %d", got, v.First)
	}
}

// One block larger than the cap is kept all the same: there must be something
// to look at.
func TestNewestBlockStays(t *testing.T) {
	s := newStore(10)
	s.add(lines("a", "longer than the cap\n"))
	s.add(lines("b", "also longer than that\n"))
	wantLines(t, texts(s, 0, 9), "1 b:also longer than that")
}

func TestSeqOfSnapshotIsItsEnd(t *testing.T) {
	s := newStore(0)
	s.add(lines("a", "one\n"))
	v := s.Snapshot()
	b := lines("a", "two\n")
	b.Lines.Offset = 4
	s.add(b) // joins the same block
	if got := v.Lines(nil, 0, 9); len(got) != 1 {
		t.Errorf("an old snapshot shows %d lines, want 1", len(got))
	}
}

func TestRate(t *testing.T) {
	var r rate
	for i := range 40 {
		r.add(epoch.Add(time.Duration(i)*100*time.Millisecond), 10)
	}
	now := epoch.Add(4 * time.Second)
	if got, _ := r.perSecond(now); got < 95 || got > 105 {
		t.Errorf("%v lines a second, want 100", got)
	}
	if got, _ := r.perSecond(now.Add(time.Minute)); got != 0 {
		t.Errorf("%v lines a second after a minute's silence", got)
	}
	r.add(epoch.Add(-time.Hour), 10)
	if got, _ := r.perSecond(epoch); got != 0 {
		t.Error("a clock set back leaves a rate")
	}
}

// model is the plain way to keep lines: one string each.
type model struct {
	lines []string
	open  map[string]int // index of a source's open line
}

func (m *model) add(b source.Batch) {
	parts := strings.SplitAfter(string(b.Lines.Data), "\n")
	if parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	if b.Lines.Head > 0 {
		m.lines[m.open[b.Source]] += strings.TrimSuffix(parts[0], "\n")
		parts = parts[1:]
	}
	for _, p := range parts {
		m.lines = append(m.lines, b.Source+":"+strings.TrimSuffix(p, "\n"))
		m.open[b.Source] = len(m.lines) - 1
	}
}

// randomBatches makes the blocks that Splitters would make of random text of
// several sources.
func randomBatches(r *rand.Rand, n int) []source.Batch {
	splitters := map[string]*source.Splitter{}
	at := epoch
	var out []source.Batch
	for range n {
		name := string(rune('a' + r.IntN(3)))
		sp := splitters[name]
		if sp == nil {
			sp = &source.Splitter{}
			splitters[name] = sp
		}
		var text strings.Builder
		for range r.IntN(4) {
			fmt.Fprintf(&text, "%s%d", strings.Repeat("x", r.IntN(12)), r.IntN(1000))
			if r.IntN(3) > 0 {
				text.WriteByte('\n')
			}
		}
		sp.Wrote(copy(sp.Space(), text.String()))
		b, ok := sp.Take()
		if r.IntN(3) == 0 {
			if ok {
				out = append(out, source.Batch{Source: name, At: at, Lines: b})
			}
			b, ok = sp.Flush(r.IntN(4) > 0)
		}
		if ok {
			out = append(out, source.Batch{Source: name, At: at, Lines: b})
		}
		at = at.Add(time.Duration(r.IntN(8)) * time.Millisecond)
	}
	return out
}

func TestStoreAgainstModel(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		s, m := newStore(0), &model{open: map[string]int{}}
		small := newStore(3000)
		for i, b := range randomBatches(r, 60) {
			s.add(b)
			small.add(b)
			m.add(b)
			if i%7 > 0 {
				continue
			}
			compare(t, seed, s, m)
			compare(t, seed, small, m)
		}
	}
}

func compare(t *testing.T, seed uint64, s *Store, m *model) {
	t.Helper()
	v := s.Snapshot()
	if v.Next != int64(len(m.lines)) {
		t.Fatalf("seed %d: %d lines, want %d", seed, v.Next, len(m.lines))
	}
	got := v.Lines(nil, 0, len(m.lines))
	if len(got) != int(v.Next-v.First) {
		t.Fatalf("seed %d: %d lines can be read of %d kept", seed, len(got), v.Next-v.First)
	}
	for _, l := range got {
		if have, want := l.Source+":"+string(l.Text), m.lines[l.Seq]; have != want {
			t.Fatalf("seed %d: line %d is %q, want %q", seed, l.Seq, have, want)
		}
	}
}

// A line came when its own beginning was read, not when the block began that it
// has joined.
func TestJoinedLinesKeepTheirArrival(t *testing.T) {
	s := New(Options{})
	at := time.Date(2026, 11, 22, 9, 41, 7, 0, time.UTC)
	offset := int64(0)
	for i, p := range []struct {
		text string
		head int
		open bool
	}{{"a\nb", 0, true}, {"b\nc\n", 2, false}, {"d\n", 0, false}, {"e\n", 0, false}} {
		s.add(source.Batch{Source: "a", At: at.Add(time.Duration(i) * 300 * time.Millisecond), Lines: source.Block{
			Data: []byte(p.text), Lines: strings.Count(p.text[p.head:], "\n") + map[bool]int{true: 1}[p.open], Head: p.head, Open: p.open, Offset: offset,
		}})
		offset += int64(len(p.text))
	}
	v := s.Snapshot()
	if v.blocks() != 1 {
		t.Fatalf("%d blocks: the parts have not joined", v.blocks())
	}
	var got []string
	for _, l := range v.Lines(nil, 0, 10) {
		got = append(got, fmt.Sprintf("%s %v", l.Text, l.At.Sub(at)))
	}
	if want := []string{"a 0s", "bb 0s", "c 300ms", "d 600ms", "e 900ms"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
