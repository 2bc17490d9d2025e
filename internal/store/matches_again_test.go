package store

import (
	"sync"
	"testing"
	"time"
)

// halted is a search that stops before it reads a block again.
type halted struct {
	*Matches
	reads, let chan struct{}
}

func (h *halted) count(j *surveyJob[tally], buf *scratch) (tally, error) {
	if j.read {
		h.reads <- struct{}{}
		<-h.let
	}
	return h.Matches.count(j, buf)
}

// The first match in a block that has grown is not passed over while that block
// is counted again: what a reader was told to be sure does not come later.
func TestMatchInABlockThatIsCountedAgain(t *testing.T) {
	s := newStore(0)
	r := s.NewReader(!Hold)
	defer r.Close()
	s.add(lines("a", "padding\n"))
	m := &Matches{query: parseQuery(t, "needle")}
	h := &halted{Matches: m, reads: make(chan struct{}, 9), let: make(chan struct{})}
	let := sync.OnceFunc(func() { close(h.let) })
	defer let()
	m.begin(s, "search", h, 0)
	defer m.Close()
	await(t, r, "the first count", settled(s, m))
	more := lines("a", "needle\n")
	more.Lines.Offset = int64(len("padding\n"))
	s.add(more)
	select {
	case <-h.reads:
	case <-time.After(patience):
		t.Fatal("the block is not counted again")
	}
	v := s.Snapshot()
	if v.blocks() != 1 {
		t.Fatal("the block has not grown: nothing is tested")
	}
	if got, sure := m.From(nil, &v, 1, 9); len(got) != 1 || !sure {
		t.Errorf("%+v from the second line on, %v", got, sure)
	}
	if got, _, _ := m.Next(&v, 1); string(got.Text) != "needle" {
		t.Errorf("%q is next", got.Text)
	}
	let()
	await(t, r, "the second count", func() bool { return settled(s, m)() && m.Count().Lines == 1 })
}

// What a reader finds in a block that grows meanwhile does not replace what was
// counted since.
func TestFindInABlockThatHasGrownMeanwhile(t *testing.T) {
	s := newStore(0)
	calls := make(chan func(), 2) // of the clock, by the reader
	now := s.now
	s.now = func() time.Time {
		select {
		case f := <-calls:
			f()
		default:
		}
		return now()
	}
	r := s.NewReader(!Hold)
	defer r.Close()
	s.add(lines("a", "needle 1\n"))
	m := s.Match(parseQuery(t, "needle"), 0)
	defer m.Close()
	await(t, r, "the first count", settled(s, m))
	more := lines("a", "needle 2\n")
	more.Lines.Offset = int64(len("needle 1\n"))
	old := s.Snapshot()
	calls <- func() {}
	calls <- func() { // behind the search
		s.add(more)
		await(t, r, "the second count", func() bool { return settled(s, m)() && m.Count().Lines == 2 })
	}
	if got, sure := m.From(nil, &old, 0, 9); len(got) != 1 || !sure {
		t.Errorf("%+v, %v", got, sure)
	}
	if len(calls) > 0 {
		t.Fatal("the block has not grown: nothing is tested")
	}
	v := s.Snapshot()
	if n, sure := m.Between(&v, 0, v.Next); n != 2 || !sure {
		t.Errorf("%d matches, %v", n, sure)
	}
}
