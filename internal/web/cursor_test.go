package web

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rtwatch/rtwatch/internal/source"
	"github.com/rtwatch/rtwatch/internal/store"
)

// polled is an answer to a poll.
type polled struct {
	Messages []struct {
		Type, Cursor string
		Reset        bool
		Skipped      int
		Atleast      bool
		Lines        lines
		Samples      map[string][][2]float64
	}
	Cursor string
}

func (r *rig) poll(query string) (p polled) {
	r.tb.Helper()
	status, body := r.do(http.MethodGet, "/poll?"+query, "")
	if err := json.Unmarshal([]byte(body), &p); err != nil || status != 200 {
		r.tb.Fatal(status, body, err)
	}
	return p
}

func (p *polled) types() (all []string) {
	for _, m := range p.Messages {
		all = append(all, m.Type)
	}
	return all
}

// A poll with a cursor gets what is new, and all of it: lines and numbers.
func TestPollGetsOnlyNews(t *testing.T) {
	r := start(t, nil)
	begin := time.Now().Add(-time.Hour).Truncate(time.Second)
	value := 0
	sample := func(n int) {
		var all []source.Sample
		for range n {
			all = append(all, source.Sample{Series: "x", At: begin.Add(time.Duration(value) * time.Second), Value: float64(value)})
			value++
		}
		r.batches <- source.Batch{Source: "a", Samples: all}
	}
	sample(5)
	r.batches <- source.Batch{Source: "a", Tables: []source.Table{{Name: "t", Columns: []string{"c"}, Rows: []source.Row{{ID: "1", Cells: []string{"v"}}}}}}
	r.write(numbered(0, 10)...)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 10 })
	p := r.poll("n=3")
	if got := p.types(); !slices.Equal(got, []string{"hello", "lines", "state", "series", "samples", "table"}) {
		t.Fatalf("first come %q", got)
	}
	got := map[float64]bool{}
	for _, m := range p.Messages {
		for _, x := range m.Samples["x"] {
			got[x[1]] = true
		}
	}
	for round := range 20 {
		sample(1 + round%4)
		r.write(fmt.Sprint("more ", round))
		for found := false; !found; {
			p = r.poll("since=" + p.Cursor)
			for _, m := range p.Messages {
				switch {
				case m.Type == "lines":
					if m.Reset || m.Skipped > 0 || len(m.Lines) != 1 || m.Lines[0].X != fmt.Sprint("more ", round) {
						t.Fatalf("%+v", m)
					}
					found = true
				case m.Type == "samples":
					for _, x := range m.Samples["x"] {
						if got[x[1]] {
							t.Errorf("sample %v comes twice", x)
						}
						got[x[1]] = true
					}
				case m.Type != "state":
					t.Errorf("round %d: a message %q that is no news", round, m.Type)
				}
			}
		}
	}
	until(t, "all samples", func() bool {
		if len(got) < value {
			p = r.poll("since=" + p.Cursor)
		}
		for _, m := range p.Messages {
			for _, x := range m.Samples["x"] {
				got[x[1]] = true
			}
		}
		return len(got) == value
	})
	// One whose place is lost gets the numbers anew, and no line twice.
	r.forget()
	p = r.poll("since=" + p.Cursor)
	if got := p.types(); !slices.Equal(got, []string{"state", "series", "samples", "table"}) {
		t.Errorf("later come %q", got)
	}
	// The name of a line is a cursor as well.
	p = r.poll(fmt.Sprintf("since=%s.%d", r.server.epoch, 20))
	if got := p.types(); !slices.Equal(got, []string{"lines"}) || len(p.Messages[0].Lines) != 9 {
		t.Errorf("behind a line come %+v", p)
	}
}

// What a client misses is counted, in filtered views too.
func TestGapsAreCounted(t *testing.T) {
	const n = 30000
	r := start(t, func(o *setup) { o.Store = store.New(store.Options{Memory: 4 << 20}) })
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("line %06d %s", i, []string{"even", "odd"}[i%2]))
	}
	r.write(all[:100]...)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 100 })
	cursors := map[string]string{}
	for _, q := range []string{"", "&filter=odd", "&filter=000099"} {
		cursors[q] = r.poll("n=1" + q).Cursor
	}
	for i := 100; i < n; i += 100 {
		r.write(all[i : i+100]...)
	}
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == n })
	for q, want := range map[string]int{"": n - 100, "&filter=odd": n/2 - 50, "&filter=000099": 0} {
		for _, lost := range []bool{false, true} {
			if lost {
				r.forget()
			}
			got, cursor := 0, cursors[q]
			end := fmt.Sprintf("%s.%d.", r.server.epoch, n-1)
			for got < want && !strings.HasPrefix(cursor, end) {
				p := r.poll("n=10&since=" + cursor + q)
				for _, m := range p.Messages {
					got += len(m.Lines) + m.Skipped
					if m.Atleast {
						t.Errorf("%q: a bound", q)
					}
				}
				cursor = p.Cursor
			}
			if got != want {
				t.Errorf("%q, place lost %v: %d lines came or are skipped, want %d", q, lost, got, want)
			}
		}
	}
	// Those that are no longer kept nobody has counted.
	for i := range 60 {
		r.write(strings.Repeat("odd ", 20000) + fmt.Sprint(i))
	}
	until(t, "they are gone", func() bool { return r.server.store.Snapshot().First > 100 })
	r.forget()
	p := r.poll("n=10&filter=odd&since=" + cursors["&filter=odd"])
	if m := p.Messages[0]; !m.Reset || !m.Atleast {
		t.Errorf("%+v", m)
	}
}

func TestCursorsAreChecked(t *testing.T) {
	r := start(t, nil)
	r.write(numbered(0, 10)...)
	until(t, "lines are stored", func() bool { return r.server.store.Snapshot().Next == 10 })
	for since, want := range map[string]int{
		"x": 400, "1.2": 400, "00000000.": 400, "00000000.1.": 400, "00000000.1.x": 400, "00000000.1.0": 400,
		"00000000.-1": 200, "00000000.5.7": 200, r.server.epoch + ".3": 200, r.server.epoch + ".3.999": 200,
		r.server.epoch + ".1000": 200, fmt.Sprint(r.server.epoch, ".", math.MaxInt64): 400,
	} {
		status, body := r.do(http.MethodGet, "/poll?n=2&since="+since, "")
		if status != want {
			t.Errorf("%s: %d %s", since, status, body)
		}
	}
}
