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
